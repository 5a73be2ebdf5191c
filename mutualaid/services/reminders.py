"""« C'est demain »: a mail the day before at 10 h, to both."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from mutualaid.domain.appointments import reminder_due
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import AppointmentStatus, Channel
from mutualaid.models import Appointment, Message
from mutualaid.queries.appointments import WHOLE, people_of
from mutualaid.services import outbox


def remind_due(session: Session, *, now: datetime) -> int:
    """Owe the reminder of every appointment whose eve has struck 10 h. How many mails.

    What was agreed after that hour gets none: its confirmation has just been read. Who is reached
    by phone gets none either: a reminder by call is made on request only.
    """
    near = (now.date() - timedelta(days=1), now.date() + timedelta(days=2))
    reminded = exists().where(
        Message.appointment_id == Appointment.id,
        Message.kind == MessageKind.APPOINTMENT_REMINDER,
    )
    rows = session.scalars(
        select(Appointment)
        .where(
            Appointment.status == AppointmentStatus.PLANNED,
            Appointment.on_date.between(*near),
            ~reminded,
        )
        .options(*WHOLE)
        .order_by(Appointment.on_date, Appointment.id)
    ).all()
    return sum(_remind(session, each, now) for each in rows if _is_due(each, now))


def _is_due(appointment: Appointment, now: datetime) -> bool:
    due = reminder_due(appointment.on_date, appointment.help_request.zone)
    return appointment.created_at < due <= now < appointment.starts_at


def _remind(session: Session, appointment: Appointment, now: datetime) -> int:
    by_mail = [
        person
        for person in people_of(appointment)
        if outbox.channel_of(person) is Channel.EMAIL and person.left_at is None
    ]
    for person in by_mail:
        outbox.owe(session, MessageKind.APPOINTMENT_REMINDER, person, about=appointment, now=now)
    return len(by_mail)
