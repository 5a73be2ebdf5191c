"""Desk time: counted in open half-days, over weekends, absences and changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from mutualaid.domain.desk import A_DAY, TWO_DAYS, DeskHours
from mutualaid.domain.slots import HalfDay, Slot

ZONE = "Europe/Paris"
MORNINGS = {(weekday, HalfDay.MORNING) for weekday in range(5)}
AFTERNOONS = {(weekday, HalfDay.AFTERNOON) for weekday in range(5)}
EVERY_DAY = {(weekday, HalfDay.MORNING) for weekday in range(7)}


def at(year: int, month: int, day: int, hour: int) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


MONDAY = at(2026, 10, 12, 10)
FRIDAY = at(2026, 10, 16, 11)


def hours(half_days=MORNINGS, absences=()) -> DeskHours:
    return DeskHours(half_days, absences, ZONE)


def test_the_half_day_that_has_begun_is_not_promised():
    assert hours().next_half_day(MONDAY) == Slot.of(date(2026, 10, 13), HalfDay.MORNING)


def test_the_afternoon_of_the_same_day_is():
    desk = hours(MORNINGS | {(0, HalfDay.AFTERNOON)})
    assert desk.next_half_day(MONDAY) == Slot.of(date(2026, 10, 12), HalfDay.AFTERNOON)


def test_the_weekend_and_absences_are_left_out():
    desk = hours(absences=[(date(2026, 10, 19), date(2026, 10, 20))])
    assert desk.next_half_day(FRIDAY) == Slot.of(date(2026, 10, 21), HalfDay.MORNING)


@pytest.mark.parametrize("absences", [(), [(date(2026, 1, 1), date(2027, 12, 31))]])
def test_a_desk_that_never_opens_promises_nothing(absences):
    desk = hours(MORNINGS if absences else set(), absences)
    assert desk.next_half_day(MONDAY) is None
    assert desk.end_of(A_DAY, MONDAY) is None


def test_a_day_is_two_open_half_days_however_short():
    assert hours().end_of(A_DAY, MONDAY) == at(2026, 10, 14, 12)
    assert hours(MORNINGS | AFTERNOONS).end_of(A_DAY, MONDAY) == at(2026, 10, 13, 12)


def test_two_days_are_four_open_half_days():
    assert hours().end_of(TWO_DAYS, MONDAY) == at(2026, 10, 16, 12)
    assert hours(MORNINGS | AFTERNOONS).end_of(TWO_DAYS, MONDAY) == at(2026, 10, 14, 12)


def test_a_weekend_does_not_count():
    assert hours().end_of(A_DAY, FRIDAY) == at(2026, 10, 20, 12)


def test_an_absence_of_the_desk_does_not_count():
    desk = hours(absences=[(date(2026, 10, 13), date(2026, 10, 15))])
    assert desk.end_of(A_DAY, MONDAY) == at(2026, 10, 19, 12)


@pytest.mark.parametrize(
    ("saturday", "ends", "in_utc"),
    [
        (at(2026, 10, 24, 11), at(2026, 10, 26, 12), 11),
        (at(2027, 3, 27, 11), at(2027, 3, 29, 12), 10),
    ],
    ids=["an hour more", "an hour less"],
)
def test_a_night_that_changes_the_clock_keeps_the_desks_hours(saturday, ends, in_utc):
    end = hours(EVERY_DAY).end_of(A_DAY, saturday)
    assert end == ends
    assert end.hour == in_utc
