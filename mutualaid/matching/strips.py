"""Helpers by kind of help in strips of latitude, from west to east, for the proof and the reasons.

Written apart from the solver's grid, so that a slip in one is seen by the other.
"""

from math import asin, cos, floor, radians, sin
from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import F64, I32S, I64, I64S, PAIR, loop, tuple_of
from mutualaid.matching.distance import EARTH_RADIUS_M
from mutualaid.matching.facts import offers_by_kind
from mutualaid.matching.instance import Array, Offers

DEGREE_M = EARTH_RADIUS_M * np.pi / 180.0
STRIP_DEGREES = 0.01
LON_STEPS = 1_000_000
"""Longitudes are sorted by millionths of a degree; a search begins one of them early."""
STRIP = 2**32
NOWHERE = 2**62
SLACK_M = 2.0


class Strips(NamedTuple):
    """One entry per helper and kind of help."""

    kind_start: Array
    offer: Array
    key: Array
    "Strip and longitude; helpers without a place come last, as `NOWHERE`."


STRIPS = tuple_of(Strips, I64S, I32S, I64S)


def strips_of(offers: Offers) -> Strips:
    """All helpers in their strips."""
    strips = np.floor((offers.lat + 90.0) / STRIP_DEGREES)
    places = strips * STRIP + np.floor((offers.lon + 180.0) * LON_STEPS)
    keys = np.where(np.isnan(places), float(NOWHERE), places).astype(np.int64)
    kind_start, offer = offers_by_kind(offers, np.argsort(keys, kind="stable"))
    return Strips(kind_start, offer, keys[offer])


@loop(PAIR(F64, F64))
def strips_around(lat: float, far_m: float) -> tuple[int, int]:
    """The first and the last strip within some metres of a latitude."""
    degrees = (far_m + SLACK_M) / DEGREE_M
    lowest = int(floor((max(lat - degrees, -90.0) + 90.0) / STRIP_DEGREES))
    return lowest, int(floor((min(lat + degrees, 90.0) + 90.0) / STRIP_DEGREES))


@loop(F64(F64, F64))
def _widest_degrees(degrees: float, lat: float) -> float:
    """How far apart in longitude two points can be that are so many degrees of arc apart."""
    arc, ring = radians(degrees), cos(radians(lat))
    if arc >= 1.5 or sin(arc) >= ring:
        return 360.0
    return float(asin(sin(arc) / ring) * (180.0 / np.pi))


@loop(PAIR(I64, F64, F64, F64))
def keys_around(strip: int, lat: float, lon: float, far_m: float) -> tuple[int, int]:
    """The first and the last key of a strip within some metres; all of it across the date line."""
    wide = _widest_degrees((far_m + SLACK_M) / DEGREE_M, lat)
    west, east = lon - wide, lon + wide
    if west < -180.0 or east > 180.0:
        west, east = -180.0, 180.0
    start = strip * STRIP
    first = start + int(floor((west + 180.0) * LON_STEPS)) - 1
    return first, start + int(floor((east + 180.0) * LON_STEPS)) + 1


@loop(I64(I64S, I64, I64, I64))
def first_from(keys: Array, low: int, high: int, wanted: int) -> int:
    """The first position between two whose key is not smaller."""
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
