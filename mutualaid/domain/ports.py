"""What the service asks of the world outside: addresses become places, a mailbox is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from mutualaid.domain.geo import Point, Precision


@dataclass(frozen=True)
class Candidate:
    """A place that somebody may have meant, and how well it is known."""

    house_number: str
    street: str
    postcode: str
    commune: str
    lat: float
    lon: float
    precision: Precision
    source: str
    """streets, ban, gazetteer."""
    neighbourhood_id: int | None = None

    @property
    def line(self) -> str:
        """Number and street."""
        return f"{self.house_number} {self.street}".strip()

    @property
    def label(self) -> str:
        """As it is written on an envelope, without the name."""
        town = f"{self.postcode} {self.commune}".strip()
        return f"{self.line}, {town}" if self.line else town

    @property
    def key(self) -> str:
        """What a form sends back to say « this one »; the same for the same place."""
        return f"{self.source}:{self.label}"[:240]

    @property
    def point(self) -> Point:
        """Where it lies."""
        return Point(self.lat, self.lon)


class Geocoder(Protocol):
    """Finds addresses; answers with nothing when it is off, slow, down or confused."""

    def find(self, line: str, town: str) -> list[Candidate]:
        """Doors and streets that `line` may mean."""

    def towns(self, town: str) -> list[Candidate]:
        """Towns that a postcode or a name may mean, known without any network."""


class MailboxDown(Exception):
    """The mailbox cannot be read now: why, never an address or a password."""


class Mailbox(Protocol):
    """Where bounces and replies arrive; nothing is ever deleted from it."""

    def list_unread(self) -> list[str]:
        """What to call each mail that nobody has read, oldest first."""

    def fetch(self, key: str) -> bytes:
        """One mail as it came; its beginning where it is very long."""

    def mark_read(self, key: str) -> None:
        """Seen: it is not listed any more."""

    def hang_up(self) -> None:
        """No more mails for now."""
