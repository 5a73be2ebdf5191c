"""Calls that the desk owes, gathered by person: everything due to one person is one call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.messages import AFTERWARDS, MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus
from mutualaid.models import (
    Appointment,
    AppointmentNotice,
    Feedback,
    HelpRequest,
    Message,
    Proposal,
    User,
)
from mutualaid.queries.feedbacks import list_of_residents
from mutualaid.queries.notices import list_notices
from mutualaid.queries.proposals import gathers
from mutualaid.queries.tasks.about import list_appointments, list_proposals
from mutualaid.queries.teams import list_teams

MOST_CALLS = 2
"""Per person and coup de main; what was cancelled or late is always called and not counted."""
ALWAYS_CALLED = frozenset(
    {MessageKind.CANCELLED, MessageKind.RUNNING_LATE, MessageKind.NOBODY_AT_DOOR}
)
_OF_A_NOTICE = frozenset({MessageKind.RUNNING_LATE, MessageKind.NOBODY_AT_DOOR})
ONE_CALL = timedelta(minutes=30)
"""What was said within half an hour was said in one call."""
_REMEMBERED = timedelta(days=60)


@dataclass(frozen=True)
class Call:
    """One thing to say to one person, and what it is about."""

    message: Message
    help_request: HelpRequest | None
    proposal: Proposal | None
    appointment: Appointment | None
    n_calls_before: int
    notice: AppointmentNotice | None = None
    """Who is late, or who stands there alone."""
    thanks: Feedback | None = None
    """What the resident said, when it is a merci."""
    team: tuple[Proposal, ...] = ()
    """All about whom the resident is asked, when several come together."""

    @property
    def is_one_too_many(self) -> bool:
        """Whether this person was called often enough for this coup de main."""
        is_free = self.message.kind in ALWAYS_CALLED
        return self.n_calls_before >= MOST_CALLS and not is_free


@dataclass(frozen=True)
class Person:
    """Everything due to one person: one call."""

    user: User
    calls: list[Call] = field(default_factory=list)

    @property
    def is_one_too_many(self) -> bool:
        """Whether nothing of this is worth a third call."""
        return all(call.is_one_too_many for call in self.calls)


def get_call(session: Session, message_id: int, desk: Collection[int]) -> Message:
    """One message that this desk says by phone, said already or not."""
    message = session.scalar(
        select(Message)
        .where(
            Message.id == message_id,
            Message.channel == Channel.CALL,
            Message.neighbourhood_id.in_(desk),
        )
        .options(joinedload(Message.user))
    )
    if message is None:
        raise NotFound("call")
    return message


def list_call_messages(
    session: Session,
    desk: Collection[int],
    *,
    now: datetime,
    user_id: int | None = None,
    also: Collection[int] = (),
) -> list[Message]:
    """Calls due at this desk, those made lately to the same people, and the messages of `also`.

    What waits for the next call is due with it.
    """
    open_here = (
        Message.channel == Channel.CALL,
        Message.status == MessageStatus.PENDING,
        Message.neighbourhood_id.in_(desk),
        *([Message.user_id == user_id] if user_id else []),
    )
    due = and_(*open_here, Message.send_after <= now)
    just_now = and_(Message.status == MessageStatus.SENT, Message.ended_at > now - ONE_CALL)
    called = select(Message.user_id).where(Message.channel == Channel.CALL, or_(due, just_now))
    with_it = and_(*open_here, Message.kind.in_(AFTERWARDS), Message.user_id.in_(called))
    made = and_(
        Message.channel == Channel.CALL,
        Message.status == MessageStatus.SENT,
        Message.ended_at > now - _REMEMBERED,
        Message.user_id.in_(select(Message.user_id).where(due)),
    )
    return list(
        session.scalars(
            select(Message)
            .where(or_(due, with_it, made, Message.id.in_(also)))
            .options(joinedload(Message.user))
            .order_by(Message.created_at, Message.id)
        )
    )


def list_due_calls(
    session: Session, desk: Collection[int], user_id: int, *, now: datetime
) -> list[Message]:
    """What this desk has to say to one person now."""
    messages = list_call_messages(session, desk, now=now, user_id=user_id)
    return [message for message in messages if message.status is MessageStatus.PENDING]


def appointments_of_notices(messages: Iterable[Message]) -> set[int]:
    """The appointments of which somebody is late, or stands there alone."""
    return {each.appointment_id or 0 for each in messages if each.kind in _OF_A_NOTICE}


def list_calls(
    session: Session,
    messages: Sequence[Message],
    requests: Mapping[int, HelpRequest],
    *,
    proposals: Mapping[int, Proposal] | None = None,
    notices: Iterable[AppointmentNotice] | None = None,
) -> list[Call]:
    """The calls still to make among `messages`, each with what it is about.

    Proposals and notices that were read before need not be read again.
    """
    due = [message for message in messages if message.status is MessageStatus.PENDING]
    if proposals is None:
        proposals = list_proposals(session, (message.proposal_id for message in due))
    if notices is None:
        notices = list_notices(session, appointments_of_notices(due))
    appointments = list_appointments(session, (message.appointment_id for message in due))
    by_number = {notice.id: notice for notice in notices}
    thanks = list_of_residents(
        session, {each.appointment_id or 0 for each in due if each.kind is MessageKind.MERCI}
    )
    made = calls_made(messages)
    teams = list_teams(session, _requests_of_teams(due, requests))
    return [
        Call(
            message,
            requests.get(message.help_request_id or 0),
            proposals.get(message.proposal_id or 0),
            appointments.get(message.appointment_id or 0),
            made[message.user_id, message.help_request_id],
            by_number.get(message.event_number),
            thanks.get(message.appointment_id or 0),
            teams.get(message.help_request_id or 0, ()),
        )
        for message in due
    ]


def _requests_of_teams(
    due: Iterable[Message], requests: Mapping[int, HelpRequest]
) -> list[HelpRequest]:
    """Those whose resident is to be asked about several at once."""
    asking = {each.help_request_id for each in due if each.kind is MessageKind.HELPER_SAID_YES}
    return [each for number, each in requests.items() if number in asking and gathers(each)]


def calls_made(messages: Iterable[Message]) -> dict[tuple[int, int | None], int]:
    """How often each person was called about each request."""
    moments: dict[tuple[int, int | None], list[datetime]] = defaultdict(list)
    for message in messages:
        is_counted = message.kind not in ALWAYS_CALLED
        if message.status is MessageStatus.SENT and message.ended_at and is_counted:
            moments[message.user_id, message.help_request_id].append(message.ended_at)
    return defaultdict(int, {pair: _n_calls(ends) for pair, ends in moments.items()})


def _n_calls(moments: list[datetime]) -> int:
    calls = 0
    began: datetime | None = None
    for moment in sorted(moments):
        if began is None or moment - began > ONE_CALL:
            calls, began = calls + 1, moment
    return calls


def people_to_call(calls: Iterable[Call]) -> list[Person]:
    """Calls gathered by person, those with the earliest due first."""
    people: dict[int, Person] = {}
    for call in calls:
        user = call.message.user
        people.setdefault(user.id, Person(user)).calls.append(call)
    return list(people.values())
