"""Fewer come than were agreed, and it is too late to ask anybody: everybody knows, and may call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.appointments import FEWER
from mutualaid.domain.deadlines import answer_deadline
from mutualaid.domain.messages import MessageKind
from mutualaid.models import Appointment, Message
from mutualaid.queries.appointments import find_incomplete, list_incomplete, people_of
from mutualaid.services import appointments, journal
from mutualaid.services.asked import let_go
from mutualaid.services.locks import lock_request
from mutualaid.services.proposals.releasing import tell_desk

_A_DAY = timedelta(days=1)


def list_due(session: Session, *, now: datetime) -> Sequence[int]:
    """Requests whose appointment still lacks somebody when nobody can be asked any more."""
    late = [each for each in list_incomplete(session) if _is_too_late(each, now)]
    told = set(
        session.scalars(
            select(Message.appointment_id).where(
                Message.appointment_id.in_([each.id for each in late]),
                Message.kind == MessageKind.CANCELLED,
                Message.event_key.endswith(f":{FEWER}"),
            )
        )
    )
    return [each.help_request_id for each in late if each.id not in told]


def _is_too_late(appointment: Appointment, now: datetime) -> bool:
    """Two hours before; the evening before, where that would be in the night."""
    starts_at, zone = appointment.starts_at, appointment.help_request.zone
    due_at = answer_deadline(starts_at - _A_DAY, starts_at, zone, urgent=False)
    return due_at <= now < starts_at


def tell(session: Session, request_id: int, *, now: datetime) -> int:
    """Whoever is still asked is let go; those who meet are told how many come. Whether it was due.

    It takes place with the others, unless they and the desk decide otherwise.
    """
    help_request = lock_request(session, request_id)
    appointment = find_incomplete(session, help_request)
    if appointment is None or not _is_too_late(appointment, now):
        return 0
    let_go(session, help_request, by=None, now=now)
    for person in people_of(appointment):
        appointments.tell(session, person, appointment, now=now, event=FEWER)
    tell_desk(session, help_request, f"{FEWER}:{appointment.id}", now=now)
    journal.note(session, "fewer_come", appointment, by=None, now=now)
    return 1
