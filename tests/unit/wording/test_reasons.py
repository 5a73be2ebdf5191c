"""Every code of the matcher and of the rules has its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.matching.explain import PairCode, UnmatchedCode
from mutualaid.services.rules import obstacles
from mutualaid.wording.reasons import (
    OBSTACLES,
    obstacle_phrase,
    pair_sentence,
    unlock_sentence,
    unmatched_sentence,
)
from tests.unit.wording.conftest import Reading

TUESDAY = Slot.of(date(2026, 10, 13), HalfDay.AFTERNOON)


@pytest.fixture
def french(reading: Reading) -> Iterator[None]:
    """Said in French."""
    with reading("fr"):
        yield


@pytest.mark.parametrize("code", UnmatchedCode)
def test_every_reason_for_nobody_has_a_sentence_of_its_own(french: None, code) -> None:
    sentence = unmatched_sentence({"code": code.name.lower(), "n": 3})
    assert sentence.endswith(".")
    others = {
        unmatched_sentence({"code": other.name.lower(), "n": 3})
        for other in UnmatchedCode
        if other is not code
    }
    assert sentence not in others


@pytest.mark.parametrize("code", UnmatchedCode)
def test_every_reason_for_nobody_says_what_would_help(reading: Reading, code) -> None:
    said = {}
    for language in ("fr", "en"):
        with reading(language):
            said[language] = unlock_sentence({"code": code.name.lower(), "n": 3})
    assert said["fr"].endswith(".")
    assert said["fr"] != said["en"]


@pytest.mark.parametrize("code", PairCode)
def test_every_reason_for_a_pair_has_words(french: None, code) -> None:
    assert pair_sentence([{"code": code.name.lower(), "n": 2}], TUESDAY)


def test_a_pair_is_explained_in_one_line(french: None) -> None:
    reasons = [{"code": "close_by"}, {"code": "free_on"}, {"code": "not_asked_this_month"}]
    assert pair_sentence(reasons, TUESDAY) == (
        "Tout près · libre mardi · pas encore d’appel ce mois-ci"
    )


def test_one_and_several_are_counted_apart(french: None) -> None:
    assert unmatched_sentence({"code": "nobody_free", "n": 1}).startswith("1 personne le propose,")
    assert unmatched_sentence({"code": "nobody_free", "n": 4}).startswith(
        "4 personnes le proposent"
    )


def test_another_half_day_is_what_would_change_it(french: None) -> None:
    reason = {
        "code": "nobody_free",
        "n": 2,
        "unlock_on": "2026-10-15",
        "unlock_half_day": "morning",
        "unlock_n": 3,
    }
    assert unlock_sentence(reason) == (
        "Un autre jour\u00a0: 3 personnes sont libres jeudi 15 octobre, le matin."
    )


def test_what_no_run_has_looked_at_is_said(french: None) -> None:
    assert unmatched_sentence(None) == "Aucune recherche ne l’a encore regardée."
    assert unlock_sentence(None) == ""


def test_every_code_of_the_rules_has_its_words() -> None:
    source = Path(obstacles.__file__).read_text()
    codes = set(re.findall(r'yield "(\w+)"', source))
    assert len(codes) > 10
    assert codes <= OBSTACLES.keys()


def test_blocks_and_households_are_never_told_apart(french: None) -> None:
    assert obstacle_phrase("same_household") == obstacle_phrase("not_possible")
