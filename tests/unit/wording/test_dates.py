from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from mutualaid.domain.slots import HalfDay
from mutualaid.wording import dates

TUESDAY = date(2025, 10, 14)


def test_a_slot_without_a_time_names_its_half_day(reading):
    with reading("fr"):
        assert dates.slot_phrase(TUESDAY, HalfDay.AFTERNOON) == "mardi 14 octobre, l’après-midi"
    with reading("en"):
        assert (
            dates.slot_phrase(TUESDAY, HalfDay.AFTERNOON) == "Tuesday 14 October, in the afternoon"
        )


def test_a_slot_with_a_time_says_it_with_no_break_spaces(reading):
    with reading("fr"):
        assert (
            dates.slot_phrase(TUESDAY, HalfDay.AFTERNOON, time(14, 30))
            == "mardi 14 octobre, 14\u00a0h\u00a030"
        )
    with reading("en"):
        said = dates.slot_phrase(TUESDAY, HalfDay.AFTERNOON, time(14, 30))
        assert said == "Tuesday 14 October, 2.30pm"


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        (time(18), "18\u00a0h", "6pm"),
        (time(12), "midi", "noon"),
        (time(12, 30), "12\u00a0h\u00a030", "12.30pm"),
        (time(8, 5), "8\u00a0h\u00a005", "8.05am"),
        (time(0), "0\u00a0h", "midnight"),
    ],
)
def test_a_time_is_said_as_people_say_it(reading, at, french, english):
    with reading("fr"):
        assert dates.time_phrase(at) == french
    with reading("en"):
        assert dates.time_phrase(at) == english


def test_a_deadline_is_read_on_the_neighbourhood_s_clock(reading):
    with reading("fr"):
        deadline = dates.moment_phrase(datetime(2025, 10, 13, 16, tzinfo=UTC), "Europe/Paris")
    assert deadline == "lundi 13 octobre, 18\u00a0h"


def test_the_first_of_a_month_is_premier(reading):
    with reading("fr"):
        assert dates.day_phrase(date(2026, 10, 1)) == "jeudi 1er octobre"
        assert dates.day_phrase(date(2026, 10, 1), with_year=True) == "jeudi 1er octobre 2026"


def test_monday_is_the_first_day_of_the_week(reading):
    with reading("fr"):
        assert [dates.weekday_of(day) for day in (0, 6)] == ["lundi", "dimanche"]
