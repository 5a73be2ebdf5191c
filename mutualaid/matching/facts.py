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
    walk_band: int


FACTS = tuple_of(
    Facts,
    *(I32S, F64S, F64S, U64S, I8S, BOOLS, BOOLS, I32S, U64S, F64S),
    *(U64S, F64S, F64S, U64S, F64S, I32S, I8S, BOOLS, I32S, U64S),
    *(GRID_OF_BOOLS, I64S, I32S, I64),
)


def facts_of(instance: Instance, weights: Weights) -> Facts:
    """Gather the columns, with the forbidden pairs in request order."""
    asks, gives = instance.requests, instance.offers
    barred = instance.barred
    counts = np.bincount(barred[:, 0], minlength=len(asks))
    return Facts(
        *(asks.category, asks.lat, asks.lon, asks.slots, asks.level),
        *(asks.has_place, asks.needs_met, asks.neighbourhood, asks.language, asks.reach_m),
        *(gives.categories, gives.lat, gives.lon, gives.slots, gives.reach_m),
        *(gives.capacity, gives.level, gives.met, gives.neighbourhood, gives.languages),
        agree=instance.agree,
        barred_start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        barred_offer=np.ascontiguousarray(barred[np.argsort(barred[:, 0], kind="stable"), 1]),
        walk_band=weights.walk_band,
    )


def offers_by_kind(offers: Offers, rows: Array) -> tuple[Array, Array]:
    """The given offer rows once per kind of help they cover: where each kind begins, the rows."""
    kinds = [
        rows[(offers.categories[rows] >> np.uint64(category)) & np.uint64(1) == 1]
        for category in range(N_CATEGORIES)
    ]
    start = np.concatenate([[0], np.cumsum([len(kind) for kind in kinds])])
    return start.astype(np.int64), np.concatenate(kinds).astype(np.int32)
