"""The desk's hours: every promise by a person names the next half-day at which the desk is open."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from mutualaid.domain.clock import local_date
from mutualaid.domain.slots import HalfDay, Slot

LOOK_AHEAD_DAYS = 60


def next_open_half_day(
    open_half_days: Collection[tuple[int, HalfDay]],
    absences: Collection[tuple[date, date]],
    *,
    now: datetime,
    zone: str,
) -> Slot | None:
    """The first half-day of the desk that starts after `now`; None when it never opens."""
    today = local_date(now, zone)
    for ahead in range(LOOK_AHEAD_DAYS):
        day = today + timedelta(days=ahead)
        if any(starts_on <= day <= ends_on for starts_on, ends_on in absences):
            continue
        for half_day in HalfDay:
            slot = Slot.of(day, half_day)
            if (day.weekday(), half_day) in open_half_days and slot.starts_at(zone) > now:
                return slot
    return None
