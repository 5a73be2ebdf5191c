"""A worker's bench with a clock that tests move, and a relay that does as it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from config import Settings
from mutualaid.db import Database
from mutualaid.domain.mail import Outgoing
from mutualaid.jobs.bench import Bench
from mutualaid.models import Message
from tests.factories import NOW


@dataclass
class Clock:
    """The time, until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def move(self, **ahead: float) -> None:
        self.now += timedelta(**ahead)


@dataclass
class Relay:
    """Keeps the mails, or raises what the test put in its way."""

    sent: list[Outgoing] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    asked: int = 0
    is_open: bool = False

    def send(self, outgoing: Outgoing) -> None:
        self.asked += 1
        self.is_open = True
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(outgoing)

    def hang_up(self) -> None:
        self.is_open = False


def plain(_session: Session, message: Message, now: datetime) -> Outgoing | None:
    """A mail without words."""
    return Outgoing(
        to="karim@example.fr", sender_name="", reply_to="", subject="", text="", html="",
        language="fr", message_id=message.message_id, at=now,
    )  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def relay() -> Relay:
    return Relay()


@pytest.fixture
def new_bench(database: Database, clock: Clock, relay: Relay) -> Callable[..., Bench]:
    """One more worker on the same database."""

    def make(owner: str = "worker-a", **tools: object) -> Bench:
        made: dict[str, object] = {
            "database": database,
            "relay": relay,
            "render": plain,
            "settings": Settings(secret_key="x" * 32, testing=True),
            "owner": owner,
            "clock": clock,
        }
        return Bench(**made | tools)  # type: ignore[arg-type]

    return make


@pytest.fixture
def bench(new_bench: Callable[..., Bench]) -> Bench:
    return new_bench()
