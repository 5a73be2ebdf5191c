"""« 5, 10, 20 minutes à pied, plus loin » and the metres behind them."""

from __future__ import annotations

from enum import StrEnum


class Reach(StrEnum):
    """How far a helper goes."""

    FIVE_MINUTES = "five_minutes"
    TEN_MINUTES = "ten_minutes"
    TWENTY_MINUTES = "twenty_minutes"
    FARTHER = "farther"

    @property
    def metres(self) -> int:
        """Straight-line metres between cell centres, half a cell's diagonal not yet added."""
        return {"five_minutes": 400, "ten_minutes": 800, "twenty_minutes": 1600, "farther": 5000}[
            self.value
        ]
