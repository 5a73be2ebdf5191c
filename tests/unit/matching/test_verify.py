"""A plan that was tampered with is caught, in whatever way."""

from dataclasses import replace

import numpy as np
import pytest

from mutualaid.matching.costs import Weights
from mutualaid.matching.solve import match
from mutualaid.matching.verify import verify
from tests.unit.matching.small import Ask, Give, instance

ASKS = [
    Ask(ids=1, slots=0b011, waiting_days=3.0),
    Ask(ids=2, slots=0b001),
    Ask(ids=3, slots=0b110, category=1, needs_met=False),
    Ask(ids=4, slots=0b001, level=1),
    Ask(ids=5, slots=0b100, has_place=False, language=2),
    Ask(ids=6, slots=0b1000),
]
GIVES = [
    Give(ids=1, slots=0b011, capacity=2, lat=47.002),
    Give(ids=2, slots=0b111, capacity=1, categories=3, met=False, languages=3),
    Give(ids=3, slots=0b111, capacity=1, level=1, lat=47.006, rhythm=2, load=1),
    Give(ids=4, slots=0b101, capacity=3, languages=2, lat=47.2),
]
FORBIDDEN = [(1, 2)]


@pytest.fixture
def solved():
    some = instance(ASKS, GIVES, forbidden=FORBIDDEN, seed=5)
    result = match(some)
    assert result.ok
    assert len(result.plan) == 5
    return some, result.plan


def caught(some, plan, word=""):
    certificate = verify(some, plan, Weights())
    assert not certificate.ok
    assert any(word in sentence for sentence in certificate.violations), certificate.violations
    return certificate


def with_value(plan, name, pair, value):
    column = getattr(plan, name).copy()
    column[pair] = value
    return replace(plan, **{name: column})


def with_price(plan, name, row, change):
    column = getattr(plan.prices, name).copy()
    column[row] += change
    return replace(plan, prices=replace(plan.prices, **{name: column}))


def test_an_honest_plan_passes(solved):
    certificate = verify(*solved, Weights())
    assert certificate.ok
    assert certificate.primal == certificate.dual
    assert certificate.violations == ()


def test_every_other_helper_or_half_day_for_any_pair_is_caught(solved):
    some, plan = solved
    for pair in range(len(plan)):
        for offer in range(len(GIVES)):
            if offer != plan.offer_row[pair]:
                caught(some, with_value(plan, "offer_row", pair, offer))
        for slot in range(5):
            wrong = ~int(some.requests.slots[plan.request_row[pair]]) >> slot & 1
            if wrong:
                caught(some, with_value(plan, "slot", pair, slot), "half-day")


def test_a_dropped_pair_is_caught(solved):
    some, plan = solved
    for pair in range(len(plan)):
        names = ("request_row", "offer_row", "slot", "distance_m", "cost")
        kept = {name: np.delete(getattr(plan, name), pair) for name in names}
        caught(some, replace(plan, **kept))


def test_a_request_served_twice_is_caught(solved):
    some, plan = solved
    names = ("request_row", "offer_row", "slot", "distance_m", "cost")
    twice = {name: np.append(getattr(plan, name), getattr(plan, name)[0]) for name in names}
    caught(some, replace(plan, **twice), "two pairs")


def test_a_wrong_distance_or_cost_is_caught(solved):
    some, plan = solved
    for pair in range(len(plan)):
        caught(some, with_value(plan, "distance_m", pair, plan.distance_m[pair] + 1), "distance")
        caught(some, with_value(plan, "cost", pair, plan.cost[pair] - 1), "cost")


@pytest.mark.parametrize("name", ["u", "v", "w"])
@pytest.mark.parametrize("change", [-1, 1, 2**61])
def test_any_price_moved_by_any_amount_is_caught(solved, name, change):
    some, plan = solved
    for row in range(len(getattr(plan.prices, name))):
        caught(some, with_price(plan, name, row, change))


def test_rows_that_do_not_exist_are_caught(solved):
    some, plan = solved
    for name, value in (("request_row", 6), ("request_row", -1), ("offer_row", 4), ("slot", 63)):
        caught(some, with_value(plan, name, 0, value), "malformed")
    caught(some, replace(plan, cost=plan.cost[:-1]), "malformed")


@pytest.mark.parametrize(
    ("table", "column", "value", "word"),
    [
        ("requests", "category", 9, "not offered"),
        ("offers", "slots", 0, "half-day of the helper"),
        ("requests", "slots", 0, "half-day of the request"),
        ("requests", "level", 3, "level"),
        ("offers", "met", False, "met"),
        ("requests", "language", 8, "language"),
        ("offers", "reach_m", 0.5, "reach"),
        ("offers", "capacity", 0, "more pairs than places"),
    ],
)
def test_a_pair_that_breaks_a_rule_is_caught(solved, table, column, value, word):
    some, plan = solved
    broken = getattr(getattr(some, table), column).copy()
    broken[:] = value
    other = replace(some, **{table: replace(getattr(some, table), **{column: broken})})
    caught(other, plan, word)


def test_a_forbidden_pair_is_caught(solved):
    some, plan = solved
    pair = [(int(plan.request_row[0]), int(plan.offer_row[0]))]
    caught(replace(some, forbidden=np.array(pair, dtype=np.int32)), plan, "forbidden")
    caught(replace(some, asked=np.array(pair, dtype=np.int32)), plan, "forbidden")


def test_neighbourhoods_that_do_not_agree_are_caught(solved):
    some, plan = solved
    caught(replace(some, agree=np.zeros((1, 1), dtype=np.bool_)), plan, "neighbourhoods")


def test_a_helper_without_a_place_is_caught(solved):
    some, plan = solved
    nowhere = np.full(len(GIVES), np.nan)
    offers = replace(some.offers, lat=nowhere, lon=nowhere)
    caught(replace(some, offers=offers), plan, "no place")


def test_a_feasible_plan_that_is_not_the_best_is_caught():
    asks = [Ask(ids=1)]
    some = instance(asks, [Give(ids=1, lat=47.006), Give(ids=2, lat=47.0)])
    plan = match(some).plan
    assert plan.offer_row.tolist() == [1]
    other = match(instance(asks, [Give(ids=1, lat=47.006)]), Weights()).plan
    prices = replace(plan.prices, u=other.prices.u, v=np.array([other.prices.v[0], 0]))
    assert "better than its price" in str(
        caught(some, replace(other, prices=prices), "better").violations
    )


def test_a_plan_for_other_weights_does_not_pass(solved):
    some, plan = solved
    assert not verify(some, plan, Weights(walk_band=9000)).ok
