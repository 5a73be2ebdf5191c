"""One national grid of squares in metres, so that matching never sees a door."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

EARTH_RADIUS_M = 6_371_008.8
_METRES_PER_DEGREE = math.pi * EARTH_RADIUS_M / 180.0


class Precision(StrEnum):
    """How well a place is known; only address and street enter the matcher."""

    ADDRESS = "address"
    STREET = "street"
    COMMUNE = "commune"
    NONE = "none"

    @property
    def is_matchable(self) -> bool:
        """Whether a distance may be computed from it."""
        return self in (Precision.ADDRESS, Precision.STREET)


@dataclass(frozen=True)
class Point:
    """Degrees, WGS 84."""

    lat: float
    lon: float


def haversine_m(a: Point, b: Point) -> float:
    """Great-circle distance in metres."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b.lon - a.lon) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def cell_centre(point: Point, side_m: int) -> Point:
    """The centre of the square in which a point lies, always the same for the same square.

    Rows are bands of constant latitude `side_m` high, counted from the equator; the columns of
    a row are counted from Greenwich in metres along the row's middle latitude, so that squares
    are `side_m` wide everywhere. Nothing is drawn at random: repeating a question teaches nothing.
    """
    row, column = cell_of(point, side_m)
    lat = _middle_of(row, side_m)
    return Point(lat, (column + 0.5) * side_m / _metres_per_degree_lon(lat))


def cell_of(point: Point, side_m: int) -> tuple[int, int]:
    """Row and column of the square in which a point lies; rows grow northwards."""
    row = math.floor(point.lat * _METRES_PER_DEGREE / side_m)
    lon_m = point.lon * _metres_per_degree_lon(_middle_of(row, side_m))
    return row, math.floor(lon_m / side_m)


def column_at(lon: float, row: int, side_m: int) -> int:
    """The column in which a meridian crosses a row: what rows are drawn under each other by."""
    return math.floor(lon * _metres_per_degree_lon(_middle_of(row, side_m)) / side_m)


def _middle_of(row: int, side_m: int) -> float:
    return (row + 0.5) * side_m / _METRES_PER_DEGREE


def _metres_per_degree_lon(lat: float) -> float:
    return _METRES_PER_DEGREE * math.cos(math.radians(lat))


def reach_with_cells_m(reach_m: int, side_m: int) -> float:
    """A walking reach plus half a cell's diagonal: the cell must not cost anyone a neighbour."""
    return reach_m + side_m * math.sqrt(2) / 2
