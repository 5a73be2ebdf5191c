"""The reasons of `explain`, for all requests left out by a run at once."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import (
    BOOL,
    BOOLS,
    F64S,
    I32S,
    I64,
    I64S,
    U64,
    U64S,
    VOID,
    loop,
    njit,
    tuple_of,
)
from mutualaid.matching.costs import Weights, needs_of, rhythm_left
from mutualaid.matching.distance import EARTH_RADIUS_M, distance_m
from mutualaid.matching.explain import RULES, UnmatchedCode, UnmatchedReason
from mutualaid.matching.facts import FACTS, Facts, facts_of
from mutualaid.matching.instance import N_SLOTS, Array, Instance
from mutualaid.matching.plan import Plan
from mutualaid.matching.strips import (
    NOWHERE,
    STRIPS,
    Strips,
    first_from,
    keys_around,
    strips_around,
    strips_of,
)
from mutualaid.matching.threads import in_ranges
from mutualaid.matching.wide import WHOLE, Placed, Wide, missing_day

DEGREE_M = EARTH_RADIUS_M * np.pi / 180.0
OFFERS, FREE, NEAR, MET, LANGUAGE, WEEK, RHYTHM, ASKED, ALLOWED = range(len(RULES))
N_RULES = len(RULES)
CODES = np.array([code.value for code, _ in RULES], dtype=np.int64)
WAITS_BEHIND = UnmatchedCode.WAITS_BEHIND.value
TOO_FEW_TOGETHER = UnmatchedCode.TOO_FEW_TOGETHER.value
NOBODY_SUITS = UnmatchedCode.NOBODY_SUITS.value


@dataclass(frozen=True, slots=True, eq=False)
class Unmatched:
    """One row per request left out, in the order of their rows in the instance."""

    request_row: Array
    code: Array
    "Values of `UnmatchedCode`."
    n: Array
    unlock_slot: Array
    unlock_n: Array

    def __len__(self) -> int:
        return len(self.request_row)

    def reason(self, row: int) -> UnmatchedReason:
        """One row as `explain` would give it."""
        code = UnmatchedCode(int(self.code[row]))
        slot, unlock_n = int(self.unlock_slot[row]), int(self.unlock_n[row])
        return UnmatchedReason(code, int(self.n[row]), slot, unlock_n)


class Outcome(NamedTuple):
    """What the run left of each helper, and the helpers of each kind."""

    longest_m: Array
    "One value: the longest reach of all."
    at_rhythm: Array
    "Per helper, 1 when this month is full by her own wish."
    asked_start: Array
    asked_offer: Array
    jobs: Array
    held: Array
    "Per helper, the half-days that the run gave her."
    served_start: Array
    served_need: Array
    "Per helper, the needs of those she serves."
    need: Array
    choice_start: Array
    "Per request, where its choices begin; one without any takes one half-day of its own."
    choice_takes: Array
    may_miss: Array
    needs: Array
    "Per request, how many helpers at the same time."
    books: Array
    "Per request, the room it needs within the helper's rhythm; 1 = the capacity says all."
    room: Array
    "Per helper, what her rhythm leaves this month."


OUTCOME = tuple_of(
    Outcome,
    *(F64S, I64S, I64S, I32S, I64S, U64S, I64S, I64S, I64S),
    *(I64S, U64S, BOOLS, I64S, I64S, I64S),
)


@loop(BOOL(FACTS, I64, I64))
def _is_near(facts: Facts, ask: int, give: int) -> bool:
    """Whether the place lies within the helper's reach."""
    if not facts.ask_placed[ask]:
        return True
    lat, there = facts.ask_lat[ask], facts.give_lat[give]
    reach = min(facts.give_reach_m[give], facts.ask_reach_m[ask])
    if np.isnan(there) or abs(lat - there) * DEGREE_M > reach + 2.0:
        return False
    return distance_m(lat, facts.ask_lon[ask], there, facts.give_lon[give]) <= reach


@loop(BOOL(I64S, I32S, I64, I64))
def _is_listed(start: Array, offer: Array, ask: int, give: int) -> bool:
    """Whether a pair stands in a list by request."""
    found = False
    for pair in range(start[ask], start[ask + 1]):
        found |= offer[pair] == give
    return found


@loop(I64(FACTS, OUTCOME, I64, I64))
def _failing_rule(facts: Facts, outcome: Outcome, ask: int, give: int) -> int:
    """The first rule after FREE that a helper fails, N_RULES when she passes them all."""
    if not _is_near(facts, ask, give):
        return NEAR
    if facts.give_level[give] < facts.ask_level[ask]:
        return MET
    if facts.ask_needs_met[ask] and not facts.give_met[give]:
        return MET
    language = facts.ask_language[ask]
    if language != np.uint64(0) and (language & facts.give_languages[give]) == np.uint64(0):
        return LANGUAGE
    if facts.give_capacity[give] == 0:
        return RHYTHM if outcome.at_rhythm[give] else WEEK
    if outcome.books[ask] > max(1, outcome.room[give]):
        return RHYTHM
    if _is_listed(outcome.asked_start, outcome.asked_offer, ask, give):
        return ASKED
    if _is_listed(facts.barred_start, facts.barred_offer, ask, give):
        return ALLOWED
    return N_RULES


@loop(BOOL(FACTS, OUTCOME, I64, I64))
def _is_free(facts: Facts, outcome: Outcome, ask: int, give: int) -> bool:
    """Whether a helper has the half-day, or all of one choice but the day that may be missed."""
    first, last = outcome.choice_start[ask], outcome.choice_start[ask + 1]
    free = facts.give_slots[give]
    if first == last:
        return (free & facts.ask_slots[ask]) != np.uint64(0)
    for choice in range(first, last):
        day = missing_day(outcome.choice_takes[choice], free)
        if day == WHOLE or (outcome.may_miss[ask] and day >= 0):
            return True
    return False


@loop(BOOL(OUTCOME, I64))
def _is_of_many_half_days(outcome: Outcome, ask: int) -> bool:
    """Whether one other half-day would not do."""
    for choice in range(outcome.choice_start[ask], outcome.choice_start[ask + 1]):
        takes = outcome.choice_takes[choice]
        if takes & (takes - np.uint64(1)) != np.uint64(0):
            return True
    return False


@loop(VOID(OUTCOME, I64, U64, I64S))
def _count_together(outcome: Outcome, ask: int, free: int, together: Array) -> None:
    """One more helper at each choice of a team for which she is free."""
    first = outcome.choice_start[ask]
    for choice in range(first, outcome.choice_start[ask + 1]):
        if outcome.choice_takes[choice] & ~free == np.uint64(0):
            together[choice - first] += 1


class Count(NamedTuple):
    """What is counted for one request."""

    fails: Array
    "Helpers by the first rule that they fail; those who pass all come last."
    slots: Array
    "By half-day that would do, suitable helpers."
    behind: Array
    "One value: requests that waited longer and were given one of them."
    together: Array
    "By choice of a team, those who are free for it."


COUNT = tuple_of(Count, I64S, I64S, I64S, I64S)


@loop(VOID(FACTS, OUTCOME, COUNT, I64, I64))
def _count_one(facts: Facts, outcome: Outcome, count: Count, ask: int, give: int) -> None:
    """Count one helper of this kind of help and of these neighbourhoods."""
    free = _is_free(facts, outcome, ask, give)
    left = facts.give_slots[give] & ~outcome.held[give] & ~facts.ask_slots[ask]
    if _is_of_many_half_days(outcome, ask) or outcome.jobs[give] >= facts.give_capacity[give]:
        left = np.uint64(0)
    if not free and left == np.uint64(0):
        count.fails[FREE] += 1
        return
    rule = _failing_rule(facts, outcome, ask, give)
    count.fails[rule if free else FREE] += 1
    if rule < N_RULES:
        return
    for slot in range(N_SLOTS):
        count.slots[slot] += np.int64((left >> np.uint64(slot)) & np.uint64(1))
    if free:
        _count_together(outcome, ask, facts.give_slots[give], count.together)
        for pair in range(outcome.served_start[give], outcome.served_start[give + 1]):
            if outcome.served_need[pair] >= outcome.need[ask]:
                count.behind[0] += 1


@loop(VOID(FACTS, OUTCOME, COUNT, STRIPS, I64, I64, I64))
def _count_between(
    facts: Facts,
    outcome: Outcome,
    count: Count,
    strips: Strips,
    ask: int,
    first: int,
    last_key: int,
) -> None:
    """Count the helpers from a position to a key."""
    category, here = facts.ask_category[ask], facts.ask_neighbourhood[ask]
    for position in range(first, strips.kind_start[category + 1]):
        if strips.key[position] > last_key:
            return
        give = np.int64(strips.offer[position])
        if facts.agree[here, facts.give_neighbourhood[give]]:
            _count_one(facts, outcome, count, ask, give)


@loop(VOID(FACTS, OUTCOME, COUNT, STRIPS, I64))
def _count_all_beyond(
    facts: Facts, outcome: Outcome, count: Count, strips: Strips, ask: int
) -> None:
    """Count anew where nobody is both free and near: who is free, and who is not, anywhere."""
    category, here = facts.ask_category[ask], facts.ask_neighbourhood[ask]
    count.fails[:] = 0
    for position in range(strips.kind_start[category], strips.kind_start[category + 1]):
        give = np.int64(strips.offer[position])
        if facts.agree[here, facts.give_neighbourhood[give]]:
            count.fails[NEAR if _is_free(facts, outcome, ask, give) else FREE] += 1


@loop(VOID(FACTS, OUTCOME, COUNT, STRIPS, I64))
def _look(facts: Facts, outcome: Outcome, count: Count, strips: Strips, ask: int) -> None:
    """Count helpers. Whoever is far only counts where nobody near is free: that is the reason."""
    category = facts.ask_category[ask]
    first, last = strips.kind_start[category], strips.kind_start[category + 1]
    if not facts.ask_placed[ask]:
        _count_between(facts, outcome, count, strips, ask, first, NOWHERE)
        return
    lat, lon = facts.ask_lat[ask], facts.ask_lon[ask]
    far = min(facts.ask_reach_m[ask], outcome.longest_m[0])
    lowest, highest = strips_around(lat, far)
    for strip in range(lowest, highest + 1):
        west, east = keys_around(strip, lat, lon, far)
        first = first_from(strips.key, first, last, west)
        _count_between(facts, outcome, count, strips, ask, first, east)
    near_and_free = 0
    for rule in range(NEAR + 1, N_RULES + 1):
        near_and_free += count.fails[rule]
    if near_and_free == 0:
        _count_all_beyond(facts, outcome, count, strips, ask)


@njit(VOID(FACTS, OUTCOME, STRIPS, I64, I64, I64S, I64S, I64S, I64S, I64S, I64S))
def _explain_all(
    facts: Facts,
    outcome: Outcome,
    strips: Strips,
    from_position: int,
    to_position: int,
    rows: Array,
    codes: Array,
    code: Array,
    n: Array,
    unlock_slot: Array,
    unlock_n: Array,
) -> None:
    """Fill the four result columns."""
    for position in range(from_position, to_position):
        fails = np.zeros(N_RULES + 1, dtype=np.int64)
        slots = np.zeros(N_SLOTS, dtype=np.int64)
        behind = np.zeros(1, dtype=np.int64)
        ask = rows[position]
        n_choices = outcome.choice_start[ask + 1] - outcome.choice_start[ask]
        together = np.zeros(n_choices + 1, dtype=np.int64)
        _look(facts, outcome, Count(fails, slots, behind, together), strips, ask)
        left = fails.sum()
        code[position], n[position] = WAITS_BEHIND, behind[0]
        if behind[0] == 0:
            code[position], n[position] = NOBODY_SUITS, fails[N_RULES]
        if outcome.needs[ask] > 1 and together.max() < outcome.needs[ask]:
            code[position], n[position] = TOO_FEW_TOGETHER, together.max()
        for rule in range(N_RULES):
            if left == fails[rule]:
                code[position], n[position] = codes[rule], left
                break
            left -= fails[rule]
        best = np.argmax(slots)
        is_enough = slots[best] >= outcome.needs[ask]
        unlock_slot[position] = best if is_enough else -1
        unlock_n[position] = slots[best] if is_enough else 0


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """Everything that a run gave to helpers, one row per pair."""

    offer_row: Array
    taken: Array
    "Half-days, one bit each."
    need: Array
    "Of the request, as `costs.needs_of`."


def given_by(instance: Instance, plan: Plan, wide: Wide, placed: Placed, weights: Weights) -> Given:
    """The singles, and the others."""
    needs = [needs_of(some.requests, weights) for some in (instance, wide.instance)]
    return Given(
        np.concatenate([plan.offer_row, placed.offer_row]),
        np.concatenate([np.uint64(1) << plan.slot.astype(np.uint64), placed.taken]),
        np.concatenate([needs[0][plan.request_row], needs[1][placed.request_row]]),
    )


def _outcome(instance: Instance, given: Given, weights: Weights, wide: Wide | None) -> Outcome:
    asks, gives = instance.requests, instance.offers
    asked = np.bincount(instance.asked[:, 0], minlength=len(asks))
    asked_order = np.argsort(instance.asked[:, 0], kind="stable")
    jobs = np.bincount(given.offer_row, minlength=len(gives)).astype(np.int64)
    by_helper = np.argsort(given.offer_row, kind="stable")
    held = np.zeros(len(gives), dtype=np.uint64)
    np.bitwise_or.at(held, given.offer_row, given.taken)
    nothing = np.zeros(len(asks) + 1, dtype=np.int64)
    return Outcome(
        longest_m=np.array([gives.reach_m.max(initial=0.0)]),
        at_rhythm=((gives.rhythm > 0) & (gives.rhythm <= gives.load)).astype(np.int64),
        asked_start=np.concatenate([[0], np.cumsum(asked)]).astype(np.int64),
        asked_offer=np.ascontiguousarray(instance.asked[asked_order, 1]),
        jobs=jobs,
        held=held,
        served_start=np.concatenate([[0], np.cumsum(jobs)]).astype(np.int64),
        served_need=given.need[by_helper],
        need=needs_of(asks, weights),
        choice_start=wide.choice_start if wide else nothing,
        choice_takes=wide.choice_takes if wide else np.empty(0, dtype=np.uint64),
        may_miss=wide.may_miss if wide else nothing[:-1].astype(np.bool_),
        needs=wide.needs if wide else nothing[:-1] + 1,
        books=wide.books if wide else nothing[:-1],
        room=rhythm_left(gives),
    )


def explain_unmatched(
    instance: Instance, rows: Array, given: Given, weights: Weights, wide: Wide | None = None
) -> Unmatched:
    """The first true reason, and what would unlock it, for each of the rows left out.

    `wide` says what each request takes, when `instance` is that of the wide ones.
    """
    rows = rows.astype(np.int64)
    code, n, unlock_slot, unlock_n = (np.zeros(len(rows), dtype=np.int64) for _ in range(4))
    facts, outcome = facts_of(instance, weights), _outcome(instance, given, weights, wide)
    strips = strips_of(instance.offers)
    columns = (rows, CODES, code, n, unlock_slot, unlock_n)
    in_ranges(
        len(rows),
        lambda first, last: _explain_all(facts, outcome, strips, first, last, *columns),
    )
    return Unmatched(rows, code, n, unlock_slot, unlock_n)
