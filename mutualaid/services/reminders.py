"""« C'est demain »: a mail the day before at 10 h to both, a call to those who asked for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.appointments import REMINDER_CALL_WITHIN, reminder_due
from mutualaid.domain.desk import DeskHours
from mutualaid.domain.errors import NotFound
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import AppointmentStatus, Channel
from mutualaid.models import Appointment, AppointmentHelper, HelpRequest, Message, User
from mutualaid.queries import desk
from mutualaid.queries.appointments import WHOLE, people_of
from mutualaid.services import journal, outbox
from mutualaid.services.conditional import took

A_DAY = timedelta(days=1)


def ask_for_calls(session: Session, person: User, *, wanted: bool, by: User, now: datetime) -> None:
    """« Rappelez-moi la veille », or not any more; said twice is once."""
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    other_way = update(User).where(User.id == person.id, User.is_reminded_by_call.is_not(wanted))
    if took(session, other_way.values(is_reminded_by_call=wanted)):
        session.expire(person, ["is_reminded_by_call"])
        journal.note(session, "reminder_calls", person, by=by, now=now, wanted=int(wanted))


def needs_a_call(person: User) -> bool:
    """Whether this person reads no mail: a reminder would be a call, made on request only."""
    return outbox.channel_of(person) is not Channel.EMAIL


def remind_due(session: Session, *, now: datetime) -> int:
    """Owe every reminder whose hour has struck. How many.

    What was agreed after that hour gets none: its confirmation has just been read, or heard.
    """
    yesterday, near = now.date() - A_DAY, now.date() + 2 * A_DAY
    farthest = now.date() + REMINDER_CALL_WITHIN + A_DAY
    planned = session.scalars(
        select(Appointment)
        .where(
            Appointment.status == AppointmentStatus.PLANNED,
            Appointment.on_date.between(yesterday, farthest),
            or_(Appointment.on_date <= near, _somebody_is_called()),
        )
        .options(*WHOLE)
        .order_by(Appointment.on_date, Appointment.id)
    ).all()
    told = _told(session, planned)
    waiting = [
        (appointment, person)
        for appointment in planned
        for person in people_of(appointment)
        if _is_reminded(person) and (appointment.id, person.id) not in told
    ]
    by_call = {each.neighbourhood_id or 0 for _, each in waiting if needs_a_call(each)}
    hours = desk.list_hours(session, by_call)
    due = [pair for pair in waiting if _is_due(*pair, hours, now)]
    for appointment, person in due:
        outbox.owe(session, MessageKind.APPOINTMENT_REMINDER, person, about=appointment, now=now)
    return len(due)


def _somebody_is_called() -> ColumnElement[bool]:
    """Only for them it matters so early: everybody else's reminder is of the eve."""
    called = select(User.id).where(User.is_reminded_by_call.is_(True))
    asked = select(HelpRequest.id).where(HelpRequest.user_id.in_(called))
    comes = select(AppointmentHelper.appointment_id).where(AppointmentHelper.helper_id.in_(called))
    return or_(Appointment.help_request_id.in_(asked), Appointment.id.in_(comes))


def _told(session: Session, appointments: Sequence[Appointment]) -> set[tuple[int | None, int]]:
    rows = session.execute(
        select(Message.appointment_id, Message.user_id).where(
            Message.appointment_id.in_([each.id for each in appointments]),
            Message.kind == MessageKind.APPOINTMENT_REMINDER,
        )
    )
    return {(appointment_id, user_id) for appointment_id, user_id in rows}


def _is_reminded(person: User) -> bool:
    return person.left_at is None and (person.is_reminded_by_call or not needs_a_call(person))


def _is_due(
    appointment: Appointment, person: User, hours: Mapping[int, DeskHours], now: datetime
) -> bool:
    due = reminder_due(appointment.on_date, appointment.help_request.zone)
    there = hours.get(person.neighbourhood_id or 0)
    if needs_a_call(person) and there is not None:
        due = there.last_opening_before(appointment.on_date, within=REMINDER_CALL_WITHIN) or due
    return appointment.created_at < due <= now < appointment.starts_at
