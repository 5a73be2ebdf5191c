"""Whom to ask next costs what the plan says it costs."""

from dataclasses import replace

import numpy as np
import pytest

from mutualaid.matching import dispatch
from mutualaid.matching.costs import Weights, load_costs, walking_cost
from mutualaid.matching.dispatch import Helper
from tests.unit.matching.small import Ask, Give, instance

NEAR = Helper(number=1, distance_m=300, load=0, rhythm=4, is_known=False)


def points(helper: Helper, *, prefers_known: bool = False) -> int:
    return dispatch.points(helper, prefers_known=prefers_known)


@pytest.mark.parametrize("metres", [0, 400, 401, 800, 801, 1600, 1601, 2000, 2001, 5000, 90_000])
def test_the_walk_costs_as_in_a_plan(metres: int) -> None:
    assert dispatch.walking_points(metres) == walking_cost(metres, Weights().walk_band)


@pytest.mark.parametrize("load", range(8))
@pytest.mark.parametrize("rhythm", [None, 1, 2, 4])
def test_the_load_costs_as_in_a_plan(load: int, rhythm: int | None) -> None:
    give = Give(ids=1, slots=1, capacity=1, load=load, rhythm=rhythm or 0)
    [cost] = load_costs(instance([Ask(ids=1)], [give]).offers, Weights())
    assert dispatch.load_points(load, rhythm) == np.int64(cost)


def test_the_nearer_is_asked_and_of_two_as_near_who_helped_less() -> None:
    assert points(NEAR) < points(replace(NEAR, distance_m=700))
    assert points(NEAR) < points(replace(NEAR, load=1))


def test_the_load_counts_beside_the_rhythm_that_was_asked_for() -> None:
    assert points(replace(NEAR, load=1, rhythm=4)) < points(replace(NEAR, load=1, rhythm=1))


def test_a_single_errand_makes_a_new_tie_and_a_habit_keeps_the_face() -> None:
    known = replace(NEAR, is_known=True)
    assert points(NEAR) < points(known)
    assert points(known, prefers_known=True) < points(NEAR, prefers_known=True)


def test_nobody_walks_farther_for_a_tie() -> None:
    assert points(replace(NEAR, is_known=True)) < points(replace(NEAR, distance_m=700))


def test_equals_are_drawn_the_same_way_each_time_and_not_for_each_request_the_same() -> None:
    twins = [replace(NEAR, number=number) for number in range(20)]

    def first(seed: str) -> int:
        return min(twins, key=lambda one: dispatch.rank(one, prefers_known=False, seed=seed)).number

    assert first("7") == first("7")
    assert len({first(str(seed)) for seed in range(20)}) > 3
