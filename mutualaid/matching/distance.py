"""The great-circle distance that all of the core measures with."""

from math import asin, cos, floor, radians, sin, sqrt

from mutualaid.matching.compiled import F64, I64, njit

EARTH_RADIUS_M = 6_371_008.8


@njit(I64(F64, F64, F64, F64))
def distance_m(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> int:
    """Haversine between two points in degrees, rounded half up to whole metres."""
    half_lat = sin(radians(lat_b - lat_a) / 2.0)
    half_lon = sin(radians(lon_b - lon_a) / 2.0)
    square = half_lat * half_lat + cos(radians(lat_a)) * cos(radians(lat_b)) * half_lon * half_lon
    return int(floor(2.0 * EARTH_RADIUS_M * asin(min(1.0, sqrt(square))) + 0.5))
