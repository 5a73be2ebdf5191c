"""Half-days: the only time the matcher knows. A slot is one half-day of one date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from mutualaid.domain.clock import at_wall_time

HORIZON_DAYS = 21
"""Three half-days for 21 days are 63 bits: a person's availability is one 64-bit integer."""
FULL_WEEK = (1 << 21) - 1
STARTS = (time(8), time(12), time(18))
"""Local wall time at which each half-day of a date begins."""


class HalfDay(StrEnum):
    """Matin 8–12, après-midi 12–18, soir 18–21."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"

    @property
    def number(self) -> int:
        """0, 1 or 2 within its day."""
        return list(HalfDay).index(self)

    @property
    def starts(self) -> time:
        """Local wall time at which it begins."""
        return STARTS[self.number]

    @property
    def ends(self) -> time:
        """Local wall time at which it ends."""
        return (time(12), time(18), time(21))[self.number]

    @classmethod
    def of(cls, wall: time) -> HalfDay:
        """The half-day in which a wall time lies; ValueError outside 8–21 h."""
        for half_day in cls:
            if half_day.starts <= wall < half_day.ends:
                return half_day
        raise ValueError(f"{wall} lies in no half-day")


@dataclass(frozen=True, order=True)
class Slot:
    """One half-day of one date."""

    on_date: date
    half_day_index: int

    @classmethod
    def of(cls, on_date: date, half_day: HalfDay) -> Slot:
        """The slot of a date and a half-day."""
        return cls(on_date, half_day.number)

    @property
    def half_day(self) -> HalfDay:
        """Which of the three."""
        return list(HalfDay)[self.half_day_index]

    def starts_at(self, zone: str, start: time | None = None) -> datetime:
        """The instant it begins (or `start` within it), as UTC."""
        return at_wall_time(self.on_date, start or STARTS[self.half_day_index], zone)

    def ends_at(self, zone: str) -> datetime:
        """The instant it ends, as UTC."""
        return at_wall_time(self.on_date, self.half_day.ends, zone)

    def bit(self, first_day: date) -> int:
        """Its place in a horizon mask, or -1 outside the horizon."""
        days = (self.on_date - first_day).days
        return 3 * days + self.half_day_index if 0 <= days < HORIZON_DAYS else -1


def slot_of_bit(bit: int, first_day: date) -> Slot:
    """The slot at one place of a horizon mask."""
    return Slot(first_day + timedelta(days=bit // 3), bit % 3)


def mask_of(slots: Iterable[Slot], first_day: date) -> int:
    """Slots as a horizon mask; those outside the horizon are left out."""
    mask = 0
    for slot in slots:
        bit = slot.bit(first_day)
        if bit >= 0:
            mask |= 1 << bit
    return mask


def begun_mask(now: datetime, zone: str, first_day: date) -> int:
    """The half-days of the first day that have begun: nobody is free for them any more."""
    today = (Slot.of(first_day, half_day) for half_day in HalfDay)
    return mask_of((slot for slot in today if slot.starts_at(zone) <= now), first_day)


def weekly_bit(weekday: int, half_day: HalfDay) -> int:
    """Place of a half-day of the week (Monday 0) in a weekly mask of 21 bits."""
    return 3 * weekday + half_day.number


def expand_week(weekly_mask: int, first_day: date) -> int:
    """A normal week laid over the horizon that begins on `first_day`."""
    mask = 0
    for day in range(HORIZON_DAYS):
        weekday = (first_day + timedelta(days=day)).weekday()
        mask |= (weekly_mask >> (3 * weekday) & 0b111) << (3 * day)
    return mask


def absence_mask(starts_on: date, ends_on: date, first_day: date) -> int:
    """The half-days of « je ne suis pas libre du … au … », both days included."""
    mask = 0
    for day in range(HORIZON_DAYS):
        if starts_on <= first_day + timedelta(days=day) <= ends_on:
            mask |= 0b111 << (3 * day)
    return mask
