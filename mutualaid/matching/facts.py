"""The instance as the compiled code reads it: one tuple of arrays."""

from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import (
    BOOLS,
    F64S,
    GRID_OF_BOOLS,
    I8S,
    I32S,
    I64,
    I64S,
    U64S,
    tuple_of,
)
from mutualaid.matching.costs import Weights
from mutualaid.matching.instance import N_CATEGORIES, Array, Instance, Offers


class Facts(NamedTuple):
    """Columns of the instance; `asks` are those of requests, `gives` those of offers."""

    ask_category: Array
    ask_lat: Array
    ask_lon: Array
    ask_slots: Array
    ask_level: Array
    ask_placed: Array
    ask_needs_met: Array
    ask_neighbourhood: Array
    ask_language: Array
    ask_reach_m: Array
    ask_prefers: Array
    give_categories: Array
    give_lat: Array
    give_lon: Array
    give_slots: Array
    give_reach_m: Array
    give_capacity: Array
    give_level: Array
    give_met: Array
    give_neighbourhood: Array
    give_languages: Array
    agree: Array
    barred_start: Array
    "Per request, where its forbidden offers begin in `barred_offer`."
    barred_offer: Array
    known_start: Array
    "Per request, where the helpers whom its resident has met begin in `known_offer`."
    known_offer: Array
    refusal: Array
    "Per kind of help, the points of its mornings, afternoons and evenings."
    tie: int
    walk_band: int
    walk_metre: int


FACTS = tuple_of(
    Facts,
    *(I32S, F64S, F64S, U64S, I8S, BOOLS, BOOLS, I32S, U64S, F64S, I8S),
    *(U64S, F64S, F64S, U64S, F64S, I32S, I8S, BOOLS, I32S, U64S),
    *(GRID_OF_BOOLS, I64S, I32S, I64S, I32S, I64S, I64, I64, I64),
)


def _by_request(pairs: Array, n_requests: int) -> tuple[Array, Array]:
    """Where the pairs of each request begin, and the offers of these pairs."""
    counts = np.bincount(pairs[:, 0], minlength=n_requests)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return start, np.ascontiguousarray(pairs[np.argsort(pairs[:, 0], kind="stable"), 1])


def facts_of(instance: Instance, weights: Weights) -> Facts:
    """Gather the columns, with the pairs that are listed in request order."""
    asks, gives = instance.requests, instance.offers
    barred_start, barred_offer = _by_request(instance.barred, len(asks))
    known_start, known_offer = _by_request(instance.acquainted, len(asks))
    return Facts(
        *(asks.category, asks.lat, asks.lon, asks.slots, asks.level),
        *(asks.has_place, asks.needs_met, asks.neighbourhood, asks.language),
        *(asks.reach_m, asks.prefers),
        *(gives.categories, gives.lat, gives.lon, gives.slots, gives.reach_m),
        *(gives.capacity, gives.level, gives.met, gives.neighbourhood, gives.languages),
        agree=instance.agree,
        barred_start=barred_start,
        barred_offer=barred_offer,
        known_start=known_start,
        known_offer=known_offer,
        refusal=weights.refusal * instance.refusal.ravel().astype(np.int64) // 1000,
        tie=weights.tie,
        walk_band=weights.walk_band,
        walk_metre=weights.walk_metre,
    )


def offers_by_kind(offers: Offers, rows: Array) -> tuple[Array, Array]:
    """The given offer rows once per kind of help they cover: where each kind begins, the rows."""
    offered = offers.categories[rows]
    used = int(np.bitwise_or.reduce(offered, initial=np.uint64(0)))
    kinds = [
        rows[(offered >> np.uint64(category)) & np.uint64(1) == 1]
        if used >> category & 1
        else rows[:0]
        for category in range(N_CATEGORIES)
    ]
    start = np.concatenate([[0], np.cumsum([len(kind) for kind in kinds])])
    return start.astype(np.int64), np.concatenate(kinds).astype(np.int32)
