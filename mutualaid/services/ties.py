"""Ties: two who met, and two who both want to meet again. A one-sided wish is never shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import MessageStatus
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    Feedback,
    HelpRequest,
    Message,
    Tie,
    User,
)
from mutualaid.queries.appointments import coming, others_of
from mutualaid.queries.ties import find_tie, ids_blocked_with
from mutualaid.services import journal, outbox
from mutualaid.services.conditional import took
from mutualaid.services.locks import lock_people


def count_meeting(session: Session, appointment: Appointment, *, now: datetime) -> None:
    """The resident and each helper have met once more."""
    resident = appointment.help_request.user
    for row in coming(appointment):
        tie = _tie(session, resident, row.helper, now)
        took(
            session,
            update(Tie).where(Tie.id == tie.id).values(n_meetings=Tie.n_meetings + 1),
        )
        session.expire(tie)


def weigh_wishes(
    session: Session, appointment: Appointment, person: User, *, now: datetime
) -> None:
    """After a word of `person` about meeting again: it counts when the other said so too."""
    blocked = ids_blocked_with(session, person)
    for other in others_of(appointment, person):
        if other.id in blocked:
            continue
        both = _wants(session, person, other) and _wants(session, other, person)
        tie = find_tie(session, person, other)
        if both and (tie is None or not tie.is_mutual):
            tie = _tie(session, person, other, now)
            tie.is_mutual, tie.removed_at = True, None
            session.flush()
            for one, two in ((person, other), (other, person)):
                tell_with_next_call(
                    session, MessageKind.MEET_AGAIN, one, appointment, event=str(two.id), now=now
                )
        elif not both and tie is not None and tie.is_mutual:
            tie.is_mutual = False
            session.flush()


def tell_with_next_call(
    session: Session,
    kind: MessageKind,
    person: User,
    appointment: Appointment,
    *,
    now: datetime,
    event: str = "",
) -> None:
    """By mail at once; on the phone with whatever is said next, and nobody calls for this alone."""
    message = outbox.owe(session, kind, person, about=appointment, now=now, event=event)
    if message is not None:
        outbox.let_wait_for_next_call(session, message)


def remove(session: Session, tie: Tie, *, by: User, now: datetime) -> None:
    """Either takes the contacts away, for both. Pressing twice is once."""
    if by.id not in {tie.low_id, tie.high_id}:
        raise NotFound("tie")
    if tie.removed_at is not None or not tie.is_mutual:
        return
    other = session.get_one(User, tie.high_id if by.id == tie.low_id else tie.low_id)
    cut(session, by, other, now=now)
    journal.note(session, "tie_removed", tie, by=by, now=now)


def cut(session: Session, by: User, other: User, *, now: datetime) -> None:
    """`by` wants no more of it: contacts go, and what was still to be said between the two."""
    tie = find_tie(session, by, other)
    if tie is not None:
        tie.is_mutual, tie.removed_at = False, now
    said = session.scalars(
        select(Feedback).where(
            Feedback.user_id == by.id, Feedback.appointment_id.in_(shared(by, other))
        )
    )
    for row in said:
        row.wants_again = False if row.wants_again else row.wants_again
    session.flush()
    void_between(session, MessageKind.MEET_AGAIN, by, other, now=now)


def void_between(
    session: Session, kind: MessageKind, one: User, other: User, *, now: datetime
) -> None:
    """What was still to be said to either of the other is not said any more."""
    for reader, about in ((one, other), (other, one)):
        for message in session.scalars(
            select(Message).where(
                Message.kind == kind,
                Message.user_id == reader.id,
                Message.appointment_id.in_(shared(one, other)),
                Message.status.in_([MessageStatus.PENDING, MessageStatus.FAILED]),
            )
        ).all():
            if message.event_number in {0, about.id}:
                outbox.void_one(session, message, now=now)


def _tie(session: Session, one: User, other: User, now: datetime) -> Tie:
    """The row of these two, written when there is none; both are locked meanwhile."""
    lock_people(session, [one.id, other.id])
    tie = find_tie(session, one, other)
    if tie is None:
        low, high = sorted((one.id, other.id))
        tie = Tie(low_id=low, high_id=high, n_meetings=0, is_mutual=False, created_at=now)
        session.add(tie)
        session.flush()
    return tie


def shared(one: User, other: User) -> Select[int]:
    """The numbers of the appointments in which one helped the other."""
    return (
        select(Appointment.id)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .join(AppointmentHelper, AppointmentHelper.appointment_id == Appointment.id)
        .where(
            or_(
                and_(HelpRequest.user_id == one.id, AppointmentHelper.helper_id == other.id),
                and_(HelpRequest.user_id == other.id, AppointmentHelper.helper_id == one.id),
            )
        )
    )


def _wants(session: Session, one: User, other: User) -> bool:
    """What `one` last said about meeting `other` again."""
    said = session.scalar(
        select(Feedback.wants_again)
        .join(Appointment, Appointment.id == Feedback.appointment_id)
        .where(
            Feedback.user_id == one.id,
            Feedback.wants_again.is_not(None),
            Feedback.appointment_id.in_(shared(one, other)),
        )
        .order_by(Appointment.on_date.desc(), Appointment.id.desc())
        .limit(1)
    )
    return bool(said)
