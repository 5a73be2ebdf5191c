"""The flow as the compiled solvers see it: arcs and places, and who holds what at which price."""

from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import I8S, I32S, I64, I64S, U64, U64S, VOID, loop, tuple_of
from mutualaid.matching.instance import Array

ROW = 2**30 - 1
"""The bits of an arc's key that hold the row of its other end."""


class Network(NamedTuple):
    """What does not change during the search."""

    arc_key: Array
    "Per arc `cost << 32 | part of the day << 30 | offer row`, cheapest first within a request."
    arc_start: Array
    arc_count: Array
    beyond: Array
    "Per request, the cost of its cheapest arc that is not listed."
    request_slots: Array
    offer_slots: Array
    unmatched_cost: Array
    place_start: Array
    place_cost: Array
    "Per place of each helper, the points of filling it once the ones before are filled."


class Held(NamedTuple):
    """Who holds what, and the prices."""

    u: Array
    v: Array
    slots: Array
    "Per helper, the half-days held."
    jobs: Array
    "Per helper, how many of her places are taken, the first ones."
    holder: Array
    "Per place, the request in it."
    place: Array
    "Per request, its place, or -1."
    offer: Array
    slot: Array
    cost: Array


NETWORK = tuple_of(Network, I64S, I64S, I64S, I64S, U64S, U64S, I64S, I64S, I64S)
HELD = tuple_of(Held, I64S, I64S, U64S, I64S, I32S, I64S, I32S, I8S, I64S)


def nothing_held(n_requests: int, n_offers: int, n_places: int) -> Held:
    """Nobody is served, and every price is 0."""
    return Held(
        u=np.zeros(n_requests, dtype=np.int64),
        v=np.zeros(n_offers, dtype=np.int64),
        slots=np.zeros(n_offers, dtype=np.uint64),
        jobs=np.zeros(n_offers, dtype=np.int64),
        holder=np.zeros(n_places, dtype=np.int32),
        place=np.full(n_requests, -1, dtype=np.int64),
        offer=np.zeros(n_requests, dtype=np.int32),
        slot=np.zeros(n_requests, dtype=np.int8),
        cost=np.zeros(n_requests, dtype=np.int64),
    )


@loop(I64(U64))
def earliest(slots: int) -> int:
    """The first half-day of a mask."""
    slot = 0
    while (slots >> np.uint64(slot)) & np.uint64(1) == np.uint64(0):
        slot += 1
    return slot


@loop(VOID(HELD, I64, I64, I64, I64, I64))
def seat(held: Held, request: int, offer: int, slot: int, place: int, cost: int) -> None:
    """Write one pair."""
    held.offer[request] = offer
    held.slot[request] = slot
    held.place[request] = place
    held.cost[request] = cost
    held.holder[place] = request
