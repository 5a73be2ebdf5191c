"""Messages owed to people: one row per person and event, written with the change."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import Channel, MessageStatus, TaskStatus, TokenStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models.base import (
    PERSONAL,
    Base,
    Id,
    Mapped,
    bool_false,
    counter,
    enum_column,
    fk,
    mapped_column,
    orm,
    sa,
)
from mutualaid.models.user import User


class Message(Base):
    """Kind and ids only; the body is rendered at sending, so that a resend is the same mail."""

    __tablename__ = "messages"
    __table_args__ = (
        sa.UniqueConstraint("event_key", "user_id"),
        sa.Index("ix_messages_due", "status", "channel", "send_after"),
    )

    id: Mapped[Id]
    kind: Mapped[MessageKind] = enum_column(MessageKind)
    event_key: Mapped[str] = mapped_column(sa.String(80))
    """What happened: the same event owes the same person one message."""
    user_id: Mapped[int] = fk("users.id")
    channel: Mapped[Channel] = enum_column(Channel)
    neighbourhood_id: Mapped[int | None] = fk("neighbourhoods.id")
    """Whose desk makes the call."""
    help_request_id: Mapped[int | None] = fk("help_requests.id")
    offer_id: Mapped[int | None] = fk("offers.id")
    proposal_id: Mapped[int | None] = fk("proposals.id")
    appointment_id: Mapped[int | None] = fk("appointments.id")
    sign_in_id: Mapped[int | None] = fk("sign_ins.id", on_delete="SET NULL")
    status: Mapped[MessageStatus] = enum_column(MessageStatus, default=MessageStatus.PENDING)
    send_after: Mapped[datetime]
    """Not before: quiet hours, retries, deadlines."""
    attempts: Mapped[int] = counter(0)
    lease_owner: Mapped[str | None] = mapped_column(sa.String(80))
    lease_expires_at: Mapped[datetime | None]
    fence: Mapped[int] = counter(0)
    """Grows each time somebody takes the message; only the last taker may say how it ended."""
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    """The Message-ID header, the same for every copy."""
    outcome: Mapped[str] = mapped_column(sa.String(200), default="")
    """Reply code of the relay, or how a call ended; never an address or words."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = fk("users.id")

    user: orm.Mapped[User] = orm.relationship(foreign_keys=[user_id])

    @property
    def event_number(self) -> int:
        """The number that ends the event's key: whom or what it is about; 0 when there is none."""
        number = self.event_key.rpartition(":")[2]
        return int(number) if number.isdecimal() else 0


class MailKind(StrEnum):
    """What came into our mailbox."""

    BOUNCE = "bounce"
    REPLY = "reply"
    AUTOMATIC = "automatic"
    UNKNOWN = "unknown"


class IncomingMail(Base):
    """A mail that was read once; its words, if any, stand in the task it became."""

    __tablename__ = "incoming_mails"

    id: Mapped[Id]
    mail_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    """Hash of its Message-ID (or of its bytes): read twice is read once."""
    kind: Mapped[MailKind] = enum_column(MailKind)
    message_id: Mapped[int | None] = fk("messages.id")
    """Our mail that it answers."""
    task_id: Mapped[int | None] = fk("tasks.id")
    created_at: Mapped[datetime]


class Token(Base):
    """A mailed link: only its hash, what it is bound to, and whether it lives."""

    __tablename__ = "tokens"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    purpose: Mapped[TokenPurpose] = enum_column(TokenPurpose)
    user_id: Mapped[int] = fk("users.id")
    email_version: Mapped[int]
    proposal_id: Mapped[int | None] = fk("proposals.id")
    appointment_id: Mapped[int | None] = fk("appointments.id")
    offer_id: Mapped[int | None] = fk("offers.id")
    help_request_id: Mapped[int | None] = fk("help_requests.id")
    status: Mapped[TokenStatus] = enum_column(TokenStatus, default=TokenStatus.LIVE)
    created_at: Mapped[datetime]


class Task(Base):
    """Something a coordinator has to do, once per reason."""

    __tablename__ = "tasks"

    id: Mapped[Id]
    kind: Mapped[TaskKind] = enum_column(TaskKind)
    reason_key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    """The same reason never makes two tasks."""
    neighbourhood_id: Mapped[int | None] = fk("neighbourhoods.id")
    user_id: Mapped[int | None] = fk("users.id")
    help_request_id: Mapped[int | None] = fk("help_requests.id")
    proposal_id: Mapped[int | None] = fk("proposals.id")
    appointment_id: Mapped[int | None] = fk("appointments.id")
    message_id: Mapped[int | None] = fk("messages.id")
    place_id: Mapped[int | None] = fk("places.id")
    status: Mapped[TaskStatus] = enum_column(TaskStatus, default=TaskStatus.OPEN, index=True)
    is_urgent: Mapped[bool] = bool_false()
    due_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = fk("users.id")
    words: Mapped[str] = mapped_column(sa.Text, default="", server_default="", info=PERSONAL)
    """What somebody wrote or said, for the coordinator alone."""
    note: Mapped[str] = mapped_column(sa.String(200), default="", info=PERSONAL)

    user: orm.Mapped[User | None] = orm.relationship(foreign_keys=[user_id])


class RelayState(Base):
    """The breaker of the mail relay: one row."""

    __tablename__ = "relay_states"

    name: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    is_open: Mapped[bool] = bool_false()
    """Open: the relay is down, nothing is tried but a probe each minute."""
    probe_after: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
