"""Words are compared as people type them."""

from __future__ import annotations

import pytest

from mutualaid.domain.spotting import Phrases, is_near, words_of


@pytest.mark.parametrize(
    ("written", "meant", "near"),
    [
        ("mourir", "mourir", True),
        ("mourrir", "mourir", True),
        ("mouri", "mourir", True),
        ("muorir", "mourir", True),
        ("moutir", "mourir", True),
        ("nourrir", "mourir", False),
        ("moutri", "mourir", False),
        ("tuer", "tue", False),
        ("", "mourir", False),
    ],
)
def test_one_slip_is_near_two_are_not(written: str, meant: str, near: bool) -> None:
    assert is_near(written, meant) is near


def test_accents_capitals_and_shouting_are_the_same_word() -> None:
    assert words_of("L'ÉTÉ, c’est Looooong œuf") == ["l", "ete", "c", "est", "long", "oeuf"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("je veux vraiment mourir", True),
        ("je veux un peu plus mourir", False),
        ("mourir veux", False),
        ("mourir de rire, je veux", False),
        ("je veux mourir de rire", False),
    ],
)
def test_words_stand_in_order_and_close_together(text: str, found: bool) -> None:
    assert Phrases("veux mourir", harmless="mourir de rire").are_in(text) is found
