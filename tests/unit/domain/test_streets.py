"""Two writings of one street are one street."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.domain.streets import (
    commune_key,
    house_number,
    postcode_in,
    split_line,
    street_key,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Avenue de la République", "av république"),
        ("Boulevard du Docteur Émile-Roux", "Bd Dr Emile Roux"),
        ("Place St-Exupéry", "pl. saint exupery"),
        ("Rue des Sœurs", "r soeurs"),
        ("Rue d’Alsace", "rue d'alsace"),
        ("Impasse Gal Leclerc", "imp. du général Leclerc"),
    ],
)
def test_abbreviations_accents_and_small_words_do_not_part_a_street(one: str, other: str) -> None:
    assert street_key(one) == street_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Rue Voltaire", "Place Voltaire"), ("Rue du 8 Mai", "Rue du 11 Novembre")],
)
def test_different_streets_stay_different(one: str, other: str) -> None:
    assert street_key(one) != street_key(other)


@pytest.mark.parametrize(
    ("line", "door", "street"),
    [
        ("12 rue Neuve", "12", "rue Neuve"),
        ("12bis, rue Neuve", "12bis", "rue Neuve"),
        ("12 BIS rue Neuve", "12bis", "rue Neuve"),
        ("12 b rue Neuve", "12b", "rue Neuve"),
        ("12 r Neuve", "12", "r Neuve"),
        ("12 avenue Neuve", "12", "avenue Neuve"),
        ("Bâtiment C, 12 rue Neuve", "12", "rue Neuve"),
        ("rue du 8 mai 1945", "", "rue du 8 mai 1945"),
        ("4 rue du 8 mai 1945", "4", "rue du 8 mai 1945"),
        ("007 rue Neuve", "7", "rue Neuve"),
        ("12", "", "12"),
        ("", "", ""),
    ],
)
def test_the_house_number_is_parted_from_the_street(line: str, door: str, street: str) -> None:
    assert split_line(line) == (door, street)


def test_a_number_with_its_suffix_has_one_writing() -> None:
    assert house_number("012", " BIS ") == house_number("12", "bis") == "12bis"


@pytest.mark.parametrize(
    ("typed", "key", "postcode"),
    [
        ("69800 St-Priest cedex", "saint priest", "69800"),
        ("Saint Priest", "saint priest", ""),
        ("69 800", "", "69800"),
        ("Décines-Charpieu", "decines charpieu", ""),
    ],
)
def test_a_town_is_read_with_or_without_its_postcode(typed: str, key: str, postcode: str) -> None:
    assert (commune_key(typed), postcode_in(typed)) == (key, postcode)


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    door, street = split_line(text)
    assert len(door) <= 12
    assert len(street_key(street)) <= 160
    assert street_key(street_key(street)) == street_key(street)
