"""The matcher beside "nearest first", in one run: `python benchmarks/matching.py [sizes…]`.

Towns of constant density, neighbourhoods of some 250 people that agree with those around them, 12
kinds of help, 21 days of half-days. Ample = as many helpers as requests; scarce = 0.6 as many.
Prints a table, then one JSON line.
"""

import argparse
import json
import resource
import sys
from time import perf_counter, process_time
from typing import Any

import numpy as np

from mutualaid.matching.candidates import Arcs
from mutualaid.matching.costs import Weights
from mutualaid.matching.instance import Array, Instance, Offers, Requests
from mutualaid.matching.network import ROW
from mutualaid.matching.solve import match
from mutualaid.matching.warm import tiny_run

N_KINDS = 12
REACHES_M = np.array([400.0, 800.0, 1600.0, 5000.0]) + 200 / 2**0.5
DENSITY = 10_000 / 0.2**2
"""Requests for each square degree."""


def _half_days(random: np.random.Generator, size: int, chosen: int) -> Array:
    masks = np.zeros(size, dtype=np.uint64)
    for _ in range(chosen):
        masks |= np.uint64(1) << random.integers(0, 63, size).astype(np.uint64)
    return masks


def _agreement(width: int) -> Array:
    """Neighbourhoods on a square agree with the eight around them."""
    x, y = np.divmod(np.arange(width * width), width)
    near_x = np.abs(x[:, None] - x) <= 1
    return near_x & (np.abs(y[:, None] - y) <= 1)


def town(n_requests: int, n_offers: int, seed: int = 1) -> Instance:
    """One instance of the benchmark."""
    random = np.random.default_rng(seed)
    side = (n_requests / DENSITY) ** 0.5
    width = max(1, round((n_requests / 250) ** 0.5))
    places = []
    for size in (n_requests, n_offers):
        x, y = random.random(size), random.random(size)
        here = (x * width).astype(np.int32) * width + (y * width).astype(np.int32)
        places.append((47.2 + side * x, -1.5 + 1.47 * side * y, here))
    (lat, lon, here), (helper_lat, helper_lon, helper_here) = places
    weekly = _half_days(random, n_offers, 5) & np.uint64(2**21 - 1)
    requests = Requests(
        ids=random.permutation(n_requests),
        category=random.integers(0, N_KINDS, n_requests),
        lat=lat,
        lon=lon,
        slots=_half_days(random, n_requests, 3),
        level=(random.random(n_requests) < 0.3).astype(np.int8),
        waiting_days=random.exponential(6.0, n_requests),
        urgent=random.random(n_requests) < 0.08,
        at_deadline=random.random(n_requests) < 0.05,
        has_place=random.random(n_requests) < 0.85,
        needs_met=random.random(n_requests) < 0.8,
        neighbourhood=here,
        language=np.where(random.random(n_requests) < 0.03, 2, 0).astype(np.uint64),
    )
    kinds = np.zeros(n_offers, dtype=np.uint64)
    for _ in range(4):
        kinds |= np.uint64(1) << random.integers(0, N_KINDS, n_offers).astype(np.uint64)
    offers = Offers(
        ids=random.permutation(n_offers),
        categories=kinds,
        lat=helper_lat,
        lon=helper_lon,
        slots=weekly
        | weekly << np.uint64(21)
        | weekly << np.uint64(42)
        | _half_days(random, n_offers, 4),
        reach_m=random.choice(REACHES_M, n_offers, p=[0.15, 0.35, 0.35, 0.15]),
        capacity=random.choice([0, 1, 2], n_offers, p=[0.1, 0.3, 0.6]),
        load=random.choice([0, 1, 2, 3], n_offers, p=[0.5, 0.25, 0.15, 0.1]),
        rhythm=random.choice([0, 2, 4, 8], n_offers, p=[0.3, 0.3, 0.3, 0.1]),
        level=(random.random(n_offers) < 0.7).astype(np.int8),
        met=random.random(n_offers) < 0.9,
        neighbourhood=helper_here,
        languages=np.where(random.random(n_offers) < 0.1, 3, 1).astype(np.uint64),
    )
    return Instance(requests, offers, agree=_agreement(width), seed=seed)


def nearest_first(some: Instance) -> tuple[int, float]:
    """The peer: all allowed pairs from the nearest to the farthest, taken while they fit."""
    began = perf_counter()
    weights = Weights(walk_band=1, load=0, never_asked=0)
    arcs = Arcs(some, weights, wanted=512)
    request = np.repeat(np.arange(len(some.requests)), arcs.count)
    offer = arcs.pool[: len(request)] & ROW
    here = np.where(some.requests.has_place, some.requests.lat, np.nan)[request]
    north = np.radians(some.offers.lat[offer] - here)
    east = np.radians(some.offers.lon[offer] - some.requests.lon[request]) * np.cos(
        np.radians(here)
    )
    order = np.argsort(np.nan_to_num(north**2 + east**2), kind="stable")
    free = (some.requests.slots[request] & some.offers.slots[offer])[order].tolist()
    left, held = some.offers.capacity.tolist(), [0] * len(some.offers)
    served: set[int] = set()
    for row, col, slots in zip(request[order].tolist(), offer[order].tolist(), free, strict=True):
        open_slots = slots & ~held[col]
        if row not in served and left[col] and open_slots:
            served.add(row)
            left[col] -= 1
            held[col] |= open_slots & -open_slots
    return len(served), perf_counter() - began


def measured(n_requests: int, n_offers: int) -> dict[str, Any]:
    """One row of the table."""
    some = town(n_requests, n_offers)
    began, cpu_began = perf_counter(), process_time()
    result = match(some)
    seconds, cpu_seconds = perf_counter() - began, process_time() - cpu_began
    peer_served, peer_seconds = nearest_first(some)
    return {
        "requests": n_requests,
        "offers": n_offers,
        "arcs": result.counts["arcs"],
        "served": len(result.plan),
        "peer_served": peer_served,
        "gap": result.certificate.gap,
        "ok": result.ok,
        "seconds": {name: round(value, 3) for name, value in result.seconds.items()},
        "total_seconds": round(seconds, 3),
        "cpu_seconds": round(cpu_seconds, 3),
        "peer_seconds": round(peer_seconds, 3),
    }


def main() -> int:
    """Measure each size, ample and scarce."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1_000, 10_000, 40_000])
    tiny_run()
    stages = ("candidates", "solve", "verify", "explain")
    heads = ("requests", "offers", "arcs", "served", "nearest", *stages, "total", "cpu", "gap")
    print("".join(f"{head:>11}" for head in heads))
    rows = []
    for size in parser.parse_args().sizes:
        for n_offers in (size, size * 6 // 10):
            row = measured(size, n_offers)
            rows.append(row)
            cells = [row["requests"], row["offers"], row["arcs"], row["served"], row["peer_served"]]
            cells += [*row["seconds"].values(), row["total_seconds"]]
            cells += [row["cpu_seconds"], row["gap"]]
            print("".join(f"{cell:>11}" for cell in cells), flush=True)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"benchmark": "matching", "peak_mb": peak_mb, "rows": rows}))
    return 0 if all(row["ok"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
