"""Who may take a neighbour along by car: only somebody who said lately that all is in order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from mutualaid.domain.categories import category

HOLDS_FOR = timedelta(days=365)
"""« Permis, assurance, mon assureur est prévenu » is said again each year; no copy is kept."""
SAID_AGAIN_FROM = timedelta(days=30)
"""One is asked to say it again in the last month."""
DRIVEN = 63
"""Place in the matcher's bit mask of an outing in the neighbour's car: never a category's own."""


def needs_driver(category_key: str, facts: Mapping[str, str]) -> bool:
    """« Dans la voiture du voisin »."""
    return category_key == "outing" and facts.get("transport") == "car"


def may_drive(declared_on: date | None, today: date) -> bool:
    """Whether what was said still holds."""
    return declared_on is not None and today < declared_on + HOLDS_FOR


def last_day(declared_on: date) -> date:
    """The last day on which what was said then still holds."""
    return declared_on + HOLDS_FOR - timedelta(days=1)


def is_lapsing(declared_on: date | None, today: date) -> bool:
    """Whether it is time to say it again: the last month, or later."""
    return declared_on is not None and today > last_day(declared_on) - SAID_AGAIN_FROM


def number_asked(category_key: str, facts: Mapping[str, str]) -> int:
    """The bit of the mask that a helper must have for this need."""
    return DRIVEN if needs_driver(category_key, facts) else category(category_key).number


def numbers_given(category_keys: list[str], declared_on: date | None, today: date) -> int:
    """The mask of what a helper offers; an outing by car is a kind of its own."""
    mask = sum(1 << category(key).number for key in category_keys)
    if "outing" in category_keys and may_drive(declared_on, today):
        mask |= 1 << DRIVEN
    return mask
