"""The exact solver: requests are inserted one by one along the cheapest augmenting path.

Min-cost flow request → (helper, half-day), 1 → helper → places at rising cost, plus one private
arc per request for staying out. Prices keep every reduced cost `c - u - v - w` at 0 or more and
at 0 on what is held; `w`, the price of a held half-day, lives on the request that holds it:
`w = held cost - u - v`, so nothing of size helpers × half-days exists.

Nodes of the search: helper j is `j`, request r is `n_offers + r` (reached when it must move), and
`n_offers + n_requests + r` stands for the arcs of r that are not in its list yet. See
docs/matching.md, and Jonker & Volgenant 1987 for row insertion.
"""

import numpy as np

from mutualaid.matching.by_offer import seat_scarce
from mutualaid.matching.candidates import COMPLETE, Arcs
from mutualaid.matching.compiled import I32S, I64, PAIR, VOID, loop
from mutualaid.matching.costs import Weights, load_costs, place_starts, unmatched_costs
from mutualaid.matching.instance import Array, Instance
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
from mutualaid.matching.plan import Prices
from mutualaid.matching.points import half_days_of
from mutualaid.matching.scarcity import find_scarce
from mutualaid.matching.search import (
    FAR,
    OPEN_AGAIN,
    SEARCH,
    Search,
    forget,
    fresh_search,
    pop,
    reach,
)


@loop(VOID(NETWORK, HELD, SEARCH, I64, I64))
def _leave_request(net: Network, held: Held, search: Search, request: int, distance: int) -> None:
    """A request that must move: it stays out, or follows its arcs, cheapest first.

    An arc leads to the helper through a free half-day, else to those who hold the half-days. The
    columns are local names: read from the tuples in this loop, each would be counted in and out.
    """
    arc_key, place_start, place_cost = net.arc_key, net.place_start, net.place_cost
    offer_slots, taken, v, u = net.offer_slots, held.slots, held.v, held.u
    jobs, holder, slot_of, held_cost = held.jobs, held.holder, held.slot, held.cost
    best, distances, n_offers = search.best, search.distance, len(held.v)
    slots = net.request_slots[request]
    base = distance - u[request]
    if base + net.unmatched_cost[request] < best[0]:
        best[0] = base + net.unmatched_cost[request]
        best[1] = -1 - request
    first = net.arc_start[request]
    for arc in range(first, first + net.arc_count[request]):
        cost = arc_key[arc] >> 32
        if base + cost >= best[0]:
            return
        offer = arc_key[arc] & ROW
        there = base + cost - v[offer]
        if there >= best[0]:
            continue
        cost_and_part = arc_key[arc] >> 30
        shared = slots & offer_slots[offer] & half_days_of(cost_and_part & 3)
        seats = place_start[offer]
        if (shared & ~taken[offer]) != np.uint64(0):
            if there >= distances[offer]:
                continue
            reach(search, offer, there, request, cost_and_part)
            place = seats + jobs[offer]
            if place < place_start[offer + 1]:
                out = there + v[offer] + place_cost[place]
                if out < best[0]:
                    best[0] = out
                    best[1] = offer
            continue
        for place in range(seats, seats + jobs[offer]):
            other = np.int64(holder[place])
            if other == request or not (shared >> np.uint64(slot_of[other])) & np.uint64(1):
                continue
            there = base + cost + u[other] - held_cost[other]
            if there < best[0] and there < distances[n_offers + other]:
                reach(search, n_offers + other, there, request, cost_and_part)
    unseen = base + net.beyond[request]
    if net.beyond[request] < COMPLETE and unseen < best[0]:
        reach(search, n_offers + len(u) + request, unseen, request, 0)


@loop(VOID(NETWORK, HELD, SEARCH, I64, I64))
def _leave_helper(net: Network, held: Held, search: Search, offer: int, distance: int) -> None:
    """Through a helper: any request she serves may move, at the worth of its half-day."""
    u, held_cost, holder, n_offers = held.u, held.cost, held.holder, len(held.v)
    first = net.place_start[offer]
    best, base = search.best[0], distance + held.v[offer]
    for place in range(first, first + held.jobs[offer]):
        other = np.int64(holder[place])
        there = base + u[other] - held_cost[other]
        if there < best:
            reach(search, n_offers + other, there, -1, 0)


@loop(VOID(HELD, SEARCH))
def _raise_prices(held: Held, search: Search) -> None:
    """Keep all reduced costs at 0 or more, and at 0 along the way."""
    n_offers, n_requests = len(held.v), len(held.u)
    for position in range(search.size[1]):
        node = search.touched[position]
        rise = search.best[0] - search.distance[node]
        if rise <= 0:
            continue
        if node < n_offers:
            held.v[node] -= rise
        elif node < n_offers + n_requests:
            held.u[node - n_offers] += rise


@loop(I64(NETWORK, HELD, SEARCH, I64, I64))
def _seat_on_free(net: Network, held: Held, search: Search, offer: int, place: int) -> int:
    """Give the request that came to a helper the first free half-day that its arc may take."""
    request = np.int64(search.from_request[offer])
    arc = search.from_arc[offer]
    free = net.request_slots[request] & net.offer_slots[offer] & ~held.slots[offer]
    free &= half_days_of(arc & 3)
    slot = earliest(free)
    held.slots[offer] |= np.uint64(1) << np.uint64(slot)
    seat(held, request, offer, slot, place, arc >> 2)
    return request


@loop(VOID(NETWORK, HELD, SEARCH, I64))
def _augment(net: Network, held: Held, search: Search, root: int) -> None:
    """Go back along the best way: each request takes what the next one leaves."""
    n_offers = len(held.v)
    end = search.best[1]
    left = FAR
    if end >= 0:
        place = net.place_start[end] + held.jobs[end]
        held.jobs[end] += 1
        request = np.int64(search.from_request[end])
        offer, slot, left = np.int64(held.offer[request]), held.slot[request], held.place[request]
        _seat_on_free(net, held, search, end, place)
    else:
        request = -1 - end
        offer, slot, left = np.int64(held.offer[request]), held.slot[request], held.place[request]
        held.place[request] = -1
    while request != root:
        node = n_offers + request
        mover = np.int64(search.from_request[node])
        through_helper = mover < 0
        if through_helper:
            mover = np.int64(search.from_request[offer])
        next_offer, next_slot = np.int64(held.offer[mover]), held.slot[mover]
        next_left = held.place[mover]
        if through_helper:
            _seat_on_free(net, held, search, offer, left)
            held.slots[offer] &= ~(np.uint64(1) << np.uint64(slot))
        else:
            seat(held, mover, offer, slot, left, search.from_arc[node] >> 2)
        request, offer, slot, left = mover, next_offer, next_slot, next_left


@loop(I64(NETWORK, HELD, SEARCH, I64, I64))
def _insert(net: Network, held: Held, search: Search, root: int, enriched: int) -> int:
    """Insert one request; returns -1, or the request whose further arcs must be known first.

    Once they are, the search goes on where it stopped: `enriched` is that request, else -1.
    """
    n_offers, n_requests = len(held.v), len(held.u)
    if enriched >= 0:
        _leave_request(net, held, search, enriched, search.distance[n_offers + enriched])
    else:
        search.best[0] = FAR
        search.best[1] = -1 - root
        reach(search, n_offers + root, 0, -1, 0)
    while search.size[0] > 0 and search.heap_key[0] < search.best[0]:
        distance = search.heap_key[0]
        node = pop(search)
        if node < n_offers:
            _leave_helper(net, held, search, node, distance)
        elif node < n_offers + n_requests:
            _leave_request(net, held, search, node - n_offers, distance)
        else:
            search.distance[node] = OPEN_AGAIN
            return node - n_offers - n_requests
    _raise_prices(held, search)
    _augment(net, held, search, root)
    forget(search)
    return -1


@loop(PAIR(NETWORK, HELD, SEARCH, I32S, I64, I64))
def _insert_from(
    net: Network, held: Held, search: Search, order: Array, first: int, enriched: int
) -> tuple[int, int]:
    """Insert requests in order; stops at (position, request) when arcs are wanted."""
    for position in range(first, len(order)):
        wanted = _insert(net, held, search, order[position], enriched)
        enriched = -1
        if wanted >= 0:
            return position, wanted
    return len(order), -1


def _weigh_the_same(unmatched_cost: Array) -> bool:
    return bool(len(unmatched_cost)) and bool((unmatched_cost == unmatched_cost[0]).all())


def open_flow(instance: Instance, arcs: Arcs, weights: Weights) -> tuple[Network, Held]:
    """The network of an instance, in which nobody is served yet."""
    starts = place_starts(instance.offers)
    net = Network(
        *(arcs.pool, arcs.start, arcs.count, arcs.beyond),
        *(instance.requests.slots, instance.offers.slots, unmatched_costs(instance, weights)),
        *(starts, load_costs(instance.offers, weights)),
    )
    return net, nothing_held(len(instance.requests), len(instance.offers), int(starts[-1]))


def dearest_first(net: Network, rows: Array) -> Array:
    """The given request rows, from the dearest to leave out to the cheapest."""
    costs = net.unmatched_cost[rows]
    return np.asarray(rows[np.argsort(-costs, kind="stable")], dtype=np.int32)


def insert_rows(net: Network, held: Held, search: Search, arcs: Arcs, rows: Array) -> Network:
    """Insert requests in order, listing more arcs as they are needed."""
    position, wanted = 0, -1
    while position < len(rows):
        position, wanted = _insert_from(net, held, search, rows, position, wanted)
        if wanted >= 0:
            arcs.ask_more(wanted)
            net = net._replace(arc_key=arcs.pool)
    return net


def prices_of(held: Held) -> Prices:
    """The prices of requests, helpers and held half-days."""
    seated = held.place >= 0
    worth = held.u - held.cost + held.v[held.offer] if len(held.v) else held.u
    return Prices(u=held.u, v=held.v, w=-np.where(seated, worth, 0))


def solve_flow(instance: Instance, arcs: Arcs, weights: Weights) -> tuple[Held, Prices]:
    """The cheapest plan over all arcs, those not listed yet included, and its prices.

    Where all requests weigh the same, the part that cannot be served whole is filled first, from
    its helpers (`by_offer.py`). The others go in from the dearest to leave out to the cheapest, so
    that nobody seated is ever put out for someone who weighs less.
    """
    net, held = open_flow(instance, arcs, weights)
    rows = np.arange(len(instance.requests))
    if _weigh_the_same(net.unmatched_cost):
        net, scarce = find_scarce(net, arcs)
        if scarce.requests.any():
            seat_scarce(net, held, scarce)
        rows = rows[~scarce.requests]
    insert_rows(net, held, search_in(net), arcs, dearest_first(net, rows))
    return held, prices_of(held)


def search_in(net: Network) -> Search:
    """Room for a search by requests."""
    return fresh_search(len(net.offer_slots) + 2 * len(net.request_slots))
