"""Where all requests weigh the same, the scarce part is filled from its helpers."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.matching.candidates import Arcs
from mutualaid.matching.costs import Weights, load_costs, place_starts, unmatched_costs
from mutualaid.matching.network import Network
from mutualaid.matching.scarcity import find_scarce
from mutualaid.matching.solve import match
from tests.unit.matching.small import (
    Ask,
    Give,
    best_by_trying_all,
    instance,
    worth_of_plan,
)

FEWEST_METRES = Weights.distance_only()
EQUAL_WITH_LOAD = Weights(by_need=False, tie=0, refusal=0)


def spot(number: int) -> float:
    return 47.0 + number * 0.0011


asks = st.builds(
    Ask,
    category=st.integers(0, 1),
    lat=st.integers(0, 6).map(spot),
    slots=st.integers(1, 15),
)
gives = st.builds(
    Give,
    categories=st.integers(1, 3),
    lat=st.integers(0, 6).map(spot),
    slots=st.integers(1, 15),
    capacity=st.integers(0, 2),
    load=st.integers(0, 2),
    reach_m=st.sampled_from([150.0, 300.0, 800.0]),
)


def numbered(rows):
    return [type(row)(**{**vars(row), "ids": number}) for number, row in enumerate(rows, 1)]


@given(
    st.lists(asks, max_size=6).map(numbered),
    st.lists(gives, max_size=4).map(numbered),
    st.sampled_from([FEWEST_METRES, EQUAL_WITH_LOAD]),
)
@settings(max_examples=300, deadline=None)
def test_a_scarce_plan_equals_brute_force(some_asks, some_gives, weights):
    result = match(instance(some_asks, some_gives), weights)
    assert result.certificate.violations == ()
    assert result.certificate.gap == 0
    found = worth_of_plan(some_asks, some_gives, result.plan, weights)
    assert found == best_by_trying_all(some_asks, some_gives, frozenset(), weights)


def town(n_asks: int, n_gives: int, seed: int):
    draw = np.random.default_rng(seed)
    some_asks = [
        Ask(
            ids=number,
            category=int(draw.integers(3)),
            lat=47.0 + draw.random() * 0.02,
            lon=2.0 + draw.random() * 0.03,
            slots=int(draw.integers(1, 63)),
        )
        for number in range(n_asks)
    ]
    some_gives = [
        Give(
            ids=number,
            categories=int(draw.integers(1, 8)),
            lat=47.0 + draw.random() * 0.02,
            lon=2.0 + draw.random() * 0.03,
            slots=int(draw.integers(1, 63)),
            capacity=int(draw.integers(3)),
            load=int(draw.integers(3)),
            reach_m=float(draw.choice([200.0, 400.0, 800.0])),
        )
        for number in range(n_gives)
    ]
    return instance(some_asks, some_gives)


def scarce_of(some):
    weights = FEWEST_METRES
    arcs = Arcs(some, weights, wanted=2)
    net = Network(
        *(arcs.pool, arcs.start, arcs.count, arcs.beyond),
        *(some.requests.slots, some.offers.slots, unmatched_costs(some, weights)),
        *(place_starts(some.offers), load_costs(some.offers, weights)),
    )
    return find_scarce(net, arcs)[1]


def test_towns_of_every_supply_are_proven_optimal_and_all_scarce_places_are_taken():
    for seed, n_gives in enumerate((20, 60, 90, 120, 200)):
        some = town(120, n_gives, seed)
        plans = [match(some, weights) for weights in (FEWEST_METRES, EQUAL_WITH_LOAD)]
        assert [result.certificate.gap for result in plans] == [0, 0]
        assert all(result.ok for result in plans)
        assert len(plans[0].plan) == len(plans[1].plan)
        scarce = scarce_of(some)
        left_out = plans[0].plan.unmatched_rows(120)
        assert scarce.requests[left_out].all()
        seated = Counter(
            offer
            for request, offer, slot in zip(
                *(plans[0].plan.request_row, plans[0].plan.offer_row, plans[0].plan.slot),
                strict=True,
            )
            if scarce.requests[request]
        )
        assert seated == Counter(
            {row: int(places) for row, places in enumerate(scarce.places) if places}
        )


def test_nobody_is_in_the_scarce_part_where_everybody_can_be_served():
    some = instance([Ask(ids=1, slots=3), Ask(ids=2)], [Give(ids=1, capacity=2, slots=3)])
    assert not scarce_of(some).requests.any()
    two_for_one = instance([Ask(ids=1, slots=3), Ask(ids=2, slots=3)], [Give(ids=1, slots=3)])
    assert scarce_of(two_for_one).requests.all()


def test_a_helper_may_be_scarce_on_one_half_day_and_free_on_another():
    some = instance(
        [Ask(ids=1, slots=1), Ask(ids=2, slots=1), Ask(ids=3, slots=2)],
        [Give(ids=1, slots=3, capacity=2, load=1)],
    )
    scarce = scarce_of(some)
    assert scarce.requests.tolist() == [True, True, False]
    assert (scarce.slots.tolist(), scarce.places.tolist()) == ([1], [1])
    assert match(some, EQUAL_WITH_LOAD).ok
