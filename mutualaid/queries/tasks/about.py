"""What tasks and calls are about: requests, proposals, appointments, messages."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import RequestStatus
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    HelpRequest,
    Message,
    Proposal,
    Task,
    User,
)

WHOLE_REQUEST = (
    joinedload(HelpRequest.user).joinedload(User.neighbourhood),
    joinedload(HelpRequest.place),
    joinedload(HelpRequest.meeting_point),
    joinedload(HelpRequest.neighbourhood),
    joinedload(HelpRequest.slot_rows),
)


def list_requests(
    session: Session, ids: Iterable[int | None], *, unmet_of: Collection[int] = ()
) -> dict[int, HelpRequest]:
    """Requests that tasks and calls are about, and those of a desk that nobody is asked for.

    Urgent ones and the longest wait first.
    """
    rows = session.scalars(
        select(HelpRequest)
        .where(
            or_(
                HelpRequest.id.in_({number for number in ids if number is not None}),
                and_(
                    HelpRequest.status == RequestStatus.OPEN,
                    HelpRequest.neighbourhood_id.in_(unmet_of),
                ),
            )
        )
        .options(*WHOLE_REQUEST)
        .order_by(HelpRequest.is_urgent.desc(), HelpRequest.confirmed_at, HelpRequest.id)
    ).unique()
    return {help_request.id: help_request for help_request in rows}


def list_proposals(session: Session, ids: Iterable[int | None]) -> dict[int, Proposal]:
    """Proposals that tasks and calls are about, with their helper, by id."""
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    rows = session.scalars(
        select(Proposal)
        .where(Proposal.id.in_(wanted))
        .options(joinedload(Proposal.helper).joinedload(User.neighbourhood))
    )
    return {proposal.id: proposal for proposal in rows}


def list_appointments(session: Session, ids: Iterable[int | None]) -> dict[int, Appointment]:
    """Appointments that calls are about, with their helpers, by id."""
    wanted = {number for number in ids if number is not None}
    if not wanted:
        return {}
    rows = session.scalars(
        select(Appointment)
        .where(Appointment.id.in_(wanted))
        .options(
            joinedload(Appointment.helper_rows)
            .joinedload(AppointmentHelper.helper)
            .joinedload(User.neighbourhood)
        )
    ).unique()
    return {appointment.id: appointment for appointment in rows}


def get_failed_message(session: Session, task: Task) -> Message:
    """The mail that a task is about."""
    message = session.scalar(
        select(Message).where(Message.id == task.message_id).options(joinedload(Message.user))
    )
    if message is None:
        raise NotFound("message")
    return message
