"""A mail that is ready to leave, the relay that takes it, and the ways a relay refuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

_FIRST_DELAYS_MINUTES = (1, 5, 15, 30, 60)
_SPREAD = 0.2
MOST_ATTEMPTS = 76
"""Five quick ones, then about three days of hours: then a coordinator calls instead."""


class CalendarMethod(StrEnum):
    """What a calendar does with the file."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class CalendarPart:
    """The one calendar file of a mail."""

    method: CalendarMethod
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """One mail to one person, rendered."""

    to: str
    sender_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    language: str
    message_id: str
    """Without its brackets; the same for every copy of this message."""
    at: datetime
    unsubscribe_url: str = ""
    """One click stops these mails (RFC 8058); empty where there is nothing to stop."""
    calendar: CalendarPart | None = None


class RelayFault(Exception):
    """Why a mail did not leave. `code` is the relay's reply, 0 when it gave none."""

    def __init__(self, code: int = 0, reason: str = "") -> None:
        super().__init__(f"{code or ''} {reason}".strip() or "no reply")
        self.code = code
        self.reason = reason


class TemporaryFailure(RelayFault):
    """This mail was refused for now: try again later."""


class PermanentFailure(RelayFault):
    """This mail will never be taken."""


class RelayDown(RelayFault):
    """The relay takes no mail at all now, whosever it is."""


class Relay(Protocol):
    """What carries mails away."""

    def send(self, outgoing: Outgoing) -> None:
        """Return when the relay took the mail; raise a RelayFault when it did not."""

    def hang_up(self) -> None:
        """No more mails for now: end what conversation is open."""


def retry_delay(attempts: int, spread: float) -> timedelta:
    """How long to wait after so many failed attempts; `spread` in [-1, 1] sets hours apart."""
    if attempts <= len(_FIRST_DELAYS_MINUTES):
        return timedelta(minutes=_FIRST_DELAYS_MINUTES[attempts - 1])
    return timedelta(hours=1) * (1 + _SPREAD * spread)
