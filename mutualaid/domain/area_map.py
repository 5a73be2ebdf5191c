"""A neighbourhood as squares of the national grid: figures, no points, no pins.

Which squares are drawn follows from the neighbourhood's centre and radius alone: a lone household
at the edge must not make the map larger.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from string import ascii_uppercase

from mutualaid.domain.geo import Point, cell_of, column_at
from mutualaid.domain.suppression import shown

STEPS = (11, 21, 41, 81)
"""Where each of the four colours begins."""
MOST_AROUND = 6
"""Squares drawn on each side of the centre, at most."""
MOST_STREETS = 4
"""Named beside a square, so that it is found in the town."""


@dataclass(frozen=True)
class Square:
    """One square, by its place in the drawing."""

    row: int
    """0 is the northernmost."""
    column: int
    streets: tuple[str, ...]
    n: int | None
    """The least of its band; None: nothing to show."""

    @property
    def label(self) -> str:
        """« B3 »: second column, third row."""
        return f"{ascii_uppercase[self.column]}{self.row + 1}"

    @property
    def step(self) -> int:
        """0 silent, 1 palest to 4 darkest."""
        return 0 if self.n is None else sum(self.n >= begin for begin in STEPS)


@dataclass(frozen=True)
class AreaMap:
    """All squares, row by row."""

    side_m: int
    n_rows: int
    n_columns: int
    squares: tuple[Square, ...]

    @property
    def is_silent(self) -> bool:
        """Nothing can be shown anywhere."""
        return all(square.n is None for square in self.squares)

    @property
    def named(self) -> list[Square]:
        """Those with a street or a figure: what the table lists."""
        return [square for square in self.squares if square.streets or square.n is not None]


def draw(
    points: Iterable[Point],
    streets: Iterable[tuple[str, Point]],
    *,
    centre: Point,
    radius_m: int,
    side_m: int,
) -> AreaMap:
    """Count the points by square and say of each what may be said."""
    around = min(MOST_AROUND, max(1, math.ceil(radius_m / side_m)))
    counts = Counter(
        place for point in points if (place := _place(point, centre, side_m, around)) is not None
    )
    names: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    for name, point in streets:
        place = _place(point, centre, side_m, around)
        if place is not None:
            names[place].add(name)
    figures = shown(counts)
    width = 2 * around + 1
    squares = tuple(
        Square(
            row,
            column,
            tuple(sorted(names[row, column])[:MOST_STREETS]),
            figures.get((row, column)),
        )
        for row in range(width)
        for column in range(width)
    )
    return AreaMap(side_m, width, width, squares)


def _place(point: Point, centre: Point, side_m: int, around: int) -> tuple[int, int] | None:
    """Row and column in the drawing; None outside it."""
    row, column = cell_of(point, side_m)
    middle_row, _ = cell_of(centre, side_m)
    down = around - (row - middle_row)
    right = around + column - column_at(centre.lon, row, side_m)
    width = 2 * around + 1
    return (down, right) if 0 <= down < width and 0 <= right < width else None
