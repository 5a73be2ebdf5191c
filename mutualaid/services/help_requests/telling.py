"""A need as somebody told it, and what it becomes in the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from mutualaid.domain.categories import Category
from mutualaid.domain.categories import category as category_of
from mutualaid.domain.clock import DEFAULT_ZONE
from mutualaid.domain.errors import Refusal
from mutualaid.domain.requests import NOTE_LENGTH, every_week, known_facts, missing_facts, reachable
from mutualaid.domain.slots import Slot
from mutualaid.models import MeetingPoint, Neighbourhood, Place, Recurrence, User


@dataclass(frozen=True)
class Ask:
    """A need as somebody told it, whoever typed it."""

    category: str
    facts: dict[str, str] = field(default_factory=dict)
    note: str = ""
    slots: list[Slot] = field(default_factory=list)
    start_time: time | None = None
    minutes: int | None = None
    helpers_needed: int = 1
    n_half_days: int = 1
    recurrence: Recurrence = Recurrence.ONCE
    until_on: date | None = None
    place: Place | None = None
    """None: at the person's own place, or nowhere when it is by phone."""
    meeting_point_id: int | None = None
    language: str | None = None
    agreed_in_advance: bool = False
    wanted_helper_id: int | None = None
    """« La même personne »: asked first, when the rules allow it."""

    @property
    def kind(self) -> Category:
        """Its category."""
        return category_of(self.category)


@dataclass(frozen=True)
class Told:
    """A need as columns, and the half-days that can still be reached."""

    columns: dict[str, Any]
    slots: list[Slot]


def told(session: Session, person: User, ask: Ask, *, now: datetime, flagged: bool = False) -> Told:
    """What a need becomes in the database; Refusal for what no page lets through."""
    place = _place_of(person, ask)
    home = _neighbourhood_of(session, person, place, ask.meeting_point_id)
    slots = _check(ask, place, now, home.zone if home else DEFAULT_ZONE, flagged=flagged)
    columns = {
        "neighbourhood_id": home.id if home else None,
        "place_id": place.id if place else None,
        "meeting_point_id": ask.meeting_point_id,
        "category": ask.category,
        "facts": known_facts(ask.kind, ask.facts),
        "note": ask.note,
        "helpers_needed": ask.helpers_needed,
        "n_half_days": ask.n_half_days,
        "recurrence": ask.recurrence,
        "until_on": ask.until_on,
        "start_time": ask.start_time,
        "minutes": ask.minutes or ask.kind.usual_minutes,
        "language": ask.language,
    }
    return Told(columns, slots)


def _place_of(person: User, ask: Ask) -> Place | None:
    if ask.kind.is_remote:
        return None
    return ask.place or person.place


def _neighbourhood_of(
    session: Session, person: User, place: Place | None, meeting_point_id: int | None
) -> Neighbourhood | None:
    """Where the need is; by phone or at an unknown address, where the person is known."""
    wanted = place.neighbourhood_id if place else None
    if meeting_point_id is not None:
        point = session.get(MeetingPoint, meeting_point_id)
        if point is None:
            raise Refusal("meeting_point_gone")
        wanted = point.neighbourhood_id
    wanted = wanted or person.neighbourhood_id
    return session.get(Neighbourhood, wanted) if wanted is not None else None


def _check(ask: Ask, place: Place | None, now: datetime, zone: str, *, flagged: bool) -> list[Slot]:
    """The half-days that can still be reached; Refusal for what no page lets through."""
    kind = ask.kind
    if missing_facts(kind, ask.facts) or len(ask.note) > NOTE_LENGTH:
        raise Refusal("request_incomplete")
    if not 1 <= ask.helpers_needed <= kind.most_helpers:
        raise Refusal("request_incomplete")
    if not kind.goes_to_matcher:
        return []
    if not kind.is_remote and place is None and ask.meeting_point_id is None:
        raise Refusal("request_incomplete")
    slots = reachable(
        ask.slots,
        now,
        zone,
        start=ask.start_time,
        n_half_days=ask.n_half_days,
        flagged=flagged,
    )
    if not slots:
        raise Refusal("no_time_left")
    return every_week(slots, ask.until_on) if ask.recurrence is Recurrence.WEEKLY else slots
