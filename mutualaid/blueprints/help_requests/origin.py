"""The request that a form was opened from, to change it or to ask for the same once more."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask import g

from mutualaid import policies
from mutualaid.domain.clock import local_date
from mutualaid.queries import help_requests as queries
from mutualaid.services.help_requests import HelpRequest
from mutualaid.web.auth import visitor
from mutualaid.web.fact_fields import FACT
from mutualaid.web.session import db, now
from mutualaid.web.wizard import Answers

ORIGIN = "origin"
"""Its place in the draft: the number, what for, and with whom."""
KEPT = "kept"
"""« Au même endroit que la dernière fois », where the other answers are one's home or a point."""
POINT = "point:"
"""Before the number of a meeting point, where « chez moi » is the other answer."""
HOME = "home"


class Purpose(StrEnum):
    """What becomes of the request that the form was opened from."""

    CHANGE = "change"
    AGAIN = "again"


def purpose(answers: Answers) -> Purpose | None:
    """Whether this form changes a request, or repeats one; None for a new need."""
    return Purpose(answers[ORIGIN]["purpose"]) if find_origin(answers) is not None else None


def find_origin(answers: Answers) -> HelpRequest | None:
    """The request of this draft, while the visitor may change it."""
    if ORIGIN not in answers:
        return None
    number = answers[ORIGIN]["id"]
    if g.get("origin_id") != number:
        g.origin, g.origin_id = queries.get_help_request(db(), number), number
    found: HelpRequest = g.origin
    user = visitor()
    return found if user is not None and policies.may_change_request(user, found) else None


def answers_of(source: HelpRequest, purpose: Purpose, **more: Any) -> dict[str, Any]:
    """The pages of the form as this request would have filled them in."""
    answers: dict[str, Any] = {
        ORIGIN: {"id": source.id, "purpose": purpose.value, **more},
        "ask": {"category": source.category},
        "details": _details(source),
    }
    if not source.is_remote:
        answers["where"] = {"known": _where(source)}
    if purpose is Purpose.CHANGE:
        answers["when"] = _when(source)
    return answers


def _details(source: HelpRequest) -> dict[str, Any]:
    return {
        **{FACT + key: value for key, value in source.facts.items()},
        "category": source.category,
        "facts": dict(source.facts),
        "helpers": str(source.helpers_needed),
        "is_long": source.n_half_days > 1,
        "note": source.note,
    }


def _where(source: HelpRequest) -> str:
    if source.meeting_point_id is not None:
        return f"{POINT}{source.meeting_point_id}"
    return HOME if source.place_id == source.user.place_id else KEPT


def _when(source: HelpRequest) -> dict[str, Any]:
    """The days and moments to tick, and the very half-days until they are ticked anew."""
    today = local_date(now(), source.zone)
    slots = [slot for slot in source.slots if slot.on_date >= today]
    if source.is_weekly and slots:
        slots = [slot for slot in slots if slot.on_date < slots[0].on_date + timedelta(weeks=1)]
    return {
        "days": list(dict.fromkeys(slot.on_date.isoformat() for slot in slots)),
        "other_day": "",
        "moments": sorted({slot.half_day.value for slot in slots}),
        "start": source.start_time.isoformat() if source.start_time else "",
        "minutes": str(source.minutes),
        "is_weekly": source.is_weekly,
        "until": source.until_on.isoformat() if source.until_on else "",
        "slots": [[slot.on_date.isoformat(), slot.half_day.value] for slot in slots],
    }


def later_days(answer: dict[str, Any], known: set[date]) -> list[date]:
    """Days of an answer that the page would not offer by itself."""
    days = {date.fromisoformat(each) for each in answer.get("days", [])}
    return sorted(day for day in days - known if day > max(known, default=date.max))
