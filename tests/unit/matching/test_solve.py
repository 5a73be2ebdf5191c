"""The plan is the best there is, whatever the instance."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.matching import candidates
from mutualaid.matching.candidates import Arcs
from mutualaid.matching.costs import Weights
from mutualaid.matching.flow import solve_flow
from mutualaid.matching.instance import KNOWN_FACE, NEW_FACE
from mutualaid.matching.solve import match, plan_of
from mutualaid.matching.verify import verify
from tests.unit.matching.small import (
    NO_HISTORY,
    Ask,
    Give,
    History,
    best_by_trying_all,
    instance,
    worth_of_plan,
)

SLOTS = st.integers(0, 7) | st.integers(0, 63)
ASKS = st.lists(
    st.builds(
        Ask,
        category=st.integers(0, 1),
        lat=st.sampled_from([47.0, 47.004, 47.012, 47.03]),
        slots=SLOTS,
        level=st.integers(0, 1),
        waiting_days=st.sampled_from([0.0, 0.0, 1.0, 12.5, 90.0]),
        urgent=st.booleans(),
        at_deadline=st.booleans(),
        has_place=st.sampled_from([True, True, False]),
        needs_met=st.sampled_from([True, False]),
        neighbourhood=st.sampled_from([0, 0, 0, 1]),
        language=st.sampled_from([0, 0, 2]),
        reach_m=st.sampled_from([2e7, 2e7, 500.0, 0.0]),
        prefers=st.integers(0, 2),
    ),
    max_size=5,
)
GIVES = st.lists(
    st.builds(
        Give,
        categories=st.integers(1, 3),
        lat=st.sampled_from([47.0, 47.004, 47.012, 47.03]),
        slots=SLOTS,
        reach_m=st.sampled_from([400.0, 1700.0, 5000.0]),
        capacity=st.integers(0, 3),
        load=st.integers(0, 3),
        rhythm=st.integers(0, 4),
        level=st.sampled_from([0, 1, 1]),
        met=st.sampled_from([True, True, False]),
        neighbourhood=st.sampled_from([0, 0, 0, 1]),
        languages=st.sampled_from([1, 3]),
    ),
    max_size=5,
)
WEIGHTS = st.builds(
    Weights,
    walk_band=st.sampled_from([0, 3, 8192]),
    load=st.sampled_from([0, 7, 8192]),
    never_asked=st.sampled_from([0, 5, 4096]),
    refusal=st.sampled_from([0, 11, 4096]),
    tie=st.sampled_from([0, 2, 2048]),
    walk_metre=st.sampled_from([0, 0, 1]),
    by_need=st.sampled_from([True, True, False]),
)
PAIRS = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=4)
REFUSALS = st.dictionaries(
    st.tuples(st.integers(0, 1), st.integers(0, 2)), st.sampled_from([100, 500, 1000])
)
HISTORIES = st.builds(
    History,
    acquainted=st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=6),
    refusal=st.builds(lambda rates: tuple(rates.items()), REFUSALS),
)


def numbered(asks, gives, pairs):
    """Distinct ids out of row order, and the pairs that exist."""
    asks = [replace(ask, ids=(7 * row) % 11 - 3) for row, ask in enumerate(asks)]
    gives = [replace(give, ids=(5 * row) % 7 + 20) for row, give in enumerate(gives)]
    return asks, gives, {(i, j) for i, j in pairs if i < len(asks) and j < len(gives)}


def pairs_by_id(some):
    plan = match(some).plan
    return sorted(
        zip(
            some.requests.ids[plan.request_row].tolist(),
            some.offers.ids[plan.offer_row].tolist(),
            plan.slot.tolist(),
            strict=True,
        )
    )


def of_two_quarters(asks, gives, pairs=(), history=NO_HISTORY, seed=0):
    """The instance of these people, in two neighbourhoods that exchange nothing."""
    return instance(
        asks,
        gives,
        agree=np.eye(2),
        forbidden=pairs,
        acquainted=[(i, j) for i, j in history.acquainted if i < len(asks) and j < len(gives)],
        refusal=dict(history.refusal),
        seed=seed,
    )


@settings(max_examples=300, deadline=None)
@given(st.tuples(ASKS, GIVES, PAIRS), HISTORIES, st.integers(0, 3), WEIGHTS)
def test_the_plan_equals_brute_force_level_by_level(people, history, seed, weights):
    asks, gives, pairs = numbered(*people)
    result = match(of_two_quarters(asks, gives, pairs, history, seed), weights)
    assert result.ok, result.certificate
    assert result.certificate.gap == 0
    best = best_by_trying_all(asks, gives, pairs, weights, history)
    assert worth_of_plan(asks, gives, result.plan, weights, history) == best


@settings(max_examples=150, deadline=None)
@given(ASKS, GIVES, PAIRS, HISTORIES, WEIGHTS)
def test_arcs_that_were_not_listed_at_first_are_not_missed(asks, gives, pairs, history, weights):
    asks, gives, pairs = numbered(asks, gives, pairs)
    some = of_two_quarters(asks, gives, pairs, history)
    held, prices = solve_flow(some, Arcs(some, weights, wanted=1), weights)
    plan = plan_of(some, held, prices)
    assert verify(some, plan, weights).ok
    best = best_by_trying_all(asks, gives, pairs, weights, history)
    assert worth_of_plan(asks, gives, plan, weights, history) == best


def town(n_asks, n_gives, seed=1):
    """A few hundred people with a past, dense enough for long chains and longer lists."""
    random = np.random.default_rng(seed)
    asks = [
        Ask(
            ids=row,
            category=int(random.integers(3)),
            lat=47 + 0.03 * random.random(),
            lon=2 + 0.03 * random.random(),
            slots=int(random.integers(1, 2**6)) & int(random.integers(1, 2**6)),
            waiting_days=float(random.integers(0, 30)),
            urgent=bool(random.random() < 0.1),
            has_place=bool(random.random() < 0.9),
            prefers=int(random.integers(0, 3)),
        )
        for row in range(n_asks)
    ]
    gives = [
        Give(
            ids=row,
            categories=int(random.integers(1, 8)),
            lat=47 + 0.03 * random.random(),
            lon=2 + 0.03 * random.random(),
            slots=int(random.integers(1, 2**6)),
            reach_m=float(random.choice([541, 941, 1741, 5141])),
            capacity=int(random.integers(0, 3)),
            load=int(random.integers(0, 3)),
            rhythm=int(random.choice([0, 2, 4])),
        )
        for row in range(n_gives)
    ]
    met = {(int(random.integers(n_asks)), int(random.integers(n_gives))) for _ in range(n_asks)}
    refusal = {(kind, part): 50 * ((kind + part) % 3) for kind in range(2) for part in range(3)}
    return instance(asks, gives, acquainted=met, refusal=refusal)


def test_a_town_with_too_few_helpers_is_proven_optimal():
    for n_gives in (60, 200, 600):
        result = match(town(400, n_gives))
        assert result.ok, result.certificate.violations
        assert result.counts["served"] + result.counts["unmatched"] == 400
        assert len(result.unmatched) == result.counts["unmatched"]


def test_short_lists_and_whole_lists_cost_the_same():
    some, weights = town(300, 150), Weights()
    values = set()
    for wanted in (1, 4, 150):
        plan = plan_of(some, *solve_flow(some, Arcs(some, weights, wanted), weights))
        certificate = verify(some, plan, weights)
        assert certificate.ok
        values.add(certificate.primal)
    assert len(values) == 1


def test_a_list_is_only_lengthened_when_it_matters():
    some = town(300, 600)
    arcs = Arcs(some, Weights(), wanted=8)
    before = len(arcs)
    solve_flow(some, arcs, Weights())
    whole = len(Arcs(some, Weights(), wanted=600))
    assert before < len(arcs) < whole
    assert (arcs.beyond == candidates.COMPLETE).any()


def test_an_empty_town_has_an_empty_plan_with_a_certificate():
    for asks, gives in (([], []), ([Ask()], []), ([], [Give()])):
        result = match(instance(asks, gives))
        assert result.ok
        assert len(result.plan) == 0


def test_another_seed_draws_another_lot_between_equals():
    asks = [Ask(ids=row) for row in range(8)]
    gives = [Give(ids=row) for row in range(8)]
    drawn = {tuple(pairs_by_id(instance(asks, gives, seed=seed))) for seed in range(4)}
    assert len(drawn) > 1
    assert pairs_by_id(instance(asks, gives, seed=2)) == pairs_by_id(instance(asks, gives, seed=2))


def test_work_is_spread_before_anyone_is_asked_twice():
    asks = [Ask(ids=row, slots=1 << row) for row in range(3)]
    gives = [Give(ids=row, slots=7, capacity=3) for row in range(3)]
    assert sorted(match(instance(asks, gives)).plan.offer_row.tolist()) == [0, 1, 2]


def test_a_helper_keeps_to_the_rhythm_she_asked_for():
    asks = [Ask(ids=1)]
    gives = [Give(ids=1, load=2, rhythm=3), Give(ids=2, load=2, rhythm=8)]
    assert match(instance(asks, gives)).plan.offer_row.tolist() == [1]


def test_nobody_is_left_out_to_save_others_a_walk():
    asks = [Ask(ids=1, lat=47.0), Ask(ids=2, lat=47.09)]
    gives = [Give(ids=1, lat=47.09, reach_m=20_000.0), Give(ids=2, lat=47.09, reach_m=500.0)]
    assert match(instance(asks, gives)).plan.offer_row.tolist() == [0, 1]


def test_the_pressing_come_before_the_longest_wait():
    asks = [Ask(ids=1, waiting_days=900.0), Ask(ids=2, urgent=True), Ask(ids=3, at_deadline=True)]
    gives = [Give(ids=1), Give(ids=2)]
    assert match(instance(asks, gives)).plan.request_row.tolist() == [1, 2]


def test_three_months_weigh_more_than_fifteen_days():
    asks = [Ask(ids=1, waiting_days=15.0), Ask(ids=2, waiting_days=92.0)]
    assert match(instance(asks, [Give()])).plan.request_row.tolist() == [1]


def test_a_single_errand_goes_to_a_new_face_and_a_habit_to_the_known_one():
    gives = [Give(ids=1), Give(ids=2)]
    for prefers, chosen in ((NEW_FACE, [1]), (KNOWN_FACE, [0])):
        some = instance([Ask(prefers=prefers)], gives, acquainted=[(0, 0)])
        assert match(some).plan.offer_row.tolist() == chosen


def test_nobody_walks_a_band_farther_for_a_face():
    gives = [Give(ids=1), Give(ids=2, lat=47.005)]
    some = instance([Ask(prefers=NEW_FACE)], gives, acquainted=[(0, 0)])
    assert match(some).plan.offer_row.tolist() == [0]


def test_of_two_half_days_the_one_less_often_refused_is_taken():
    some = instance([Ask(slots=0b111)], [Give(slots=0b101)], refusal={(0, 0): 500, (0, 2): 450})
    assert match(some).plan.slot.tolist() == [2]


def test_a_request_moves_to_another_part_of_the_day_to_let_another_in():
    """The first prefers mornings; the second can only come then."""
    asks = [Ask(ids=1, slots=0b101), Ask(ids=2, slots=0b001)]
    some = instance(asks, [Give(slots=0b101, capacity=2)], refusal={(0, 2): 900})
    assert match(some).plan.slot.tolist() == [2, 0]
