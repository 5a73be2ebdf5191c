"""Where help is scarce, helpers are inserted one place at a time, and every search is short.

Inserting requests there would search the whole part for each of those who cannot be served. Seen
from the other side help is ample: each place takes the request that is worth most to it, along the
cheapest chain of changes, and never fails, because all of them are taken in the best plan.

Nodes of the search: helper j is `j`; request r is `n_offers + r`, and stands for the half-day that
it holds as well. From a helper lead the arcs that share a free half-day, from a request those that
share the half-day it holds; going back from a half-day to its helper costs its price `-w`. Each
request remembers the one whose half-day it was reached through, or `-2 - j` for a free one of
helper j.
"""

from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import (
    BOOLS,
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
from mutualaid.matching.instance import Array
from mutualaid.matching.network import HELD, NETWORK, ROW, Held, Network, earliest, seat
from mutualaid.matching.points import half_days_of
from mutualaid.matching.scarcity import Scarce
from mutualaid.matching.search import FAR, SEARCH, Search, forget, fresh_search, pop, reach


class Part(NamedTuple):
    """The part where help is scarce, seen from its helpers."""

    arc_start: Array
    arc_key: Array
    "Per arc `cost << 32 | part of the day << 30 | request row`, cheapest first within a helper."
    slots: Array
    "Per helper, her half-days that are in the part."
    dearest_out: Array
    "One value: what leaving out any request costs at most."


PART = tuple_of(Part, I64S, I64S, U64S, I64S)


@loop(VOID(NETWORK, BOOLS, U64S, I64S, I64S))
def _turn(net: Network, requests: Array, slots: Array, start: Array, keys: Array) -> None:
    """The arcs of the part by helper: counts first, when `keys` is empty, then the keys."""
    counting = len(keys) == 0
    for request in range(len(requests)):
        if not requests[request]:
            continue
        first = net.arc_start[request]
        for arc in range(first, first + net.arc_count[request]):
            key = net.arc_key[arc]
            offer = key & ROW
            shared = net.request_slots[request] & slots[offer] & half_days_of((key >> 30) & 3)
            if shared == np.uint64(0):
                continue
            if not counting:
                keys[start[offer]] = key - offer + request
            start[offer] += 1


@njit(VOID(I64S, I64S))
def _sort_each(start: Array, keys: Array) -> None:
    """Cheapest first within each helper."""
    for offer in range(len(start) - 1):
        keys[start[offer] : start[offer + 1]].sort()


def _seen_from_helpers(net: Network, scarce: Scarce) -> Part:
    counts = np.zeros(len(scarce.slots), dtype=np.int64)
    _turn(net, scarce.requests, scarce.slots, counts, np.empty(0, dtype=np.int64))
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    keys = np.empty(int(start[-1]), dtype=np.int64)
    if len(keys):
        _turn(net, scarce.requests, scarce.slots, start[:-1].copy(), keys)
        _sort_each(start, keys)
    dearest = net.unmatched_cost[scarce.requests].max(initial=0)
    return Part(start, keys, scarce.slots, np.array([dearest], dtype=np.int64))


@loop(VOID(NETWORK, PART, HELD, SEARCH, I64, U64, I64, I64))
def _follow(
    net: Network,
    part: Part,
    held: Held,
    search: Search,
    offer: int,
    leaving: int,
    base: int,
    remembered: int,
) -> None:
    """The arcs of a helper through the half-days `leaving`, cheapest first."""
    u, best, distances, n_offers = held.u, search.best, search.distance, len(held.v)
    keys, slots, places = part.arc_key, net.request_slots, held.place
    for arc in range(part.arc_start[offer], part.arc_start[offer + 1]):
        cost = keys[arc] >> 32
        if base + cost - part.dearest_out[0] >= best[0]:
            return
        request = keys[arc] & ROW
        there = base + cost - u[request]
        if there >= best[0] or there >= distances[n_offers + request]:
            continue
        if slots[request] & leaving & half_days_of((keys[arc] >> 30) & 3) == np.uint64(0):
            continue
        reach(search, n_offers + request, there, remembered, keys[arc] >> 30)
        if places[request] < 0:
            best[0], best[1] = there, request


@loop(VOID(NETWORK, PART, HELD, SEARCH, I64, I64, I64))
def _leave(
    net: Network, part: Part, held: Held, search: Search, node: int, distance: int, root: int
) -> None:
    """From a helper through her free half-days, from a request through the half-day it holds."""
    n_offers = len(held.v)
    if node < n_offers:
        leaving = part.slots[node] & ~held.slots[node]
        if node != root:
            leaving |= np.uint64(1) << np.uint64(held.slot[search.from_request[node]])
        _follow(net, part, held, search, node, leaving, distance - held.v[node], -2 - node)
        return
    request = node - n_offers
    offer = np.int64(held.offer[request])
    price = held.cost[request] - held.u[request] - held.v[offer]
    back = distance - price
    if back < search.best[0] and back < search.distance[offer]:
        reach(search, offer, back, request, 0)
        if price == 0:
            return  # the way through the helper is as near, and leads to all of it
    leaving = np.uint64(1) << np.uint64(held.slot[request])
    _follow(net, part, held, search, offer, leaving, back - held.v[offer], request)


@loop(VOID(HELD, SEARCH))
def _lower_prices(held: Held, search: Search) -> None:
    """Keep all reduced costs at 0 or more, and at 0 along the way."""
    n_offers = len(held.v)
    for position in range(search.size[1]):
        node = search.touched[position]
        change = search.best[0] - search.distance[node]
        if change <= 0:
            continue
        if node < n_offers:
            held.v[node] += change
        else:
            held.u[node - n_offers] -= change


@loop(VOID(NETWORK, PART, HELD, SEARCH, I64))
def _change_along(net: Network, part: Part, held: Held, search: Search, root: int) -> None:
    """Go back along the best way: each request moves to the half-day that it was reached from."""
    request, n_offers = search.best[1], len(held.v)
    while True:
        holder = np.int64(search.from_request[n_offers + request])
        arc = search.from_arc[n_offers + request]
        if holder >= 0:
            taken, slot = np.int64(held.offer[holder]), np.int64(held.slot[holder])
            seat(held, request, taken, slot, held.place[holder], arc >> 2)
            request = holder
            continue
        offer = -2 - holder
        free = part.slots[offer] & ~held.slots[offer]
        free &= net.request_slots[request] & half_days_of(arc & 3)
        if offer == root:
            place, slot = net.place_start[offer] + held.jobs[offer], np.int64(earliest(free))
            held.jobs[offer] += 1
            held.slots[offer] |= np.uint64(1) << np.uint64(slot)
            seat(held, request, offer, slot, place, arc >> 2)
            return
        mover = np.int64(search.from_request[offer])
        slot, place = np.int64(held.slot[mover]), held.place[mover]
        if free != np.uint64(0):
            held.slots[offer] &= ~(np.uint64(1) << np.uint64(slot))
            slot = np.int64(earliest(free))
            held.slots[offer] |= np.uint64(1) << np.uint64(slot)
        seat(held, request, offer, slot, place, arc >> 2)
        request = mover


@loop(VOID(NETWORK, PART, HELD, SEARCH, I32S))
def _insert_places(net: Network, part: Part, held: Held, search: Search, roots: Array) -> None:
    """Insert places in order, each given as its helper."""
    for position in range(len(roots)):
        root = np.int64(roots[position])
        search.best[0], search.best[1] = FAR, -1
        reach(search, root, 0, -1, 0)
        while search.size[0] > 0 and search.heap_key[0] < search.best[0]:
            distance = search.heap_key[0]
            _leave(net, part, held, search, pop(search), distance, root)
        _lower_prices(held, search)
        _change_along(net, part, held, search, root)
        forget(search)


def seat_scarce(net: Network, held: Held, scarce: Scarce) -> None:
    """Fill the places of the part in the best way, with its prices; nothing may be held yet.

    All requests of the part must cost the same to leave out: between weights that differ, the
    chains would be long again, and inserting requests by weight is better (`flow.py`).
    """
    part = _seen_from_helpers(net, scarce)
    held.u[scarce.requests] = net.unmatched_cost[scarce.requests]
    some = np.flatnonzero(scarce.places > 0)
    held.v[some] = (part.arc_key[part.arc_start[some]] >> 32) - part.dearest_out[0]
    roots = np.repeat(some, scarce.places[some]).astype(np.int32)
    search = fresh_search(len(held.v) + len(held.u))
    _insert_places(net, part, held, search, roots)
    # A helper who is in it with some half-days only has places left: the half-days bear the price.
    partly = some[scarce.places[some] < np.diff(net.place_start)[some]]
    held.v[partly] = -net.place_cost[net.place_start[partly] + scarce.places[partly] - 1]
