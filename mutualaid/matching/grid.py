"""Helpers by kind of help, reach and place: who could be near, without looking at everyone.

Helpers of similar reach share a grid whose cells are as wide as the longest reach among them, so
a request looks at three rows of three cells in each. Cells are counted in degrees, row by row of
latitude, which holds everywhere on the globe; a row that a search would leave is read whole.
"""

from math import asin, cos, floor, radians, sin
from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import F64, F64S, I32S, I64, I64S, PAIR, U64S, loop, njit, tuple_of
from mutualaid.matching.distance import EARTH_RADIUS_M
from mutualaid.matching.facts import offers_by_kind
from mutualaid.matching.instance import N_CATEGORIES, Array, Offers

N_REACHES = 16
SHORTEST_REACH_M = 500.0
"""Reach class c holds reaches up to 500 · 2^c metres."""
DEGREE_M = EARTH_RADIUS_M * np.pi / 180.0
ROW_BITS = 24
COLUMN_BITS = 24
SLACK_M = 2.0
"""The grid and the chord test may be this much too generous, never too strict."""


class Grid(NamedTuple):
    """One entry per placed helper and kind of help, sorted by category, reach class and cell."""

    key: Array
    offer: Array
    slots: Array
    x: Array
    y: Array
    z: Array
    chord: Array
    "Square of the longest straight line through the globe that the reach allows."
    used: Array
    "Per category, a mask of the reach classes that have entries."
    remote_start: Array
    remote_offer: Array
    "Per category, every helper, placed or not."


GRID = tuple_of(Grid, I64S, I32S, U64S, F64S, F64S, F64S, F64S, I64S, I64S, I32S)


@loop(F64(I64))
def cell_degrees(reach: int) -> float:
    """The height of a cell of this reach class."""
    return float((SHORTEST_REACH_M * float(1 << reach) + SLACK_M) / DEGREE_M)


@loop(F64(I64, F64))
def column_degrees(row: int, height: float) -> float:
    """The width of the cells of one row of latitude."""
    middle = (row + 0.5) * height - 90.0
    return float(height / max(0.01, cos(radians(middle))))


@loop(I64(I64, I64, I64, I64))
def cell_key(category: int, reach: int, row: int, column: int) -> int:
    """The sort key of one cell."""
    return (((category * N_REACHES + reach) << ROW_BITS | row) << COLUMN_BITS) | column


@loop(PAIR(I64, I64, I64, F64, F64))
def cells_of_row(category: int, reach: int, row: int, lat: float, lon: float) -> tuple[int, int]:
    """First and last key of the cells of a row that may hold a helper in reach of a point."""
    height = cell_degrees(reach)
    width = column_degrees(row, height)
    angle = radians(height)
    first, last = 0, (1 << COLUMN_BITS) - 1
    if angle < 1.5 and sin(angle) < cos(radians(lat)):
        spread = asin(sin(angle) / cos(radians(lat))) * (180.0 / np.pi)
        if lon - spread > -180.0 and lon + spread < 180.0:
            first = int(floor((lon - spread + 180.0) / width))
            last = int(floor((lon + spread + 180.0) / width))
    return cell_key(category, reach, row, first), cell_key(category, reach, row, last)


@loop(PAIR(I64, F64))
def rows_near(reach: int, lat: float) -> tuple[int, int]:
    """First and last row of latitude in reach of a point."""
    height = cell_degrees(reach)
    return int(floor(max(lat - height + 90.0, 0.0) / height)), int(
        floor((lat + height + 90.0) / height)
    )


@loop(I64(I64S, I64))
def first_entry(keys: Array, wanted: int) -> int:
    """The first position whose key is not smaller (binary search)."""
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@njit(I64S(I32S, I64S, I64S, F64S, F64S))
def _keys(offer: Array, category: Array, reach: Array, lat: Array, lon: Array) -> Array:
    """The cell of each entry."""
    keys = np.empty(len(offer), dtype=np.int64)
    for entry in range(len(offer)):
        here = offer[entry]
        height = cell_degrees(reach[here])
        row = int(floor((lat[here] + 90.0) / height))
        column = int(floor((lon[here] + 180.0) / column_degrees(row, height)))
        keys[entry] = cell_key(category[entry], reach[here], row, column)
    return keys


def _reach_classes(reach_m: Array) -> Array:
    """The class of each reach."""
    steps = np.ceil(np.log2(np.maximum(reach_m, SHORTEST_REACH_M) / SHORTEST_REACH_M))
    return np.minimum(steps, N_REACHES - 1).astype(np.int64)


def _chords(reach_m: Array) -> Array:
    """Square of the chord, on the unit globe, of each reach."""
    angle = np.minimum((reach_m + SLACK_M) / (2.0 * EARTH_RADIUS_M), np.pi / 2)
    return 4.0 * np.sin(angle) ** 2


def build_grid(offers: Offers) -> Grid:
    """Sort the helpers who have a place left into cells."""
    able = np.flatnonzero((offers.capacity > 0) & (offers.slots > 0))
    remote_start, remote_offer = offers_by_kind(offers, able)
    start, offer = offers_by_kind(offers, able[~np.isnan(offers.lat[able])])
    category = np.repeat(np.arange(N_CATEGORIES), np.diff(start))
    reach = _reach_classes(offers.reach_m)
    keys = _keys(offer, category, reach, offers.lat, offers.lon)
    order = np.argsort(keys, kind="stable")
    category, offer = category[order], offer[order]
    used = np.zeros(N_CATEGORIES, dtype=np.int64)
    np.bitwise_or.at(used, category, np.int64(1) << reach[offer])
    lat, lon = np.radians(offers.lat[offer]), np.radians(offers.lon[offer])
    return Grid(
        key=keys[order],
        offer=offer,
        slots=offers.slots[offer],
        x=np.cos(lat) * np.cos(lon),
        y=np.cos(lat) * np.sin(lon),
        z=np.sin(lat),
        chord=_chords(offers.reach_m)[offer],
        used=used,
        remote_start=remote_start,
        remote_offer=remote_offer,
    )
