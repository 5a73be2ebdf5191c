"""Close to the hour: « je serai en retard », « il n'y a personne à la porte »."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.appointments import LATE_MINUTES, is_close, may_be_missed
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, AppointmentNotice, NoticeKind, User
from mutualaid.queries.appointments import others_of
from mutualaid.queries.notices import list_notices
from mutualaid.services import journal, outbox, tasks
from mutualaid.services.locks import lock_request

_TOLD = {
    NoticeKind.LATE: (MessageKind.RUNNING_LATE, TaskKind.LATE),
    NoticeKind.NOBODY: (MessageKind.NOBODY_AT_DOOR, TaskKind.NOBODY),
}


def say_late(
    session: Session,
    appointment: Appointment,
    minutes: int | None,
    *,
    person: User,
    by: User,
    now: datetime,
) -> None:
    """`person` will be late, by so many minutes or by nobody knows how many."""
    if minutes is not None and minutes not in LATE_MINUTES:
        raise Refusal("no_such_answer")
    _lock(session, appointment)
    if not is_close(appointment.starts_at, appointment.ends_at, now):
        raise Refusal("appointment_over")
    said = [each for each in _said(session, appointment, person) if each.kind is NoticeKind.LATE]
    if said and said[-1].minutes == minutes:
        return
    _say(session, appointment, NoticeKind.LATE, minutes, person=person, by=by, now=now)


def say_nobody(
    session: Session, appointment: Appointment, *, person: User, by: User, now: datetime
) -> None:
    """`person` is there, and nobody else is; saying it twice is once."""
    _lock(session, appointment)
    if not may_be_missed(appointment.starts_at, appointment.ends_at, now):
        raise Refusal("appointment_over")
    said = _said(session, appointment, person)
    if not any(each.kind is NoticeKind.NOBODY for each in said):
        _say(session, appointment, NoticeKind.NOBODY, None, person=person, by=by, now=now)


def _lock(session: Session, appointment: Appointment) -> None:
    lock_request(session, appointment.help_request_id)
    session.refresh(appointment)
    if appointment.status is not AppointmentStatus.PLANNED:
        raise Refusal("appointment_over")


def _said(session: Session, appointment: Appointment, person: User) -> list[AppointmentNotice]:
    said = list_notices(session, [appointment.id])
    return [each for each in said if each.user_id == person.id]


def _say(
    session: Session,
    appointment: Appointment,
    kind: NoticeKind,
    minutes: int | None,
    *,
    person: User,
    by: User,
    now: datetime,
) -> None:
    others = others_of(appointment, person)
    if not others:
        raise Refusal("appointment_over")
    notice = AppointmentNotice(
        appointment_id=appointment.id,
        user_id=person.id,
        kind=kind,
        minutes=minutes,
        created_at=now,
    )
    session.add(notice)
    session.flush()
    message_kind, task_kind = _TOLD[kind]
    for other in others:
        outbox.owe(session, message_kind, other, about=appointment, now=now, event=str(notice.id))
        tasks.ask_desk(
            session,
            task_kind,
            f"{task_kind}:{appointment.id}:{person.id}:{other.id}",
            now=now,
            neighbourhood_id=other.neighbourhood_id,
            user_id=other.id,
            appointment_id=appointment.id,
            help_request_id=appointment.help_request_id,
            is_urgent=True,
        )
    journal.note(session, f"said_{kind}", appointment, by=by, now=now, who=person.id)
