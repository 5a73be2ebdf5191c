"""The journal of her neighbourhoods: who did what, day by day."""

from __future__ import annotations

from datetime import date, datetime

from flask import render_template, request

from mutualaid.blueprints.coordination.desk import blueprint
from mutualaid.policies import coordinator
from mutualaid.queries.coordination.history import read_leaf
from mutualaid.web.auth import allowed
from mutualaid.web.desk import zone
from mutualaid.web.desk_pages import desk
from mutualaid.web.session import db
from mutualaid.wording import history as words


@blueprint.get("/journal")
@allowed(coordinator)
def journal() -> str:
    """Fifty lines, the latest first; of one day, or of one kind."""
    typed, topic = request.args.get("jour", "").strip()[:20], _topic()
    on, actions = _day_of(typed), words.actions_of(topic)
    leaf = read_leaf(db(), desk(), actions=actions, on=on, zone=zone(), number=_page())
    shown = {"typed": typed, "topic": topic, "is_unread": bool(typed) and on is None}
    return render_template(
        "coordination/journal.html", leaf=leaf, zone=zone(), history_words=words, **shown
    )


def _page() -> int:
    page = request.args.get("page", "")
    return int(page) if page.isascii() and page.isdecimal() and len(page) < 5 else 1


def _topic() -> words.Topic | None:
    asked = request.args.get("quoi", "")
    return words.Topic(asked) if asked in set(words.Topic) else None


def _day_of(typed: str) -> date | None:
    """« 12/10/2026 » or « 2026-10-12 »; anything else is every day."""
    for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(typed, pattern).date()  # noqa: DTZ007 (a day, not an instant)
        except ValueError:
            continue
    return None
