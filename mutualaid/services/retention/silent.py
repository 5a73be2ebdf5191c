"""Two years without a word: told a month before, then forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import MessageStatus
from mutualaid.models import ErasureReason, Message, User
from mutualaid.retention import NOTICE, RETENTION, WARNED
from mutualaid.services import outbox, tokens
from mutualaid.services.retention.batches import BATCH
from mutualaid.services.retention.people import forget_where, last_contact, may_be_forgotten
from mutualaid.services.transitions import try_change


def warn_silent(session: Session, now: datetime) -> int:
    """22 months without a word: a mail, or a call, says when the account will end."""
    due = session.scalars(
        select(User)
        .where(
            may_be_forgotten(),
            or_(User.email_confirmed_at.is_not(None), User.phone_confirmed_at.is_not(None)),
            last_contact() <= now - NOTICE,
            ~_told_since_then().exists(),
        )
        .order_by(User.id)
        .limit(BATCH)
    ).all()
    for person in due:
        since = person.last_contact_at or person.created_at
        tokens.grant(session, TokenPurpose.RENEW, person, person, now=now)
        outbox.owe(
            session,
            MessageKind.INACTIVE_NOTICE,
            person,
            about=person,
            now=now,
            event=since.date().isoformat(),
        )
    return len(due)


def forget_silent(session: Session, now: datetime) -> int:
    """24 months without a word, and told so a month before: the account ends."""
    return forget_where(
        session,
        last_contact() <= now - RETENTION["users.first_name"].after,
        _told_since_then().where(Message.created_at <= now - WARNED).exists(),
        reason=ErasureReason.INACTIVE,
        now=now,
    )


def _told_since_then() -> Select[int]:
    """What was written, since somebody was last heard of, about the end of the account."""
    return select(Message.id).where(
        Message.user_id == User.id,
        Message.kind == MessageKind.INACTIVE_NOTICE,
        Message.created_at > last_contact(),
    )


def void_stale_notices(session: Session, now: datetime) -> int:
    """Whoever came back need not be told that the account ends."""
    rows = session.scalars(
        select(Message)
        .join(User, User.id == Message.user_id)
        .where(
            Message.kind == MessageKind.INACTIVE_NOTICE,
            Message.status == MessageStatus.PENDING,
            last_contact() > Message.created_at,
        )
    ).all()
    return sum(try_change(session, row, MessageStatus.CANCELLED, ended_at=now) for row in rows)
