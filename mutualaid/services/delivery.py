"""A message on its way: pending → sending (lease, owner, fence) → sent, failed, or pending later.

Whoever takes a message gets a new fence; only the last taker may say how it ended. The mail
itself leaves outside any transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.incoming import DEAD_ADDRESS, Failure
from mutualaid.domain.mail import MOST_ATTEMPTS, retry_delay
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.quiet_hours import is_quiet, next_opening
from mutualaid.domain.statuses import Answer, Channel, MessageStatus, check_transition
from mutualaid.models import Message, Neighbourhood, Proposal, User
from mutualaid.services import breaker, journal, outbox, tasks, unreached
from mutualaid.services.conditional import count_taken, took
from mutualaid.services.locks import lock_request
from mutualaid.services.transitions import try_change

LEASE = timedelta(minutes=5)
"""Longer than any conversation with the relay; after it the message is anybody's again."""
OLDEST = timedelta(hours=72)
"""A mail that could not leave for so long is called instead."""
SLOW_DOMAIN_RESTS = timedelta(minutes=1)
_LOOK_AT = 50


@dataclass(frozen=True)
class Taken:
    """A message that is ours to send, until its lease ends or somebody has a higher fence."""

    message_id: int
    owner: str
    fence: int
    attempts: int


def take_next(
    session: Session, owner: str, *, now: datetime, default_zone: str, quiet: bool = True
) -> Taken | None:
    """The oldest mail that is due and may ring now; the others of the night wait for 8 h."""
    while rows := session.execute(_due(now)).all():
        for message, zone in rows:
            here = zone or default_zone
            if quiet and message.kind.comes_to_you and is_quiet(now, here):
                _postpone(session, message, next_opening(now, here))
            elif taken := _take(session, message, owner, now):
                return taken
    return None


def _due(now: datetime) -> Select[Message, str | None]:
    return (
        select(Message, Neighbourhood.zone)
        .outerjoin(Neighbourhood, Neighbourhood.id == Message.neighbourhood_id)
        .where(
            Message.status == MessageStatus.PENDING,
            Message.channel == Channel.EMAIL,
            Message.send_after <= now,
        )
        .order_by(Message.send_after, Message.id)
        .limit(_LOOK_AT)
        .execution_options(populate_existing=True)
    )


def _postpone(session: Session, message: Message, until: datetime) -> None:
    session.execute(
        update(Message)
        .where(Message.id == message.id, Message.status == MessageStatus.PENDING)
        .values(send_after=until)
    )


def _take(session: Session, message: Message, owner: str, now: datetime) -> Taken | None:
    fence, attempts = message.fence + 1, message.attempts + 1
    took = try_change(
        session,
        message,
        MessageStatus.SENDING,
        lease_owner=owner,
        lease_expires_at=now + LEASE,
        fence=fence,
        attempts=attempts,
    )
    return Taken(message.id, owner, fence, attempts) if took else None


def sent(session: Session, taken: Taken, *, now: datetime) -> bool:
    """The relay took it; False when the message was no longer ours."""
    done = _end(session, taken, MessageStatus.SENT, outcome="250", ended_at=now)
    if done:
        breaker.reset(session, now=now)
        tasks.drop(session, outbox.failed_key(taken.message_id), now=now)
    return done


def not_needed(session: Session, taken: Taken, *, now: datetime) -> bool:
    """What it spoke of is over: it is not sent."""
    breaker.return_probe(session, now=now)
    return _end(session, taken, MessageStatus.CANCELLED, outcome="void", ended_at=now)


def put_off(session: Session, taken: Taken, *, outcome: str, spread: float, now: datetime) -> bool:
    """Refused for now: later, or, after three days, never."""
    if taken.attempts >= MOST_ATTEMPTS:
        return refused(session, taken, outcome=outcome, now=now)
    breaker.reset(session, now=now)
    again_at = now + retry_delay(taken.attempts, spread)
    return _end(session, taken, MessageStatus.PENDING, outcome=outcome, send_after=again_at)


def rest_domain(session: Session, taken: Taken, *, now: datetime) -> int:
    """Whoever keeps us waiting keeps only its own mails waiting: all due to this domain, a minute.

    No attempt is counted. How many wait.
    """
    address = session.scalar(
        select(User.email).join(Message, Message.user_id == User.id)
        .where(Message.id == taken.message_id)
    )  # fmt: skip
    domain = (address or "").rpartition("@")[2]
    if not domain:
        return 0
    there = select(User.id).where(User.email.endswith(f"@{domain}", autoescape=True))
    return count_taken(
        session,
        update(Message)
        .where(
            Message.status == MessageStatus.PENDING,
            Message.channel == Channel.EMAIL,
            Message.send_after <= now,
            Message.user_id.in_(there),
        )
        .values(send_after=now + SLOW_DOMAIN_RESTS),
    )


def refused(session: Session, taken: Taken, *, outcome: str, now: datetime) -> bool:
    """Refused for good: a coordinator calls instead, and what waited for this reader goes on."""
    breaker.reset(session, now=now)
    message = session.get_one(Message, taken.message_id, populate_existing=True)
    _lock_request_of(session, message)
    if not _end(session, taken, MessageStatus.FAILED, outcome=outcome, ended_at=now):
        return False
    session.refresh(message)
    unreached.withdraw(session, message, dead=_is_dead(outcome), now=now)
    return True


def bounced(session: Session, message: Message, failure: Failure, *, now: datetime) -> bool:
    """The relay took it, and somebody further on gave it back for good."""
    _lock_request_of(session, message)
    session.refresh(message)
    outcome = f"bounced {failure.status}"
    if message.status is not MessageStatus.SENT or _was_answered(session, message):
        return False
    if not try_change(session, message, MessageStatus.FAILED, outcome=outcome, ended_at=now):
        return False
    is_same = not failure.recipients or (message.user.email or "") in failure.recipients
    unreached.withdraw(session, message, dead=failure.is_dead_address and is_same, now=now)
    return True


def _lock_request_of(session: Session, message: Message) -> None:
    """Requests are locked before their messages, here as everywhere."""
    if message.help_request_id is not None:
        lock_request(session, message.help_request_id)


def _was_answered(session: Session, message: Message) -> bool:
    """Whoever answered the question has read it, whatever a bounce says."""
    if message.kind is not MessageKind.PROPOSAL_HELPER or message.proposal_id is None:
        return False
    answer = session.scalar(
        select(Proposal.helper_answer).where(Proposal.id == message.proposal_id)
    )
    return answer is not Answer.NONE


def _is_dead(outcome: str) -> bool:
    """« 550 5.1.1 »: the relay itself says that nobody has this address."""
    return not DEAD_ADDRESS.isdisjoint(outcome.split())


def relay_is_down(session: Session, taken: Taken, *, now: datetime) -> bool:
    """Nothing leaves at all: the message waits as it was, and this attempt does not count."""
    breaker.trip(session, now=now)
    return _give_back(session, taken)


def release_all(session: Session, owner: str) -> int:
    """A worker that stops leaves what it had not finished."""
    rows = session.scalars(
        select(Message).where(Message.status == MessageStatus.SENDING, Message.lease_owner == owner)
    ).all()
    return sum(_give_back(session, _as_taken(row)) for row in rows)


def release_stuck(session: Session, *, now: datetime) -> int:
    """Messages whose taker is not heard of any more are anybody's again."""
    rows = session.scalars(
        select(Message).where(
            Message.status == MessageStatus.SENDING, Message.lease_expires_at <= now
        )
    ).all()
    return sum(_end(session, _as_taken(row), MessageStatus.PENDING) for row in rows)


def give_up_old(session: Session, *, now: datetime) -> int:
    """Mails that waited three days for a relay: somebody calls instead."""
    rows = session.scalars(
        select(Message).where(
            Message.status == MessageStatus.PENDING,
            Message.channel == Channel.EMAIL,
            Message.send_after <= now - OLDEST,
        )
    ).all()
    given_up = [
        row
        for row in rows
        if try_change(session, row, MessageStatus.FAILED, outcome="too late", ended_at=now)
    ]
    for row in given_up:
        unreached.withdraw(session, row, dead=False, now=now)
    return len(given_up)


def resend(session: Session, message: Message, *, by: User | None, now: datetime) -> None:
    """Send it again, the same mail with the same id; only one that left or failed."""
    if message.status not in {MessageStatus.SENT, MessageStatus.FAILED}:
        raise Refusal("changed")
    if not try_change(
        session, message, MessageStatus.PENDING, send_after=now, attempts=0, ended_at=None
    ):
        raise Refusal("changed")
    journal.note(session, "message_resent", message, by=by, now=now)


def _as_taken(row: Message) -> Taken:
    return Taken(row.id, row.lease_owner or "", row.fence, row.attempts)


def _give_back(session: Session, taken: Taken) -> bool:
    return _end(session, taken, MessageStatus.PENDING, attempts=max(taken.attempts - 1, 0))


def _end(session: Session, taken: Taken, new: MessageStatus, **values: Any) -> bool:
    """One conditional UPDATE on state, owner and fence; whether the message was still ours."""
    check_transition(MessageStatus.SENDING, new)
    return took(
        session,
        update(Message)
        .where(
            Message.id == taken.message_id,
            Message.status == MessageStatus.SENDING,
            Message.lease_owner == taken.owner,
            Message.fence == taken.fence,
        )
        .values(status=new, lease_owner=None, lease_expires_at=None, **values),
    )
