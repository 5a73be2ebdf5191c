"""The great-circle distance that all of the core measures with."""

from math import asin, cos, floor, radians, sin, sqrt

import numpy as np

from mutualaid.matching.compiled import F64, F64S, I64, I64S, loop, njit
from mutualaid.matching.instance import Array

EARTH_RADIUS_M = 6_371_008.8


@loop(I64(F64, F64, F64, F64))
def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> int:
    """Haversine between two points in degrees, rounded half up to whole metres."""
    half_lat = sin(radians(lat_b - lat_a) / 2.0)
    half_lon = sin(radians(lon_b - lon_a) / 2.0)
    square = half_lat * half_lat + cos(radians(lat_a)) * cos(radians(lat_b)) * half_lon * half_lon
    return int(floor(2.0 * EARTH_RADIUS_M * asin(min(1.0, sqrt(square))) + 0.5))


@njit(I64S(F64S, F64S, F64S, F64S))
def distances_m(lats_a: Array, lons_a: Array, lats_b: Array, lons_b: Array) -> Array:
    """The same between the points of two lists, pair by pair; -1 where either has no place."""
    metres = np.empty(len(lats_a), dtype=np.int64)
    for pair in range(len(metres)):
        metres[pair] = -1
        if not (np.isnan(lats_a[pair]) or np.isnan(lats_b[pair])):
            metres[pair] = distance_m(lats_a[pair], lons_a[pair], lats_b[pair], lons_b[pair])
    return metres
