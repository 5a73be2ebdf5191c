"""Where help is scarce: the requests that cannot all be served, and the helpers they compete for.

A maximum matching, found by searching in depth and never looking twice at one node in a pass
(Pothen & Fan 1990, on the first free places taken). What is reached in the pass that finds nothing
any more is the over-constrained part of Dulmage & Mendelsohn (1958): all of its places are taken
in every plan that serves as many as possible, and everybody outside it is served.
"""

from typing import NamedTuple

import numpy as np

from mutualaid.matching.candidates import COMPLETE, Arcs
from mutualaid.matching.compiled import BOOLS, I32S, I64, I64S, U64S, VOID, loop, tuple_of
from mutualaid.matching.instance import Array
from mutualaid.matching.network import (
    HELD,
    NETWORK,
    ROW,
    Held,
    Network,
    earliest,
    nothing_held,
    seat,
)
from mutualaid.matching.points import half_days_of


class Scarce(NamedTuple):
    """The part of an instance where not everybody can be served."""

    requests: Array
    "Per request, whether it is in it."
    slots: Array
    "Per helper, her half-days that are in it: all of them, some, or none."
    places: Array
    "Per helper, how many of her places are in it."


class Descent(NamedTuple):
    """One pass in depth: who was seen, and the requests on the way down."""

    seen_request: Array
    seen_offer: Array
    is_full: Array
    "Per helper, whether no place is left; it stays so."
    request: Array
    arc: Array
    "Per depth, the arc being followed, counted from the first of the request."
    place: Array
    "Per depth, the next place of that arc's helper to look at; -1 before the first."
    backward: Array
    "One value: whether this pass follows arcs from the dearest. Each pass turns round, so that the"
    " same long ways are not tried first again."
    through: Array
    "Per depth, whether any request of that helper may move, since a half-day is free."


DESCENT = tuple_of(Descent, BOOLS, BOOLS, BOOLS, I32S, I64S, I64S, BOOLS, BOOLS)


@loop(I64(NETWORK, HELD, DESCENT, I64))
def _arc_to_a_free_place(net: Network, held: Held, way: Descent, request: int) -> int:
    """The cheapest arc to a helper who has both a place and a half-day left, or -1."""
    slots, first = net.request_slots[request], net.arc_start[request]
    for arc in range(first, first + net.arc_count[request]):
        offer = net.arc_key[arc] & ROW
        if not way.is_full[offer]:
            free = slots & net.offer_slots[offer] & ~held.slots[offer]
            if free & half_days_of((net.arc_key[arc] >> 30) & 3) != np.uint64(0):
                return arc
    return -1


@loop(I64(NETWORK, DESCENT, I64))
def _key_at(net: Network, way: Descent, depth: int) -> int:
    """The arc that is being followed at a depth."""
    request, number = np.int64(way.request[depth]), way.arc[depth]
    first = net.arc_start[request]
    if way.backward[0]:
        return np.int64(net.arc_key[first + net.arc_count[request] - 1 - number])
    return np.int64(net.arc_key[first + number])


@loop(I64(NETWORK, HELD, DESCENT, I64))
def _next_below(net: Network, held: Held, way: Descent, depth: int) -> int:
    """The next request not yet seen that would make room if it moved, or -1 when there is none."""
    request = np.int64(way.request[depth])
    slots = net.request_slots[request]
    while way.arc[depth] < net.arc_count[request]:
        key = _key_at(net, way, depth)
        offer = key & ROW
        shared = slots & net.offer_slots[offer] & half_days_of((key >> 30) & 3)
        if way.place[depth] < 0:
            way.through[depth] = (shared & ~held.slots[offer]) != np.uint64(0)
            if way.through[depth] and way.seen_offer[offer]:
                way.arc[depth] += 1
                continue
            way.seen_offer[offer] |= way.through[depth]
            way.place[depth] = net.place_start[offer]
        while way.place[depth] < net.place_start[offer] + held.jobs[offer]:
            other = np.int64(held.holder[way.place[depth]])
            way.place[depth] += 1
            moves = way.through[depth]
            moves |= (shared >> np.uint64(held.slot[other])) & np.uint64(1) == np.uint64(1)
            if moves and not way.seen_request[other]:
                return other
        way.place[depth] = -1
        way.arc[depth] += 1
    return -1


@loop(VOID(NETWORK, HELD, DESCENT, I64, I64))
def _move_along(net: Network, held: Held, way: Descent, depth: int, arc: int) -> None:
    """The last request takes the free place, and each one above what the one below it leaves."""
    request = np.int64(way.request[depth])
    left = np.int64(held.offer[request]), np.int64(held.slot[request]), held.place[request]
    offer = net.arc_key[arc] & ROW
    place = net.place_start[offer] + held.jobs[offer]
    held.jobs[offer] += 1
    way.is_full[offer] = place + 1 == net.place_start[offer + 1]
    free = net.request_slots[request] & net.offer_slots[offer] & ~held.slots[offer]
    slot = np.int64(earliest(free & half_days_of((net.arc_key[arc] >> 30) & 3)))
    held.slots[offer] |= np.uint64(1) << np.uint64(slot)
    seat(held, request, offer, slot, place, 0)
    for above in range(depth - 1, -1, -1):
        request = np.int64(way.request[above])
        offer, slot, place = left
        left = np.int64(held.offer[request]), np.int64(held.slot[request]), held.place[request]
        key = _key_at(net, way, above)
        free = net.request_slots[request] & net.offer_slots[offer] & ~held.slots[offer]
        free &= half_days_of((key >> 30) & 3)
        if way.through[above] and free != np.uint64(0):
            held.slots[offer] &= ~(np.uint64(1) << np.uint64(slot))
            slot = np.int64(earliest(free))
            held.slots[offer] |= np.uint64(1) << np.uint64(slot)
        seat(held, request, offer, slot, place, 0)


@loop(I64(NETWORK, HELD, DESCENT, I64))
def _serve(net: Network, held: Held, way: Descent, root: int) -> int:
    """Look below one request for a free place; whether it was found, and everybody moved."""
    depth, below = -1, root
    while True:
        if below >= 0:
            depth += 1
            way.seen_request[below] = True
            way.request[depth], way.arc[depth], way.place[depth] = below, 0, -1
            arc = _arc_to_a_free_place(net, held, way, below)
            if arc >= 0:
                _move_along(net, held, way, depth, arc)
                return 1
        else:
            depth -= 1
            if depth < 0:
                return 0
        below = _next_below(net, held, way, depth)


@loop(I64(NETWORK, HELD, DESCENT))
def _pass(net: Network, held: Held, way: Descent) -> int:
    """One search from each request that nobody serves; how many are served now."""
    found = 0
    way.seen_request[:] = False
    way.seen_offer[:] = False
    for request in range(len(held.place)):
        if held.place[request] < 0 and not way.seen_request[request]:
            found += _serve(net, held, way, request)
    return found


@loop(VOID(HELD, BOOLS, U64S))
def _mark_half_days(held: Held, requests: Array, slots: Array) -> None:
    """The half-days that the requests of the part hold."""
    for request in range(len(requests)):
        if requests[request] and held.place[request] >= 0:
            slots[held.offer[request]] |= np.uint64(1) << np.uint64(held.slot[request])


def find_scarce(net: Network, arcs: Arcs) -> tuple[Network, Scarce]:
    """The part where help is scarce; all arcs of its requests are listed afterwards."""
    n_requests, n_offers = len(net.request_slots), len(net.offer_slots)
    held = nothing_held(n_requests, n_offers, int(net.place_start[-1]))
    way = Descent(
        seen_request=np.zeros(n_requests, dtype=np.bool_),
        seen_offer=np.zeros(n_offers, dtype=np.bool_),
        is_full=np.diff(net.place_start) == 0,
        request=np.zeros(n_requests, dtype=np.int32),
        arc=np.zeros(n_requests, dtype=np.int64),
        place=np.zeros(n_requests, dtype=np.int64),
        backward=np.zeros(1, dtype=np.bool_),
        through=np.zeros(n_requests, dtype=np.bool_),
    )
    while True:
        found = _pass(net, held, way)
        way.backward[0] = not way.backward[0]
        if found:
            continue
        partly_listed = np.flatnonzero(way.seen_request & (net.beyond < COMPLETE))
        if not len(partly_listed):
            break
        arcs.list_all(partly_listed)
        net = net._replace(arc_key=arcs.pool)
    slots = np.zeros(n_offers, dtype=np.uint64)
    _mark_half_days(held, way.seen_request, slots)
    places = np.where(way.seen_offer, np.diff(net.place_start), np.bitwise_count(slots))
    slots = np.where(way.seen_offer, net.offer_slots, slots)
    return net, Scarce(way.seen_request, slots, places.astype(np.int64))
