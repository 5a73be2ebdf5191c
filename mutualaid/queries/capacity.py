"""How much more a helper may be asked, and when she is taken (docs/glossary.md: capacity)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Select, and_, cast, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from mutualaid.domain.capacity import MONTH, WEEK, Load, books
from mutualaid.domain.occurrences import required_slots
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import (
    LIVE_PROPOSALS,
    AppointmentStatus,
    HelperStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import Appointment, AppointmentHelper, HelpRequest, Proposal, Recurrence

__all__ = ["Load", "books", "loads", "taken_slots"]

_Promised = Select[*tuple[Any, ...]]
_IS_WEEKLY = HelpRequest.recurrence == Recurrence.WEEKLY
_GOES_ON_WEEKLY = (
    _IS_WEEKLY,
    HelpRequest.status == RequestStatus.AGREED,
    Proposal.status == ProposalStatus.AGREED,
)
"""A series that both agreed to, and that nobody ended."""


def loads(
    session: Session, *, today: date, now: datetime, helper_ids: Collection[int] | None = None
) -> dict[int, Load]:
    """The load of every helper, or of those named. `today` is the local date of the run.

    A series that goes on counts as a month of it, whatever number of its dates is written down.
    """
    result: dict[int, Load] = defaultdict(Load)
    met = (
        select(AppointmentHelper.helper_id, func.count())
        .join(Appointment)
        .join(HelpRequest)
        .join(Proposal, Proposal.id == AppointmentHelper.proposal_id)
        .where(
            AppointmentHelper.status == HelperStatus.COMING,
            Appointment.status.in_([AppointmentStatus.PLANNED, AppointmentStatus.DONE]),
            Appointment.on_date >= today - MONTH,
            ~and_(*_GOES_ON_WEEKLY),
        )
        .group_by(AppointmentHelper.helper_id)
    )
    given = (
        select(Proposal.helper_id, Proposal.status, HelpRequest.recurrence, func.count())
        .join(HelpRequest)
        .where(or_(Proposal.status.in_(LIVE_PROPOSALS), and_(*_GOES_ON_WEEKLY)))
        .group_by(Proposal.helper_id, Proposal.status, HelpRequest.recurrence)
    )
    asked = _asked_since(now - WEEK)
    if helper_ids is not None:
        met = met.where(AppointmentHelper.helper_id.in_(helper_ids))
        given = given.where(Proposal.helper_id.in_(helper_ids))
        asked = asked.where(Proposal.helper_id.in_(helper_ids))
    for helper_id, n in session.execute(met):
        result[helper_id].booked += n
    for helper_id, status, recurrence, n in session.execute(given):
        result[helper_id].open += n if status in LIVE_PROPOSALS else 0
        result[helper_id].booked += n * books(is_weekly=recurrence is Recurrence.WEEKLY)
    for helper_id, n in session.execute(asked):
        result[helper_id].asked += n
    return result


def _asked_since(moment: datetime) -> Select[int, int]:
    """Helpers, and how often each was asked since."""
    return (
        select(Proposal.helper_id, func.count())
        .where(Proposal.created_at > moment)
        .group_by(Proposal.helper_id)
    )


def taken_slots(
    session: Session, *, today: date, helper_ids: Collection[int] | None = None
) -> dict[int, set[Slot]]:
    """Half-days already promised: as a helper, in a live proposal or series, or as a resident."""
    result: dict[int, set[Slot]] = defaultdict(set)
    rows = session.execute(union_all(*_promised(today, helper_ids))).all()
    gaps = _gaps(session, today, [series_id for *_, series_id, _ in rows if series_id is not None])
    for user_id, on_date, half_day, n_half_days, series_id, until_on in rows:
        slots = required_slots(
            Slot.of(on_date, HalfDay(half_day)),
            n_half_days=n_half_days,
            is_weekly=series_id is not None,
            first_day=today,
            until_on=until_on,
            besides=gaps[series_id] if series_id is not None else (),
        )
        result[user_id].update(slots)
    return result


def _gaps(session: Session, today: date, series_ids: Collection[int]) -> dict[int, set[date]]:
    """Dates of these series on which the helper does not come: said at first, or cancelled."""
    result: dict[int, set[date]] = defaultdict(set)
    if not series_ids:
        return result
    cancelled = (
        select(AppointmentHelper.proposal_id, Appointment.on_date)
        .join(Appointment)
        .where(
            AppointmentHelper.proposal_id.in_(series_ids),
            Appointment.status == AppointmentStatus.CANCELLED,
            Appointment.on_date >= today,
        )
    )
    for proposal_id, on_date in session.execute(cancelled):
        result[proposal_id].add(on_date)
    said = select(Proposal.id, Proposal.missing_dates).where(Proposal.id.in_(series_ids))
    for proposal_id, days in session.execute(said):
        result[proposal_id].update(date.fromisoformat(day) for day in days)
    return result


def _promised(today: date, helper_ids: Collection[int] | None) -> list[_Promised]:
    """The ways to have promised a half-day: (person, date, half-day, how many, series, until).

    The series is the number of its proposal, and its date may be long past.
    """
    planned = (Appointment.status == AppointmentStatus.PLANNED, Appointment.on_date >= today)
    once = (cast(null(), Integer).label("series_id"), cast(null(), Date).label("until_on"))
    when = (Appointment.on_date, Appointment.half_day, HelpRequest.n_half_days, *once)
    asked = (Proposal.on_date, Proposal.half_day, HelpRequest.n_half_days)
    need = HelpRequest.id == Appointment.help_request_id
    coming = (
        select(AppointmentHelper.helper_id, *when)
        .join(Appointment, Appointment.id == AppointmentHelper.appointment_id)
        .join(HelpRequest, need)
        .where(AppointmentHelper.status == HelperStatus.COMING, *planned)
    )
    receiving = select(HelpRequest.user_id, *when).join(HelpRequest, need).where(*planned)
    live = (
        select(Proposal.helper_id, *asked, *once)
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .where(Proposal.status.in_(LIVE_PROPOSALS), Proposal.on_date >= today, ~_IS_WEEKLY)
    )
    series = (
        select(Proposal.helper_id, *asked, Proposal.id, HelpRequest.until_on)
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .where(_IS_WEEKLY, or_(Proposal.status.in_(LIVE_PROPOSALS), and_(*_GOES_ON_WEEKLY)))
    )
    if helper_ids is not None:
        coming = coming.where(AppointmentHelper.helper_id.in_(helper_ids))
        receiving = receiving.where(HelpRequest.user_id.in_(helper_ids))
        live = live.where(Proposal.helper_id.in_(helper_ids))
        series = series.where(Proposal.helper_id.in_(helper_ids))
    return [coming, receiving, live, series]
