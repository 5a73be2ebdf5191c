"""« Je m'en vais »: what was promised ends first, the others are told, then the words go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import (
    LIVE_REQUESTS,
    AppointmentStatus,
    HelperStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    Coordinator,
    Erasure,
    ErasureReason,
    HelpRequest,
    Proposal,
    Recurrence,
    User,
)
from mutualaid.queries import offers as offer_queries
from mutualaid.queries.appointments import list_planned
from mutualaid.services import appointments, help_requests, offers, proposals, series
from mutualaid.services.erasing import erase
from mutualaid.services.transitions import try_change

__all__ = [
    "Forgotten",
    "User",
    "WhatEnds",
    "coordinates_alone",
    "end_everything",
    "forget",
    "forget_again",
    "leave",
    "list_forgotten",
    "what_ends",
]


@dataclass(frozen=True)
class Forgotten:
    """A number that nobody bears any more."""

    user_number: int
    reason: ErasureReason
    erased_at: datetime

    @classmethod
    def of(cls, number: str, reason: str, at: str) -> Forgotten:
        """One line of the file that outlives the database."""
        return cls(int(number), ErasureReason(reason), datetime.fromisoformat(at))


def leave(
    session: Session,
    person: User,
    *,
    by: User,
    now: datetime,
    reason: ErasureReason = ErasureReason.LEFT,
) -> None:
    """End everything of this person and forget her; said by herself, or to her coordinator."""
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    if person.left_at is not None:
        return
    if coordinates_alone(session, person):
        raise Refusal("coordinates_alone")
    forget(session, person, reason, by=by, now=now)


def forget(
    session: Session, person: User, reason: ErasureReason, *, by: User, now: datetime
) -> None:
    """The others are told what ends, then her words go."""
    end_everything(session, person, by=by, now=now)
    erase(session, person, reason, now=now)


def coordinates_alone(session: Session, person: User) -> bool:
    """Whether a neighbourhood would have nobody to call any more."""
    mine = select(Coordinator.neighbourhood_id).where(Coordinator.user_id == person.id)
    alone = (
        select(Coordinator.neighbourhood_id)
        .where(Coordinator.neighbourhood_id.in_(mine))
        .group_by(Coordinator.neighbourhood_id)
        .having(func.count() == 1)
        .limit(1)
    )
    return session.scalar(alone) is not None


@dataclass(frozen=True)
class WhatEnds:
    """What leaving would end, counted."""

    n_requests: int
    n_appointments: int
    has_offer: bool


def what_ends(session: Session, person: User) -> WhatEnds:
    """What the page says before anything happens."""
    return WhatEnds(
        n_requests=len(_asked(session, person)),
        n_appointments=len(_promised(session, person)),
        has_offer=offer_queries.find_living(session, person) is not None,
    )


def end_everything(session: Session, person: User, *, by: User, now: datetime) -> None:
    """Offers, requests and appointments end as if each had been cancelled by hand."""
    offer = offer_queries.find_living(session, person)
    if offer is not None:
        offers.withdraw(session, offer, by=by, now=now)
    proposals.decline_all_of(session, person, by=by, now=now)
    for need in _helped_weekly(session, person):
        series.stop(session, _a_date_of(session, need), by=by, now=now, person=person)
    for appointment in _promised(session, person):
        if appointments.ends_at(appointment, appointment.help_request) > now:
            appointments.cancel(session, appointment, by=by, now=now, person=person)
    for help_request in _asked(session, person):
        _close_past(session, help_request, now=now)
        help_requests.withdraw(session, help_request, by=by, now=now)


def _helped_weekly(session: Session, person: User) -> list[HelpRequest]:
    """The weekly needs that this person serves."""
    rows = session.scalars(
        select(HelpRequest)
        .join(Proposal, Proposal.help_request_id == HelpRequest.id)
        .where(
            Proposal.helper_id == person.id,
            Proposal.status == ProposalStatus.AGREED,
            HelpRequest.status == RequestStatus.AGREED,
            HelpRequest.recurrence == Recurrence.WEEKLY,
        )
        .order_by(HelpRequest.id)
    )
    return list(rows)


def _a_date_of(session: Session, need: HelpRequest) -> Appointment:
    return session.scalars(
        select(Appointment)
        .where(Appointment.help_request_id == need.id)
        .order_by(Appointment.on_date.desc())
        .limit(1)
    ).one()


def _promised(session: Session, person: User) -> list[Appointment]:
    """Where this person is to help."""
    rows = session.scalars(
        select(Appointment)
        .join(AppointmentHelper, AppointmentHelper.appointment_id == Appointment.id)
        .where(
            AppointmentHelper.helper_id == person.id,
            AppointmentHelper.status == HelperStatus.COMING,
            Appointment.status == AppointmentStatus.PLANNED,
        )
        .order_by(Appointment.help_request_id, Appointment.id)
    )
    return list(rows)


def _asked(session: Session, person: User) -> list[HelpRequest]:
    living = (RequestStatus.UNCONFIRMED, *LIVE_REQUESTS)
    rows = session.scalars(
        select(HelpRequest)
        .where(HelpRequest.user_id == person.id, HelpRequest.status.in_(living))
        .order_by(HelpRequest.id)
    )
    return list(rows)


def _close_past(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """What took place is not called off."""
    for appointment in list_planned(session, help_request):
        if appointments.ends_at(appointment, help_request) <= now:
            try_change(session, appointment, AppointmentStatus.DONE, ended_at=now)


def forget_again(session: Session, forgotten: Iterable[Forgotten], *, now: datetime) -> int:
    """After an old backup was restored: forget again whom it remembers. How many.

    A number that was given to somebody new since then is left alone.
    """
    n_again = 0
    for each in forgotten:
        person = session.get(User, each.user_number)
        if person is None or person.left_at is not None or person.created_at > each.erased_at:
            continue
        forget(session, person, each.reason, by=person, now=now)
        n_again += 1
    return n_again


def list_forgotten(session: Session) -> list[Forgotten]:
    """Everybody who was erased, as numbers; kept beside the database for the day of a restore."""
    rows = session.scalars(select(Erasure).order_by(Erasure.user_number)).all()
    return [Forgotten(row.user_number, row.reason, row.erased_at) for row in rows]
