"""Who lives with whom: neighbours of one household are never sent to each other."""

from __future__ import annotations

from mutualaid.domain.geo import Precision
from mutualaid.models import Place, User


def are_one(a: User, b: User) -> bool:
    """Declared, a shared mailbox or landline, or the same door: same address, same flat."""
    if a.household_id is not None and a.household_id in (b.household_id, b.id):
        return True
    if b.household_id is not None and b.household_id == a.id:
        return True
    if (a.email and a.email == b.email) or (a.phone and a.phone == b.phone):
        return True
    one, other = a.place, b.place
    if one is None or other is None or one.precision is not Precision.ADDRESS or not one.flat:
        return False
    return _door(one) == _door(other)


def _door(place: Place) -> tuple[str, ...]:
    parts = (place.house_number, place.street, place.postcode, place.flat)
    return tuple(part.strip().casefold() for part in parts)
