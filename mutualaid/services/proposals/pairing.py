"""One pair that was chosen, on its way to become a proposal."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mutualaid.domain.occurrences import WEEK
from mutualaid.domain.slots import Slot


@dataclass(frozen=True)
class Pairing:
    """One pair of a plan, with the versions it was computed from."""

    request_id: int
    offer_id: int
    helper_id: int
    slot: Slot
    gaps: tuple[date, ...] = ()
    """Dates of a series on which this helper does not come."""
    distance_m: int | None = None
    reasons: list[Any] = field(default_factory=list)
    request_version: int | None = None
    offer_version: int | None = None
    joins: bool = False
    """Somebody for what is agreed already and lost one who was to come."""


def first_kept(slot: Slot, gap: date | None) -> Slot:
    """The first half-day that takes place: a series without its first date begins a week later."""
    return slot if gap != slot.on_date else Slot(slot.on_date + WEEK, slot.half_day_index)
