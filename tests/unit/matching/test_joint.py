"""Teams, weekly and long requests together with the singles: every plan tried, none is better."""

from dataclasses import replace
from functools import cache, reduce
from itertools import combinations
from operator import or_

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.matching.costs import MISSING_DATE, unmatched_costs
from mutualaid.matching.explain import AskedFor, Candidate, reason_for_no_pair
from mutualaid.matching.solve import match
from mutualaid.matching.stakes import left_out_costs, with_stakes
from tests.unit.matching.small import (
    Ask,
    Give,
    instance,
    is_allowed,
    load_points,
    metres,
    need_of,
    pair_points,
)
from tests.unit.matching.test_solve import WEIGHTS
from tests.unit.matching.wide_needs import DAY, TUESDAYS, Need, wide_of

LATS = [47.0, 47.004, 47.012]
ASKS = st.lists(
    st.builds(
        Ask,
        category=st.integers(0, 1),
        lat=st.sampled_from(LATS),
        slots=st.sampled_from([0b010, 0b001, 0b011, 0b010000, 0b100100]),
        waiting_days=st.sampled_from([0.0, 0.0, 12.5]),
        urgent=st.sampled_from([False, False, True]),
    ),
    max_size=4,
)
GIVES = st.lists(
    st.builds(
        Give,
        categories=st.sampled_from([1, 3, 3]),
        lat=st.sampled_from(LATS),
        slots=st.sampled_from([TUESDAYS, 0b011, 0b111111, 2**9 - 1, TUESDAYS & ~DAY, 0b010011]),
        reach_m=st.sampled_from([1000.0, 5000.0]),
        capacity=st.integers(0, 3),
        load=st.integers(0, 2),
        rhythm=st.sampled_from([0, 0, 3, 5]),
        level=st.sampled_from([0, 1, 1]),
        met=st.sampled_from([True, True, True, False]),
    ),
    max_size=5,
)
TEAMS = st.builds(
    Need,
    ask=st.builds(
        Ask,
        category=st.integers(0, 1),
        lat=st.sampled_from(LATS),
        level=st.sampled_from([0, 0, 1]),
        waiting_days=st.sampled_from([0.0, 0.0, 3.0, 40.0]),
        urgent=st.sampled_from([False, False, True]),
        has_place=st.sampled_from([True, True, False]),
    ),
    choices=st.sampled_from([(0b010,), (0b001, 0b010), (0b011, 0b110), (0b010, 0b010000)]),
    books=st.just(1),
    may_miss=st.just(False),
    needs=st.sampled_from([1, 2, 2, 3]),
)
SERIES = st.builds(
    Need,
    ask=TEAMS.map(lambda need: need.ask),
    choices=st.sampled_from([(TUESDAYS,), (0b010010,), (0b1001, 0b100100)]),
    books=st.just(4),
    may_miss=st.booleans(),
)
NEEDS = st.lists(st.one_of(TEAMS, SERIES), min_size=1, max_size=3)
PAIRS = st.sets(st.tuples(st.integers(0, 2), st.integers(0, 4)), max_size=3)


def ways(need):
    """(half-days, points on top) of each way to serve a need."""
    found = [(takes, 0) for takes in need.choices]
    if need.may_miss:
        for takes in need.choices:
            days = [day for day in range(3) if takes >> 3 * day & DAY]
            found += [(takes & ~(DAY << 3 * day), MISSING_DATE) for day in days if len(days) > 1]
    return found


class Trying:
    """Every plan of a few people, tried."""

    def __init__(self, needs, asks, gives, *, forbidden, weights, left_out):
        self.needs, self.asks, self.gives = needs, asks, gives
        self.forbidden, self.weights, self.left_out = forbidden, weights, left_out
        self.rhythm = [give.rhythm - give.load if give.rhythm else 99 for give in gives]
        self.singles = cache(self._singles)

    def least(self):
        nothing = (0,) * len(self.gives)
        return self._wides(0, nothing, nothing, nothing)

    def _load(self, jobs):
        return sum(
            load_points(give, earlier, self.weights)
            for give, n in zip(self.gives, jobs, strict=True)
            for earlier in range(n)
        )

    def _singles(self, row, held, places, jobs):
        if row == len(self.asks):
            return self._load(jobs)
        ask = self.asks[row]
        found = self.left_out[0][row] + self.singles(row + 1, held, places, jobs)
        for col, give in enumerate(self.gives):
            if not is_allowed(ask, give) or places[col] < 1:
                continue
            points = pair_points(ask, give, self.weights)
            for slot in range(9):
                if ask.slots & give.slots & ~held[col] & 1 << slot:
                    now = changed(held, col, held[col] | 1 << slot)
                    fewer = changed(places, col, places[col] - 1)
                    more = changed(jobs, col, jobs[col] + 1)
                    found = min(found, points + self.singles(row + 1, now, fewer, more))
        return found

    def _left(self, jobs, booked):
        """Places for singles; None where a series does not fit the rhythm."""
        places = []
        for give, n, room, books in zip(self.gives, jobs, self.rhythm, booked, strict=True):
            if books > n and room < books:
                return None
            spare = give.capacity - n
            places.append(min(spare, room - books) if books > n else spare)
        return tuple(places)

    def _wides(self, row, held, booked, jobs):
        if row == len(self.needs):
            places = self._left(jobs, booked)
            return 2**62 if places is None else self.singles(0, held, places, jobs)
        need = self.needs[row]
        found = self.left_out[1][row] + self._wides(row + 1, held, booked, jobs)
        for takes, extra in ways(need):
            able = [
                col
                for col, give in enumerate(self.gives)
                if is_allowed(need.ask, give)
                and (row, col) not in self.forbidden
                and not takes & ~(give.slots & ~held[col])
                and jobs[col] < give.capacity
            ]
            for team in combinations(able, need.needs):
                points, now, books, more = 0, held, booked, jobs
                for col in team:
                    now = changed(now, col, now[col] | takes)
                    books = changed(books, col, books[col] + need.books)
                    more = changed(more, col, more[col] + 1)
                    points += pair_points(need.ask, self.gives[col], self.weights) + extra
                found = min(found, points + self._wides(row + 1, now, books, more))
        return found


def changed(row, col, value):
    """A tuple with one value changed."""
    return (*row[:col], value, *row[col + 1 :])


@settings(max_examples=120, deadline=None)
@given(NEEDS, ASKS, GIVES, PAIRS, st.tuples(st.integers(0, 3), WEIGHTS))
def test_no_plan_of_all_costs_less(needs, asks, gives, pairs, drawn):
    seed, weights = drawn
    asks = [replace(ask, ids=(7 * row) % 11 - 3) for row, ask in enumerate(asks)]
    gives = [replace(give, ids=(5 * row) % 7 + 20) for row, give in enumerate(gives)]
    needs = [
        replace(need, ask=replace(need.ask, ids=100 + 7 * row % 5))
        for row, need in enumerate(needs)
    ]
    pairs = {(row, col) for row, col in pairs if row < len(needs) and col < len(gives)}
    some = instance(asks, gives, seed=seed)
    wide = wide_of(needs, gives, forbidden=pairs, seed=seed)
    result = match(some, weights, wide)
    assert result.ok, result.certificate.violations
    staked, others = with_stakes(some, wide, weights)
    left_out = (
        unmatched_costs(staked, weights).tolist(),
        left_out_costs(others, weights).tolist(),
    )
    best = Trying(needs, asks, gives, forbidden=pairs, weights=weights, left_out=left_out).least()
    assert result.certificate.dual <= best
    assert result.certificate.primal == best
    assert result.certificate.served <= result.certificate.servable
    for position, row in enumerate(result.unplaced.request_row.tolist()):
        helpers = candidates_after(
            needs, asks, gives, row, result=result, forbidden=pairs, weights=weights
        )
        plain = asked_for(needs[row], weights)
        assert result.unplaced.reason(position) == reason_for_no_pair(plain, helpers)


@settings(max_examples=30, deadline=None)
@given(NEEDS, ASKS, GIVES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_pair(needs, asks, gives, random):
    asks = [replace(ask, ids=row) for row, ask in enumerate(asks)]
    gives = [replace(give, ids=20 + col) for col, give in enumerate(gives)]
    needs = [replace(need, ask=replace(need.ask, ids=100 + row)) for row, need in enumerate(needs)]
    first = pairs_by_id(needs, asks, gives)
    for rows in (needs, asks, gives):
        random.shuffle(rows)
    assert pairs_by_id(needs, asks, gives) == first


def pairs_by_id(needs, asks, gives):
    result = match(instance(asks, gives), wide=wide_of(needs, gives))
    plan, placed = result.plan, result.placed
    singles = zip(plan.request_row.tolist(), plan.offer_row.tolist(), plan.slot, strict=True)
    wides = zip(placed.request_row.tolist(), placed.offer_row.tolist(), placed.taken, strict=True)
    return (
        sorted((asks[row].ids, gives[col].ids, int(slot)) for row, col, slot in singles),
        sorted((needs[row].ask.ids, gives[col].ids, int(taken)) for row, col, taken in wides),
        result.input_hash,
    )


def asked_for(need, weights):
    ask = need.ask
    return AskedFor(
        category=ask.category,
        slots=int(np.bitwise_or.reduce(need.choices)),
        need=need_of(ask, weights),
        has_place=ask.has_place,
        level=ask.level,
        needs_met=ask.needs_met,
        language=ask.language,
        choices=need.choices,
        helpers_needed=need.needs,
        may_miss=need.may_miss,
        books=need.books,
    )


def candidates_after(needs, asks, gives, row, *, result, forbidden, weights):
    """The helpers beside one need, as plain records, with what the whole run gave them."""
    plan, placed, ask = result.plan, result.placed, needs[row].ask
    found = []
    for col, give in enumerate(gives):
        served = [
            *(asks[other] for other in plan.request_row[plan.offer_row == col]),
            *(needs[it].ask for it in placed.request_row[placed.offer_row == col]),
        ]
        held = [1 << slot for slot in plan.slot[plan.offer_row == col].tolist()]
        held += placed.taken[placed.offer_row == col].tolist()
        found.append(
            Candidate(
                categories=give.categories,
                slots=give.slots,
                distance_m=metres(ask, give),
                reach_m=min(ask.reach_m, give.reach_m),
                level=give.level,
                met=give.met,
                languages=give.languages,
                capacity=give.capacity,
                load=give.load,
                rhythm=give.rhythm,
                is_here=ask.neighbourhood == give.neighbourhood,
                is_forbidden=(row, col) in forbidden,
                held_slots=reduce(or_, held, 0),
                serves_needs=tuple(need_of(each, weights) for each in served),
            )
        )
    return found
