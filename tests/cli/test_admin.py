"""`flask admin`, as an operator types it."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from mutualaid.adapters import gazetteer
from mutualaid.adapters.address_list import read_doors
from mutualaid.db import Database
from mutualaid.models import Neighbourhood, Street, User
from tests import factories as f
from tests.browser import Browser

NEW = (
    "--name", "Les Brosses", "--place-phrase", "aux Brosses", "--commune", "Villeurbanne",
    "--postcode", "69100", "--lat", "45.7612", "--lon", "4.9128",
)  # fmt: skip
REST = (
    "--desk-name", "Fatima", "--desk-phone", "04 65 71 01 01", "--controller-name", "Centre",
    "--controller-contact", "donnees@example.fr", "--insurer", "Mutuelle",
    "--insurance-contract", "A 12", "--insurance-contact", "04 65 71 00 00",
    "--desk", "mon-morning", "--desk", "Tuesday-afternoon",
    "--absence", "2026-12-24", "2027-01-02",
    "--meeting-point", "Café", "Place du marché", "45.76", "4.91",
)  # fmt: skip
BAN = """id;numero;rep;nom_voie;code_postal;nom_commune;lon;lat
1;12;bis;Rue des Lilas;69100;Villeurbanne;4.91;45.76
2;14;;Rue des Lilas;69100;Villeurbanne;4.91;45.78
"""


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["database"]
    return found


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["admin", *words])


def said(app: Flask, *words: str) -> str:
    """What a command that works prints."""
    result = run(app, *words)
    assert result.exit_code == 0, result.output
    return result.output


def refused(app: Flask, *words: str) -> str:
    """What a command that does not work prints: a sentence, no traceback."""
    result = run(app, *words)
    assert result.exit_code in {1, 2}, result.output
    assert "Traceback" not in result.output
    return result.output


TYPED = {
    "FIRST_NAME": "Fatima", "EMAIL": "fatima@example.fr", "PHONE": "04 65 71 01 01",
    "NAME": "Centre", "ADDRESS_OR_EMAIL": "donnees@example.fr", "NUMBER": "A 12",
    "PHONE_OR_EMAIL": "04 65 71 00 00", "STREET": "Place du marché",
    "LATITUDE": "45.76", "LONGITUDE": "4.91",
}  # fmt: skip


def test_what_is_missing_is_said_with_the_commands_that_fill_it_in(app: Flask) -> None:
    said(app, "add-neighbourhood", "les-brosses", *NEW)
    told = refused(app, "open-neighbourhood", "les-brosses")
    assert "_" not in told.replace("FIRST_NAME", "").replace("ADDRESS_OR_EMAIL", "").replace(
        "PHONE_OR_EMAIL", ""
    ), "sentences, not names of columns"
    commands = [line.split() for line in told.splitlines() if "flask admin" in line]
    assert len(commands) == 11
    for flask, admin, *words in commands:
        assert (flask, admin) == ("flask", "admin")
        typed = TYPED | (
            {"FIRST_NAME": "Rose", "EMAIL": "rose@example.fr"} if "deputy" in words else {}
        )
        said(app, *(typed.get(word.strip('"'), word) for word in words))
    assert "Les Brosses is open." in said(app, "open-neighbourhood", "les-brosses")


def test_a_neighbourhood_is_described_filled_in_and_opened(app: Flask, database: Database) -> None:
    assert "Les Brosses cannot open yet. Fill in:\n- Nobody coordinates it" in said(
        app, "add-neighbourhood", "les-brosses", *NEW
    )
    said(app, "add-neighbourhood", "les-brosses", *REST)
    said(app, "add-coordinator", "les-brosses", "Fatima", "--email", "fatima@example.fr")
    told = refused(app, "open-neighbourhood", "les-brosses")
    assert "Nobody stands in for the coordinator: name a deputy." in told
    assert told.count("- ") == 1
    said(app, "add-coordinator", "les-brosses", "Rose", "--phone", "06 39 98 12 07",
         "--role", "deputy")  # fmt: skip
    assert "Les Brosses is open." in said(app, "open-neighbourhood", "les-brosses")
    with database.reading() as session:
        home = session.scalars(select(Neighbourhood)).one()
        assert home.opened_at is not None
        assert (home.code, home.desk_phone) == ("les-brosses", "+33465710101")
        assert all(person.is_confirmed for person in session.scalars(select(User)))


def test_the_first_coordinator_comes_in_by_a_printed_link(app: Flask) -> None:
    said(app, "add-neighbourhood", "les-brosses", *NEW)
    said(app, "add-coordinator", "les-brosses", "Fatima", "--email", "fatima@example.fr")
    url = said(app, "sign-in-link", "Fatima").strip()
    assert url.startswith("http://localhost/entrer/lien/")
    browser = Browser(app)
    browser.get(url.removeprefix("http://localhost"))
    assert browser.submit().path == "/entrer/second-code"


def test_people_are_met_and_given_a_level(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        f.person(session, f.neighbourhood(session), "Karim", last_name="Diallo")
    assert "Nobody has met this person" in refused(app, "level", "Karim", "1")
    assert "met on 2026-10-01" in said(app, "met", "karim@example.fr", "--on", "2026-10-01")
    assert "level 2" in said(app, "level", "karim diallo", "2")
    assert "level 3" not in refused(app, "level", "1", "3")


def test_a_name_that_two_people_have_asks_for_a_number(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        home = f.neighbourhood(session)
        first = f.person(session, home, "Rose").id
        second = f.person(session, home, "Rose", email="r@example.fr").id
    answer = refused(app, "met", "rose")
    assert f"{first} Rose" in answer
    assert f"{second} Rose" in answer
    assert "Nobody here is 'Zoé'" in refused(app, "met", "Zoé")
    assert "Nobody here is '99999999999999'" in refused(app, "met", "99999999999999")


def test_two_neighbourhoods_become_neighbours(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        f.neighbourhood(session)
        f.neighbourhood(session, "Cusset")
    assert "are neighbours" in said(app, "link-neighbourhoods", "les-brosses", "cusset")
    assert "two different" in refused(app, "link-neighbourhoods", "cusset", "cusset")
    assert "No neighbourhood is called nowhere" in refused(
        app, "link-neighbourhoods", "cusset", "nowhere"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add-neighbourhood", "x", "--name", "X"), "needs --place-phrase, --commune"),
        (("add-neighbourhood", "x", "--desk", "noon"), "is not like mon-morning"),
        (("add-neighbourhood", "x", "--desk-phone", "zero"), "is not a phone number"),
        (("add-neighbourhood", "x", "--lat", "120"), "--lat"),
        (("add-coordinator", "x", "Rose"), "Write --email or --phone"),
        (("open-neighbourhood", "x"), "No neighbourhood is called x"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    app: Flask, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in refused(app, *words)


def test_streets_are_read_from_the_national_list(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "adresses.csv"
    for text in (BAN, BAN.replace(";", ",")):
        file.write_text(text, encoding="utf-8-sig")
        assert "1 streets, 2 doors, 0 lines left out." in said(app, "import-streets", str(file))
    with database.reading() as session:
        assert session.scalars(select(Street.house_number).order_by(Street.house_number)).all() == [
            "", "12bis", "14",
        ]  # fmt: skip


def rows(database: Database) -> list[tuple[object, ...]]:
    with database.reading() as session:
        found = session.execute(
            select(
                Street.name, Street.house_number, Street.lat, Street.lon, Street.neighbourhood_id
            ).order_by(Street.name, Street.house_number)
        )
        return [tuple(row) for row in found]


def test_a_list_read_twice_leaves_the_same_rows(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    with database.transaction() as session:
        f.neighbourhood(session)
    file = tmp_path / "adresses.csv"
    file.write_text(BAN + "3;14;;Rue des Lilas;69100;Villeurbanne;4.99;45.99\n")
    said(app, "import-streets", str(file), "--neighbourhood", "les-brosses")
    once = rows(database)
    assert "1 streets, 2 doors, 0 lines left out." in said(app, "import-streets", str(file))
    assert rows(database) == once
    assert [row[1] for row in once] == ["", "12bis", "14"]
    assert {row[4] for row in once} == {1}, "a street stays in its neighbourhood"


def test_only_the_middles_of_streets_are_kept_when_asked(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "adresses.csv"
    file.write_text(BAN)
    assert "1 streets, 0 doors" in said(app, "import-streets", str(file), "--streets-only")
    assert rows(database) == [("Rue des Lilas", "", pytest.approx(45.77), 4.91, None)]


def test_a_place_with_a_name_and_no_number_is_a_street(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "adresses.csv"
    file.write_text(BAN.replace("1;12;bis", "1;99999;").replace("2;14", "2;0"))
    assert "1 streets, 0 doors" in said(app, "import-streets", str(file))


BAD = """\
3;16;;Rue des Lilas;69100;Villeurbanne;4.91;north
4;18;;Rue des Lilas;69100;Villeurbanne;4.91;145.7
5;20;;;69100;Villeurbanne;4.91;45.76
6;twenty;;Rue des Lilas;69100;Villeurbanne;4.91;45.76
7;22;;Rue des Lilas;69100;Villeurbanne;4.91;nan
8
"""


def test_bad_lines_are_left_out_counted_and_named(
    app: Flask, database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "adresses.csv"
    file.write_text(BAN + BAD)
    answer = said(app, "import-streets", str(file))
    assert "1 streets, 2 doors, 6 lines left out." in answer
    for sentence in (
        "line 4: lat and lon are not numbers",
        "line 5: lat and lon are no place on Earth",
        "line 6: write a street and a postcode",
        "line 7: numero is not a number",
        "line 8: lat and lon are no place on Earth",
        "line 9: lat and lon are not numbers",
    ):
        assert sentence in answer
    assert len(rows(database)) == 3


def test_a_thousand_bad_lines_are_not_all_told(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "adresses.csv"
    file.write_text(BAN + BAD * 200)
    answer = said(app, "import-streets", str(file))
    assert "… and 1180 more." in answer
    assert "1200 lines left out" in answer


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"a,b\n1,2\n", "has no column numero, nom_voie"),
        (BAN.encode() + "3;1;;Allée\n".encode("latin-1"), "is not written in UTF-8"),
        (BAN.splitlines()[0].encode() + b"\n1;2\n", "Nothing was written"),
        (b"", "has no column"),
    ],
)
def test_a_file_that_is_no_list_changes_nothing(
    app: Flask, database: Database, tmp_path: Path, text: bytes, sentence: str
) -> None:
    file = tmp_path / "adresses.csv"
    file.write_text(BAN)
    said(app, "import-streets", str(file))
    before = rows(database)
    file.write_bytes(text)
    assert sentence in refused(app, "import-streets", str(file))
    assert rows(database) == before


def test_a_long_list_is_read_line_by_line(tmp_path: Path) -> None:
    file = tmp_path / "adresses.csv"
    heading, line, _ = BAN.splitlines()
    file.write_text("\n".join([heading, *[line] * 50_000]))
    tracemalloc.start()
    n_doors = sum(1 for _door in read_doors(file))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n_doors == 50_000
    assert peak < 2_000_000


def test_a_whole_gazetteer_takes_the_place_of_the_small_one(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gazetteer, "OWN_FILE", tmp_path / "own" / "gazetteer.csv")
    file = tmp_path / "communes.csv"
    file.write_text("code,name,postcodes,lat,lon\n01001,L'Abergement,01400,46.15,4.92\n")
    gazetteer.installed.cache_clear()
    try:
        assert "1 communes" in said(app, "import-communes", str(file))
        assert [town.name for town in gazetteer.installed().communes] == ["L'Abergement"]
    finally:
        gazetteer.installed.cache_clear()
    file.write_text("code,name\n01001,X\n")
    assert "line 2" in refused(app, "import-communes", str(file))


def test_a_lost_telephone_is_forgotten(app: Flask) -> None:
    said(app, "add-neighbourhood", "les-brosses", *NEW)
    said(app, "add-coordinator", "les-brosses", "Fatima", "--email", "fatima@example.fr")
    assert "second code not set up yet" in said(app, "second-factor", "Fatima")
    assert "another telephone is set up" in said(app, "second-factor", "Fatima", "--reset")


def test_a_neighbourhood_may_ignore_faces_and_weigh_them_again(
    app: Flask, database: Database
) -> None:
    said(app, "add-neighbourhood", "les-brosses", *NEW)
    for option, weighs in (("", True), ("--ignore-faces", False), ("--weigh-faces", True)):
        said(app, *f"add-neighbourhood les-brosses {option}".split())
        with database.reading() as session:
            assert session.scalars(select(Neighbourhood)).one().weighs_faces is weighs
