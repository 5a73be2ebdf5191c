"""When the two are asked how it was: the day after at 18 h, and once more three days later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from mutualaid.domain.appointments import FEEDBACK_PAUSE, feedback_due, feedback_reminder_due
from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import AppointmentStatus, Channel
from mutualaid.models import Appointment, AppointmentHelper, Feedback, Message
from mutualaid.queries.appointments import WHOLE, coming, people_of
from mutualaid.services import outbox, tokens

ASKED_WITHIN = timedelta(days=2)
"""A worker that slept longer than this asks nobody any more."""
_OVER = (AppointmentStatus.PLANNED, AppointmentStatus.DONE)


def ask_due(session: Session, *, now: datetime) -> int:
    """Ask both about every appointment of yesterday, from 18 h on. How many messages."""
    rows = _lately(session, MessageKind.FEEDBACK, now=now, days=4)
    return sum(
        _ask(session, each, now)
        for each in rows
        if _is_due(feedback_due(each.on_date, each.help_request.zone), now)
        and not _was_asked_lately(session, each)
    )


def remind_due(session: Session, *, now: datetime) -> int:
    """One reminder, by mail, to those who said nothing. How many."""
    rows = _lately(session, MessageKind.FEEDBACK_REMINDER, now=now, days=8)
    return sum(
        _remind(session, each, now)
        for each in rows
        if _is_due(feedback_reminder_due(each.on_date, each.help_request.zone), now)
    )


def _lately(
    session: Session, kind: MessageKind, *, now: datetime, days: int
) -> Sequence[Appointment]:
    """Appointments of the last days for which this is not owed yet."""
    owed = exists().where(Message.appointment_id == Appointment.id, Message.kind == kind)
    first, last = now.date() - timedelta(days=days), now.date()
    return session.scalars(
        select(Appointment)
        .where(Appointment.status.in_(_OVER), Appointment.on_date.between(first, last), ~owed)
        .options(*WHOLE)
        .order_by(Appointment.on_date, Appointment.id)
    ).all()


def _is_due(due: datetime, now: datetime) -> bool:
    return due <= now < due + ASKED_WITHIN


def _was_asked_lately(session: Session, appointment: Appointment) -> bool:
    """Who meets every week is asked after the first time, then once a month at most."""
    if not appointment.help_request.is_weekly:
        return False
    helpers = [row.helper_id for row in coming(appointment)]
    before = (
        select(Message.id)
        .join(Appointment, Appointment.id == Message.appointment_id)
        .join(AppointmentHelper, AppointmentHelper.appointment_id == Appointment.id)
        .where(
            Message.kind == MessageKind.FEEDBACK,
            Message.help_request_id == appointment.help_request_id,
            AppointmentHelper.helper_id.in_(helpers),
            Appointment.on_date > appointment.on_date - FEEDBACK_PAUSE,
            Appointment.on_date < appointment.on_date,
        )
    )
    return session.scalar(before.limit(1)) is not None


def _ask(session: Session, appointment: Appointment, now: datetime) -> int:
    """The resident's call is a call of its own; a helper's waits for whatever is said next."""
    people = [each for each in people_of(appointment) if each.left_at is None]
    tokens.grant_all(
        session, [(TokenPurpose.FEEDBACK, appointment, each) for each in people], now=now
    )
    for person in people:
        message = outbox.owe(session, MessageKind.FEEDBACK, person, about=appointment, now=now)
        if message is not None and person.id != appointment.help_request.user_id:
            outbox.let_wait_for_next_call(session, message)
    return len(people)


def _remind(session: Session, appointment: Appointment, now: datetime) -> int:
    asked = select(Message.user_id).where(
        Message.kind == MessageKind.FEEDBACK,
        Message.channel == Channel.EMAIL,
        Message.appointment_id == appointment.id,
    )
    spoke = select(Feedback.user_id).where(Feedback.appointment_id == appointment.id)
    silent = set(session.scalars(asked)) - set(session.scalars(spoke))
    people = [each for each in people_of(appointment) if each.id in silent and each.left_at is None]
    for person in people:
        kind = MessageKind.FEEDBACK_REMINDER
        outbox.owe(session, kind, person, about=appointment, now=now)
    return len(people)
