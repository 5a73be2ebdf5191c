"""The day after: did it take place, how was it, thanks, and « aimeriez-vous revoir »."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from sqlalchemy.orm import Session

from mutualaid.domain.appointments import FEEDBACK_LASTS
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, Feedback, Feeling, User
from mutualaid.queries.appointments import others_of, people_of
from mutualaid.queries.feedbacks import find_feedback, list_feedbacks
from mutualaid.queries.ties import ids_blocked_with
from mutualaid.services import appointment_endings, journal, tasks, ties
from mutualaid.services.locks import lock_request

THANKS = ("good_to_me", "precious", "kind")
"""The ready phrases, by key; each is read in the receiver's language."""
THANKS_LENGTH = 200


class Said(TypedDict, total=False):
    """What somebody said now; what is not named stays as it was."""

    took_place: bool
    feeling: Feeling
    wants_again: bool | None
    thanks_phrase: str
    thanks: str


def may_speak(appointment: Appointment, person: User, *, now: datetime) -> bool:
    """Somebody who came, from its end on, for a month."""
    is_among_them = person.id in {each.id for each in people_of(appointment)}
    is_cancelled = appointment.status is AppointmentStatus.CANCELLED
    ends_at = appointment.ends_at
    return is_among_them and not is_cancelled and ends_at <= now <= ends_at + FEEDBACK_LASTS


def say(
    session: Session,
    appointment: Appointment,
    person: User,
    said: Said,
    *,
    by: User,
    now: datetime,
) -> None:
    """Write it down, correct it, and let follow what follows."""
    lock_request(session, appointment.help_request_id)
    session.refresh(appointment)
    if not may_speak(appointment, person, now=now):
        raise Refusal("appointment_over")
    row = find_feedback(session, appointment, person) or _new(session, appointment, person, now)
    _write(row, said)
    row.recorded_by_id = by.id if by.id != person.id else None
    session.flush()
    _settle(session, appointment, row, person, now=now)
    _open_a_conversation(session, appointment, row, person, now=now)
    if "wants_again" in said or not row.took_place:
        ties.weigh_wishes(session, appointment, person, now=now)
    _thank(session, appointment, row, person, now=now)
    journal.note(session, "feedback_given", appointment, by=by, now=now, who=person.id)


def _new(session: Session, appointment: Appointment, person: User, now: datetime) -> Feedback:
    row = Feedback(
        appointment_id=appointment.id,
        user_id=person.id,
        thanks_phrase="",
        thanks="",
        created_at=now,
    )
    session.add(row)
    return row


def _write(row: Feedback, said: Said) -> None:
    if said.get("thanks_phrase") and said["thanks_phrase"] not in THANKS:
        raise Refusal("no_such_answer")
    for name, value in said.items():
        setattr(row, name, value)
    if row.took_place is None and said:
        row.took_place = True  # whoever says how it was says that it was
    if not row.took_place:
        row.feeling = row.wants_again = None
        row.thanks = row.thanks_phrase = ""
    row.thanks = row.thanks.strip()[:THANKS_LENGTH]


def _settle(
    session: Session, appointment: Appointment, row: Feedback, person: User, *, now: datetime
) -> None:
    """The first word decides; two who say different things are a talk with the coordinator."""
    if appointment.status is AppointmentStatus.PLANNED:
        end = appointment_endings
        decide = end.took_place if row.took_place else end.did_not_take_place
        decide(session, appointment, now=now)
        return
    is_done = appointment.status is AppointmentStatus.DONE
    everybody = {each.took_place for each in list_feedbacks(session, appointment)}
    reason = f"differ:{appointment.id}"
    if everybody <= {is_done, None}:
        tasks.drop(session, reason, now=now)
    elif row.took_place is not is_done:
        _ask_desk(session, appointment, person, reason, now=now)


def _open_a_conversation(
    session: Session, appointment: Appointment, row: Feedback, person: User, *, now: datetime
) -> None:
    """« Mal » is for the coordinator alone: the other reads nothing of it."""
    reason = f"badly:{appointment.id}:{person.id}"
    if row.feeling is Feeling.BAD:
        _ask_desk(session, appointment, person, reason, now=now)
    else:
        tasks.drop(session, reason, now=now)


def _ask_desk(
    session: Session, appointment: Appointment, person: User, reason: str, *, now: datetime
) -> None:
    tasks.ask_desk(
        session,
        TaskKind.WENT_BADLY,
        reason,
        now=now,
        neighbourhood_id=person.neighbourhood_id,
        user_id=person.id,
        appointment_id=appointment.id,
        help_request_id=appointment.help_request_id,
    )


def _thank(
    session: Session, appointment: Appointment, row: Feedback, person: User, *, now: datetime
) -> None:
    """A resident's thanks reach each helper once: by mail, or with the next call."""
    is_resident = person.id == appointment.help_request.user_id
    if not is_resident or not (row.thanks or row.thanks_phrase):
        return
    blocked = ids_blocked_with(session, person)
    for helper in others_of(appointment, person):
        if helper.id not in blocked:
            ties.tell_with_next_call(session, MessageKind.MERCI, helper, appointment, now=now)
