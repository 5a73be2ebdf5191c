"""What is expected of a half-day is what many said, and nobody's own record."""

from __future__ import annotations

import pytest

from mutualaid.domain.capacity import expected_yeses
from mutualaid.domain.categories import CATEGORIES
from mutualaid.domain.driving import DRIVEN
from mutualaid.domain.refusals import (
    FIRST_CHANCE,
    LEAST_HELPERS,
    STEP,
    Count,
    chance_of_yes,
    rates_of,
)
from mutualaid.domain.slots import HalfDay

SHOPPING, OUTING = 0, 1
MORNING, EVENING = 0, 2


def count(category: str, half_day: HalfDay, asked: int, refused: int, helpers: int = 9) -> Count:
    return Count(category, half_day, asked, refused, helpers)


def test_as_long_as_nothing_is_known_nothing_is_expected() -> None:
    assert rates_of([]) == {}


def test_what_few_people_said_is_not_counted() -> None:
    few = count("shopping", HalfDay.EVENING, 400, 400, helpers=LEAST_HELPERS - 1)
    assert rates_of([few]) == {}
    others = count("shopping", HalfDay.MORNING, 400, 100)
    assert rates_of([few, others])[SHOPPING, EVENING] == 250


def test_what_many_said_is_expected_where_and_when_they_said_it() -> None:
    rates = rates_of(
        [
            count("shopping", HalfDay.MORNING, 1000, 200),
            count("shopping", HalfDay.EVENING, 1000, 800),
        ]
    )
    assert (rates[SHOPPING, MORNING], rates[SHOPPING, EVENING]) == (200, 800)
    assert rates[OUTING, MORNING] == rates[DRIVEN, MORNING] == 500


def test_a_few_answers_move_little_and_near_figures_are_the_same() -> None:
    usual = count("shopping", HalfDay.MORNING, 1000, 500)
    rates = rates_of([usual, count("papers", HalfDay.MORNING, 5, 5)])
    papers = next(kind.number for kind in CATEGORIES if kind.key == "papers")
    assert rates[papers, MORNING] == 600
    assert all(rate % STEP == 0 for rate in rates.values())


def test_rates_stay_within_a_thousand() -> None:
    for refused in (0, 1000):
        rates = rates_of([count("shopping", HalfDay.MORNING, 1000, refused)])
        assert set(rates.values()) == {refused}


def test_a_yes_is_as_likely_as_many_said_it_and_three_in_ten_at_first() -> None:
    assert chance_of_yes([]) == FIRST_CHANCE
    many = count("shopping", HalfDay.MORNING, 10_000, 2000)
    assert 0.79 < chance_of_yes([many]) < 0.8
    few = count("shopping", HalfDay.MORNING, 10_000, 2000, helpers=LEAST_HELPERS - 1)
    assert chance_of_yes([few]) == FIRST_CHANCE


def test_a_week_brings_no_more_yeses_than_people_are_asked_for() -> None:
    assert expected_yeses([0, 1, 2, 2], 0.3) == pytest.approx(1.8)
    assert expected_yeses([0, 1, 2, 2], 0.9) == pytest.approx(1 + 1.8 * 2)
