"""The simulation counts hours from a Monday's midnight; the rules are the product's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

from mutualaid.domain.deadlines import (
    URGENT_WITHIN,
    answer_deadline,
    hedge_due_at,
    margin_before,
    rest_after,
)
from mutualaid.domain.quiet_hours import is_quiet, next_opening
from mutualaid.domain.requests import startable
from mutualaid.domain.schedule import TICKS
from mutualaid.domain.slots import HalfDay, Slot

ZONE = "UTC"
"""No clock change in the middle of a comparison."""
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
DAY_H = 24.0
TICK_HOURS = tuple(wall.hour for _name, wall in TICKS)
_STARTS = tuple(half_day.starts.hour for half_day in HalfDay)
_HOUR = timedelta(hours=1)
URGENT_WITHIN_H = URGENT_WITHIN / _HOUR


def moment(hours: float) -> datetime:
    """The instant of so many hours."""
    return MONDAY + timedelta(hours=hours)


def hours(at: datetime) -> float:
    """The hours of an instant."""
    return (at - MONDAY) / _HOUR


def starts_at(slot: int) -> float:
    """When a half-day begins; half-days are numbered 3 a day from the first."""
    return DAY_H * (slot // 3) + _STARTS[slot % 3]


def deadline(now: float, slot: int, *, urgent: bool) -> float:
    """Until when somebody asked now about this half-day may answer."""
    ends = answer_deadline(moment(now), moment(starts_at(slot)), ZONE, urgent=urgent)
    return max(now, hours(ends))


def latest_answer(slot: int, *, urgent: bool) -> float:
    """Until when the two may still agree on this half-day."""
    return starts_at(slot) - margin_before(urgent=urgent) / _HOUR


def hedge_due(asked: float, slot: int, *, urgent: bool) -> float:
    """When one more may be asked; never in the night."""
    due = hedge_due_at(moment(asked), moment(starts_at(slot)), ZONE, urgent=urgent)
    return read_at(max(asked, hours(due)))


def read_at(now: float) -> float:
    """When a mail written now leaves: nothing rings between 21 and 8 h."""
    wall = moment(now)
    return hours(next_opening(wall, ZONE)) if is_quiet(wall, ZONE) else now


def rest_hours(n_ignored: int) -> float:
    """How long somebody is left in peace after so many proposals without an answer."""
    return rest_after(n_ignored) / _HOUR


@cache
def last_ask(slot: int, *, urgent: bool) -> float:
    """Until when somebody may be asked for this half-day, by `domain.requests.startable`.

    Found once for each half-day of a week, by halving: what could be asked later could be
    asked earlier.
    """
    if slot >= 21 * 3:
        return last_ask(slot % 21 + 42, urgent=urgent) + DAY_H * 7 * (slot // 21 - 2)
    half_day = Slot(moment(starts_at(slot)).date(), slot % 3)
    # A later half-day keeps the request from being at its deadline when it is not urgent.
    later = Slot(half_day.on_date + timedelta(days=30), 0)
    wanted = [half_day] if urgent else [half_day, later]
    early, late = starts_at(slot) - 72.0, starts_at(slot)
    while late - early > 1 / 120:
        middle = (early + late) / 2
        possible = startable(wanted, moment(middle), ZONE, flagged=urgent)
        early, late = (middle, late) if half_day in possible else (early, middle)
    return early
