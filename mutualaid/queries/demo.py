"""Reads of the demo: who plays whom."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from mutualaid.domain.demo import DemoRole
from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import Channel, MessageStatus
from mutualaid.models import Message, User


def get_player(session: Session, role: DemoRole) -> User:
    """The neighbour of a role; NotFound in a database that the demo has not filled."""
    player = session.scalar(
        select(User)
        .where(User.email == role.email, User.left_at.is_(None))
        .options(selectinload(User.coordinations))
        .order_by(User.id)
        .limit(1)
    )
    if player is None:
        raise NotFound("player")
    return player


@dataclass(frozen=True)
class MailCounts:
    """How far the mails are on their way."""

    waiting: int
    sent: int
    failed: int


def count_mails(session: Session) -> MailCounts:
    """Mails by where they are; calls are none."""
    by_status = dict(
        session.execute(
            select(Message.status, func.count())
            .where(Message.channel == Channel.EMAIL)
            .group_by(Message.status)
        ).all()
    )
    return MailCounts(
        waiting=by_status.get(MessageStatus.PENDING, 0) + by_status.get(MessageStatus.SENDING, 0),
        sent=by_status.get(MessageStatus.SENT, 0),
        failed=by_status.get(MessageStatus.FAILED, 0),
    )
