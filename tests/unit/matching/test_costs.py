"""The terms of the objective, one by one, and the order between them."""

import numpy as np
import pytest

from mutualaid.matching.costs import (
    DEAREST_PAIR,
    HEAVIEST,
    LOAD_CEILING,
    REFUSAL_CEILING,
    TIE_CEILING,
    WALK_CEILING,
    TooLargeError,
    Weights,
    exact_sum,
    farthest_worth,
    load_costs,
    lottery_ranks,
    service_weights,
    unmatched_costs,
    waiting_weights,
    walking_band,
    walking_cost,
)
from tests.unit.matching.small import Ask, Give, instance


@pytest.mark.parametrize(
    ("metres", "band"),
    [(0, 0), (400, 0), (401, 1), (800, 1), (801, 2), (1600, 2), (1601, 3), (2000, 3), (2001, 4)],
)
def test_walking_bands_end_where_people_say_they_do(metres, band):
    assert walking_band(metres) == band


def test_a_walk_never_costs_more_than_its_ceiling():
    assert walking_cost(20_000_000, 8192, 0) == walking_cost(20_000_000, 0, 1) == WALK_CEILING
    ceilings = WALK_CEILING + LOAD_CEILING + REFUSAL_CEILING + TIE_CEILING
    assert ceilings == DEAREST_PAIR == 2**20


@pytest.mark.parametrize("walk_band", [0, 1, 7, 8192, WALK_CEILING])
@pytest.mark.parametrize("walk_metre", [0, 1, 3])
def test_the_farthest_distance_worth_a_price_is_exact(walk_band, walk_metre):
    weights = Weights(walk_band=walk_band, walk_metre=walk_metre)
    for points in [0, 1, 2, 7, 8, 8192, 8193, 16_384, 16_385, 3 * 8192 + 1, 6 * 8192 + 1]:
        farthest = int(farthest_worth(np.array([points]), weights)[0])
        if farthest < 0:
            assert walking_cost(0, walk_band, walk_metre) >= points
        elif farthest < 2**31:
            here, beyond = (
                walking_cost(metres, walk_band, walk_metre) for metres in (farthest, farthest + 1)
            )
            assert here < points <= beyond
        else:
            assert walking_cost(20_000_000, walk_band, walk_metre) < points


def test_each_further_job_costs_more_and_the_first_of_the_month_nothing():
    some = instance([], [Give(slots=0b1111, capacity=4, rhythm=4)])
    costs = load_costs(some.offers, Weights()).tolist()
    assert costs == [0, 4096 + 2048, 4096 + 4096, 4096 + 6144]


def test_load_counts_from_what_was_done_this_month_and_against_the_rhythm():
    some = instance([], [Give(ids=1, load=2, rhythm=2), Give(ids=2, load=2), Give(ids=3)])
    assert load_costs(some.offers, Weights()).tolist() == [4096 + 8192, 4096 + 2048, 0]


def test_a_helper_has_no_more_places_than_half_days():
    some = instance([], [Give(slots=0b101, capacity=2_000_000_000)])
    assert len(load_costs(some.offers, Weights())) == 2


def test_waiting_grows_without_bound_and_faster_when_urgent():
    asks = [Ask(ids=1), Ask(ids=2, waiting_days=5.0), Ask(ids=3, waiting_days=90.0)]
    asks.append(Ask(ids=4, waiting_days=90.0, urgent=True))
    assert waiting_weights(instance(asks, []).requests, Weights()).tolist() == [
        100,
        200,
        1900,
        4600,
    ]


def test_the_pressing_weigh_more_than_any_wait():
    asks = [Ask(ids=1, waiting_days=36_500.0), Ask(ids=2, at_deadline=True)]
    weights = service_weights(instance(asks, []).requests, Weights())
    assert weights[1] > weights[0]


def test_one_step_of_waiting_weighs_more_than_all_pairs_together():
    asks = [Ask(ids=row, waiting_days=float(row)) for row in range(50)]
    gives = [Give(ids=row) for row in range(30)]
    costs = np.sort(unmatched_costs(instance(asks, gives), Weights()))
    assert np.diff(costs).min() > 2 * 30 * DEAREST_PAIR


def test_without_need_every_request_weighs_the_same():
    asks = [Ask(ids=1), Ask(ids=2, waiting_days=90.0), Ask(ids=3, urgent=True)]
    costs = unmatched_costs(instance(asks, [Give()]), Weights.distance_only())
    assert len(set(costs.tolist())) == 1
    assert costs[0] > 2 * DEAREST_PAIR


def test_an_instance_that_does_not_fit_in_64_bits_is_refused(monkeypatch):
    some = instance([Ask(waiting_days=36_500.0)], [Give()])
    assert unmatched_costs(some, Weights()).max() < HEAVIEST
    monkeypatch.setattr("mutualaid.matching.costs.DEAREST_PAIR", 2**45)
    with pytest.raises(TooLargeError, match="solve each neighbourhood group"):
        unmatched_costs(some, Weights())


def test_the_lottery_knows_ids_and_seed_only():
    ids = np.arange(-500, 500)
    drawn = lottery_ranks(ids, 1, 0)
    assert len(set(drawn.tolist())) == 1000
    assert (drawn >= 0).all()
    assert set(drawn.tolist()).isdisjoint(lottery_ranks(ids, 1, 1).tolist())
    assert drawn[::-1].tolist() == lottery_ranks(ids[::-1], 1, 0).tolist()


def test_each_seed_draws_another_order_and_favours_nobody():
    first = [int(np.argmin(lottery_ranks(np.arange(4), seed, 1))) for seed in range(400)]
    assert min(np.bincount(first)) > 60


def test_sums_are_exact_beyond_64_bits():
    values = np.array([2**62, 2**62, 2**62, -5, 2**62, -(2**61), 7], dtype=np.int64)
    assert exact_sum(values) == sum(values.tolist())


@pytest.mark.parametrize(
    ("name", "value", "error"),
    [
        ("walk_band", -1, ValueError),
        ("walk_band", 1.5, TypeError),
        ("load", LOAD_CEILING + 1, ValueError),
        ("open_rhythm", 0, ValueError),
        ("tie", TIE_CEILING + 1, ValueError),
        ("refusal", REFUSAL_CEILING + 1, ValueError),
        ("walk_metre", -1, ValueError),
        ("by_need", 2, ValueError),
        ("urgent_tau_days", 0.0, ValueError),
        ("normal_tau_days", float("nan"), ValueError),
    ],
)
def test_weights_out_of_range_are_named(name, value, error):
    with pytest.raises(error, match=f"weights.{name} is"):
        Weights(**{name: value})
