"""Appointments that do not take place as agreed: who cannot come, who is told, who is freed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.appointments import VOICE_WITHIN
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import (
    AppointmentStatus,
    HelperStatus,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    HelperRefusal,
    HelpRequest,
    Message,
    Proposal,
    User,
)
from mutualaid.queries.appointments import coming, list_planned
from mutualaid.services import journal, outbox, run_requests, tasks
from mutualaid.services.appointment_beginnings import first_visit_key, keys_key
from mutualaid.services.asked import let_go, live_of
from mutualaid.services.locks import lock_request
from mutualaid.services.tasks import ENDS_WITH_REQUEST
from mutualaid.services.transitions import change, touch, try_change


def cancel(
    session: Session, appointment: Appointment, *, by: User, now: datetime, person: User
) -> None:
    """`person` cannot come any more (said by herself, or written down by a coordinator).

    A helper's place is searched again; when the resident gives up, the request is cancelled.
    Of a weekly need only this date goes: `mutualaid.services.series.stop` ends the whole.
    """
    help_request = lock_request(session, appointment.help_request_id)
    session.refresh(appointment)
    is_over = ends_at(appointment, help_request) <= now
    if appointment.status is not AppointmentStatus.PLANNED or is_over:
        raise Refusal("appointment_over")
    if person.id == help_request.user_id:
        end(session, appointment, by=by, now=now)
        if not help_request.is_weekly:
            let_go(session, help_request, by=by, now=now)
            change(session, help_request, RequestStatus.CANCELLED, ended_at=now)
            tasks.drop_of_request(session, help_request, ENDS_WITH_REQUEST, now=now)
        _tell_helpers(session, appointment, now=now)
    else:
        cannot_come(session, appointment, help_request, person, by=by, now=now)
    journal.note(session, "appointment_cancelled", appointment, by=by, now=now, who=person.id)


def call_off(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> None:
    """The need is gone: what was to come is cancelled and its helpers are told, once each.

    What has taken place stands: it is still asked how it was.
    """
    planned = list_planned(session, help_request)
    told: set[int] = set()
    for appointment in (each for each in planned if ends_at(each, help_request) > now):
        end(session, appointment, by=by, now=now)
        for row in coming(appointment):
            release(session, row, now=now)
            if row.helper_id not in told:
                tell(session, row.helper, appointment, now=now)
            told.add(row.helper_id)
        journal.note(session, "appointment_cancelled", appointment, by=by, now=now)


def cannot_come(
    session: Session,
    appointment: Appointment,
    help_request: HelpRequest,
    helper: User,
    *,
    by: User,
    now: datetime,
) -> None:
    """A helper does not come: whoever counted on it is told, and the place is searched again."""
    others = take_out(session, appointment, help_request, helper, by=by, now=now)
    for person in (help_request.user, *others):
        tell(session, person, appointment, now=now, event=str(helper.id))


def take_out(
    session: Session,
    appointment: Appointment,
    help_request: HelpRequest,
    helper: User,
    *,
    by: User,
    now: datetime,
) -> list[User]:
    """One helper comes no more, and her place is searched again. The helpers who still come."""
    row = next((each for each in coming(appointment) if each.helper_id == helper.id), None)
    if row is None:
        raise Refusal("appointment_over")
    others = [each.helper for each in coming(appointment) if each is not row]
    if help_request.is_weekly:
        change(session, row, HelperStatus.CANCELLED)
    else:
        release(session, row, now=now)
        bar(session, help_request, helper, now=now)
    _void_confirmation(session, appointment, helper, now=now)
    if others:
        _count_change(session, appointment)
        _look_for_another(session, appointment, help_request, now=now)
        return others
    end(session, appointment, by=by, now=now)
    if not help_request.is_weekly:
        change(session, help_request, RequestStatus.OPEN, searching_since=now)
        if live_of(session, help_request):
            change(session, help_request, RequestStatus.PROPOSED)
            # a yes for one place is now a yes among several: the question waits for the others
            outbox.void(
                session,
                now=now,
                help_request_id=help_request.id,
                kind=MessageKind.HELPER_SAID_YES,
            )
        run_requests.ask_next_soon(session, help_request, now=now)
    if help_request.is_team:
        ask_desk_for_another(session, appointment, help_request, now=now)
    return others


def _look_for_another(
    session: Session, appointment: Appointment, help_request: HelpRequest, *, now: datetime
) -> None:
    """The others come as agreed; the next neighbour is asked for the same half-day."""
    ask_desk_for_another(session, appointment, help_request, now=now)
    if not help_request.is_weekly and touch(session, help_request, searching_since=now):
        run_requests.ask_next_soon(session, help_request, now=now)


def end(session: Session, appointment: Appointment, *, by: User, now: datetime) -> None:
    """It will not take place; what was owed about it is not said any more."""
    change(
        session,
        appointment,
        AppointmentStatus.CANCELLED,
        sequence=appointment.sequence + 1,
        cancelled_by_id=by.id,
        ended_at=now,
    )
    outbox.void(session, now=now, appointment_id=appointment.id)


def _tell_helpers(session: Session, appointment: Appointment, *, now: datetime) -> None:
    """Of a series her row stays: it was the resident who gave this date up."""
    for row in coming(appointment):
        if not appointment.help_request.is_weekly:
            release(session, row, now=now)
        tell(session, row.helper, appointment, now=now)


def release(session: Session, row: AppointmentHelper, *, now: datetime) -> None:
    """The helper is free again."""
    proposal = session.get_one(Proposal, row.proposal_id)
    change(session, row, HelperStatus.CANCELLED)
    if proposal.status is ProposalStatus.AGREED:
        try_change(session, proposal, ProposalStatus.CANCELLED, ended_at=now)
    tasks.drop(session, keys_key(proposal.help_request_id, row.helper_id), now=now)
    resident_id = session.get_one(HelpRequest, proposal.help_request_id).user_id
    tasks.drop(session, first_visit_key(resident_id, row.helper_id), now=now)


def bar(session: Session, help_request: HelpRequest, helper: User, *, now: datetime) -> None:
    """This helper is not asked again for this request."""
    if session.get(HelperRefusal, (help_request.id, helper.id)) is None:
        session.add(
            HelperRefusal(help_request_id=help_request.id, helper_id=helper.id, created_at=now)
        )
        session.flush()


def _void_confirmation(
    session: Session, appointment: Appointment, helper: User, *, now: datetime
) -> None:
    pending = session.scalars(
        select(Message).where(
            Message.appointment_id == appointment.id,
            Message.user_id == helper.id,
            Message.status == MessageStatus.PENDING,
        )
    ).all()
    for message in pending:
        try_change(session, message, MessageStatus.CANCELLED, ended_at=now)


def _count_change(session: Session, appointment: Appointment) -> None:
    appointment.sequence += 1
    session.flush()


def tell(
    session: Session, user: User, appointment: Appointment, *, now: datetime, event: str = ""
) -> None:
    """By mail or by call; within 24 h the desk also makes sure by voice."""
    outbox.owe(session, MessageKind.CANCELLED, user, about=appointment, now=now, event=event)
    zone = appointment.help_request.zone
    if appointment.slot.starts_at(zone, appointment.start_time) - now <= VOICE_WITHIN:
        tasks.ask_desk(
            session,
            TaskKind.MOVED,
            f"moved:{appointment.id}:{user.id}:{event}",
            now=now,
            neighbourhood_id=user.neighbourhood_id,
            user_id=user.id,
            appointment_id=appointment.id,
            help_request_id=appointment.help_request_id,
            is_urgent=True,
        )


def ask_desk_for_another(
    session: Session, appointment: Appointment, help_request: HelpRequest, *, now: datetime
) -> None:
    """A place among several is free: the desk knows, and may ask somebody itself."""
    tasks.ask_desk(
        session,
        TaskKind.ARRANGE,
        f"arrange:{help_request.id}:{appointment.id}:{appointment.sequence}",
        now=now,
        neighbourhood_id=help_request.neighbourhood_id,
        help_request_id=help_request.id,
        user_id=help_request.user_id,
        appointment_id=appointment.id,
    )


def ends_at(appointment: Appointment, help_request: HelpRequest) -> datetime:
    """The instant at which its last half-day is over."""
    first = appointment.slot
    last = Slot(first.on_date, first.half_day_index + help_request.n_half_days - 1)
    return last.ends_at(help_request.zone)
