"""What must not change the plan, and what may only better it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.matching.costs import Weights
from mutualaid.matching.solve import match
from tests.unit.matching.small import worth_of_plan
from tests.unit.matching.test_solve import (
    ASKS,
    GIVES,
    HISTORIES,
    PAIRS,
    WEIGHTS,
    numbered,
    of_two_quarters,
    pairs_by_id,
)


@settings(max_examples=60, deadline=None)
@given(ASKS, GIVES, PAIRS, HISTORIES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(asks, gives, pairs, history, random):
    asks, gives, pairs = numbered(asks, gives, pairs)
    rows, cols = list(range(len(asks))), list(range(len(gives)))
    random.shuffle(rows)
    random.shuffle(cols)

    def moved(some):
        return {(rows.index(i), cols.index(j)) for i, j in some if i < len(asks) and j < len(gives)}

    first = of_two_quarters(asks, gives, pairs, history)
    second = of_two_quarters(
        [asks[row] for row in rows],
        [gives[col] for col in cols],
        moved(pairs),
        replace(history, acquainted=frozenset(moved(history.acquainted))),
    )
    assert pairs_by_id(first) == pairs_by_id(second)
    assert match(first).input_hash == match(second).input_hash


@settings(max_examples=60, deadline=None)
@given(ASKS, GIVES, HISTORIES, st.integers(-90, 90), st.randoms(use_true_random=False))
def test_the_same_shift_of_every_longitude_changes_nothing(asks, gives, history, degrees, random):
    """Longitudes in 1024ths of a degree, which whole degrees shift without any rounding."""
    asks, gives, _ = numbered(asks, gives, set())
    placed = [
        [replace(row, lon=2.0 + random.randrange(40) / 1024) for row in rows]
        for rows in (asks, gives)
    ]
    shifted = [[replace(row, lon=row.lon + degrees) for row in rows] for rows in placed]
    before = match(of_two_quarters(*placed, history=history))
    after = match(of_two_quarters(*shifted, history=history))
    assert before.certificate.primal == after.certificate.primal
    for name in ("request_row", "offer_row", "slot", "distance_m", "cost"):
        assert getattr(before.plan, name).tolist() == getattr(after.plan, name).tolist()


@settings(max_examples=80, deadline=None)
@given(ASKS, GIVES, GIVES.filter(bool), HISTORIES, WEIGHTS)
def test_one_more_helper_never_serves_fewer_nor_worsens_the_objective(
    asks, gives, more, history, weights
):
    asks, gives, _ = numbered(asks, gives, set())
    history = replace(
        history, acquainted=frozenset(pair for pair in history.acquainted if pair[1] < len(gives))
    )
    plans = [
        (some, match(of_two_quarters(asks, some, history=history), weights).plan)
        for some in (gives, [*gives, replace(more[0], ids=99)])
    ]
    before, after = (
        (worth_of_plan(asks, some, plan, weights, history), len(plan)) for some, plan in plans
    )
    assert after[0] <= before[0]
    assert after[1] >= before[1]


@settings(max_examples=80, deadline=None)
@given(ASKS, GIVES, PAIRS)
def test_with_distance_alone_as_many_are_served_as_ever_and_the_metres_are_what_it_costs(
    asks, gives, pairs
):
    asks, gives, pairs = numbered(asks, gives, pairs)
    some = of_two_quarters(asks, gives, pairs)
    result = match(some, Weights.distance_only())
    assert result.ok
    assert len(result.plan) == len(match(some).plan)
    assert int(result.plan.cost.sum()) == int(result.plan.distance_m.sum())
