"""One of several cannot come any more, and somebody else joins the same appointment."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import ProposalStatus
from mutualaid.models import Appointment, HelpRequest, Proposal
from mutualaid.queries.appointments import coming, count_missing, find_incomplete
from mutualaid.services import asked, journal, outbox, tokens
from mutualaid.services.appointment_beginnings import helper_row
from mutualaid.services.transitions import change, touch


def join(session: Session, help_request: HelpRequest, proposal: Proposal, *, now: datetime) -> None:
    """Both have said yes: the appointment has one more helper, and everybody is told."""
    appointment = find_incomplete(session, help_request)
    if appointment is None:
        raise Refusal("changed")
    change(session, proposal, ProposalStatus.AGREED)
    _add(session, appointment, proposal)
    _tell(session, appointment, proposal, now=now)
    journal.note(session, "helper_joined", appointment, by=None, now=now, who=proposal.helper_id)
    if count_missing(session, help_request) == 0:
        asked.all_found(session, help_request, now=now)


def _add(session: Session, appointment: Appointment, proposal: Proposal) -> None:
    session.refresh(appointment)
    session.add(helper_row(appointment, proposal))
    session.flush()
    if not touch(session, appointment, sequence=appointment.sequence + 1):
        raise Refusal("changed")
    session.refresh(appointment, ["helper_rows"])


def _tell(session: Session, appointment: Appointment, proposal: Proposal, *, now: datetime) -> None:
    """Each of them whom she will meet; what was owed about it and has not left says it all."""
    tokens.grant(session, TokenPurpose.APPOINTMENT, appointment, proposal.helper, now=now)
    owed = [(MessageKind.AGREED_RESIDENT, appointment.help_request.user)]
    owed += [(MessageKind.AGREED_HELPER, row.helper) for row in coming(appointment)]
    event = str(appointment.sequence)
    for kind, person in owed:
        outbox.void(session, now=now, kind=kind, appointment_id=appointment.id, user_id=person.id)
        outbox.owe(session, kind, person, about=appointment, now=now, event=event)
