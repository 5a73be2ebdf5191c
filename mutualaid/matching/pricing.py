"""The proof's own sweep over all arcs: does any of them undercut the prices?

Written apart from the candidates and the solver, without their grid: helpers of a kind of help lie
in strips of latitude, from west to east, and a request looks at all those whom its price could pay
for.
"""

from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import (
    F64S,
    I64,
    I64S,
    VOID,
    loop,
    tuple_of,
)
from mutualaid.matching.costs import Weights, farthest_worth
from mutualaid.matching.distance import distance_m
from mutualaid.matching.facts import FACTS, Facts, facts_of
from mutualaid.matching.instance import N_PARTS, Array, Instance
from mutualaid.matching.plan import Plan
from mutualaid.matching.points import half_days_of, pair_points, part_points
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


class Sweep(NamedTuple):
    """The prices under test, and the helpers of each kind of help, strip by strip."""

    u: Array
    v: Array
    pairs_start: Array
    "Per helper, where her pairs begin in the two next arrays."
    pair_slot: Array
    pair_w: Array
    farthest_m: Array
    "Per request, the distance beyond which its price cannot pay the walk."


SWEEP = tuple_of(Sweep, I64S, I64S, I64S, I64S, I64S, F64S)


@loop(I64(FACTS, SWEEP, I64, I64, I64))
def _reduced_cost(facts: Facts, sweep: Sweep, ask: int, give: int, points: int) -> int:
    """`c - u - v - w` on the best half-day that the two share."""
    rest = points - sweep.u[ask] - sweep.v[give]
    shared = facts.ask_slots[ask] & facts.give_slots[give]
    least = np.int64(2**62)
    for pair in range(sweep.pairs_start[give], sweep.pairs_start[give + 1]):
        number = sweep.pair_slot[pair]
        slot = np.uint64(1) << np.uint64(number)
        if shared & slot != np.uint64(0):
            worth = part_points(facts, ask, number % N_PARTS) - sweep.pair_w[pair]
            least = min(least, worth)
            shared &= ~slot
    for part in range(N_PARTS):
        if shared & half_days_of(part) != np.uint64(0):
            least = min(least, part_points(facts, ask, part))
    return rest + least


@loop(I64(FACTS, SWEEP, I64, I64))
def _undercut(facts: Facts, sweep: Sweep, ask: int, give: int) -> int:
    """How far an arc lies under the prices; 0 when it does not, or is no arc."""
    if facts.give_capacity[give] == 0:
        return 0
    speaks = facts.ask_language[ask] == np.uint64(0)
    speaks |= (facts.ask_language[ask] & facts.give_languages[give]) != np.uint64(0)
    met = facts.give_met[give] or not facts.ask_needs_met[ask]
    level = facts.give_level[give] >= facts.ask_level[ask]
    agree = facts.agree[facts.ask_neighbourhood[ask], facts.give_neighbourhood[give]]
    if not (speaks and met and level and agree):
        return 0
    for pair in range(facts.barred_start[ask], facts.barred_start[ask + 1]):
        if facts.barred_offer[pair] == give:
            return 0
    metres = 0
    if facts.ask_placed[ask]:
        metres = distance_m(
            facts.ask_lat[ask], facts.ask_lon[ask], facts.give_lat[give], facts.give_lon[give]
        )
        if metres > min(facts.give_reach_m[give], facts.ask_reach_m[ask]):
            return 0
    points = pair_points(facts, ask, give, metres)
    return max(0, -_reduced_cost(facts, sweep, ask, give, points))


@loop(VOID(FACTS, SWEEP, STRIPS, I64, I64, I64, I64S))
def _look_between(
    facts: Facts, sweep: Sweep, strips: Strips, ask: int, first: int, last_key: int, found: Array
) -> None:
    """Look at the helpers from a position to a key. What is cheap to know is asked first.

    No arc is under the prices unless u + v > 0: points and -w are never below 0.
    """
    category, here = facts.ask_category[ask], facts.ask_neighbourhood[ask]
    u, slots, last = sweep.u[ask], facts.ask_slots[ask], strips.kind_start[category + 1]
    for position in range(first, last):
        if strips.key[position] > last_key:
            return
        give = np.int64(strips.offer[position])
        if u + sweep.v[give] <= 0 or (slots & facts.give_slots[give]) == np.uint64(0):
            continue
        if not facts.agree[here, facts.give_neighbourhood[give]]:
            continue
        if _undercut(facts, sweep, ask, give) > 0:
            if found[0] == 0:
                found[1], found[2] = ask, give
            found[0] += 1


@loop(VOID(FACTS, SWEEP, STRIPS, I64, I64, I64S))
def _sweep(
    facts: Facts, sweep: Sweep, strips: Strips, from_row: int, to_row: int, found: Array
) -> None:
    """Fill `found` for some requests: arcs under the prices, then the rows of the first."""
    for ask in range(from_row, to_row):
        category = facts.ask_category[ask]
        first, last = strips.kind_start[category], strips.kind_start[category + 1]
        if not facts.ask_placed[ask]:
            _look_between(facts, sweep, strips, ask, first, NOWHERE, found)
            continue
        lat, lon, far = facts.ask_lat[ask], facts.ask_lon[ask], sweep.farthest_m[ask]
        lowest, highest = strips_around(lat, far)
        for strip in range(lowest, highest + 1):
            west, east = keys_around(strip, lat, lon, far)
            first = first_from(strips.key, first, last, west)
            _look_between(facts, sweep, strips, ask, first, east, found)


def arcs_under_the_prices(instance: Instance, plan: Plan, weights: Weights) -> tuple[int, int, int]:
    """How many arcs of the whole instance undercut the plan's prices, and the first one's rows."""
    offers, prices = instance.offers, plan.prices
    by_helper = np.argsort(plan.offer_row, kind="stable")
    longest = float(offers.reach_m.max()) if len(offers) else 0.0
    farthest = np.minimum(farthest_worth(prices.u, weights), longest)
    sweep = Sweep(
        u=prices.u,
        v=prices.v,
        pairs_start=np.concatenate([[0], np.cumsum(plan.jobs(len(offers)))]).astype(np.int64),
        pair_slot=plan.slot[by_helper].astype(np.int64),
        pair_w=np.ascontiguousarray(prices.w[plan.request_row[by_helper]]),
        farthest_m=np.minimum(farthest, instance.requests.reach_m).astype(np.float64),
    )
    facts, strips = facts_of(instance, weights), strips_of(offers)

    def swept(first: int, last: int) -> Array:
        found = np.zeros(3, dtype=np.int64)
        _sweep(facts, sweep, strips, first, last, found)
        return found

    ranges = in_ranges(len(instance.requests), swept)
    first_found = next((found for found in ranges if found[0]), ranges[0])
    return sum(int(found[0]) for found in ranges), int(first_found[1]), int(first_found[2])
