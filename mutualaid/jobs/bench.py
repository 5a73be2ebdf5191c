"""What every job works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from sqlalchemy.orm import Session

from config import Settings
from mutualaid.db import Database
from mutualaid.domain.clock import now_utc
from mutualaid.domain.mail import Outgoing, Relay
from mutualaid.domain.ports import Mailbox
from mutualaid.models import Message

Render = Callable[[Session, Message, datetime], Outgoing | None]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Bench:
    """One worker's tools: its database, its relay, its mailbox, its name, its clock."""

    database: Database
    relay: Relay
    render: Render
    settings: Settings
    owner: str
    clock: Clock = now_utc
    mailbox: Mailbox | None = None
    """Where bounces and replies come in."""
    stopping: Event = field(default_factory=Event)
    """Set when the worker is asked to stop: whatever can wait, waits."""
