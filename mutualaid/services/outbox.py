"""Messages owed: written in the transaction of the change, by the channel of the person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.appointments import FEEDBACK_LASTS
from mutualaid.domain.ids import random_id
from mutualaid.domain.messages import AFTERWARDS, MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus
from mutualaid.models import Appointment, HelpRequest, Message, Offer, Proposal, SignIn, User
from mutualaid.services import tasks
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
    once_for: Subject | None = None,
) -> Message | None:
    """Owe one person one message about one event; None when it is owed already.

    Somebody without e-mail is owed a call: it stands on the desk of her own neighbourhood.
    The event is the kind and the thing (`once_for`, else `about`), plus `event` where the same
    thing may happen twice.
    """
    message = build(kind, user, about=about, now=now, event=event, once_for=once_for)
    owed = select(Message.id).where(
        Message.event_key == message.event_key, Message.user_id == user.id
    )
    if session.scalar(owed) is not None:
        return None
    session.add(message)
    session.flush()
    return message


def build(
    kind: MessageKind,
    user: User,
    *,
    about: Subject,
    now: datetime,
    event: str = "",
    once_for: Subject | None = None,
) -> Message:
    """The row of a message, not yet in the session."""
    columns = row(kind, user, key=event_key(kind, once_for or about, event), now=now)
    return Message(**columns, **_ids(about))


def row(kind: MessageKind, user: User, *, key: str, now: datetime, **about: int) -> dict[str, Any]:
    """The same as plain columns, for whoever owes many at once; `key` says what happened."""
    return {
        "kind": kind,
        "event_key": key,
        "user_id": user.id,
        "channel": channel_of(user),
        "neighbourhood_id": user.neighbourhood_id,
        "status": MessageStatus.PENDING,
        "send_after": now,
        "message_id": f"{random_id()}@fil-de-voisins",
        "created_at": now,
        **about,
    }


def let_wait_for_next_call(session: Session, message: Message) -> None:
    """Nobody telephones for this alone: it is said with whatever is due next, within a month."""
    if message.channel is Channel.CALL:
        message.send_after = message.created_at + FEEDBACK_LASTS
        session.flush()


def event_key(kind: MessageKind, subject: Subject, event: str = "") -> str:
    """What happened, so that it is told once."""
    return key_of(kind, type(subject), subject.id, event)


def key_of(kind: MessageKind, table: type[Subject], number: int, event: str = "") -> str:
    """The same for a thing by its number."""
    return f"{kind}:{table.__tablename__}:{number}:{event}"


def channel_of(user: User) -> Channel:
    """E-mail for those who have and want it, else a call."""
    return Channel.EMAIL if user.email and user.channel is Channel.EMAIL else Channel.CALL


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


def void(
    session: Session,
    *,
    now: datetime,
    kind: MessageKind | None = None,
    but: Collection[MessageKind] = (),
    **about: int,
) -> int:
    """Cancel what was owed about something (`proposal_id=…`) and has not left. How many rows."""
    wanted = select(Message).where(
        Message.status.in_([MessageStatus.PENDING, MessageStatus.FAILED]),
        Message.kind.not_in(but),
        *(getattr(Message, column) == value for column, value in about.items()),
    )
    if kind is not None:
        wanted = wanted.where(Message.kind == kind)
    return sum(void_one(session, message, now=now) for message in session.scalars(wanted).all())


def void_one(session: Session, message: Message, *, now: datetime) -> bool:
    """Nobody need call any more because of a mail that failed."""
    if message.status is MessageStatus.FAILED:
        tasks.drop(session, failed_key(message.id), now=now)
    return try_change(session, message, MessageStatus.CANCELLED, ended_at=now)


def failed_key(message_id: int) -> str:
    """The reason of the task « call instead » of a mail that did not arrive."""
    return f"failed_message:{message_id}"


def void_past_calls(session: Session, *, now: datetime) -> int:
    """Calls about a day that is over are not made any more. How many.

    What is said afterwards waits for the next call, for a month.
    """
    yesterday = now.date() - timedelta(days=1)
    calls = session.scalars(
        select(Message)
        .outerjoin(Proposal, Proposal.id == Message.proposal_id)
        .outerjoin(Appointment, Appointment.id == Message.appointment_id)
        .where(
            Message.status == MessageStatus.PENDING,
            Message.channel == Channel.CALL,
            or_(
                Proposal.on_date < yesterday,
                and_(Appointment.on_date < yesterday, Message.kind.not_in(AFTERWARDS)),
                Appointment.on_date < now.date() - FEEDBACK_LASTS,
            ),
        )
        .order_by(Message.id)
    ).all()
    return sum(
        try_change(session, call, MessageStatus.CANCELLED, outcome="void", ended_at=now)
        for call in calls
    )


def finish_calls(
    session: Session, kind: MessageKind, proposal: Proposal, *, by: User, now: datetime
) -> None:
    """The answer came: the call that asked for it need not be made any more."""
    calls = session.scalars(
        select(Message).where(
            Message.proposal_id == proposal.id,
            Message.kind == kind,
            Message.channel == Channel.CALL,
            Message.status == MessageStatus.PENDING,
        )
    ).all()
    for call in calls:
        try_change(session, call, MessageStatus.SENT, ended_at=now, ended_by_id=by.id)


def bring_forward(session: Session, *, now: datetime) -> None:
    """Let what waits for a later hour leave now: the demo's first run is dated from midnight."""
    session.execute(
        update(Message)
        .where(Message.status == MessageStatus.PENDING, Message.send_after > now)
        .values(send_after=now)
        .execution_options(synchronize_session=False)
    )
