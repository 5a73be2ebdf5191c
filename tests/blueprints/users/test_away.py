"""`/mon-espace/absences`, and signing out on every device."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.models import Absence, User
from mutualaid.services import absences
from tests import factories as f
from tests.blueprints.conftest import sign_in
from tests.browser import Browser


@pytest.fixture
def me(browser: Browser, store: Database, jeanne: int) -> User:
    """Jeanne, signed in."""
    with store.reading() as session:
        person = session.get_one(User, jeanne)
    sign_in(browser, person)
    return person


def noted(store: Database) -> list[tuple[str, str]]:
    with store.reading() as session:
        rows = session.scalars(select(Absence).order_by(Absence.starts_on))
        return [(each.starts_on.isoformat(), each.ends_on.isoformat()) for each in rows]


@pytest.mark.usefixtures("me")
def test_days_in_words_or_figures_are_noted_read_and_taken_back(
    browser: Browser, store: Database
) -> None:
    browser.get("/mon-espace/absences")
    page = browser.submit({"starts": "mardi 20 octobre", "ends": "27/10"})
    assert "C’est noté : personne ne vous demande rien ces jours-là." in page.text
    assert "du mardi 20 octobre au mardi 27 octobre" in page.text
    page = browser.submit({"starts": "3 novembre"})
    assert noted(store) == [("2026-10-20", "2026-10-27"), ("2026-11-03", "2026-11-03")]
    removal = next(form for form in page.forms if form.action.endswith("/retirer"))
    answer = browser.post(removal.action, dict(removal.fields))
    assert answer.status_code == 303
    assert noted(store) == [("2026-11-03", "2026-11-03")]


@pytest.mark.usefixtures("me")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"starts": ""}, "Écrivez le premier jour, comme 27 octobre"),
        ({"starts": "32 octobre"}, "Écrivez une date comme 27 octobre"),
        ({"starts": "3 octobre"}, "Le jour doit être aujourd’hui ou plus tard"),
        ({"starts": "20/10", "ends": "19/10"}, "qui ne vient pas avant le premier"),
    ],
)
def test_a_day_that_cannot_be_is_said_and_stays_written(
    browser: Browser, store: Database, typed: dict[str, str], sentence: str
) -> None:
    browser.get("/mon-espace/absences")
    page = browser.submit(typed)
    assert browser.response is not None
    assert browser.response.status_code == 422
    assert sentence in page.text
    for name, value in typed.items():
        [box] = [e for e in page.all("input") if e.attributes.get("name") == name]
        assert box.attributes["value"] == value
    assert noted(store) == []


def test_nobody_takes_back_the_absence_of_somebody_else(
    browser: Browser, store: Database, me: User
) -> None:
    with store.transaction() as session:
        ali = f.person(session, session.get_one(User, me.id).neighbourhood, "Ali")
        absences.add(session, ali, f.TODAY, f.TODAY, by=ali, now=f.NOW)
        number = session.scalars(select(Absence.id)).one()
    page = browser.get("/mon-espace/absences")
    csrf = dict(page.post_form("starts").fields)["csrf"]
    assert browser.post(f"/mon-espace/absences/{number}/retirer", {"csrf": csrf}).status_code == 404
    assert len(noted(store)) == 1


def test_in_english_the_page_says_the_same(app: Flask, browser: Browser, me: User) -> None:
    assert me
    english = Browser(app, language="en")
    english.client = browser.client
    english.get("users.absences")
    page = english.submit({"starts": "October 20", "ends": "October 22"})
    assert "Not free from Tuesday 20 October to Thursday 22 October." in page.text


def test_signing_out_everywhere_ends_every_session(
    app: Flask, browser: Browser, store: Database, me: User
) -> None:
    phone = Browser(app)
    with store.reading() as session:
        person = session.get_one(User, me.id)
    person.first_name = "Jeanne, on her phone"  # another cookie
    sign_in(phone, person)
    phone.get("/mon-espace")
    page = browser.get("/mon-espace")
    form = next(form for form in page.forms if form.action == "/sortir/partout")
    answer = browser.post(form.action, dict(form.fields))
    assert answer.status_code == 303
    for each in (browser, phone):
        assert each.client.get("/mon-espace").status_code == 303
