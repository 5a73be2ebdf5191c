from __future__ import annotations

import pytest

from mutualaid.wording.phones import DearPhone, UnreadPhone, phone_in_pairs, read_phone


@pytest.mark.parametrize(
    "typed",
    [
        "06 39 98 12 34", "0639981234", "06.39.98.12.34", "06-39-98-12-34", "+33 6 39 98 12 34",
        "+33639981234", "0033 6 39 98 12 34", "(0)6 39 98 12 34",
        "06\u00a039\u00a098\u00a012\u00a034",
    ],
)  # fmt: skip
def test_a_french_number_is_kept_in_one_writing(typed):
    assert read_phone(typed) == "+33639981234"


def test_a_foreign_number_is_kept_too():
    assert read_phone("+32 2 555 12 12") == "+3225551212"


@pytest.mark.parametrize(
    "typed",
    ["06 39 98 12", "06 39 98 12 34 5", "zéro six", "06 39 98 12 3a", "12", "+33", "0" * 5000,
     "06 39 98 12 34 poste 5", "+1 555 0000"],
)  # fmt: skip
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(UnreadPhone):
        read_phone(typed)


@pytest.mark.parametrize("typed", ["0899 70 00 00", "08 92 70 00 00"])
def test_nobody_is_asked_to_dial_a_number_that_costs_extra(typed):
    with pytest.raises(DearPhone):
        read_phone(typed)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+33639981234", "06 39 98 12 34"),
        ("+3225551212", "+32 2 555 12 12"),
        ("3114", "3114"),
        ("0 800 858 858", "0 800 858 858"),
        ("+", "+"),
    ],
)
def test_a_number_is_read_in_pairs_that_do_not_break(number, said):
    assert phone_in_pairs(number) == said.replace(" ", "\u00a0")
