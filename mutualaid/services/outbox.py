"""Messages owed: written in the transaction of the change, by the channel of the person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.ids import random_id
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus
from mutualaid.models import Appointment, HelpRequest, Message, Offer, Proposal, SignIn, User
from mutualaid.services.transitions import try_change

Subject = Proposal | Appointment | Offer | HelpRequest | SignIn | User


def owe(
    session: Session,
    kind: MessageKind,
    user: User,
    *,
    about: Subject,
    now: datetime,
    event: str = "",
    send_after: datetime | None = None,
) -> Message | None:
    """Owe one person one message about one event; None when it is owed already.

    Somebody without e-mail is owed a call: it stands on the desk of her own neighbourhood.
    The event is the kind and the thing, plus `event` where the same thing may happen twice.
    """
    event_key = f"{kind}:{about.__tablename__}:{about.id}:{event}"
    if session.scalar(
        select(Message.id).where(Message.event_key == event_key, Message.user_id == user.id)
    ):
        return None
    channel = Channel.EMAIL if user.email and user.channel is Channel.EMAIL else Channel.CALL
    message = Message(
        kind=kind, event_key=event_key, user_id=user.id, channel=channel,
        neighbourhood_id=user.neighbourhood_id, status=MessageStatus.PENDING,
        send_after=send_after or now, message_id=f"{random_id()}@fil-de-voisins",
        created_at=now, **_ids(about),
    )
    session.add(message)
    session.flush()
    return message


def _ids(about: Subject) -> dict[str, Any]:
    match about:
        case Proposal():
            return {"proposal_id": about.id, "help_request_id": about.help_request_id}
        case Appointment():
            return {"appointment_id": about.id, "help_request_id": about.help_request_id}
        case HelpRequest():
            return {"help_request_id": about.id}
        case Offer():
            return {"offer_id": about.id}
        case SignIn():
            return {"sign_in_id": about.id}
        case _:
            return {}


def void(session: Session, *, now: datetime, **about: int) -> None:
    """Cancel what was owed about something (`proposal_id=…`) and has not left yet."""
    rows = session.scalars(
        select(Message).where(
            Message.status.in_([MessageStatus.PENDING, MessageStatus.FAILED]),
            *(getattr(Message, column) == value for column, value in about.items()),
        )
    ).all()
    for message in rows:
        try_change(session, message, MessageStatus.CANCELLED, ended_at=now)
