"""What the matcher is measured against: other people's solvers, and the habits of the field.

All of them serve as many requests as possible, then walk the fewest metres, on the same arcs; the
greedy ones take what they find. OR-Tools and SciPy are needed here only (`requirements/peers.txt`).
"""

from time import perf_counter
from typing import NamedTuple

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy.sparse import coo_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching
from scipy.spatial import cKDTree

from mutualaid.matching.instance import Array, Instance

EARTH_M = 6_371_008.8
CHUNK = 4000


class Pairs(NamedTuple):
    """Every allowed pair: request row, offer row, whole metres."""

    request: Array
    offer: Array
    metres: Array


class Answer(NamedTuple):
    """What a solver found, and its seconds."""

    served: int
    metres: int
    seconds: float


def _on_the_globe(lat: Array, lon: Array) -> Array:
    lat, lon = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def pairs_by_kd_tree(some: Instance) -> tuple[Pairs, float]:
    """All allowed pairs as one would find them with SciPy and NumPy, and the seconds it took."""
    began = perf_counter()
    asks, gives = some.requests, some.offers
    tree = cKDTree(_on_the_globe(asks.lat, asks.lon))
    around = _on_the_globe(gives.lat, gives.lon)
    chords = 2 * np.sin((gives.reach_m + 1) / (2 * EARTH_M))
    found: list[Pairs] = []
    for first in range(0, len(gives), CHUNK):
        lists = tree.query_ball_point(around[first : first + CHUNK], chords[first : first + CHUNK])
        counts = np.array([len(each) for each in lists], dtype=np.int64)
        row = np.concatenate([np.asarray(each, dtype=np.int64) for each in lists])
        col = np.repeat(np.arange(first, first + len(lists)), counts)
        kind = (gives.categories[col] >> asks.category[row].astype(np.uint64)) & np.uint64(1)
        fits = (kind == 1) & (asks.slots[row] & gives.slots[col] != 0)
        row, col = row[fits], col[fits]
        half_lat = np.sin(np.radians(gives.lat[col] - asks.lat[row]) / 2)
        half_lon = np.sin(np.radians(gives.lon[col] - asks.lon[row]) / 2)
        ring = np.cos(np.radians(asks.lat[row])) * np.cos(np.radians(gives.lat[col]))
        angle = np.arcsin(np.sqrt(half_lat**2 + ring * half_lon**2))
        metres = np.floor(2 * EARTH_M * angle + 0.5).astype(np.int64)
        near = metres <= gives.reach_m[col]
        found.append(Pairs(row[near], col[near], metres[near]))
    joined = Pairs(*(np.concatenate(column) for column in zip(*found, strict=True)))
    return joined, perf_counter() - began


def _by_half_day(some: Instance, pairs: Pairs) -> tuple[Pairs, Array]:
    """Each pair once for each half-day that the two share, and that half-day."""
    shared = some.requests.slots[pairs.request] & some.offers.slots[pairs.offer]
    rows, slots = [], []
    left = np.arange(len(shared))
    while len(left):
        lowest = shared[left] & (~shared[left] + np.uint64(1))
        rows.append(left)
        slots.append(np.bitwise_count(lowest - np.uint64(1)).astype(np.int64))
        shared[left] ^= lowest
        left = left[shared[left] != 0]
    row = np.concatenate(rows)
    return Pairs(*(column[row] for column in pairs)), np.concatenate(slots)


def by_or_tools(some: Instance, pairs: Pairs) -> Answer:
    """OR-Tools `SimpleMinCostFlow`: request, half-day of a helper, helper, sink."""
    n_requests, n_offers = len(some.requests), len(some.offers)
    arcs, slots = _by_half_day(some, pairs)
    nodes, node = np.unique(arcs.offer.astype(np.int64) * 64 + slots, return_inverse=True)
    helper = n_requests + len(nodes)
    sink = helper + n_offers
    left_out = 2 * n_requests * (int(arcs.metres.max(initial=0)) + 1)
    every = np.arange(n_requests)
    tails = (arcs.request, n_requests + np.arange(len(nodes)), helper + np.arange(n_offers), every)
    heads = (n_requests + node, helper + nodes // 64, np.full(n_offers, sink))
    ones = np.ones(len(arcs.request) + len(nodes), dtype=np.int64)
    nothing = np.zeros(len(nodes) + n_offers, dtype=np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(tails).astype(np.int32),
        np.concatenate([*heads, np.full(n_requests, sink)]).astype(np.int32),
        np.concatenate([ones, some.offers.capacity, np.ones(n_requests, dtype=np.int64)]),
        np.concatenate([arcs.metres, nothing, np.full(n_requests, left_out)]),
    )
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[:n_requests], supply[sink] = 1, -n_requests
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supply)
    began = perf_counter()
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("OR-Tools found no optimal flow")
    seconds = perf_counter() - began
    flows = solver.flows(np.arange(len(arcs.request), dtype=np.int32))
    return Answer(int(flows.sum()), int((flows * arcs.metres).sum()), seconds)


def by_scipy(some: Instance, pairs: Pairs) -> Answer:
    """SciPy's sparse assignment; it knows no half-days: for helpers with one place each."""
    if (some.offers.capacity > 1).any():
        raise ValueError("an assignment gives each helper one request")
    n_requests, n_offers = len(some.requests), len(some.offers)
    left_out = 2 * n_requests * (int(pairs.metres.max(initial=0)) + 1)
    every = np.arange(n_requests)
    points = np.concatenate([pairs.metres + 1, np.full(n_requests, left_out)]).astype(np.float64)
    rows = np.concatenate([pairs.request, every])
    cols = np.concatenate([pairs.offer, n_offers + every])
    table = coo_array((points, (rows, cols)), shape=(n_requests, n_offers + n_requests)).tocsr()
    began = perf_counter()
    row, col = min_weight_full_bipartite_matching(table)
    seconds = perf_counter() - began
    served = col < n_offers
    metres = np.asarray(table[row[served], col[served]]) - 1
    return Answer(int(served.sum()), int(metres.sum()), seconds)


def _taken_while_they_fit(some: Instance, pairs: Pairs, order: Array) -> tuple[int, int]:
    free = (some.requests.slots[pairs.request] & some.offers.slots[pairs.offer])[order].tolist()
    left, held = some.offers.capacity.tolist(), [0] * len(some.offers)
    served: set[int] = set()
    walked = 0
    columns = (pairs.request[order], pairs.offer[order], pairs.metres[order])
    rows = zip(*(column.tolist() for column in columns), free, strict=True)
    for row, col, metres, slots in rows:
        open_slots = slots & ~held[col]
        if row not in served and left[col] and open_slots:
            served.add(row)
            walked += metres
            left[col] -= 1
            held[col] |= open_slots & -open_slots
    return len(served), walked


def nearest_first(some: Instance, pairs: Pairs) -> Answer:
    """All pairs from the nearest to the farthest, taken while they fit."""
    began = perf_counter()
    order = np.argsort(pairs.metres, kind="stable")
    return Answer(*_taken_while_they_fit(some, pairs, order), perf_counter() - began)


def first_come(some: Instance, pairs: Pairs) -> Answer:
    """Requests in the order they were posted, each given its nearest helper who is left."""
    began = perf_counter()
    order = np.lexsort((pairs.metres, -some.requests.waiting_days[pairs.request]))
    return Answer(*_taken_while_they_fit(some, pairs, order), perf_counter() - began)
