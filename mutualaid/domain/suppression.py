"""What a map may say: no small number, and none that the others give away.

INSEE shows nothing of a square with fewer than 11 households. Hiding those alone is not enough:
whoever knows the sum of all squares subtracts the shown ones. So more squares are hidden until
what is left over is at least 11 and belongs to two squares or more. And what is shown is the
beginning of a band of five, so that the maps of two months, subtracted, tell nobody who came.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)
FEWEST = 11
"""Below it, a square says nothing."""
BAND = 5
"""Width of what one figure stands for: 11 is 11 to 15."""


def shown(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """The figures that may be printed, each the least of its band; the other squares are silent."""
    open_cells = {cell: n for cell, n in counts.items() if n >= FEWEST}
    hidden = [n for n in counts.values() if 0 < n < FEWEST]
    while open_cells and not _is_safe(hidden):
        smallest = min(open_cells, key=lambda cell: (open_cells[cell], repr(cell)))
        hidden.append(open_cells.pop(smallest))
    return {cell: band_of(n) for cell, n in open_cells.items()}


def band_of(n: int) -> int:
    """11 for 11 to 15, 16 for 16 to 20…"""
    return FEWEST + BAND * ((n - FEWEST) // BAND)


def _is_safe(hidden: list[int]) -> bool:
    """Nothing is hidden, or too much and in too many squares to be told apart."""
    return not hidden or (len(hidden) > 1 and sum(hidden) >= FEWEST)
