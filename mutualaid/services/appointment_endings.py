"""How an appointment ends: it took place, it did not, or five days pass without a word."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.clock import local_date
from mutualaid.domain.messages import AFTERWARDS
from mutualaid.domain.statuses import AppointmentStatus, ProposalStatus, RequestStatus
from mutualaid.models import Appointment, HelpRequest, Proposal
from mutualaid.queries.appointments import coming
from mutualaid.services import outbox, referrals, run_requests, ties
from mutualaid.services.locks import lock_request
from mutualaid.services.transitions import change, try_change

DONE_AFTER = timedelta(days=5)


def close_past(session: Session, *, now: datetime) -> int:
    """After five days without a word an appointment counts as done. How many were closed."""
    limit = local_date(now, "UTC") - DONE_AFTER
    past = session.scalars(
        select(Appointment)
        .where(Appointment.status == AppointmentStatus.PLANNED, Appointment.on_date < limit)
        .options(joinedload(Appointment.help_request), selectinload(Appointment.helper_rows))
        .order_by(Appointment.help_request_id)
        .limit(200)
    ).all()
    for appointment in past:
        lock_request(session, appointment.help_request_id)
        took_place(session, appointment, now=now)
    return len(past)


def took_place(session: Session, appointment: Appointment, *, now: datetime) -> bool:
    """It is done, once; those who met have met. Call it with the request locked."""
    help_request = appointment.help_request
    if not try_change(session, appointment, AppointmentStatus.DONE, ended_at=now):
        return False
    if help_request.status is RequestStatus.AGREED and not _goes_on(help_request, now):
        change(session, help_request, RequestStatus.DONE, ended_at=now)
    outbox.void(session, now=now, but=AFTERWARDS, appointment_id=appointment.id)
    ties.count_meeting(session, appointment, now=now)
    referrals.thank(session, help_request, now=now)
    return True


def did_not_take_place(session: Session, appointment: Appointment, *, now: datetime) -> bool:
    """The need is still there while it has other half-days. Call it with the request locked."""
    help_request = appointment.help_request
    if not try_change(session, appointment, AppointmentStatus.NOT_DONE, ended_at=now):
        return False
    outbox.void(session, now=now, but=AFTERWARDS, appointment_id=appointment.id)
    if help_request.status is RequestStatus.AGREED and not help_request.is_weekly:
        for row in coming(appointment):
            proposal = session.get_one(Proposal, row.proposal_id)
            if proposal.status is ProposalStatus.AGREED:
                change(session, proposal, ProposalStatus.CANCELLED, ended_at=now)
        change(session, help_request, RequestStatus.OPEN, searching_since=now)
        run_requests.ask_next_soon(session, help_request, now=now)
    return True


def _goes_on(help_request: HelpRequest, now: datetime) -> bool:
    """A weekly need is done after its last week, not after its first."""
    if not help_request.is_weekly:
        return False
    return help_request.until_on is None or help_request.until_on >= local_date(now, "UTC")
