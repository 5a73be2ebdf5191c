"""How much a helper may be asked: her rhythm, what is open, and the mails of one week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

MONTH = timedelta(days=27)
WEEK = timedelta(days=7)
MOST_AT_ONCE = 2
"""Open at once, and asked within a week."""
WEEKLY_COUNTS = 4


@dataclass
class Load:
    """What is booked, open and asked of one helper, as counts."""

    booked: int = 0
    open: int = 0
    asked: int = 0

    def capacity(self, rhythm: int | None) -> int:
        """How many more may be asked in one run; never below 0."""
        limits = [MOST_AT_ONCE - self.open, MOST_AT_ONCE - self.asked]
        if rhythm is not None:
            limits.append(rhythm - self.booked)
        return max(0, min(limits))

    def has_room(self, rhythm: int | None, *, is_weekly: bool) -> bool:
        """Whether one more may be asked; a series needs room for a month of it."""
        fits = rhythm is None or rhythm - self.booked >= books(is_weekly=is_weekly)
        return fits and self.capacity(rhythm) > 0

    def take(self, *, is_weekly: bool) -> None:
        """One more is asked."""
        self.open, self.asked = self.open + 1, self.asked + 1
        self.booked += books(is_weekly=is_weekly)


def expected_yeses(capacities: Iterable[int], chance_of_yes: float) -> float:
    """How many yeses a week brings: each is asked twice at most, and no more than she can do."""
    most = MOST_AT_ONCE * chance_of_yes
    return sum(min(capacity, most) for capacity in capacities)


def books(*, is_weekly: bool) -> int:
    """For how many coups de main of the month a pair counts."""
    return WEEKLY_COUNTS if is_weekly else 1
