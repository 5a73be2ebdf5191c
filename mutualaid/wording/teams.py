"""What is read while several neighbours are brought together for one appointment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from mutualaid.domain.slots import HalfDay
from mutualaid.models import HelpRequest
from mutualaid.queries.teams import Team
from mutualaid.wording.dates import moment_phrase, slot_phrase

_NUMBERS: dict[int, Any] = {
    2: _l("two"),
    3: _l("three"),
    4: _l("four"),
    5: _l("five"),
    6: _l("six"),
}


def together_sentence(help_request: HelpRequest) -> str:
    """« À trois : nous vous confirmons quand l'équipe est complète. », to whoever is asked."""
    n = str(_NUMBERS.get(help_request.helpers_needed, help_request.helpers_needed))
    if help_request.category == "moving":
        return gettext("%(n)s of you together, to move: we confirm when the team is complete.", n=n)
    return gettext("%(n)s of you together: we confirm when the team is complete.", n=n)


def asking_phrase(n_asked: int, *, is_near: bool) -> str:
    """« Nous demandons à 3 personnes près de chez vous », to the resident."""
    if is_near:
        return ngettext(
            "We are asking %(num)s person near you",
            "We are asking %(num)s people near you",
            n_asked,
        )
    return ngettext("We are asking %(num)s person", "We are asking %(num)s people", n_asked)


def said_yes_phrase(n_yes: int, n_needed: int) -> str:
    """« 2 sur 3 ont dit oui »."""
    if n_yes == 0:
        return gettext("None of %(needed)s has said yes yet", needed=n_needed)
    return ngettext(
        "%(num)s of %(needed)s has said yes",
        "%(num)s of %(needed)s have said yes",
        n_yes,
        needed=n_needed,
    )


def missing_phrase(team: Team) -> str:
    """« Merci. Il manque encore 1 personne », to whoever said yes."""
    return ngettext(
        "Thank you. %(num)s more person is needed",
        "Thank you. %(num)s more people are needed",
        team.n_missing,
    )


def until_phrase(team: Team, zone: str) -> str:
    """The moment at which all are released; empty while nobody holds a place."""
    return moment_phrase(team.until, zone) if team.until is not None else ""


def other_moments_sentence(reason: Mapping[str, Any] | None) -> str:
    """« D'autres moments : vendredi matin (4 personnes). »; empty when none is known."""
    others = (reason or {}).get("others") or []
    phrases = [
        ngettext(
            "%(slot)s (%(num)s person)",
            "%(slot)s (%(num)s people)",
            int(each["n"]),
            slot=slot_phrase(date.fromisoformat(each["on"]), HalfDay(each["half_day"])),
        )
        for each in others
    ]
    if not phrases:
        return ""
    return gettext("Enough are free at another moment: %(moments)s.", moments="; ".join(phrases))
