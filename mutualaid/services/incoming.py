"""What came into our mailbox: each mail once, tied to the message that it answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutualaid.domain.incoming import ReadMail
from mutualaid.models import IncomingMail, MailKind, Message
from mutualaid.queries import messages
from mutualaid.services import delivery, replies


def take_in(session: Session, mail: ReadMail, *, now: datetime) -> MailKind | None:
    """Record a mail and do what follows from it; None when it was read before."""
    message = messages.find_by_message_id(session, mail.answers)
    row = _record(session, mail, message, now)
    if row is None:
        return None
    if row.kind is MailKind.BOUNCE and message is not None and mail.failure is not None:
        if mail.failure.is_final:
            delivery.bounced(session, message, mail.failure, now=now)
    elif row.kind is MailKind.REPLY:
        task = replies.ask_desk(session, row.id, mail, message, now=now)
        row.task_id = task.id
        session.flush()
    return row.kind


def _record(
    session: Session, mail: ReadMail, message: Message | None, now: datetime
) -> IncomingMail | None:
    """Its row, or None when another look, or another worker, has written it already."""
    known = select(IncomingMail.id).where(IncomingMail.mail_hash == mail.mail_hash)
    if session.scalar(known) is not None:
        return None
    row = IncomingMail(
        mail_hash=mail.mail_hash,
        kind=_kind(session, mail, message),
        message_id=message.id if message is not None else None,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None
    return row


def _kind(session: Session, mail: ReadMail, message: Message | None) -> MailKind:
    if mail.failure is not None:
        return MailKind.BOUNCE
    if mail.is_automatic:
        return MailKind.AUTOMATIC
    is_ours = message is not None or replies.find_writer(session, mail.sender) is not None
    return MailKind.REPLY if is_ours else MailKind.UNKNOWN
