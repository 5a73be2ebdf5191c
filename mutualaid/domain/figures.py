"""A year of a neighbourhood in figures: ties, waiting, help found, and how it is shared.

Pure: rows in, sentences' numbers out. Nobody stands in it, only how many.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median

MONTHS = 12
ENOUGH = 11
"""Fewer answers make no percentage."""


class Outcome(StrEnum):
    """What became of a request."""

    HELPED = "helped"
    UNMET = "unmet"
    """Expired, or solved otherwise by the desk."""
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"


@dataclass(frozen=True)
class Asked:
    """One request."""

    on: date
    outcome: Outcome
    waited_hours: float | None = None
    """From the confirmation to the first appointment."""


@dataclass(frozen=True)
class Helper:
    """One active offer."""

    n_asked: int
    """Proposals ever made."""
    n_done: int
    """Hands given within the year."""


@dataclass(frozen=True)
class Share:
    """« 12 sur 15 »; a percentage only of enough."""

    n: int
    of: int

    @property
    def percent(self) -> int | None:
        """None when too few answered."""
        return round(100 * self.n / self.of) if self.of >= ENOUGH else None


@dataclass(frozen=True)
class Month:
    """One line of the table, one column of each chart."""

    first: date
    n_requests: int
    n_hands: int
    n_ties: int
    median_hours: float | None


@dataclass(frozen=True)
class Figures:
    """All that the page says."""

    months: tuple[Month, ...]
    helped: Share
    """Of the requests that came to an end and were not withdrawn."""
    median_hours: float | None
    slow_hours: float | None
    """Nine requests in ten had waited less."""
    n_answered: int
    """Requests of which one knows how long they waited."""
    n_helpers: int
    n_never_asked: int
    busiest: Share
    """Hands given by the busiest tenth of the helpers, of all hands given by helpers."""
    n_busiest: int
    good: Share
    """« C'était bien », of those who said how it was."""

    @property
    def n_requests(self) -> int:
        """Over the year."""
        return sum(month.n_requests for month in self.months)

    @property
    def n_hands(self) -> int:
        """Over the year."""
        return sum(month.n_hands for month in self.months)

    @property
    def n_ties(self) -> int:
        """Over the year."""
        return sum(month.n_ties for month in self.months)

    @property
    def most(self) -> int:
        """The highest column of all: one scale for every chart."""
        return max(max(m.n_requests, m.n_hands, m.n_ties) for m in self.months)


def months_until(today: date) -> list[date]:
    """The first day of the last twelve months, this one included."""
    firsts = [today.replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return firsts[::-1]


def sum_up(
    asked: Sequence[Asked],
    hands: Iterable[date],
    ties: Iterable[date],
    helpers: Sequence[Helper],
    good: Share,
    *,
    today: date,
) -> Figures:
    """Put a year together."""
    n_requests = Counter(_month(one.on) for one in asked)
    n_hands, n_ties = Counter(map(_month, hands)), Counter(map(_month, ties))
    waits = [one.waited_hours for one in asked if one.waited_hours is not None]
    busiest = sorted((helper.n_done for helper in helpers), reverse=True)[: _tenth(helpers)]
    return Figures(
        months=tuple(
            Month(first, n_requests[first], n_hands[first], n_ties[first], _median(asked, first))
            for first in months_until(today)
        ),
        helped=_helped(asked),
        median_hours=median(waits) if waits else None,
        slow_hours=_ninth_tenth(waits),
        n_answered=len(waits),
        n_helpers=len(helpers),
        n_never_asked=sum(helper.n_asked == 0 for helper in helpers),
        busiest=Share(sum(busiest), sum(helper.n_done for helper in helpers)),
        n_busiest=len(busiest),
        good=good,
    )


def _month(on: date) -> date:
    return on.replace(day=1)


def _median(asked: Sequence[Asked], first: date) -> float | None:
    waits = [
        one.waited_hours
        for one in asked
        if one.waited_hours is not None and _month(one.on) == first
    ]
    return median(waits) if waits else None


def _ninth_tenth(waits: Sequence[float]) -> float | None:
    """The wait that nine in ten did not exceed; of enough only."""
    if len(waits) < ENOUGH:
        return None
    return sorted(waits)[math.ceil(0.9 * len(waits)) - 1]


def _helped(asked: Sequence[Asked]) -> Share:
    ends = Counter(one.outcome for one in asked)
    return Share(ends[Outcome.HELPED], ends[Outcome.HELPED] + ends[Outcome.UNMET])


def _tenth(helpers: Sequence[Helper]) -> int:
    """At least one, when there is anybody."""
    return math.ceil(len(helpers) / 10)
