"""Which half-days a helper must be free for, when a request takes place in one slot."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from mutualaid.domain.slots import HORIZON_DAYS, Slot

WEEK = timedelta(days=7)


def horizon_end(first_day: date) -> date:
    """The last day that a run beginning on `first_day` sees, and the last one put down ahead."""
    return first_day + timedelta(days=HORIZON_DAYS - 1)


def weekly_dates(
    begins_on: date,
    *,
    first_day: date,
    until_on: date | None = None,
    besides: Collection[date] = (),
) -> list[date]:
    """The dates of a series from `first_day` to the end of its horizon, but those of `besides`."""
    last = horizon_end(first_day)
    if until_on is not None:
        last = min(last, until_on)
    weeks_gone = max(0, -((begins_on - first_day).days // 7))
    day, days = begins_on + weeks_gone * WEEK, []
    while day <= last:
        days.append(day)
        day += WEEK
    return [day for day in days if day not in besides]


def required_slots(
    slot: Slot,
    *,
    n_half_days: int = 1,
    is_weekly: bool = False,
    first_day: date,
    until_on: date | None = None,
    besides: Collection[date] = (),
) -> list[Slot]:
    """The slot itself, the one after it when two are needed, every week when it is weekly."""
    days = [slot.on_date]
    if is_weekly:
        days = weekly_dates(slot.on_date, first_day=first_day, until_on=until_on, besides=besides)
    return [
        Slot(day, slot.half_day_index + step)
        for day in days
        for step in range(n_half_days)
        if slot.half_day_index + step <= 2
    ]


def beginnings(slots: Iterable[Slot]) -> list[Slot]:
    """The first week of each standing half-day: a weekly need begins no later than it can."""
    first: dict[tuple[int, int], Slot] = {}
    for slot in sorted(slots):
        first.setdefault((slot.on_date.weekday(), slot.half_day_index), slot)
    return sorted(first.values())


def fits_two_half_days(slot: Slot) -> bool:
    """Whether a task of two half-days can begin here: not in the evening."""
    return slot.half_day_index < 2
