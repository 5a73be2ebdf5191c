"""Weekly and long requests, placed one by one: each step the best, the whole never unfair."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.matching.costs import Weights, lottery_ranks
from mutualaid.matching.explain import AskedFor, Candidate, UnmatchedCode, reason_for_no_pair
from mutualaid.matching.solve import match
from mutualaid.matching.verify import verify
from mutualaid.matching.wide import Wide
from tests.unit.matching.small import (
    Ask,
    Give,
    instance,
    is_allowed,
    load_points,
    metres,
    pair_points,
)
from tests.unit.matching.test_solve import ASKS, GIVES, PAIRS, WEIGHTS, numbered

DAY = 0b111
TUESDAYS = 0b010 | 0b010 << 3 | 0b010 << 6
"""Three dates of a series; in these small instances a week lasts a day."""


@dataclass(frozen=True)
class Need:
    """One weekly or long request: who asks, and what it may take."""

    ask: Ask
    choices: tuple[int, ...] = (TUESDAYS,)
    books: int = 4
    may_miss: bool = True


def wide_of(needs, gives, *, agree=None, forbidden=(), asked=(), seed=0) -> Wide:
    """The arrays of a few needs beside the same helpers."""
    asks = [
        replace(need.ask, slots=int(np.bitwise_or.reduce(need.choices or (0,)))) for need in needs
    ]
    some = instance(asks, gives, agree=agree, forbidden=forbidden, asked=asked, seed=seed)
    rows = [row for row, need in enumerate(needs) for _ in need.choices]
    takes = [takes for need in needs for takes in need.choices]
    return Wide(
        some,
        np.array(rows, dtype=np.int64),
        np.array(takes, dtype=np.uint64),
        np.array([need.books for need in needs], dtype=np.int64),
        np.array([need.may_miss for need in needs], dtype=np.bool_),
    )


def run(needs, gives, asks=(), **values):
    some = instance(asks, gives, **values)
    return match(some, wide=wide_of(needs, gives, **values))


def who(result):
    """(request row, offer row, missing day) in the order of placing."""
    placed = result.placed
    columns = placed.request_row, placed.offer_row, placed.missing_day
    return list(zip(*(column.tolist() for column in columns), strict=True))


WEEKLY = Need(Ask())
FREE = Give(slots=TUESDAYS, capacity=2, rhythm=4)


def test_a_helper_free_on_all_dates_is_asked():
    result = run([WEEKLY], [FREE])
    assert result.ok
    assert who(result) == [(0, 0, -1)]
    assert (result.placed.slot.tolist(), result.placed.taken.tolist()) == ([1], [TUESDAYS])


def test_days_are_joined_with_and():
    result = run([WEEKLY], [replace(FREE, slots=0b010 << 3)])
    assert who(result) == []
    assert result.unplaced.reason(0).code is UnmatchedCode.NOBODY_FREE


def test_one_gap_is_accepted_only_when_nobody_is_whole():
    near_with_gap = replace(FREE, ids=1, slots=TUESDAYS & ~(DAY << 3))
    far_and_whole = replace(FREE, ids=2, lat=47.006)
    assert who(run([WEEKLY], [near_with_gap, far_and_whole])) == [(0, 1, -1)]
    result = run([WEEKLY], [near_with_gap])
    assert result.ok
    assert who(result) == [(0, 0, 1)]
    assert result.placed.taken.tolist() == [TUESDAYS & ~(DAY << 3)]


def test_a_series_whose_first_date_is_missing_begins_with_the_second():
    result = run([WEEKLY], [replace(FREE, slots=TUESDAYS & ~DAY)])
    assert (who(result), result.placed.slot.tolist()) == ([(0, 0, 0)], [4])


def test_two_half_days_are_never_split():
    whole_day = Need(Ask(), (0b011, 0b110), books=1, may_miss=False)
    assert who(run([whole_day], [replace(FREE, slots=0b101)])) == []
    result = run([whole_day], [replace(FREE, slots=0b110)])
    assert (result.placed.slot.tolist(), result.placed.taken.tolist()) == ([1], [0b110])


def test_a_weekly_need_takes_four_of_the_rhythm():
    assert who(run([WEEKLY], [replace(FREE, load=1, rhythm=4)])) == []
    assert who(run([WEEKLY], [replace(FREE, load=1, rhythm=5)])) == [(0, 0, -1)]
    assert who(run([WEEKLY], [replace(FREE, load=9, rhythm=0)])) == [(0, 0, -1)]
    evenings = Need(Ask(ids=2), (TUESDAYS << 1,))
    both = replace(FREE, slots=TUESDAYS | TUESDAYS << 1)
    assert len(who(run([WEEKLY, evenings], [replace(both, rhythm=7)]))) == 1
    assert len(who(run([WEEKLY, evenings], [replace(both, rhythm=8)]))) == 2


def test_a_rhythm_that_leaves_no_room_is_the_reason():
    result = run([WEEKLY], [replace(FREE, load=1, rhythm=4)])
    assert result.unplaced.reason(0).code is UnmatchedCode.ALL_AT_THEIR_RHYTHM


def test_the_singles_come_first():
    single = Ask(ids=9, slots=0b010)
    result = run([WEEKLY], [replace(FREE, rhythm=5)], [single])
    assert len(result.plan) == 1
    assert result.ok
    assert who(result) == [(0, 0, 0)]


def test_the_pressing_come_first_and_then_the_longest_wait():
    needs = [
        Need(Ask(ids=1, waiting_days=9.0)),
        Need(Ask(ids=2, waiting_days=30.0)),
        Need(Ask(ids=3, urgent=True)),
    ]
    result = run(needs, [replace(FREE, ids=col, capacity=1) for col in range(2)])
    assert [row for row, _, _ in who(result)] == [2, 1]
    assert result.unplaced.reason(0).code is UnmatchedCode.WAITS_BEHIND


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
                reach_m=give.reach_m,
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


@pytest.fixture
def solved():
    needs = [Need(Ask(ids=1)), Need(Ask(ids=2)), Need(Ask(ids=3), (0b1001,), 1, may_miss=False)]
    gives = [
        Give(ids=1, slots=TUESDAYS | 0b1001, capacity=2, rhythm=5),
        Give(ids=2, slots=TUESDAYS & ~DAY, capacity=2, rhythm=4),
        Give(ids=3, slots=0b001, capacity=2, lat=47.002),
    ]
    some, wide = instance([Ask(ids=9)], gives), wide_of(needs, gives)
    result = match(some, wide=wide)
    assert result.ok
    assert sorted(who(result)) == [(0, 0, -1), (1, 1, 0), (2, 0, -1)]
    return some, wide, result


def caught(solved, word, **columns):
    some, wide, result = solved
    placed = replace(result.placed, **columns)
    certificate = verify(some, result.plan, Weights(), wide, placed)
    assert not certificate.ok
    assert any(word in sentence for sentence in certificate.violations), certificate.violations


def with_value(column, value, at):
    copy = column.copy()
    copy[at] = value
    return copy


def test_an_honest_placing_passes(solved):
    some, wide, result = solved
    assert verify(some, result.plan, Weights(), wide, result.placed).ok


def test_a_missing_date_that_is_hidden_is_caught(solved):
    placed = solved[2].placed
    at = int(np.flatnonzero(placed.missing_day >= 0)[0])
    column = with_value(placed.missing_day, -1, at)
    caught(solved, "not free on all of its dates", missing_day=column)
    caught(solved, "not free on all", missing_day=with_value(placed.missing_day, 1, at))
    caught(solved, "none of its own", missing_day=with_value(placed.missing_day, 8, at))


def test_a_gap_that_nobody_needed_is_caught(solved):
    placed = solved[2].placed
    at = placed.request_row.tolist().index(0)
    caught(solved, "somebody was free", missing_day=with_value(placed.missing_day, 2, at))


def test_a_long_task_without_one_of_its_half_days_is_caught(solved):
    placed = solved[2].placed
    at = placed.request_row.tolist().index(2)
    caught(solved, "may be missing", missing_day=with_value(placed.missing_day, 1, at))


def test_a_half_day_promised_twice_is_caught(solved):
    placed = solved[2].placed
    at = placed.request_row.tolist().index(1)
    double = with_value(placed.offer_row, 0, at)
    caught(solved, "asked twice", offer_row=double)


def test_other_dates_another_row_or_distance_are_caught(solved):
    placed = solved[2].placed
    caught(solved, "what was asked for", takes=with_value(placed.takes, 0b010, 0))
    caught(solved, "malformed", offer_row=with_value(placed.offer_row, 3, 0))
    caught(solved, "malformed", takes=placed.takes[:-1])
    caught(solved, "distance", distance_m=with_value(placed.distance_m, 7, 0))
    columns = {
        name: np.append(getattr(placed, name), getattr(placed, name)[0])
        for name in ("request_row", "offer_row", "takes", "missing_day", "distance_m")
    }
    caught(solved, "two helpers", **columns)


def test_more_than_a_helper_has_room_for_is_caught(solved):
    some, wide, result = solved
    for column, values in (("capacity", [1, 2, 2]), ("rhythm", [4, 4, 4])):
        offers = replace(some.offers, **{column: np.array(values, dtype=np.int32)})
        tight = (
            replace(some, offers=offers),
            replace(wide, instance=replace(wide.instance, offers=offers)),
        )
        certificate = verify(tight[0], result.plan, Weights(), tight[1], result.placed)
        assert any("her rhythm" in sentence for sentence in certificate.violations)


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("categories", 2, "not offered"),
        ("met", False, "met"),
        ("lat", 48.0, "reach"),
        ("slots", 0, "not free"),
    ],
)
def test_a_placing_that_breaks_a_rule_is_caught(solved, column, value, word):
    some, wide, result = solved
    broken = getattr(some.offers, column).copy()
    broken[:] = value
    offers = replace(wide.instance.offers, **{column: broken})
    other = replace(wide, instance=replace(wide.instance, offers=offers))
    certificate = verify(some, result.plan, Weights(), other, result.placed)
    assert any(word in sentence for sentence in certificate.violations)
