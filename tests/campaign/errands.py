"""What is said to a victim, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Errand:
    """What a victim is told."""

    database_url: str
    mail_port: int
    now: datetime
    variant: str = ""
    die_at: int = 0
    """The point at which it dies; 0: none."""
    keeps_up: bool = True
    """Whether it also looks at everything that time does to things."""


@dataclass(frozen=True)
class LastWords:
    """Where a victim died."""

    point: str
    in_window: bool
    """Between the last byte of a mail and the commit that says so: RFC 1047's window."""
