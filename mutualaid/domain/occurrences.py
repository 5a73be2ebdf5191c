"""Which half-days a helper must be free for, when a request takes place in one slot."""

from __future__ import annotations

from datetime import date, timedelta

from mutualaid.domain.slots import HORIZON_DAYS, Slot


def required_slots(
    slot: Slot,
    *,
    n_half_days: int = 1,
    is_weekly: bool = False,
    first_day: date,
    until_on: date | None = None,
) -> list[Slot]:
    """The slot itself, the one after it when two are needed, every week when it is weekly."""
    days = [slot.on_date]
    if is_weekly:
        last = first_day + timedelta(days=HORIZON_DAYS - 1)
        if until_on is not None:
            last = min(last, until_on)
        day = slot.on_date + timedelta(days=7)
        while day <= last:
            days.append(day)
            day += timedelta(days=7)
    return [
        Slot(day, slot.half_day_index + step)
        for day in days
        for step in range(n_half_days)
        if slot.half_day_index + step <= 2
    ]


def fits_two_half_days(slot: Slot) -> bool:
    """Whether a task of two half-days can begin here: not in the evening."""
    return slot.half_day_index < 2
