"""Each step of the placing is the best one: the same steps, written out."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.matching.costs import lottery_ranks
from mutualaid.matching.explain import AskedFor, Candidate, reason_for_no_pair
from mutualaid.matching.solve import match
from tests.unit.matching.small import Ask, instance, is_allowed, load_points, metres, pair_points
from tests.unit.matching.test_solve import ASKS, GIVES, PAIRS, WEIGHTS, numbered
from tests.unit.matching.wide_needs import DAY, TUESDAYS, Need, who, wide_of

NEEDS = st.lists(
    st.builds(
        Need,
        ask=st.builds(
            Ask,
            category=st.integers(0, 1),
            lat=st.sampled_from([47.0, 47.004, 47.012]),
            level=st.integers(0, 1),
            waiting_days=st.sampled_from([0.0, 0.0, 3.0, 40.0]),
            urgent=st.booleans(),
            has_place=st.sampled_from([True, True, False]),
            needs_met=st.booleans(),
        ),
        choices=st.sampled_from([(TUESDAYS,), (0b010010,), (0b1001, 0b100100), (0b011, 0b110)]),
        books=st.sampled_from([1, 4]),
        may_miss=st.booleans(),
    ),
    max_size=4,
)
WIDE_GIVES = GIVES.flatmap(
    lambda gives: st.tuples(
        *(
            st.integers(0, 2**9 - 1).map(lambda slots, give=give: replace(give, slots=slots))
            for give in gives
        )
    ).map(list)
)


def day_missing(takes, free):
    """-1 free on all, a day when only that one lacks, None otherwise."""
    lacking = {bit // 3 for bit in range(9) if takes >> bit & 1 and not free >> bit & 1}
    if not lacking:
        return -1
    [day, *more] = sorted(lacking)
    return None if more or not takes & ~(DAY << 3 * day) else day


def by_hand(needs, gives, plan, forbidden, *, weights, seed):
    """The same steps, written out: every helper and every choice tried at each."""
    free = [give.slots for give in gives]
    places = [give.capacity for give in gives]
    booked = [give.load for give in gives]
    for col, slot in zip(plan.offer_row.tolist(), plan.slot.tolist(), strict=True):
        free[col] &= ~(1 << slot)
        places[col], booked[col] = places[col] - 1, booked[col] + 1
    ids = np.array([need.ask.ids for need in needs], dtype=np.int64)
    lots = lottery_ranks(ids, seed, 0)
    drawn = lottery_ranks(np.array([give.ids for give in gives], dtype=np.int64), seed, 1)
    order = sorted(
        range(len(needs)),
        key=lambda row: (not needs[row].ask.urgent, -needs[row].ask.waiting_days, lots[row]),
    )
    found = []
    for row in order:
        need, options = needs[row], []
        for col, give in enumerate(gives):
            room = give.rhythm - booked[col] if give.rhythm else 99
            barred = (row, col) in forbidden or not is_allowed(need.ask, give)
            if barred or places[col] < 1 or room < need.books:
                continue
            points = pair_points(need.ask, give, weights)
            points += load_points(replace(give, load=0), booked[col], weights)
            for number, takes in enumerate(need.choices):
                day = day_missing(takes, free[col])
                if day == -1 or (need.may_miss and day is not None):
                    options.append((day >= 0, points, drawn[col], number, col, day))
        if options:
            _, _, _, number, col, day = min(options)
            kept = need.choices[number] & ~(DAY << 3 * day if day >= 0 else 0)
            free[col] &= ~kept
            places[col], booked[col] = places[col] - 1, booked[col] + need.books
            found.append((row, col, day))
    return found


@settings(max_examples=400, deadline=None)
@given(NEEDS, ASKS, WIDE_GIVES, PAIRS, st.tuples(st.integers(0, 3), WEIGHTS))
def test_every_step_is_the_best_one(needs, asks, gives, pairs, drawn):
    seed, weights = drawn
    asks, gives, pairs = numbered(asks, gives, pairs)
    needs = [
        replace(need, ask=replace(need.ask, ids=100 + 7 * row % 5))
        for row, need in enumerate(needs)
    ]
    pairs = {(row, col) for row, col in pairs if row < len(needs)}
    some = instance(asks, gives, agree=np.eye(2), seed=seed)
    wide = wide_of(needs, gives, agree=np.eye(2), forbidden=pairs, seed=seed)
    result = match(some, weights, wide)
    assert result.ok, result.certificate.violations
    assert who(result) == by_hand(needs, gives, result.plan, pairs, weights=weights, seed=seed)
    assert len(result.placed) + len(result.unplaced) == len(needs)
    for position, row in enumerate(result.unplaced.request_row.tolist()):
        helpers = candidates_after(needs, asks, gives, row, result=result, forbidden=pairs)
        plain = asked_for(needs[row])
        assert result.unplaced.reason(position) == reason_for_no_pair(plain, helpers)


def asked_for(need):
    ask = need.ask
    return AskedFor(
        category=ask.category,
        slots=int(np.bitwise_or.reduce(need.choices)),
        waiting_days=ask.waiting_days,
        has_place=ask.has_place,
        level=ask.level,
        needs_met=ask.needs_met,
        language=ask.language,
        choices=need.choices,
        may_miss=need.may_miss,
        books=need.books,
    )


def candidates_after(needs, asks, gives, row, *, result, forbidden):
    """The helpers beside one need, as plain records, with what the whole run gave them."""
    plan, placed, ask = result.plan, result.placed, needs[row].ask
    found = []
    for col, give in enumerate(gives):
        waits = [
            *(asks[other].waiting_days for other in plan.request_row[plan.offer_row == col]),
            *(needs[it].ask.waiting_days for it in placed.request_row[placed.offer_row == col]),
        ]
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
                serves_waiting_days=tuple(waits),
            )
        )
    return found
