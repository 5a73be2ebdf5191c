"""A new face or a known one: which of the two a request prefers. It shapes the choice, no more."""

from __future__ import annotations

from mutualaid.domain.categories import Category

WISHED_FACES = (None, False, True)
"""`prefers_known` by its number in the matcher's column."""
FACE_NUMBERS = {wished: number for number, wished in enumerate(WISHED_FACES)}


def prefers_known(
    kind: Category, *, is_weekly: bool, names_somebody: bool, weighs_faces: bool
) -> bool | None:
    """Whether a known face is preferred (True) or a new one (False); None: either will do.

    Where people meet again, and where the resident named somebody, the face that is known; for a
    single errand one more neighbour to know. A neighbourhood may leave it out (`weighs_faces`).
    """
    if not weighs_faces:
        return None
    return kind.prefers_same_person or is_weekly or names_somebody
