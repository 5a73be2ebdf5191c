"""Whom to ask next costs what the plan says it costs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.matching import dispatch
from mutualaid.matching.costs import Weights, load_costs, walking_cost
from mutualaid.matching.dispatch import Helper
from mutualaid.matching.solve import match
from tests.unit.matching.small import Ask, Give, instance, metres

NEAR = Helper(number=1, distance_m=300, load=0, rhythm=4, is_known=False)


def points(helper: Helper, *, prefers_known: bool = False) -> int:
    return dispatch.points(helper, prefers_known=prefers_known)


@pytest.mark.parametrize("walk", [0, 400, 401, 800, 801, 1600, 1601, 2000, 2001, 5000, 90_000])
def test_the_walk_costs_as_in_a_plan(walk: int) -> None:
    assert dispatch.walking_points(walk) == walking_cost(walk, Weights().walk_band, 0)


@pytest.mark.parametrize("load", range(8))
@pytest.mark.parametrize("rhythm", [None, 1, 2, 4])
def test_the_load_costs_as_in_a_plan(load: int, rhythm: int | None) -> None:
    give = Give(ids=1, slots=1, capacity=1, load=load, rhythm=rhythm or 0)
    [cost] = load_costs(instance([Ask(ids=1)], [give]).offers, Weights())
    assert dispatch.load_points(load, rhythm) == np.int64(cost)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([0.0, 0.003, 0.006, 0.02]),
    st.integers(0, 5),
    st.integers(0, 4),
    st.booleans(),
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 1000)),
)
def test_one_pair_costs_the_same_here_as_in_a_plan(north, load, rhythm, is_known, when) -> None:
    prefers, part, rate = when
    ask = Ask(slots=1 << part, prefers=prefers)
    give = Give(lat=47.0 + north, slots=7, reach_m=5000.0, load=load, rhythm=rhythm)
    some = instance(
        [ask], [give], acquainted=[(0, 0)] if is_known else [], refusal={(0, part): rate}
    )
    plan = match(some).plan
    helper = Helper(
        *(give.ids, metres(ask, give), load, rhythm or None),
        is_known=is_known,
        refusal=rate,
    )
    wanted = {0: None, 1: False, 2: True}[prefers]
    in_a_plan = int(plan.cost[0] + load_costs(some.offers, Weights())[0])
    assert dispatch.points(helper, prefers_known=wanted) == in_a_plan


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
