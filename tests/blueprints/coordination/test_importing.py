"""Fatima brings her spreadsheet, and takes the list along."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from mutualaid.db import Database
from mutualaid.domain.spreadsheets import BEGINS_A_FORMULA, MOST_BYTES
from mutualaid.models import Draft, JournalEntry, Neighbourhood, Task, User
from tests import factories
from tests.blueprints.coordination.conftest import count
from tests.browser import Browser
from tests.factories import NOW, spreadsheet
from tests.factories.desks import CANARY, Desk
from tests.support.page import Page

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""The pages and the checks before the database; what it does itself runs on both elsewhere."""

FOUR = [("Jeanne", "06 39 98 12 10"), ("Ali", "06 39 98 19 01"),
        ("Nour", "06 39 98 19 02"), ("Zoé", "06 39 98 19 03")]  # fmt: skip


def multipart(content: bytes, fields: dict[str, str]) -> bytes:
    """The body of a form with a file, byte for byte."""
    head = '--edge\r\nContent-Disposition: form-data; name="{}"'
    parts = [
        (head.format(name) + f"\r\n\r\n{value}\r\n").encode() for name, value in fields.items()
    ]
    file = head.format("file") + '; filename="liste.csv"\r\nContent-Type: text/csv\r\n\r\n'
    return b"".join([*parts, file.encode(), content, b"\r\n--edge--\r\n"])


def send(browser: Browser, content: bytes, **fields: Any) -> Page:
    """Choose a file and send it, as a browser does."""
    page = browser.get("coordination.import_people")
    csrf = dict(page.post_form("csrf").fields)["csrf"]
    sent = {"csrf": csrf, "neighbourhood": "1", **fields}
    answer = browser.client.post(
        "/coordination/voisins/importer",
        data=multipart(content, sent),
        content_type="multipart/form-data; boundary=edge",
    )
    if answer.status_code == 303:
        return browser.get(answer.location)
    assert answer.status_code == 422, answer.status_code
    browser.page = Page(answer.get_data(as_text=True), "/coordination/voisins/importer")
    return browser.page


@pytest.fixture
def known(ours: Desk, database: Database) -> None:
    with database.transaction() as session:
        home = session.get_one(Neighbourhood, ours.home_id)
        for name, phone in FOUR[1:]:
            factories.by_phone(session, home, name, f"+33{phone.replace(' ', '')[1:]}")


def test_eighty_people_nine_of_them_twice(
    fatima: Browser, ours: Desk, database: Database, known: None
) -> None:
    before = count(database, User)
    page = send(fatima, spreadsheet.content(FOUR))
    assert "Ligne 77 : ANA0, comme à la ligne 2." in page.text
    assert page.text.count("déjà dans vos quartiers") == spreadsheet.KNOWN
    assert "Remarques" in page.text
    assert "à voir" not in page.html
    assert "Accords notés : 35 sur 71." in page.text
    assert count(database, User) == before, "nothing is written before it was looked at"
    page = fatima.submit({})
    assert "Cochez que toutes ont 18 ans ou plus" in page.text
    assert count(database, User) == before
    page = fatima.submit({"all_adults": "y"})
    assert "C’est écrit" in page.text
    assert "71 personnes" in page.text
    assert count(database, User) == before + spreadsheet.NEW
    assert count(database, Draft) == 0


def test_pressing_twice_writes_once(
    fatima: Browser, ours: Desk, database: Database, known: None
) -> None:
    page = send(fatima, spreadsheet.content(FOUR))
    form = page.post_form("all_adults")
    sent = {**dict(form.fields), "all_adults": "y"}
    path = "/coordination/voisins/importer/verifier"
    for _ in range(2):
        assert fatima.client.post(path, data=sent).status_code == 303
    with database.reading() as session:
        assert session.query(JournalEntry).filter_by(action="imported").count() == 1
        assert session.query(Task).filter_by(kind="confirm").count() == spreadsheet.NEW


def test_a_draft_dies_after_a_day_and_is_nobody_elses(
    fatima: Browser, ours: Desk, theirs: Desk, app: Flask, database: Database
) -> None:
    send(fatima, "Prénom;Tel\nJeanne;0639981234\n".encode())
    with database.reading() as session:
        draft = session.query(Draft).one()
        assert draft.expires_at == NOW + timedelta(hours=24)
    with database.transaction() as session:
        session.query(Draft).one().answers = {**draft.answers, "neighbourhood_id": theirs.home_id}
    answer = fatima.client.get("/coordination/voisins/importer/verifier")
    assert (answer.status_code, answer.location) == (303, "/coordination/voisins/importer")


def test_keeping_nothing_keeps_nothing(fatima: Browser, ours: Desk, database: Database) -> None:
    page = send(fatima, "Prénom;Tel\nJeanne;0639981234\n".encode())
    form = next(form for form in page.forms if form.action.endswith("/abandonner"))
    answer = fatima.client.post(form.action, data=dict(form.fields))
    assert "effacé" in fatima.get(answer.location).text
    assert count(database, Draft) == 0


UNREAD: tuple[tuple[bytes, str], ...] = (
    (b"", "ligne de titres"),
    (b"PK\x03\x04", "Enregistrer sous"),
    (b"x" * (MOST_BYTES + 10), "1 Mo au plus"),
    (b"\0\0\0", "n’est pas du texte"),
    (b"a;b\n1;2\n", "Écrivez des titres"),
    (b"Nom;Tel\nPetit;0639981234\n", "Écrivez des titres"),
)


def test_a_file_that_cannot_be_read_says_what_to_do(fatima: Browser, ours: Desk) -> None:
    for content, words in UNREAD:
        page = send(fatima, content)
        assert words in page.text.replace("\u00a0", " "), content[:20]


def test_another_desk_is_not_among_the_choices(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    page = send(fatima, b"Prenom;Tel\nJo;0639981234\n", neighbourhood=str(theirs.home_id))
    assert "Choisissez le quartier" in page.text
    assert count(database, Draft) == 0


def test_hostile_cells_are_shown_as_they_are(fatima: Browser, ours: Desk) -> None:
    page = send(fatima, 'Prénom;Tel\n"<svg onload=alert(1)>{{7*7}}\u202e";0639981234\n'.encode())
    assert "<svg" not in page.html.replace('<svg class="', "").replace("<svg aria", "")
    assert "{{7*7}}" in page.html
    assert "\u202e" not in page.html


def take(browser: Browser) -> bytes:
    page = browser.get("coordination.export_page")
    form = next(form for form in page.forms if form.action.endswith("/exporter"))
    answer = browser.client.post(form.action, data=dict(form.fields))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.get_data()


def test_the_list_goes_out_without_a_formula_and_without_the_other_desk(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    with database.transaction() as session:
        person = session.get_one(User, ours.resident_id)
        person.first_name, person.last_name, person.call_hours = "=1+1", "@SUM(A1)", '"; ;'
    content = take(fatima).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    assert len(rows) == 5
    assert {len(row) for row in rows} == {13}
    assert not [cell for row in rows for cell in row if cell[:1] in BEGINS_A_FORMULA and cell]
    assert rows[0][:3] == ["Prénom", "Nom", "Téléphone"]
    assert "06\u00a039\u00a098\u00a012\u00a010" in content
    assert CANARY.lower() not in content.lower()
    with database.reading() as session:
        line = session.query(JournalEntry).filter_by(action="exported").one()
        assert (line.actor_id, line.numbers) == (ours.coordinator.id, {"people": 4})


def test_what_was_taken_comes_in_again_in_french(fatima: Browser, ours: Desk) -> None:
    page = send(fatima, take(fatima))
    assert page.text.count("déjà dans vos quartiers") == 4
    assert "Colonnes laissées dans votre fichier Rencontre le · Niveau · Quartier" in page.text
