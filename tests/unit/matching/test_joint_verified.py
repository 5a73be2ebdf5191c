"""The judge finds every placing that breaks a rule."""

from dataclasses import replace

import numpy as np
import pytest

from mutualaid.matching.costs import Weights
from mutualaid.matching.solve import match
from mutualaid.matching.verify import verify
from tests.unit.matching.small import Ask, Give, instance
from tests.unit.matching.wide_needs import DAY, TUESDAYS, Need, who, wide_of


@pytest.fixture
def solved():
    needs = [Need(Ask(ids=1)), Need(Ask(ids=2)), Need(Ask(ids=3), (0b1001,), 1, may_miss=False)]
    gives = [
        Give(ids=1, slots=TUESDAYS | 0b1001, capacity=2, rhythm=5),
        Give(ids=2, slots=TUESDAYS & ~DAY, capacity=2, rhythm=4),
        Give(ids=3, slots=0b001, capacity=2, lat=47.002),
    ]
    some, wide = instance([Ask(ids=9)], gives), wide_of(needs, gives)
    result = match(some, wide=wide)
    assert result.ok
    assert sorted(who(result)) == [(0, 0, -1), (1, 1, 0), (2, 0, -1)]
    return some, wide, result


def caught(solved, word, **columns):
    some, wide, result = solved
    placed = replace(result.placed, **columns)
    certificate = verify(some, result.plan, Weights(), wide, placed)
    assert not certificate.ok
    assert any(word in sentence for sentence in certificate.violations), certificate.violations


def with_value(column, value, at):
    copy = column.copy()
    copy[at] = value
    return copy


def test_an_honest_placing_passes(solved):
    some, wide, result = solved
    assert verify(some, result.plan, Weights(), wide, result.placed).ok


def test_a_missing_date_that_is_hidden_is_caught(solved):
    placed = solved[2].placed
    at = int(np.flatnonzero(placed.missing_day >= 0)[0])
    column = with_value(placed.missing_day, -1, at)
    caught(solved, "not free on all of its dates", missing_day=column)
    caught(solved, "not free on all", missing_day=with_value(placed.missing_day, 1, at))
    caught(solved, "none of its own", missing_day=with_value(placed.missing_day, 8, at))


def test_a_gap_that_nobody_needed_is_caught(solved):
    placed = solved[2].placed
    at = placed.request_row.tolist().index(0)
    caught(solved, "somebody was free", missing_day=with_value(placed.missing_day, 2, at))


def test_a_long_task_without_one_of_its_half_days_is_caught(solved):
    placed = solved[2].placed
    at = placed.request_row.tolist().index(2)
    caught(solved, "may be missing", missing_day=with_value(placed.missing_day, 1, at))


def test_a_half_day_promised_twice_is_caught(solved):
    placed = solved[2].placed
    at = placed.request_row.tolist().index(1)
    double = with_value(placed.offer_row, 0, at)
    caught(solved, "asked twice", offer_row=double)


def test_other_dates_another_row_or_distance_are_caught(solved):
    placed = solved[2].placed
    caught(solved, "what was asked for", takes=with_value(placed.takes, 0b010, 0))
    caught(solved, "malformed", offer_row=with_value(placed.offer_row, 3, 0))
    caught(solved, "malformed", takes=placed.takes[:-1])
    caught(solved, "distance", distance_m=with_value(placed.distance_m, 7, 0))
    caught(solved, "its cost", cost=with_value(placed.cost, 7, 0))
    caught(solved, "same helper twice", **rows_of(placed, [0, 0, 1, 2]))
    caught(solved, "helpers of the 1 it needs", **rows_of(placed, [0, 0, 1, 2]))
    caught(solved, "not in order", **rows_of(placed, [2, 0, 1]))


def rows_of(placed, rows):
    names = ("request_row", "offer_row", "takes", "missing_day", "distance_m", "cost")
    return {name: getattr(placed, name)[rows] for name in names}


@pytest.fixture
def team():
    needs = [Need(Ask(), (0b010, 0b010000), books=1, may_miss=False, needs=2)]
    gives = [Give(ids=col, slots=0b010010, capacity=2) for col in range(3)]
    some, wide = instance([Ask(ids=9)], gives), wide_of(needs, gives)
    result = match(some, wide=wide)
    assert result.ok
    assert len(result.placed) == 2
    return some, wide, result


def test_an_incomplete_team_is_caught(team):
    caught(team, "1 helpers of the 2 it needs", **rows_of(team[2].placed, [0]))


def test_a_team_that_comes_at_two_times_is_caught(team):
    takes = team[2].placed.takes
    other = with_value(takes, 0b010010 & ~int(takes[1]), 1)
    caught(team, "not at the same time", takes=other)


def test_a_helper_who_counts_twice_in_a_team_is_caught(team):
    caught(team, "same helper twice", **rows_of(team[2].placed, [0, 0]))


def test_prices_above_what_they_may_be_prove_nothing(team):
    prices = team[2].placed.prices
    caught(team, "malformed", prices=replace(prices, v=prices.v + 1))
    named = replace(prices, offer_row=np.array([0]), slot=np.array([1]), w=np.array([5]))
    caught(team, "malformed", prices=named)


def test_poor_prices_widen_the_gap_and_forbid_nothing(team):
    some, wide, result = team
    prices = replace(result.placed.prices, v=result.placed.prices.v - 10**6)
    certificate = verify(some, result.plan, Weights(), wide, replace(result.placed, prices=prices))
    assert certificate.ok
    assert certificate.gap > result.certificate.gap
    assert certificate.gap_ppm > 0


def test_more_than_a_helper_has_room_for_is_caught(solved):
    some, wide, result = solved
    for column, values in (("capacity", [1, 2, 2]), ("rhythm", [4, 4, 4])):
        offers = replace(some.offers, **{column: np.array(values, dtype=np.int32)})
        tight = (
            replace(some, offers=offers),
            replace(wide, instance=replace(wide.instance, offers=offers)),
        )
        certificate = verify(tight[0], result.plan, Weights(), tight[1], result.placed)
        assert any("her rhythm" in sentence for sentence in certificate.violations)


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("categories", 2, "not offered"),
        ("met", False, "met"),
        ("lat", 48.0, "reach"),
        ("slots", 0, "not free"),
    ],
)
def test_a_placing_that_breaks_a_rule_is_caught(solved, column, value, word):
    some, wide, result = solved
    broken = getattr(some.offers, column).copy()
    broken[:] = value
    offers = replace(wide.instance.offers, **{column: broken})
    other = replace(wide, instance=replace(wide.instance, offers=offers))
    certificate = verify(some, result.plan, Weights(), other, result.placed)
    assert any(word in sentence for sentence in certificate.violations)
