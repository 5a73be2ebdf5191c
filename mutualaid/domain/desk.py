"""The desk's hours: every promise by a person names the next half-day at which the desk is open.

Desk time is counted in open half-days, never as a sum of hours: for people on the phone, 24 h are
two of them and 48 h are four. A half-day that has begun is not promised and does not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile

from mutualaid.domain.clock import at_wall_time, local_date
from mutualaid.domain.slots import HalfDay, Slot

LOOK_AHEAD_DAYS = 60
A_DAY = 2
"""Open half-days that stand for 24 h."""
TWO_DAYS = 4
"""Open half-days that stand for 48 h."""


@dataclass(frozen=True)
class DeskHours:
    """When somebody answers and calls at one desk."""

    half_days: Collection[tuple[int, HalfDay]]
    """Weekday (Monday 0) and half-day of a normal week."""
    absences: Collection[tuple[date, date]]
    """Days on which nobody is there, both included: closed, whatever the week says."""
    zone: str

    def next_half_day(self, now: datetime) -> Slot | None:
        """The first half-day that starts after `now`; None when the desk never opens."""
        return next(self._after(now), None)

    def last_opening_before(self, day: date, *, within: timedelta) -> datetime | None:
        """When the desk opens for the last time before that day; None when it does not."""
        first = day - within
        slots = self._from(first, at_wall_time(first, time(0), self.zone))
        openings = [
            slot.starts_at(self.zone) for slot in takewhile(lambda slot: slot.on_date < day, slots)
        ]
        return openings[-1] if openings else None

    def end_of(self, n_half_days: int, now: datetime) -> datetime | None:
        """When so many open half-days have passed after `now`; None when they never will."""
        last = next(islice(self._after(now), n_half_days - 1, None), None)
        return last.ends_at(self.zone) if last is not None else None

    def _after(self, now: datetime) -> Iterator[Slot]:
        return self._from(local_date(now, self.zone), now)

    def _from(self, first: date, now: datetime) -> Iterator[Slot]:
        for ahead in range(LOOK_AHEAD_DAYS):
            day = first + timedelta(days=ahead)
            if any(starts_on <= day <= ends_on for starts_on, ends_on in self.absences):
                continue
            for half_day in HalfDay:
                slot = Slot.of(day, half_day)
                if (day.weekday(), half_day) in self.half_days and slot.starts_at(self.zone) > now:
                    yield slot
