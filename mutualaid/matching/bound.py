"""What every joint plan costs at least: a Lagrangian bound that needs no solver.

For any prices v and w that are never above 0, let each request take what is cheapest for it alone
and pay for places and half-days, whoever else wants them:

    L(v, w) = Σ_i min(B_i, min over its patterns of the sum of its `needs` cheapest
                      c_ij + extra - v_j - Σ_half-days w_js)
            + Σ_j Σ_k min(0, g_jk + v_j) + Σ w

No plan costs less: whoever shares a place or a half-day pays at least what L takes back. The
sweep reads the instance itself, without the candidates, their grid or the solver.
"""

from functools import partial
from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import (
    F64,
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
from mutualaid.matching.costs import (
    Weights,
    exact_sum,
    load_costs,
    rhythm_left,
    unmatched_costs,
    usable_places,
)
from mutualaid.matching.distance import EARTH_RADIUS_M, distance_m
from mutualaid.matching.facts import FACTS, Facts, facts_of, offers_by_kind
from mutualaid.matching.instance import N_PARTS, N_SLOTS, Array, Instance
from mutualaid.matching.plan import SlotPrices
from mutualaid.matching.points import pair_points
from mutualaid.matching.stakes import left_out_costs
from mutualaid.matching.threads import in_ranges
from mutualaid.matching.wide import Wide, patterns_of

DEGREE_M = EARTH_RADIUS_M * np.pi / 180.0
NO_ARC = 2**62


class Tariff(NamedTuple):
    """Prices by helper, and helpers by kind of help from south to north."""

    v: Array
    start: Array
    "Per helper, where her priced half-days begin in the two next arrays."
    slot: Array
    w: Array
    kind_start: Array
    kind_offer: Array
    kind_lat: Array
    "Latitude; helpers without a place come last, as infinity."
    reach_degrees: Array
    "One number: how far north or south the farthest helper may go."
    room: Array
    "Per helper, what her rhythm leaves this month."


TARIFF = tuple_of(Tariff, I64S, I64S, I64S, I64S, I64S, I32S, F64S, F64S, I64S)


class Wishes(NamedTuple):
    """What each request may take."""

    start: Array
    "Per request, where its patterns begin."
    takes: Array
    extra: Array
    "Per pattern, points on top of each pair: the refusals to expect then, a missing date."
    needs: Array
    books: Array
    "For how many coups de main it counts; 1 = the capacity says all."
    left_out: Array
    "What leaving it out costs."


WISHES = tuple_of(Wishes, I64S, U64S, I64S, I64S, I64S, I64S)


@loop(I64(TARIFF, I64, U64, I64))
def rent(tariff: Tariff, give: int, takes: int, ceiling: int) -> int:
    """`-v - Σ w` of some half-days of a helper, or the ceiling when it is more."""
    points = -tariff.v[give]
    for priced in range(tariff.start[give], tariff.start[give + 1]):
        if points >= ceiling:
            return ceiling
        if (takes >> np.uint64(tariff.slot[priced])) & np.uint64(1):
            points -= tariff.w[priced]
    return min(points, ceiling)


@loop(I64(FACTS, I64, I64))
def _arc_points(facts: Facts, ask: int, give: int) -> int:
    """The points of a pair at any time of day; `NO_ARC` when a rule about people forbids it."""
    if facts.give_level[give] < facts.ask_level[ask]:
        return NO_ARC
    if facts.ask_needs_met[ask] and not facts.give_met[give]:
        return NO_ARC
    language = facts.ask_language[ask]
    if language != np.uint64(0) and (language & facts.give_languages[give]) == np.uint64(0):
        return NO_ARC
    for pair in range(facts.barred_start[ask], facts.barred_start[ask + 1]):
        if facts.barred_offer[pair] == give:
            return NO_ARC
    metres = 0
    if facts.ask_placed[ask]:
        metres = distance_m(
            facts.ask_lat[ask], facts.ask_lon[ask], facts.give_lat[give], facts.give_lon[give]
        )
        if metres > min(facts.give_reach_m[give], facts.ask_reach_m[ask]):
            return NO_ARC
    return pair_points(facts, ask, give, metres)


@loop(VOID(I64S, I64, I64, I64))
def _keep_least(best: Array, first: int, n: int, points: int) -> None:
    """Put a number among the n least from `first` on, in order."""
    at = first + n - 1
    if points >= best[at]:
        return
    while at > first and best[at - 1] > points:
        best[at] = best[at - 1]
        at -= 1
    best[at] = points


@loop(VOID(FACTS, TARIFF, WISHES, I64, I64, I64S))
def _try(facts: Facts, tariff: Tariff, wishes: Wishes, ask: int, give: int, best: Array) -> None:
    """One helper more, for each pattern that she has."""
    first, needs, ceiling = wishes.start[ask], wishes.needs[ask], wishes.left_out[ask]
    free, points = facts.give_slots[give], NO_ARC
    for pattern in range(first, wishes.start[ask + 1]):
        takes, place = wishes.takes[pattern], (pattern - first) * needs
        if takes & ~free != np.uint64(0):
            continue
        paid = rent(tariff, give, takes, ceiling) + wishes.extra[pattern]
        if paid >= best[place + needs - 1]:
            continue
        if points == NO_ARC:
            points = _arc_points(facts, ask, give)
            if points == NO_ARC:
                return
        _keep_least(best, place, needs, min(ceiling, points + paid))


@loop(I64(I64S, I64, I64, I64))
def _cheapest_pattern(best: Array, n: int, needs: int, ceiling: int) -> int:
    """The least sum of `needs` of the n numbers in a row, at most the ceiling."""
    cheapest = ceiling
    for first in range(0, n, needs):
        total = 0
        for place in range(first, first + needs):
            total += min(ceiling - total, int(best[place]))
        cheapest = min(cheapest, total)
    return cheapest


@loop(I64(F64S, I64, I64, F64))
def _first_north_of(lats: Array, low: int, high: int, south: float) -> int:
    """The first position between two that is not farther south."""
    while low < high:
        middle = (low + high) >> 1
        if lats[middle] < south:
            low = middle + 1
        else:
            high = middle
    return low


@loop(I64(FACTS, TARIFF, WISHES, I64, I64S))
def _least(facts: Facts, tariff: Tariff, wishes: Wishes, ask: int, best: Array) -> int:
    """The cheapest that a request can be had for, at most what leaving it out costs."""
    needs, ceiling = wishes.needs[ask], wishes.left_out[ask]
    n = (wishes.start[ask + 1] - wishes.start[ask]) * needs
    best[:n] = ceiling
    category, here = facts.ask_category[ask], facts.ask_neighbourhood[ask]
    slots, books = facts.ask_slots[ask], wishes.books[ask]
    give_slots, capacity, v = facts.give_slots, facts.give_capacity, tariff.v
    lats, offers, room = tariff.kind_lat, tariff.kind_offer, tariff.room
    agree, there = facts.agree, facts.give_neighbourhood
    position, end = tariff.kind_start[category], tariff.kind_start[category + 1]
    north = np.inf
    if facts.ask_placed[ask]:
        degrees = tariff.reach_degrees[0]
        position = _first_north_of(lats, position, end, facts.ask_lat[ask] - degrees)
        north = min(facts.ask_lat[ask] + degrees, 91.0)
    while position < end and lats[position] <= north:
        give = np.int64(offers[position])
        position += 1
        if (give_slots[give] & slots) == np.uint64(0) or capacity[give] == 0:
            continue
        if -v[give] >= ceiling or books > max(1, room[give]):
            continue
        if agree[here, there[give]]:
            _try(facts, tariff, wishes, ask, give, best)
    return _cheapest_pattern(best, n, needs, ceiling)


@njit(VOID(FACTS, TARIFF, WISHES, I64, I64, I64S))
def _least_of_some(
    facts: Facts, tariff: Tariff, wishes: Wishes, first: int, last: int, least: Array
) -> None:
    """Fill `least` for the requests of a range."""
    longest = 0
    for ask in range(first, last):
        longest = max(longest, (wishes.start[ask + 1] - wishes.start[ask]) * wishes.needs[ask])
    best = np.empty(longest, dtype=np.int64)
    for ask in range(first, last):
        least[ask] = _least(facts, tariff, wishes, ask, best)


def tariff_of(instance: Instance, prices: SlotPrices) -> Tariff:
    """The prices and the helpers as the kernels read them."""
    offers = instance.offers
    order = np.lexsort((prices.slot, prices.offer_row))
    counts = np.bincount(prices.offer_row, minlength=len(offers))
    lat = np.where(np.isnan(offers.lat), np.inf, offers.lat)
    kind_start, kind_offer = offers_by_kind(offers, np.argsort(lat, kind="stable"))
    farthest = (float(offers.reach_m.max()) if len(offers) else 0.0) + 2.0
    return Tariff(
        v=np.ascontiguousarray(prices.v, dtype=np.int64),
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        slot=np.ascontiguousarray(prices.slot[order], dtype=np.int64),
        w=np.ascontiguousarray(prices.w[order], dtype=np.int64),
        kind_start=kind_start,
        kind_offer=kind_offer,
        kind_lat=lat[kind_offer],
        reach_degrees=np.array([farthest / DEGREE_M], dtype=np.float64),
        room=rhythm_left(offers),
    )


def _refusals(instance: Instance, weights: Weights, row: Array, slot: Array) -> Array:
    """Level 5, per pattern: what is refused of this kind of help at this part of the day."""
    part = instance.requests.category[row].astype(np.int64) * N_PARTS + slot % N_PARTS
    return facts_of(instance, weights).refusal[part]


def single_wishes(instance: Instance, weights: Weights) -> Wishes:
    """A single takes any one of its half-days."""
    masks = instance.requests.slots
    bits = (masks[:, None] >> np.arange(N_SLOTS, dtype=np.uint64)) & np.uint64(1) == 1
    row, slot = np.nonzero(bits)
    start = np.concatenate([[0], np.cumsum(bits.sum(axis=1))]).astype(np.int64)
    ones = np.ones(len(masks), dtype=np.int64)
    takes = np.uint64(1) << slot.astype(np.uint64)
    extra = _refusals(instance, weights, row, slot)
    return Wishes(start, takes, extra, ones, ones, unmatched_costs(instance, weights))


def wide_wishes(wide: Wide, weights: Weights) -> Wishes:
    """A wide request takes one of its patterns."""
    patterns = patterns_of(wide)
    extra = patterns.extra + _refusals(wide.instance, weights, patterns.row, patterns.slot)
    left_out = left_out_costs(wide, weights)
    return Wishes(patterns.start, patterns.takes, extra, wide.needs, wide.books, left_out)


def _fill(
    facts: Facts, tariff: Tariff, wishes: Wishes, least: Array, first: int, last: int
) -> None:
    _least_of_some(facts, tariff, wishes, first, last, least)


def lower_bound(instance: Instance, wide: Wide, prices: SlotPrices, weights: Weights) -> int:
    """L(v, w): what any plan for both tables costs at least. Both are on one scale of stakes."""
    tariff = tariff_of(instance, prices)
    total = exact_sum(prices.w)
    for some, wishes in (
        (instance, single_wishes(instance, weights)),
        (wide.instance, wide_wishes(wide, weights)),
    ):
        least = np.zeros(len(some.requests), dtype=np.int64)
        facts = facts_of(some, weights)
        in_ranges(len(least), partial(_fill, facts, tariff, wishes, least))
        total += exact_sum(least)
    places = load_costs(instance.offers, weights)
    paid = np.repeat(prices.v, usable_places(instance.offers))
    return total + exact_sum(np.minimum(0, places + paid))
