"""Distress, violence or health in what somebody typed: a panel at once, and nothing is kept.

Nothing is flagged, stored, counted or logged: what was heard lives in `g`, as long as the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import wtforms
from flask import Flask, current_app, g, request, url_for

from mutualaid.domain.red_flags import Worry, worry_in
from mutualaid.queries.home import Desk
from mutualaid.web.desk import desk_of_visitor
from mutualaid.wording import worries as wording
from mutualaid.wording.useful_numbers import UsefulNumber

WITHOUT_WORDS = "sans_ces_mots"
"""The button « Continuer sans ces mots »."""
_ORDER = list(Worry)


@dataclass(frozen=True)
class Panel:
    """What the person reads, she alone."""

    worry: Worry
    title: str
    text: str
    numbers: Sequence[UsefulNumber]
    desk: Desk | None

    @property
    def is_grave(self) -> bool:
        """Not a mere reminder to leave health out."""
        return self.worry is not Worry.HEALTH


def hear(fields: Iterable[wtforms.Field]) -> bool:
    """Whether these free texts may be kept; when not, the page shows the panel."""
    free = [field for field in fields if getattr(field, "is_free", False)]
    found = {worry_in(str(field.data or "")) for field in free}
    g.worry = next((worry for worry in _ORDER if worry in found), None)
    return g.worry is None


def empty(fields: Iterable[wtforms.Field]) -> None:
    """« Continuer sans ces mots »: each text that has them is left empty."""
    for field in fields:
        if getattr(field, "is_free", False) and worry_in(str(field.data or "")) is not None:
            field.data, field.raw_data = "", [""]


def is_without_words() -> bool:
    """Whether that button was pressed."""
    return WITHOUT_WORDS in request.form


def worry() -> Worry | None:
    """What was heard in this request."""
    found: Worry | None = g.get("worry")
    return found


def worry_panel() -> Panel | None:
    """For the layout; None on nearly every page."""
    found = worry()
    if found is None:
        return None
    title, text = wording.words_of(found)
    return Panel(found, title, text, wording.numbers_for(found), desk_of_visitor())


def quick_exit_url() -> str:
    """« Quitter cette page vite »: the operator's choice, else our own first page."""
    return current_app.config["SETTINGS"].quick_exit_url or url_for("home.front")


def init_worries(app: Flask) -> None:
    """Give templates the panel."""
    app.jinja_env.globals.update(
        worry=worry, worry_panel=worry_panel, quick_exit_url=quick_exit_url
    )
