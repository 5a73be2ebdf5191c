"""Two rows that are one person: made one, and taken apart again while that can be done."""

from mutualaid.services.merging.checking import check_one_person, has_same_name
from mutualaid.services.merging.making_one import UNDONE_WITHIN, are_two, merge
from mutualaid.services.merging.taking_apart import may_undo, undo
from mutualaid.services.merging.treatments import TREATED, Treatment, keys_to_people

__all__ = [
    "TREATED",
    "UNDONE_WITHIN",
    "Treatment",
    "are_two",
    "check_one_person",
    "has_same_name",
    "keys_to_people",
    "may_undo",
    "merge",
    "undo",
]
