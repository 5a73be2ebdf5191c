"""Calls: messages that the desk says by phone, and what was answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Message, Proposal, Task, User
from mutualaid.queries.appointments import get_appointment
from mutualaid.queries.tasks import list_due_calls
from mutualaid.services import feedbacks, journal, leaving, proposals, tasks
from mutualaid.services.coordination import claims
from mutualaid.services.last_contact import heard_from
from mutualaid.services.transitions import change, touch, try_change

NO_ANSWER = "no_answer"
_TIME = "%Y-%m-%dT%H:%MZ"


class CallAnswer(StrEnum):
    """How a call ended for one thing that was said."""

    YES = "yes"
    NO = "no"
    SAID = "said"
    """Nothing was asked: it was told."""


_ASKING = frozenset(
    {
        MessageKind.PROPOSAL_HELPER,
        MessageKind.HELPER_SAID_YES,
        MessageKind.PROPOSAL_RESIDENT,
        MessageKind.INACTIVE_NOTICE,
    }
)
ASKS_HOW_IT_WAS = frozenset({MessageKind.FEEDBACK, MessageKind.FEEDBACK_REMINDER})
TOLD_BY_VOICE = {
    MessageKind.CANCELLED: TaskKind.MOVED,
    MessageKind.RUNNING_LATE: TaskKind.LATE,
    MessageKind.NOBODY_AT_DOOR: TaskKind.NOBODY,
}
"""Saying it ticks the urgent task, and ticking the task makes the call."""


def answer_call(
    session: Session, message: Message, answer: CallAnswer, *, by: User, now: datetime
) -> None:
    """Write down what was answered; the message is said. Pressing twice is once."""
    if not policies.may_act_for(by, message.user):
        raise NotFound("call")
    if message.status is not MessageStatus.PENDING:
        return
    if (answer is CallAnswer.SAID) is (message.kind in _ASKING):
        raise Refusal("no_such_answer")
    _say(session, message, answer, by=by, now=now)
    journal.note(session, f"call_{answer}", message, by=by, now=now)
    _act(session, message, says_yes=answer is CallAnswer.YES, by=by, now=now)
    _release_when_over(session, message.user, now=now)
    heard_from(session, message.user, now=now)


def note_feedback(
    session: Session, message: Message, said: feedbacks.Said, *, by: User, now: datetime
) -> None:
    """What somebody answered on the phone about a coup de main; the call is made."""
    if not policies.may_act_for(by, message.user):
        raise NotFound("call")
    if message.kind not in ASKS_HOW_IT_WAS or message.appointment_id is None:
        raise Refusal("no_such_answer")
    if message.status is not MessageStatus.PENDING:
        return
    appointment = get_appointment(session, message.appointment_id)
    feedbacks.say(session, appointment, message.user, said, by=by, now=now)
    _say(session, message, CallAnswer.SAID, by=by, now=now)
    journal.note(session, "call_said", message, by=by, now=now)
    _release_when_over(session, message.user, now=now)


def _release_when_over(session: Session, callee: User, *, now: datetime) -> None:
    """Whoever took care of the call is free again once nothing is left to say."""
    home_id = callee.neighbourhood_id
    if home_id is not None and not list_due_calls(session, [home_id], callee.id, now=now):
        claims.release_calls(session, callee)


def _say(
    session: Session, message: Message, answer: CallAnswer, *, by: User, now: datetime
) -> None:
    change(
        session, message, MessageStatus.SENT, ended_at=now, ended_by_id=by.id, outcome=str(answer)
    )


def _act(session: Session, message: Message, *, says_yes: bool, by: User, now: datetime) -> None:
    match message.kind:
        case MessageKind.PROPOSAL_HELPER:
            proposals.answer_as_helper(
                session, _proposal(session, message), says_yes, by=by, now=now
            )
        case MessageKind.HELPER_SAID_YES:
            proposals.answer_as_resident(
                session, _proposal(session, message), says_yes, by=by, now=now
            )
        case MessageKind.PROPOSAL_RESIDENT:
            help_request = session.get_one(HelpRequest, message.help_request_id)
            choose = proposals.agree_in_advance if says_yes else proposals.prefer_to_wait
            choose(session, help_request, by=by, now=now)
        case MessageKind.INACTIVE_NOTICE if not says_yes:
            leaving.leave(session, message.user, by=by, now=now)
        case kind if kind in TOLD_BY_VOICE:
            _tick(session, message, TOLD_BY_VOICE[kind], by=by, now=now)


def _proposal(session: Session, message: Message) -> Proposal:
    return session.get_one(Proposal, message.proposal_id)


def _tick(session: Session, message: Message, kind: TaskKind, *, by: User, now: datetime) -> None:
    """Told by voice: the task that asked for it is done too."""
    rows = session.scalars(
        select(Task).where(
            Task.kind == kind,
            Task.status == TaskStatus.OPEN,
            Task.user_id == message.user_id,
            Task.appointment_id == message.appointment_id,
        )
    ).all()
    for task in rows:
        tasks.finish(session, task, by=by, now=now)


def finish_voiced_call(session: Session, task: Task, *, by: User, now: datetime) -> None:
    """The other way round: the task was ticked, so the call is made."""
    said = [message for message, kind in TOLD_BY_VOICE.items() if kind is task.kind]
    rows = session.scalars(
        select(Message).where(
            Message.kind.in_(said),
            Message.channel == Channel.CALL,
            Message.status == MessageStatus.PENDING,
            Message.user_id == task.user_id,
            Message.appointment_id == task.appointment_id,
        )
    ).all()
    for message in rows:
        try_change(
            session, message, MessageStatus.SENT, ended_at=now, ended_by_id=by.id, outcome="said"
        )


def note_no_answer(
    session: Session, messages: Iterable[Message], *, by: User, now: datetime
) -> None:
    """« Pas de réponse »: everything stays due, and the attempt is remembered."""
    for message in messages:
        if not policies.may_act_for(by, message.user):
            raise NotFound("call")
        if message.status is not MessageStatus.PENDING:
            continue
        taken = touch(
            session,
            message,
            attempts=message.attempts + 1,
            outcome=f"{NO_ANSWER} {now.strftime(_TIME)}",
        )
        if taken:
            journal.note(session, "call_no_answer", message, by=by, now=now)


def call_instead_of_mail(
    session: Session, task: Task, message: Message, *, by: User, now: datetime
) -> None:
    """A mail that did not arrive becomes a call, with its text and its two answers."""
    if not policies.may_act_for(by, message.user):
        raise NotFound("call")
    if message.status is MessageStatus.FAILED:
        change(
            session,
            message,
            MessageStatus.PENDING,
            channel=Channel.CALL,
            send_after=now,
            outcome="",
        )
    tasks.finish(session, task, by=by, now=now)
