"""How much more a helper may be asked, and when she is taken (docs/glossary.md: capacity)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import LIVE_PROPOSALS, AppointmentStatus, HelperStatus
from mutualaid.models import Appointment, AppointmentHelper, HelpRequest, Proposal, Recurrence

MONTH = timedelta(days=27)
WEEK = timedelta(days=7)
MOST_AT_ONCE = 2
WEEKLY_COUNTS = 4
_Promised = Select[int, date, HalfDay, int]


@dataclass
class Load:
    """What is booked, open and asked of one helper, as counts."""

    booked: int = 0
    open: int = 0
    asked: int = 0

    def capacity(self, rhythm: int | None) -> int:
        """How many more may be asked in one run; never below 0."""
        limits = [MOST_AT_ONCE - self.open, MOST_AT_ONCE - self.asked]
        if rhythm is not None:
            limits.append(rhythm - self.booked)
        return max(0, min(limits))

    def has_room_for_weekly(self, rhythm: int | None) -> bool:
        """A weekly pair counts as four coups de main of the month."""
        return rhythm is None or rhythm - self.booked >= WEEKLY_COUNTS


def loads(
    session: Session, *, today: date, now: datetime, helper_ids: Collection[int] | None = None
) -> dict[int, Load]:
    """The load of every helper, or of those named. `today` is the local date of the run."""
    result: dict[int, Load] = defaultdict(Load)
    met = (
        select(AppointmentHelper.helper_id, func.count())
        .join(Appointment)
        .where(
            AppointmentHelper.status == HelperStatus.COMING,
            Appointment.status.in_([AppointmentStatus.PLANNED, AppointmentStatus.DONE]),
            Appointment.on_date >= today - MONTH,
        )
        .group_by(AppointmentHelper.helper_id)
    )
    live = (
        select(Proposal.helper_id, HelpRequest.recurrence, func.count())
        .join(HelpRequest)
        .where(Proposal.status.in_(LIVE_PROPOSALS))
        .group_by(Proposal.helper_id, HelpRequest.recurrence)
    )
    asked = (
        select(Proposal.helper_id, func.count())
        .where(Proposal.created_at > now - WEEK)
        .group_by(Proposal.helper_id)
    )
    if helper_ids is not None:
        met = met.where(AppointmentHelper.helper_id.in_(helper_ids))
        live = live.where(Proposal.helper_id.in_(helper_ids))
        asked = asked.where(Proposal.helper_id.in_(helper_ids))
    for helper_id, n in session.execute(met):
        result[helper_id].booked += n
    for helper_id, recurrence, n in session.execute(live):
        result[helper_id].open += n
        result[helper_id].booked += n * (WEEKLY_COUNTS if recurrence is Recurrence.WEEKLY else 1)
    for helper_id, n in session.execute(asked):
        result[helper_id].asked += n
    return result


def taken_slots(
    session: Session, *, today: date, helper_ids: Collection[int] | None = None
) -> dict[int, set[Slot]]:
    """Half-days already promised: as a helper, in a live proposal, or as a resident."""
    result: dict[int, set[Slot]] = defaultdict(set)
    promised = union_all(*_promised(today, helper_ids))
    for user_id, on_date, half_day, n_half_days in session.execute(promised):
        first = Slot.of(on_date, HalfDay(half_day))
        for step in range(n_half_days):
            result[user_id].add(Slot(first.on_date, first.half_day_index + step))
    return result


def _promised(today: date, helper_ids: Collection[int] | None) -> list[_Promised]:
    """The three ways to have promised a half-day: (person, date, half-day, how many)."""
    planned = (Appointment.status == AppointmentStatus.PLANNED, Appointment.on_date >= today)
    when = (Appointment.on_date, Appointment.half_day, HelpRequest.n_half_days)
    need = HelpRequest.id == Appointment.help_request_id
    coming = (
        select(AppointmentHelper.helper_id, *when)
        .join(Appointment, Appointment.id == AppointmentHelper.appointment_id)
        .join(HelpRequest, need)
        .where(AppointmentHelper.status == HelperStatus.COMING, *planned)
    )
    receiving = select(HelpRequest.user_id, *when).join(HelpRequest, need).where(*planned)
    live = (
        select(Proposal.helper_id, Proposal.on_date, Proposal.half_day, HelpRequest.n_half_days)
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .where(Proposal.status.in_(LIVE_PROPOSALS), Proposal.on_date >= today)
    )
    if helper_ids is not None:
        coming = coming.where(AppointmentHelper.helper_id.in_(helper_ids))
        receiving = receiving.where(HelpRequest.user_id.in_(helper_ids))
        live = live.where(Proposal.helper_id.in_(helper_ids))
    return [coming, receiving, live]
