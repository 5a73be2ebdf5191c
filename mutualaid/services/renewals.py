"""« La même chose, une semaine plus tard »: a request goes on in one press."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.requests import reachable
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import (
    LIVE_REQUESTS,
    SEARCHING_REQUESTS,
    HelperStatus,
    RequestStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, AppointmentHelper, HelpRequest, RequestSlot, User
from mutualaid.services import help_requests, journal, tasks
from mutualaid.services.help_requests import Ask
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_request
from mutualaid.services.post_ends import is_ending
from mutualaid.services.transitions import touch

A_WEEK = timedelta(weeks=1)
EIGHT_WEEKS = timedelta(weeks=8)
RENEWED_WITHIN = timedelta(days=28)
"""One that ended longer ago has lost its words: it is asked anew."""
MOST_WEEKS = 12


def may_renew(help_request: HelpRequest, *, now: datetime) -> bool:
    """Whether the button is offered: it ends soon, or it ended without anybody."""
    if not help_request.slots:
        return False
    if help_request.status is RequestStatus.EXPIRED:
        ended_at = help_request.ended_at
        was_open = help_request.confirmed_at is not None
        return was_open and ended_at is not None and now <= ended_at + RENEWED_WITHIN
    is_series_that_runs = help_request.is_weekly and help_request.status is RequestStatus.AGREED
    is_searched = help_request.status in SEARCHING_REQUESTS
    return (is_searched or is_series_that_runs) and is_ending(help_request, now)


def renew(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> HelpRequest:
    """The same half-days a week later, or eight more weeks; pressed twice is once.

    What is still searched for goes on itself; what ended, or is agreed, is asked anew: whoever
    helps in a series is asked first, and says yes again.
    """
    if not policies.may_change_request(by, help_request):
        raise NotFound("help_request")
    help_request = lock_request(session, help_request.id)
    later = find_renewed(session, help_request, now=now)
    if later is not None:
        return later
    if not may_renew(help_request, now=now):
        if help_request.status in LIVE_REQUESTS:
            return help_request
        raise Refusal("changed")
    if help_request.status in SEARCHING_REQUESTS and not help_request.is_weekly:
        _add_a_week(session, help_request, now=now)
        renewed = help_request
    else:
        ask = _asked_again(session, help_request, now=now)
        renewed = help_requests.publish(session, help_request.user, ask, by=by, now=now)
    tasks.drop_of_request(session, help_request, {TaskKind.POST_ENDS}, now=now)
    journal.note(session, "request_renewed", help_request, by=by, now=now, into=renewed.id)
    heard_from(session, by, now=now)
    return renewed


def ask_again(help_request: HelpRequest, slots: Iterable[Slot] = ()) -> Ask:
    """The same need in the same place, at other times."""
    return Ask(
        category=help_request.category,
        facts={key: str(value) for key, value in help_request.facts.items()},
        note=help_request.note,
        slots=list(slots),
        start_time=help_request.start_time,
        minutes=help_request.minutes,
        helpers_needed=help_request.helpers_needed,
        n_half_days=help_request.n_half_days,
        recurrence=help_request.recurrence,
        place=help_request.place,
        meeting_point_id=help_request.meeting_point_id,
        language=help_request.language,
    )


def find_renewed(
    session: Session, help_request: HelpRequest, *, now: datetime
) -> HelpRequest | None:
    """The request that an earlier press made of this one."""
    if help_request.status in SEARCHING_REQUESTS and not help_request.is_weekly:
        return None  # it goes on itself
    slots = set(_later(help_request, now))
    twins = session.scalars(
        select(HelpRequest).where(
            HelpRequest.user_id == help_request.user_id,
            HelpRequest.id > help_request.id,
            HelpRequest.category == help_request.category,
            HelpRequest.status.in_(LIVE_REQUESTS),
        )
    ).all()
    return next((each for each in twins if slots and slots & set(each.slots)), None)


def _add_a_week(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    later = set(_later(help_request, now)) - set(help_request.slots)
    help_request.slot_rows += [
        RequestSlot(on_date=each.on_date, half_day=each.half_day) for each in sorted(later)
    ]
    session.flush()
    if not touch(session, help_request, unmatched_reason=None):
        raise Refusal("changed")


def _asked_again(session: Session, help_request: HelpRequest, *, now: datetime) -> Ask:
    ask = replace(
        ask_again(help_request, _later(help_request, now)),
        agreed_in_advance=help_request.agreed_in_advance_at is not None,
        wanted_helper_id=_helper_of(session, help_request),
    )
    if not help_request.is_weekly:
        return ask
    first = min(ask.slots, default=None)
    return replace(ask, until_on=first.on_date + EIGHT_WEEKS - A_WEEK if first else None)


def _later(help_request: HelpRequest, now: datetime) -> list[Slot]:
    """The same half-days in the first week after its last one that can still be reached."""
    slots = help_request.slots
    if help_request.is_weekly:
        slots = _first_week(slots)
        ended = help_request.until_on or (max(help_request.slots).on_date if slots else date.max)
    else:
        ended = min(slots).on_date if slots else date.max
    for n_weeks in range(1, MOST_WEEKS):
        moved = [Slot(each.on_date + n_weeks * A_WEEK, each.half_day_index) for each in slots]
        usable = reachable(
            [each for each in moved if each.on_date > ended or not help_request.is_weekly],
            now,
            help_request.zone,
            start=help_request.start_time,
            n_half_days=help_request.n_half_days,
        )
        if usable and len(usable) == len(slots):
            return usable
    return []


def _first_week(slots: list[Slot]) -> list[Slot]:
    """A series keeps many weeks: the first of them says which days."""
    if not slots:
        return []
    return [each for each in slots if each.on_date < slots[0].on_date + A_WEEK]


def _helper_of(session: Session, help_request: HelpRequest) -> int | None:
    """Who came last."""
    return session.scalar(
        select(AppointmentHelper.helper_id)
        .join(Appointment)
        .where(
            Appointment.help_request_id == help_request.id,
            AppointmentHelper.status == HelperStatus.COMING,
        )
        .order_by(Appointment.on_date.desc(), AppointmentHelper.id)
        .limit(1)
    )
