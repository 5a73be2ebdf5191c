"""Reads of messages and of the relay's breaker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import Channel, MessageStatus
from mutualaid.models import Message

MOST_ANSWERED = 20
"""Message-IDs of one incoming mail that are looked up."""


def is_mail_due(session: Session, *, now: datetime) -> bool:
    """Whether any mail waits to leave: asked each second, so that an idle worker writes nothing."""
    due = exists().where(
        Message.status == MessageStatus.PENDING,
        Message.channel == Channel.EMAIL,
        Message.send_after <= now,
    )
    return bool(session.scalar(select(due)))


def get_message(session: Session, message_id: int) -> Message:
    """One message; NotFound when there is none."""
    message = session.get(Message, message_id)
    if message is None:
        raise NotFound("message")
    return message


def list_messages(
    session: Session, *, status: MessageStatus | None = None, limit: int = 100
) -> list[Message]:
    """The newest messages, of one state when asked."""
    statement = select(Message).order_by(Message.id.desc()).limit(limit)
    if status is not None:
        statement = statement.where(Message.status == status)
    return list(session.scalars(statement))


def find_by_message_id(session: Session, message_ids: Sequence[str]) -> Message | None:
    """The message of the first of these Message-IDs that is one of ours."""
    wanted = list(message_ids[:MOST_ANSWERED])
    rows = session.scalars(select(Message).where(Message.message_id.in_(wanted))).all()
    known = {row.message_id: row for row in rows}
    return next((known[each] for each in wanted if each in known), None)
