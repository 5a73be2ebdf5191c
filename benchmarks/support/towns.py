"""Invented places for the matcher's benchmarks: the facts that a spreadsheet would have."""

from dataclasses import fields
from typing import Any

import numpy as np

from mutualaid.matching.instance import Array, Instance, Offers, Requests

N_KINDS = 12
METRES_OF_A_DEGREE = 111_195.0
SUPPLIES = {"ample": 1.0, "balanced": 0.66, "scarce": 0.5}
"""Offers for each request; one has 1.5 places on average, and not everybody is within reach."""
PLACES = {"city": 23.0, "towns": 23.0, "rural": 1.5}
"""Requests for each square kilometre; towns are clusters of the same mean density."""
REACHES_M = {
    "city": (400.0, 800.0, 1600.0, 3000.0),
    "towns": (400.0, 800.0, 1600.0, 3000.0),
    "rural": (1600.0, 3000.0, 5000.0, 12_000.0),
}


def _half_days(random: np.random.Generator, size: int, chosen: int) -> Array:
    masks = np.zeros(size, dtype=np.uint64)
    for _ in range(chosen):
        masks |= np.uint64(1) << random.integers(0, 63, size).astype(np.uint64)
    return masks


def _points(random: np.random.Generator, size: int, place: str, n_requests: int) -> Array:
    """Kilometres east and north."""
    side = (n_requests / PLACES[place]) ** 0.5
    if place != "towns":
        return random.random((size, 2)) * side
    n_towns = max(2, n_requests // 2000)
    centres = np.random.default_rng(n_requests).random((n_towns, 2)) * side
    spread = side / n_towns**0.5 / 4
    return np.asarray(
        centres[random.integers(0, n_towns, size)] + random.normal(0, spread, (size, 2))
    )


def invented(
    n_requests: int, supply: str, place: str, *, one_place_each: bool = False, seed: int = 1
) -> Instance:
    """One instance; the same arguments give the same one."""
    random = np.random.default_rng(seed)
    n_offers = int(n_requests * SUPPLIES[supply] * (1.5 if one_place_each else 1.0))
    columns: list[dict[str, Any]] = []
    for size in (n_requests, n_offers):
        east, north = _points(random, size, place, n_requests).T
        lat = 45.0 + north * 1000 / METRES_OF_A_DEGREE
        lon = 4.0 + east * 1000 / METRES_OF_A_DEGREE / np.cos(np.radians(45.0))
        columns.append({"ids": np.arange(size), "lat": lat, "lon": lon})
    asks, gives = columns
    no, zeros = np.zeros(n_requests, dtype=np.bool_), np.zeros(n_requests, dtype=np.int32)
    asks |= {
        "category": random.integers(0, N_KINDS, n_requests).astype(np.int32),
        "slots": _half_days(random, n_requests, 4),
        "level": zeros.astype(np.int8),
        "waiting_days": random.random(n_requests) * 10,
        "urgent": random.random(n_requests) < 0.05,
        "at_deadline": no,
        "has_place": ~no,
        "needs_met": no,
        "neighbourhood": zeros,
        "language": zeros.astype(np.uint64),
        "reach_m": np.full(n_requests, 2e7),
        "prefers": zeros.astype(np.int8),
    }
    kinds = np.zeros(n_offers, dtype=np.uint64)
    for _ in range(3):
        kinds |= np.uint64(1) << random.integers(0, N_KINDS, n_offers).astype(np.uint64)
    zeros = np.zeros(n_offers, dtype=np.int32)
    capacity = random.integers(1, 2 if one_place_each else 3, n_offers)
    gives |= {
        "categories": kinds,
        "slots": _half_days(random, n_offers, 14),
        "reach_m": random.choice(REACHES_M[place], n_offers),
        "capacity": capacity.astype(np.int32),
        "load": random.integers(0, 3, n_offers).astype(np.int32),
        "rhythm": np.full(n_offers, 4, dtype=np.int32),
        "level": zeros.astype(np.int8),
        "met": zeros == 0,
        "neighbourhood": zeros,
        "languages": zeros.astype(np.uint64),
    }
    return Instance(
        Requests(*(asks[column.name] for column in fields(Requests))),
        Offers(*(gives[column.name] for column in fields(Offers))),
        agree=np.ones((1, 1), dtype=np.bool_),
        seed=seed,
    )
