"""What cannot be understood: a sentence, the typed text kept, nothing written."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select

from mutualaid.models import HelpRequest
from tests import factories
from tests.blueprints.conftest import sign_in
from tests.blueprints.help_requests.walk import (
    JEANNE,
    LILAS,
    SHOPPING,
    THURSDAY,
    WHEN,
    WHERE,
    walk_to_check,
)

BEFORE = {
    "ask": [],
    "details": [{"category": "shopping"}],
    "when": [{"category": "shopping"}, SHOPPING],
    "where": [{"category": "shopping"}, SHOPPING, WHEN],
    "address": [{"category": "shopping"}, SHOPPING, WHEN, WHERE],
    "reach": [{"category": "shopping"}, SHOPPING, WHEN, WHERE, {"choice": LILAS, "meet": "home"}],
}
NOON = {"moments": ["afternoon"]}

CASES = [
    ("ask", {}, "Choisissez ce dont vous avez besoin"),
    ("ask", {"category": "gardening"}, "Choisissez ce dont vous avez besoin"),
    ("details", {}, "Répondez : Ensemble, ou pour vous ?"),
    (
        "details",
        {**SHOPPING, "note": "a" * 312},
        "Écrivez 300 signes au plus. Il y en a 12 de trop",
    ),
    ("when", {}, "Choisissez un jour"),
    ("when", {"days": [THURSDAY]}, "Choisissez un moment de la journée"),
    ("when", {"other_day": "quand vous voulez", **NOON}, "Écrivez une date comme 27 octobre"),
    ("when", {"other_day": "31 février", **NOON}, "Écrivez une date comme 27 octobre"),
    ("when", {"other_day": "1 octobre", **NOON}, "Le jour doit être aujourd’hui ou plus tard"),
    ("when", {"other_day": "1/1/1900", **NOON}, "Le jour doit être aujourd’hui ou plus tard"),
    ("when", {"other_day": "1/1/2999", **NOON}, "Choisissez un jour dans les 12 mois qui viennent"),
    ("when", {"other_day": "9" * 5000, **NOON}, "Il y en a 4800 de trop"),
    ("when", {"days": [THURSDAY], "start": "tôt"}, "Écrivez une heure comme 14 h 30"),
    ("when", {"days": [THURSDAY], "start": "3h"}, "Choisissez une heure entre 8 h et 21 h"),
    (
        "when",
        {"days": [THURSDAY], "start": "14h30", "moments": ["morning"]},
        "14 h 30, c’est l’après-midi. Cochez ce moment seulement",
    ),
    ("when", {"other_day": "aujourd’hui", "start": "11 h"}, "C’est trop tôt."),
    (
        "when",
        {**WHEN, "is_weekly": "y", "until": "13 octobre"},
        "Choisissez un dernier jour après le premier",
    ),
    ("where", {}, "Écrivez le numéro et la rue"),
    ("where", {"line": "12 rue des Lilas"}, "Écrivez le code postal ou la ville"),
    ("where", {"line": "12", "town": "69100"}, "Écrivez le numéro et la rue"),
    ("address", {"choice": LILAS, "meet": "home", "flat": "a" * 50}, "Il y en a 10 de trop"),
    ("reach", {}, "Écrivez votre prénom"),
    ("reach", {"first_name": "Jeanne", "is_adult": "y"}, "Écrivez un téléphone ou un e-mail"),
    ("reach", {**JEANNE, "first_name": "  ...  "}, "Écrivez votre prénom"),
    ("reach", {**JEANNE, "email": "jeanne"}, "Écrivez un e-mail complet, comme nom@exemple.fr"),
    ("reach", {**JEANNE, "email": "j@orange.fe"}, "Vouliez-vous écrire j@orange.fr ?"),
    (
        "reach",
        {**JEANNE, "phone": "zéro six"},
        "Écrivez un numéro à 10 chiffres, comme 06 39 98 12 34",
    ),
    (
        "reach",
        {"first_name": "Jeanne", "email": "j@exemple.fr"},
        "Cochez la case si vous avez 18 ans ou plus",
    ),
]


def n_requests(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(HelpRequest))


@pytest.mark.parametrize(("step", "typed", "sentence"), CASES)
def test_a_sentence_says_what_to_correct_and_keeps_what_was_typed(
    browser, brosses, step, typed, sentence
):
    browser.get("help_requests.ask")
    for answer in BEFORE[step]:
        browser.submit(answer)
    form = browser.page.post_form()
    browser.post(browser.page.path, {**dict(form.fields), **typed})
    assert browser.response.status_code == 422
    page = browser._read(browser.page.path)
    assert sentence in page.text
    assert page.all("title")[0].text.startswith("Erreur")
    assert "à corriger" in page.text
    kept = page.post_form().fields
    for name, value in typed.items():
        for one in value if isinstance(value, list) else [value]:
            assert (name, one) in kept or one == "gardening", name


def test_everything_missing_is_said_at_once(browser, brosses):
    browser.get("help_requests.ask")
    for answer in BEFORE["reach"]:
        browser.submit(answer)
    page = browser.submit({"first_name": ""})
    assert "Il reste 3 choses à corriger" in page.text


def test_ten_megabytes_are_refused_with_a_page(browser, database, brosses):
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    form = dict(browser.page.post_form().fields)
    answer = browser.post("/demander/precisions", {**form, **SHOPPING, "note": "a" * 10_000_000})
    assert answer.status_code == 413
    assert "Votre réponse est trop longue" in answer.get_data(as_text=True)
    assert n_requests(database) == 0


@pytest.mark.parametrize(("size", "left"), [(10_000_000, 0), (40_000_000, 40_000_000)])
def test_a_large_answer_is_heard_out_so_that_its_page_is_seen(client, brosses, size, left):
    body = io.BytesIO(b"a" * size)
    answer = client.post("/demander", input_stream=body, content_length=size)
    assert answer.status_code == 400
    assert size - body.tell() == left


def test_a_post_without_its_hidden_field_is_refused(browser, database, brosses):
    walk_to_check(browser)
    assert browser.post("/demander/verifier", {}).status_code == 400
    assert n_requests(database) == 0


def test_sending_without_any_answer_goes_to_the_first_page(browser, database, brosses):
    page = browser.get("help_requests.ask")
    answer = browser.post("/demander/verifier", dict(page.post_form().fields))
    assert answer.status_code == 303
    assert n_requests(database) == 0


def test_moments_that_passed_since_are_asked_again(browser, app, database, brosses):
    """The draft was left open until the half-day began."""
    walk_to_check(browser, when={"days": ["2026-10-13"], "moments": ["morning"]})
    app.extensions["clock"] = lambda: factories.NOW.replace(day=13, hour=5)
    form = browser.page.post_form()
    answer = browser.post("/demander/verifier", dict(form.fields))
    assert answer.location == "/demander/quand"
    assert n_requests(database) == 0


def test_nobody_withdraws_the_request_of_somebody_else(browser, database, brosses):
    with database.transaction() as session:
        home = factories.neighbourhood(session, "Cusset")
        number = factories.help_request(session, factories.person(session, home, "Rose")).id
        jeanne = factories.person(session, home)
    sign_in(browser, jeanne)
    browser.get(f"/demander/{number}/retirer", status=404)


def test_withdrawing_asks_once_then_says_that_it_is_done(browser, database, brosses):
    with database.transaction() as session:
        home = factories.neighbourhood(session, "Cusset")
        jeanne = factories.person(session, home)
        number = factories.help_request(session, jeanne).id
    sign_in(browser, jeanne)
    page = browser.get(f"/demander/{number}/retirer")
    assert "Faire des courses" in page.text
    page = browser.submit()
    assert "Votre demande est retirée" in page.text
    with database.reading() as session:
        assert session.get(HelpRequest, number).status == "cancelled"
