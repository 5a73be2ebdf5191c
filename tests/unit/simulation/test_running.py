"""Whole weeks of a small town: nothing that the product promises is broken, whoever asks."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from mutualaid.matching.costs import Weights
from mutualaid.simulation import times
from mutualaid.simulation.cases import Case, Status
from mutualaid.simulation.loop import run
from mutualaid.simulation.measures import gini, measure
from mutualaid.simulation.needs import Town, town_of
from mutualaid.simulation.policies import policy_of
from mutualaid.simulation.policies.base import Mute
from mutualaid.simulation.policies.plans import Ours, weights_without
from mutualaid.simulation.settings import POLICIES, TERMS, BadSettingError, Settings
from mutualaid.simulation.world import BrokenBudgetError, World

SMALL = Settings(weeks=3, people=250, seeds=1)


@pytest.fixture(scope="module")
def town() -> Town:
    return town_of(SMALL, 1)


@pytest.fixture(scope="module")
def worlds(town: Town) -> dict[str, World]:
    return {name: run(town, policy_of(name, SMALL)) for name in POLICIES}


def test_every_policy_fills_some_and_every_request_comes_to_an_end(
    worlds: dict[str, World],
) -> None:
    for name, world in worlds.items():
        ends = Counter(case.status for case in world.cases)
        assert set(ends) <= {Status.AGREED, Status.EXPIRED}, name
        assert ends[Status.AGREED] > 10, name


def test_no_half_day_is_given_twice_and_nobody_gives_one_she_has_not(
    town: Town, worlds: dict[str, World]
) -> None:
    for name, world in worlds.items():
        given = [(c.agreed.helper, c.agreed.slot) for c in world.cases if c.agreed is not None]
        assert len(given) == len(set(given)), name
        assert all(town.helpers.free[helper, slot] for helper, slot in given), name
        assert (world.open == 0).all(), name


@pytest.mark.parametrize("name", ["exact", "distance", "ours"])
def test_nobody_has_three_mails_in_seven_days(worlds: dict[str, World], name: str) -> None:
    for asked in worlds[name].asked_at:
        assert all(later - first >= 168.0 for first, later in zip(asked, asked[2:], strict=False))


def test_nobody_is_asked_twice_for_one_request(worlds: dict[str, World]) -> None:
    for name, world in worlds.items():
        pairs = Counter((ask.case.need.number, ask.helper) for ask in world.asks)
        assert max(pairs.values()) == 1, name


def test_the_same_neighbour_answers_the_same_whoever_asks(worlds: dict[str, World]) -> None:
    """Common random numbers: two policies, one town; only fatigue and the night may differ."""
    of = [
        {(ask.case.need.number, ask.helper): ask for ask in worlds[name].asks}
        for name in ("exact", "ours")
    ]
    shared = of[0].keys() & of[1].keys()
    first = [pair for pair in shared if of[0][pair].at == of[1][pair].at]
    assert len(first) > 10
    same = sum(of[0][pair].reply == of[1][pair].reply for pair in first)
    assert same >= 0.8 * len(first)


def test_a_seed_gives_the_same_weeks_again(town: Town, worlds: dict[str, World]) -> None:
    again = measure(run(town_of(SMALL, 1), policy_of("ours", SMALL)))
    assert str(again) == str(measure(worlds["ours"]))
    other = measure(run(town_of(SMALL, 2), policy_of("ours", SMALL)))
    assert str(again) != str(other)


def test_who_asks_nobody_fills_nothing(town: Town) -> None:
    figures = measure(run(town, Mute()))
    assert figures["fill"] == 0.0
    assert figures["never_used"] == 100.0


def test_a_policy_that_asks_beyond_the_budgets_is_stopped(town: Town) -> None:
    class Greedy(Ours):
        def published(self, world: World, case: Case) -> None:
            """Ask one helper for everything."""
            for place, helper in enumerate(case.need.near.tolist()):
                slot = next((s for s in case.need.slots if world.free[helper, s]), None)
                if slot is not None and not case.barred[place]:
                    world.ask(case, helper, slot)

    with pytest.raises(BrokenBudgetError):
        run(town, Greedy())


def test_supply_is_what_was_asked_for() -> None:
    for supply in (0.8, 2.0):
        settings = Settings(weeks=6, people=600, supply=supply)
        world = run(town_of(settings, 1), Mute())
        assert measure(world)["supply"] == pytest.approx(supply, rel=0.12)


@pytest.mark.parametrize("term", ["load", "hedge"])
def test_a_term_switched_off_changes_who_is_asked(
    town: Town, worlds: dict[str, World], term: str
) -> None:
    without = run(town, Ours((term,)))
    pairs = [
        [(ask.case.need.number, ask.helper) for ask in world.asks]
        for world in (worlds["ours"], without)
    ]
    assert pairs[0] != pairs[1]


@pytest.mark.parametrize("term", ["distance", "load", "tie", "refusal", "waiting"])
def test_a_term_of_the_plan_switched_off_has_no_weight(term: str) -> None:
    assert weights_without((term,)) != Weights()
    assert weights_without(()) == Weights()
    assert set(TERMS) == {"distance", "load", "tie", "refusal", "waiting", "hedge", "surplus"}


@pytest.mark.parametrize(("without", "asked"), [((), 1), (("surplus",), 0)])
def test_a_yes_too_many_is_offered_the_next_request(
    town: Town, without: tuple[str, ...], asked: int
) -> None:
    world = World(town, keeps_budgets=True)
    case = world.cases[0]
    world.published[0] = case
    places, _slots = world.suitable(case)
    helper = int(case.need.near[places[0]])
    Ours(without).surplus(world, helper, is_reading=True)
    assert [ask.helper for ask in world.asks] == [helper] * asked


def test_gini_is_none_for_equals_and_near_one_for_one_who_does_all() -> None:
    assert gini(np.ones(50)) == pytest.approx(0.0)
    assert gini(np.array([0.0] * 99 + [5.0])) == pytest.approx(0.99)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("weeks", 0, "weeks is 0: write a number from 1 to 52"),
        ("supply", 9.0, "supply is 9.0: write a number"),
        ("policies", ("bored",), "policy is 'bored': write one of board,"),
        ("without", ("lode",), "without is 'lode': write one of distance,"),
    ],
)
def test_a_bad_setting_says_what_to_write(name: str, value: object, words: str) -> None:
    with pytest.raises(BadSettingError, match=words):
        Settings(**{name: value})  # type: ignore[arg-type]


def test_both_have_said_yes_before_the_half_day_begins(worlds: dict[str, World]) -> None:
    for name, world in worlds.items():
        agreed = [case for case in world.cases if case.agreed is not None]
        for case in agreed:
            assert case.agreed is not None
            assert case.agreed_at < times.starts_at(case.agreed.slot), name
