"""Asking for a hand: publish, open, withdraw, close."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.categories import Category
from mutualaid.domain.categories import category as category_of
from mutualaid.domain.clock import DEFAULT_ZONE
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.requests import (
    NOTE_LENGTH,
    every_week,
    is_urgent,
    known_facts,
    missing_facts,
    reachable,
)
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import LIVE_REQUESTS, RequestStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Consent,
    ConsentPurpose,
    HelpRequest,
    MeetingPoint,
    Neighbourhood,
    Place,
    Recurrence,
    RequestSlot,
    User,
)
from mutualaid.services import (
    appointments,
    confirmations,
    journal,
    proposals,
    rates,
    run_requests,
    tasks,
)
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_request
from mutualaid.services.tasks import ENDS_WITH_REQUEST
from mutualaid.services.transitions import change

__all__ = [
    "Ask",
    "HelpRequest",
    "Recurrence",
    "Slot",
    "Told",
    "became_open",
    "close",
    "open_confirmed",
    "publish",
    "told",
    "withdraw",
]
ADVANCE_WORDING = "2026-11"
"""Version of the words under « D'accord d'avance »."""
MOST_A_DAY = 20
"""Requests of one person in a day, by herself."""


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


def publish(
    session: Session,
    person: User,
    ask: Ask,
    *,
    by: User | None,
    now: datetime,
    browser_id: str = "",
    carer: User | None = None,
) -> HelpRequest:
    """Write a need; it is open at once for a confirmed person, else its confirmation is owed.

    With a `carer` who asks for this person, the person's own yes is heard first.
    """
    confirmations.check_age(person, by, carer if by is not None else None)
    if by is None or by.id == person.id or carer is not None:
        rates.allow(session, "request", person.id, most=MOST_A_DAY, now=now)
    help_request = _write(session, person, ask, by=by or carer, now=now)
    journal.note(session, "request_published", help_request, by=by, now=now)
    if ask.agreed_in_advance:
        _record_advance(session, person, by, now)
    if confirmations.needs_none(person, by):
        _open(session, help_request, by=by, now=now)
        heard_from(session, by or person, now=now)
    elif carer is not None and carer.id != person.id:
        confirmations.ask_own_yes(session, help_request, carer, now=now)
    else:
        confirmations.ask(session, help_request, browser_id=browser_id, now=now)
    return help_request


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


def _write(
    session: Session, person: User, ask: Ask, *, by: User | None, now: datetime
) -> HelpRequest:
    need = told(session, person, ask, now=now)
    help_request = HelpRequest(
        user=person,
        posted_by_id=by.id if by is not None and by.id != person.id else None,
        status=RequestStatus.UNCONFIRMED,
        agreed_in_advance_at=now if ask.agreed_in_advance else None,
        wanted_helper_id=ask.wanted_helper_id,
        created_at=now,
        slot_rows=[
            RequestSlot(on_date=slot.on_date, half_day=slot.half_day) for slot in need.slots
        ],
        **need.columns,
    )
    session.add(help_request)
    session.flush()
    return help_request


def open_confirmed(session: Session, user: User, *, now: datetime) -> None:
    """The person confirmed a channel: everything that waited for it opens."""
    confirmations.is_settled(session, user, now=now)
    waiting = session.scalars(
        select(HelpRequest)
        .where(
            or_(HelpRequest.user_id == user.id, HelpRequest.posted_by_id == user.id),
            HelpRequest.status == RequestStatus.UNCONFIRMED,
        )
        .order_by(HelpRequest.id)
    ).all()
    for help_request in waiting:
        if not confirmations.may_ever_open(session, help_request):
            _end_of_minor(session, help_request, by=user, now=now)
        elif confirmations.may_open(session, help_request, user):
            _open(session, help_request, by=user, now=now)


def became_open(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """What an open request owes: the desk's tasks, and somebody asked at once when it is urgent."""
    kind = category_of(help_request.category)
    place = help_request.place
    if not kind.goes_to_matcher:
        _ask_desk(session, TaskKind.TALK, help_request, now)
    elif (
        help_request.meeting_point_id is None
        and not kind.is_remote
        and (place is None or not place.precision.is_matchable)
    ):
        _ask_desk(session, TaskKind.PLACE_ADDRESS, help_request, now)
    if help_request.is_by_hand:
        _ask_desk(session, TaskKind.ARRANGE, help_request, now)
    elif kind.goes_to_matcher and _is_looked_for_at_once(help_request, now):
        run_requests.ask_next_soon(session, help_request, now=now)


def withdraw(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> None:
    """« Je n'en ai plus besoin »: whoever was asked or is coming is told."""
    if not policies.may_change_request(by, help_request):
        raise NotFound("help_request")
    if _end(session, help_request, RequestStatus.CANCELLED, by=by, now=now):
        journal.note(session, "request_withdrawn", help_request, by=by, now=now)


def close(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> None:
    """A coordinator: solved in another way."""
    if not policies.coordinates(by, help_request.neighbourhood_id):
        raise NotFound("help_request")
    if _end(session, help_request, RequestStatus.CLOSED, by=by, now=now):
        journal.note(session, "request_closed", help_request, by=by, now=now)


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


def _record_advance(session: Session, person: User, by: User | None, now: datetime) -> None:
    """« D'accord d'avance », by whom and how."""
    is_spoken = by is not None and by.id != person.id
    session.add(
        Consent(
            user_id=person.id,
            purpose=ConsentPurpose.ADVANCE_KNOWN,
            wording_version=ADVANCE_WORDING,
            channel="phone" if is_spoken else "web",
            recorded_by_id=by.id if by is not None and is_spoken else None,
            given_at=now,
        )
    )


def _end_of_minor(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> None:
    """Posted in the name of somebody under 18: it never opens, and its words go at once."""
    change(session, help_request, RequestStatus.EXPIRED, ended_at=now, facts={}, note="")
    tasks.drop_of_request(session, help_request, (*ENDS_WITH_REQUEST, TaskKind.OWN_YES), now=now)
    journal.note(session, "request_of_minor_ended", help_request, by=by, now=now)


def _open(session: Session, help_request: HelpRequest, *, by: User | None, now: datetime) -> None:
    if not confirmations.may_ever_open(session, help_request):
        raise Refusal("under_18")
    change(session, help_request, RequestStatus.OPEN, confirmed_at=now, searching_since=now)
    journal.note(session, "request_opened", help_request, by=by, now=now)
    became_open(session, help_request, now=now)


def _is_looked_for_at_once(help_request: HelpRequest, now: datetime) -> bool:
    """An urgent need, and one for the same person as before, wait for no scheduled run."""
    return help_request.wanted_helper_id is not None or _is_urgent(help_request, now)


def _is_urgent(help_request: HelpRequest, now: datetime) -> bool:
    home = help_request.neighbourhood
    if home is None:
        return False
    return is_urgent(help_request.slots, now, home.zone, flagged=help_request.is_urgent)


def _ask_desk(session: Session, kind: TaskKind, help_request: HelpRequest, now: datetime) -> None:
    tasks.ask_desk(
        session,
        kind,
        f"{kind}:request:{help_request.id}",
        now=now,
        neighbourhood_id=help_request.neighbourhood_id,
        help_request_id=help_request.id,
        user_id=help_request.user_id,
        place_id=help_request.place_id if kind is TaskKind.PLACE_ADDRESS else None,
    )


def _end(
    session: Session, help_request: HelpRequest, status: RequestStatus, *, by: User, now: datetime
) -> bool:
    """Appointments first, then those who were asked, then the request itself.

    False when it had ended before: pressing twice is once.
    """
    help_request = lock_request(session, help_request.id)
    if help_request.status not in (RequestStatus.UNCONFIRMED, *LIVE_REQUESTS):
        return False
    appointments.call_off(session, help_request, by=by, now=now)
    proposals.cancel_for_request(session, help_request, by=by, now=now)
    change(session, help_request, status, ended_at=now)
    tasks.drop_of_request(session, help_request, ENDS_WITH_REQUEST, now=now)
    return True
