from pathlib import Path

import pytest

from mutualaid.adapters import gazetteer


@pytest.mark.parametrize(
    "words",
    [
        "69100",
        "Villeurbanne",
        "villeurbanne ",
        "69100 Villeurbanne",
        "VILLEURBANNE CEDEX",
        "69 100",
    ],
)
def test_a_commune_is_found_however_it_is_written(words: str) -> None:
    assert [commune.code for commune in gazetteer.installed().find(words)] == ["69266"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("decines charpieu", "Décines-Charpieu"),
        ("St Priest", "Saint-Priest"),
        ("ste-foy les lyon", "Sainte-Foy-lès-Lyon"),
        ("marcy l’etoile", "Marcy-l'Étoile"),
        ("69330 Jonage", "Jonage"),
        ("13216", None),
        ("", None),
        ("Nulle-Part", None),
    ],
)
def test_accents_hyphens_and_short_words_do_not_matter(words: str, name: str | None) -> None:
    found = [commune.name for commune in gazetteer.installed().find(words)]
    assert found == ([name] if name else [])


def test_a_postcode_shared_by_two_communes_gives_both() -> None:
    assert {c.name for c in gazetteer.installed().find("69330")} == {"Jonage", "Meyzieu"}


def test_two_communes_of_one_name_are_both_offered() -> None:
    assert {c.code for c in gazetteer.installed().find("saint denis")} == {"93066", "97411"}


def test_every_commune_is_complete_and_listed_once() -> None:
    communes = gazetteer.installed().communes
    assert len({commune.code for commune in communes}) == len(communes) > 100
    for commune in communes:
        assert {len(postcode) for postcode in commune.postcodes} == {5}, commune
        assert -22 < commune.lat < 52, commune
        assert -5 < commune.lon < 56, commune


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "communes.csv"
    path.write_text("code,name,postcodes,lat,lon\n69266,Villeurbanne,69100,north,4.9\n")
    with pytest.raises(ValueError, match=r"communes\.csv, line 2: write code,name"):
        gazetteer.read(path)
