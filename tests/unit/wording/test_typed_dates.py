from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.wording import dates
from mutualaid.wording.typed_dates import (
    FarDay,
    OtherWeekday,
    PastDay,
    UnreadDay,
    UnreadTime,
    read_day,
    read_time,
)

TODAY = date(2026, 10, 6)
"""A Tuesday."""


@pytest.mark.parametrize(
    "typed",
    [
        "27 octobre", "27/10", "27/10/2026", "27/10/26", "27.10", "27-10-2026",
        "mardi 27 octobre", "Mardi 27 Octobre 2026", "le 27 octobre", "le mardi 27 octobre",
        "mar. 27 oct.", "2026-10-27", "  27  OCTOBRE ", "27\u00a0octobre", "27 October",
        "October 27", "Tuesday 27 October", "Tuesday, 27 October 2026", "27th of October",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_typed(typed):
    assert read_day(typed, today=TODAY) == date(2026, 10, 27)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("aujourd'hui", TODAY), ("Aujourd’hui", TODAY), ("today", TODAY),
        ("demain", date(2026, 10, 7)), ("après-demain", date(2026, 10, 8)),
        ("jeudi", date(2026, 10, 8)), ("mardi prochain", date(2026, 10, 13)),
        ("1er décembre", date(2026, 12, 1)), ("5 mai", date(2027, 5, 5)),
    ],
)  # fmt: skip
def test_a_day_near_or_named_is_understood(typed, meant):
    assert read_day(typed, today=TODAY) == meant


@pytest.mark.parametrize("typed", ["5 octobre", "5/10", "5/10/2026", "1/1/1900", "12 septembre"])
def test_a_day_that_is_over_is_refused(typed):
    with pytest.raises(PastDay):
        read_day(typed, today=TODAY)


@pytest.mark.parametrize("typed", ["27/10/2027", "1/1/9999", "2027-12-31"])
def test_a_day_beyond_twelve_months_is_refused(typed):
    with pytest.raises(FarDay):
        read_day(typed, today=TODAY)


@pytest.mark.parametrize(
    "typed",
    ["", "bientôt", "30 février", "32/10", "27/13", "27 juillettembre", "27 ju", "27", "x" * 10_000,
     "٢٧/١٠", "mardi mardi", "0/0"],
)  # fmt: skip
def test_what_is_not_a_day_is_said_so(typed):
    with pytest.raises(UnreadDay):
        read_day(typed, today=TODAY)


def test_a_weekday_that_contradicts_its_date_is_asked_about():
    with pytest.raises(OtherWeekday) as caught:
        read_day("mardi 28 octobre", today=TODAY)
    assert caught.value.meant == date(2026, 10, 28)


@given(st.text(max_size=60))
def test_any_text_is_a_day_or_a_clear_refusal(text):
    try:
        day = read_day(text, today=TODAY)
    except (UnreadDay, PastDay, FarDay, OtherWeekday):
        return
    assert TODAY <= day <= TODAY + timedelta(days=366)


@given(st.dates(min_value=TODAY, max_value=TODAY + timedelta(days=366)))
def test_a_day_that_we_wrote_is_read_back(day):
    assert read_day(dates.day_phrase(day, with_year=True), today=TODAY) == day


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14 h 30", time(14, 30)), ("14\u00a0h\u00a030", time(14, 30)), ("14:30", time(14, 30)),
        ("14h", time(14)), ("14h30", time(14, 30)), ("14 heures", time(14)), ("9", time(9)),
        ("midi", time(12)), ("noon", time(12)), ("2.30pm", time(14, 30)), ("2 pm", time(14)),
        ("12am", time(0)), ("à 14 h", time(14)),
    ],
)  # fmt: skip
def test_a_time_is_read_however_it_is_typed(typed, meant):
    assert read_time(typed) == meant


@pytest.mark.parametrize("typed", ["", "25 h", "14 h 60", "13pm", "tôt", "14:3", "x" * 10_000])
def test_what_is_not_a_time_is_said_so(typed):
    with pytest.raises(UnreadTime):
        read_time(typed)
