"""How an appointment begins: its rows, its links, and the confirmation that each person is owed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from mutualaid.domain.ids import calendar_uid, mot_de_passage
from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import AppointmentStatus, HelperStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, AppointmentHelper, HelpRequest, Proposal
from mutualaid.queries.appointments import has_visited
from mutualaid.services import journal, outbox, tasks, tokens


def make(
    session: Session, help_request: HelpRequest, agreed: list[Proposal], *, now: datetime
) -> Appointment:
    """One appointment with its helpers, and the confirmation that each person is owed."""
    words = mot_de_passage()
    appointment = write(session, help_request, agreed, agreed[0].on_date, words=words, now=now)
    outbox.owe(session, MessageKind.AGREED_RESIDENT, help_request.user, about=appointment, now=now)
    for proposal in agreed:
        outbox.owe(session, MessageKind.AGREED_HELPER, proposal.helper, about=appointment, now=now)
    _ask_for_keys(session, appointment, agreed, now=now)
    _come_along(session, appointment, agreed, now=now)
    journal.note(session, "agreed", appointment, by=None, now=now, n_helpers=len(agreed))
    return appointment


def _ask_for_keys(
    session: Session, appointment: Appointment, agreed: list[Proposal], *, now: datetime
) -> None:
    """Keys are handed over in front of the coordinator, once for each helper of a need."""
    help_request = appointment.help_request
    if help_request.facts.get("keys") != "yes":
        return
    for proposal in agreed:
        tasks.ask_desk(
            session,
            TaskKind.KEYS,
            keys_key(help_request.id, proposal.helper_id),
            now=now,
            neighbourhood_id=help_request.neighbourhood_id,
            user_id=help_request.user_id,
            help_request_id=help_request.id,
            proposal_id=proposal.id,
            appointment_id=appointment.id,
        )


def _come_along(
    session: Session, appointment: Appointment, agreed: list[Proposal], *, now: datetime
) -> None:
    """The first visit of one alone to somebody of the veille is with the coordinator."""
    help_request = appointment.help_request
    is_at_home = not help_request.is_remote and help_request.meeting_point_id is None
    if not (help_request.user.is_in_veille and is_at_home and len(agreed) == 1):
        return
    helper_id = agreed[0].helper_id
    if has_visited(session, helper_id, help_request.user_id):
        return
    tasks.ask_desk(
        session,
        TaskKind.FIRST_VISIT,
        first_visit_key(help_request.user_id, helper_id),
        now=now,
        neighbourhood_id=help_request.neighbourhood_id,
        user_id=help_request.user_id,
        help_request_id=help_request.id,
        proposal_id=agreed[0].id,
        appointment_id=appointment.id,
        due_at=appointment.starts_at,
    )


def first_visit_key(resident_id: int, helper_id: int) -> str:
    """The reason of the task « come along » for two people."""
    return f"first_visit:{resident_id}:{helper_id}"


def keys_key(request_id: int, helper_id: int) -> str:
    """The reason of the task « hand the keys over » to one helper of one need."""
    return f"keys:{request_id}:{helper_id}"


def write(
    session: Session,
    help_request: HelpRequest,
    agreed: list[Proposal],
    on_date: date,
    *,
    words: str,
    now: datetime,
) -> Appointment:
    """The rows of one date, and the link that each of its people has to it."""
    appointment = Appointment(
        help_request_id=help_request.id,
        on_date=on_date,
        half_day=agreed[0].half_day,
        start_time=help_request.start_time,
        minutes=help_request.minutes,
        status=AppointmentStatus.PLANNED,
        sequence=0,
        uid=calendar_uid(),
        mot_de_passage=words,
        created_at=now,
    )
    session.add(appointment)
    session.flush()
    for proposal in agreed:
        session.add(helper_row(appointment, proposal))
    session.flush()
    people = [help_request.user, *(proposal.helper for proposal in agreed)]
    tokens.grant_all(
        session, [(TokenPurpose.APPOINTMENT, appointment, each) for each in people], now=now
    )
    return appointment


def helper_row(appointment: Appointment, proposal: Proposal) -> AppointmentHelper:
    """Whoever was asked by this proposal comes to this appointment."""
    return AppointmentHelper(
        appointment_id=appointment.id,
        helper_id=proposal.helper_id,
        proposal_id=proposal.id,
        status=HelperStatus.COMING,
    )
