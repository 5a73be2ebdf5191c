"""What a witness of a veille knows of one person, and the ladder as product.md tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mutualaid.domain.clock import local_date

ZONE = "Europe/Paris"


@dataclass
class Known:
    """What the witness knows of one person."""

    agreed_on: datetime | None = None
    is_waiting_since: datetime | None = None
    alerts_only: bool = False
    last_news: datetime | None = None
    silences: list[tuple[datetime, bool]] = field(default_factory=list)
    door_deadline: datetime | None = None

    def may_be_listed(self, now: datetime) -> bool:
        if self.agreed_on is None:
            return False
        return local_date(now, ZONE) <= local_date(self.agreed_on + timedelta(days=365), ZONE)

    def is_due(self, now: datetime, *, everybody: bool) -> bool:
        if not self.may_be_listed(now):
            return False
        if everybody or self.silences:
            return True
        if self.alerts_only:
            return False
        return self.last_news is None or local_date(self.last_news, ZONE) < local_date(now, ZONE)

    def rungs(self, now: datetime) -> set[str]:
        """The table of product.md, as one reads it there."""
        found: set[str] = set()
        if len(self.silences) >= 2:
            found.add("relative")
            if len(self.silences) >= 4 or now - self.silences[0][0] >= timedelta(hours=48):
                found.add("door")
        for day in {local_date(at, ZONE) for at, _ in self.silences}:
            same = [at for at, alert in self.silences if alert and local_date(at, ZONE) == day]
            if len(same) >= 2:
                found |= {"relative", "door"}
        if "door" in found and self.door_deadline is not None and self.door_deadline <= now:
            found.add("services")
        return found
