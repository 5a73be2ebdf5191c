"""A mail that never arrived: the desk calls instead, and what waited for its reader goes on."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Message, Proposal, User
from mutualaid.services import journal, outbox, proposals, tasks
from mutualaid.services.conditional import took

LEFT_IN_PEACE = timedelta(days=7)
"""Nobody is asked by a dead address: so long the desk has to find another way to her."""


def withdraw(session: Session, message: Message, *, dead: bool, now: datetime) -> None:
    """Do what follows when `message` has just failed; `dead`: so will every mail to this address.

    Take the lock of its request first.
    """
    _ask_for_a_call(session, message, now)
    if message.kind is MessageKind.PROPOSAL_HELPER and message.proposal_id is not None:
        proposal = session.get_one(Proposal, message.proposal_id)
        proposals.withdraw_unasked(session, proposal, now=now)
    if dead:
        _call_from_now_on(session, message.user, now)


def _ask_for_a_call(session: Session, message: Message, now: datetime) -> None:
    tasks.ask_desk(
        session,
        TaskKind.FAILED_MESSAGE,
        outbox.failed_key(message.id),
        now=now,
        neighbourhood_id=message.neighbourhood_id,
        user_id=message.user_id,
        message_id=message.id,
        help_request_id=message.help_request_id,
        proposal_id=message.proposal_id,
        appointment_id=message.appointment_id,
    )


def _call_from_now_on(session: Session, person: User, now: datetime) -> None:
    """The mailbox is nobody's any more until a code or a link reaches it again."""
    channel = Channel.CALL if person.phone else Channel.EMAIL
    rest = {} if person.phone else {"rest_until": now + LEFT_IN_PEACE}
    changed = took(
        session,
        update(User)
        .where(User.id == person.id, User.email == person.email)
        .values(channel=channel, email_confirmed_at=None, **rest),
    )
    session.expire(person, ["channel", "email_confirmed_at", "rest_until"])
    if changed:
        journal.note(session, "mailbox_dead", person, by=None, now=now)
