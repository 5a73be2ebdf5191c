"""A page as somebody sees it at some moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tests.factories import NOW


@dataclass(frozen=True)
class Visit:
    """Whose window opens which address, when, and what must come."""

    name: str
    path: str
    who: str = ""
    status: int = 200
    at: datetime = NOW
    is_wrong: bool = False
    """Its form is then sent with answers that are refused: the page of the errors is looked at."""
