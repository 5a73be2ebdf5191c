from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mutualaid.domain.desk import next_open_half_day
from mutualaid.domain.slots import HalfDay, Slot

MONDAY = datetime(2026, 10, 12, 8, tzinfo=UTC)
"""10 in the morning in Paris."""
MORNINGS = {(weekday, HalfDay.MORNING) for weekday in range(5)}


def ask(open_half_days, absences=(), now=MONDAY):
    return next_open_half_day(open_half_days, absences, now=now, zone="Europe/Paris")


def test_the_half_day_that_has_begun_is_not_promised():
    assert ask(MORNINGS) == Slot.of(date(2026, 10, 13), HalfDay.MORNING)


def test_the_afternoon_of_the_same_day_is():
    afternoon = {(0, HalfDay.AFTERNOON)}
    assert ask(MORNINGS | afternoon) == Slot.of(date(2026, 10, 12), HalfDay.AFTERNOON)


def test_the_weekend_and_absences_are_left_out():
    friday = datetime(2026, 10, 16, 9, tzinfo=UTC)
    away = [(date(2026, 10, 19), date(2026, 10, 20))]
    assert ask(MORNINGS, away, friday) == Slot.of(date(2026, 10, 21), HalfDay.MORNING)


@pytest.mark.parametrize("absences", [(), [(date(2026, 1, 1), date(2027, 12, 31))]])
def test_a_desk_that_never_opens_promises_nothing(absences):
    assert ask(set() if not absences else MORNINGS, absences) is None
