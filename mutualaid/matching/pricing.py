"""The proof's own sweep over all arcs: does any of them undercut the prices?

Written apart from the candidates and the solver, without their grid: helpers of a kind of help are
sorted by latitude, and a request looks at all those in the band that its price could pay for.
"""

from math import asin, cos, radians, sin
from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import (
    F64,
    F64S,
    I32S,
    I64,
    I64S,
    VOID,
    njit,
    tuple_of,
)
from mutualaid.matching.costs import Weights, farthest_worth
from mutualaid.matching.distance import EARTH_RADIUS_M, distance_m
from mutualaid.matching.facts import FACTS, Facts, facts_of, offers_by_kind
from mutualaid.matching.instance import N_PARTS, Array, Instance
from mutualaid.matching.plan import Plan
from mutualaid.matching.points import half_days_of, pair_points, part_points

DEGREE_M = EARTH_RADIUS_M * np.pi / 180.0


class Sweep(NamedTuple):
    """The prices under test, and the helpers of each kind of help from south to north."""

    u: Array
    v: Array
    pairs_start: Array
    "Per helper, where her pairs begin in the two next arrays."
    pair_slot: Array
    pair_w: Array
    kind_start: Array
    kind_offer: Array
    kind_lat: Array
    "Latitude; helpers without a place come last, as infinity."
    kind_lon: Array
    farthest_m: Array
    "Per request, the distance beyond which its price cannot pay the walk."


SWEEP = tuple_of(Sweep, I64S, I64S, I64S, I64S, I64S, I64S, I32S, F64S, F64S, F64S)


@njit(I64(FACTS, SWEEP, I64, I64, I64))
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


@njit(I64(FACTS, SWEEP, I64, I64))
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


@njit(I64(F64S, I64, I64, F64))
def _first_north_of(lats: Array, low: int, high: int, lat: float) -> int:
    """The first position between two whose latitude is not smaller."""
    while low < high:
        middle = (low + high) >> 1
        if lats[middle] < lat:
            low = middle + 1
        else:
            high = middle
    return low


@njit(F64(F64, F64))
def _widest_degrees(degrees: float, lat: float) -> float:
    """How far apart in longitude two points can be that are so many degrees of arc apart."""
    arc, ring = radians(degrees), cos(radians(lat))
    if arc >= 1.5 or sin(arc) >= ring:
        return 360.0
    return float(asin(sin(arc) / ring) * (180.0 / np.pi))


@njit(VOID(FACTS, SWEEP, I64S))
def _sweep(facts: Facts, sweep: Sweep, found: Array) -> None:
    """Fill `found`: arcs under the prices, then the request and offer rows of the first.

    No arc is under the prices unless u + v > 0: points and -w are never below 0. What is cheap to
    know is read here, from local names, before the whole rule.
    """
    u, v, offers, lats, lons = sweep.u, sweep.v, sweep.kind_offer, sweep.kind_lat, sweep.kind_lon
    ask_slots, give_slots = facts.ask_slots, facts.give_slots
    agree, there = facts.agree, facts.give_neighbourhood
    for ask in range(len(u)):
        category, here = facts.ask_category[ask], facts.ask_neighbourhood[ask]
        first, last = sweep.kind_start[category], sweep.kind_start[category + 1]
        north, lon, wide = np.inf, 0.0, np.inf
        if facts.ask_placed[ask]:
            degrees, lat = (sweep.farthest_m[ask] + 2.0) / DEGREE_M, facts.ask_lat[ask]
            first = _first_north_of(lats, first, last, lat - degrees)
            north, lon = min(lat + degrees, 91.0), facts.ask_lon[ask]
            wide = _widest_degrees(degrees, lat)
        for position in range(first, last):
            if lats[position] > north:
                break
            give = np.int64(offers[position])
            if u[ask] + v[give] <= 0 or (ask_slots[ask] & give_slots[give]) == np.uint64(0):
                continue
            apart = abs(lons[position] - lon)
            if min(apart, 360.0 - apart) > wide or not agree[here, there[give]]:
                continue
            if _undercut(facts, sweep, ask, give) > 0:
                if found[0] == 0:
                    found[1], found[2] = ask, give
                found[0] += 1


def arcs_under_the_prices(instance: Instance, plan: Plan, weights: Weights) -> tuple[int, int, int]:
    """How many arcs of the whole instance undercut the plan's prices, and the first one's rows."""
    offers, prices = instance.offers, plan.prices
    by_helper = np.argsort(plan.offer_row, kind="stable")
    lat = np.where(np.isnan(offers.lat), np.inf, offers.lat)
    kind_start, kind_offer = offers_by_kind(offers, np.argsort(lat, kind="stable"))
    longest = float(offers.reach_m.max()) if len(offers) else 0.0
    sweep = Sweep(
        u=prices.u,
        v=prices.v,
        pairs_start=np.concatenate([[0], np.cumsum(plan.jobs(len(offers)))]).astype(np.int64),
        pair_slot=plan.slot[by_helper].astype(np.int64),
        pair_w=np.ascontiguousarray(prices.w[plan.request_row[by_helper]]),
        kind_start=kind_start,
        kind_offer=kind_offer,
        kind_lat=lat[kind_offer],
        kind_lon=offers.lon[kind_offer],
        farthest_m=np.minimum(farthest_worth(prices.u, weights), longest).astype(np.float64),
    )
    found = np.zeros(3, dtype=np.int64)
    _sweep(facts_of(instance, weights), sweep, found)
    return int(found[0]), int(found[1]), int(found[2])
