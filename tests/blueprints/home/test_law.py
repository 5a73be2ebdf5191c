"""The pages that the law asks for say what the settings and the registry say."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from mutualaid import retention
from mutualaid.db import Database
from mutualaid.retention import RETENTION, Rule
from mutualaid.wording.retention import duration_phrase
from tests import factories as f
from tests.browser import Browser

TEMPLATES = Path(__file__).parents[3] / "templates" / "home"
LANGUAGES = ("fr", "en")
SPAN = re.compile(r"\d+ (?:heures?|jours?|mois|ans?|hours?|days?|months?|years?)\b")


@pytest.fixture
def real(app: Flask, database: Database) -> Flask:
    """An instance with a named controller, and a quarter with its own."""
    app.extensions["clock"] = lambda: f.NOW
    app.jinja_env.globals["settings"] = replace(
        app.config["SETTINGS"],
        controller_name="Association des Voisins",
        controller_contact="donnees@example.org",
        publication_director="Odile Martin",
        hosting_name="Hébergeur du Rhône",
        hosting_contact="1 rue du Lac, 04 65 71 00 01",
    )
    with database.transaction() as session:
        f.neighbourhood(session)
    return app


def every_span() -> set[str]:
    """Every time of the registry, in the language now spoken."""
    times = [value for value in vars(retention).values() if isinstance(value, timedelta)]
    return {duration_phrase(span) for span in [*times, *(r.after for r in RETENTION.values())]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_page_shows_no_time_that_the_registry_does_not_know(
    real: Flask, language: str
) -> None:
    page = Browser(real, language=language).get("home.privacy")
    with real.app_context(), force_locale(language):
        known = every_span()
    shown = SPAN.findall(page.text)
    assert len(shown) >= 12, "the page says how long things are kept"
    assert set(shown) <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_time_is_typed_into_the_page_and_every_table_is_named(language: str) -> None:
    source = (TEMPLATES / f"privacy.{language}.html").read_text()
    assert not SPAN.findall(source.replace("\u00a0", " ")), 'write kept("table.column")'
    told = {name.split(".")[0] for name in re.findall(r'kept\("([\w.]+)"\)', source)}
    assert told == {name.split(".")[0] for name in RETENTION}


def test_a_time_changed_in_the_registry_changes_the_page(
    real: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = RETENTION["help_requests.note"]
    monkeypatch.setitem(RETENTION, "help_requests.note", Rule(rule.since, timedelta(days=47)))
    assert "47 jours après la fin" in Browser(real).get("/vie-privee").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_name_who_answers_and_who_runs_the_machine(real: Flask, language: str) -> None:
    browser = Browser(real, language=language)
    privacy = browser.get("home.privacy").text
    for words in ("Association des Voisins, donnees@example.org", "Les Brosses", "Centre social"):
        assert words in privacy
    notice = browser.get("home.legal_notice").text
    for words in (
        "Association des Voisins, donnees@example.org", "Odile Martin", "Hébergeur du Rhône",
        "1 rue du Lac, 04 65 71 00 01", "Mutuelle", "A 12", "04 65 71 00 00",
    ):  # fmt: skip
        assert words in notice


def test_without_a_controller_the_page_says_that_nothing_real_belongs_here(app: Flask) -> None:
    assert "n’y écrivez rien de vrai" in Browser(app).get("/vie-privee").text


def test_the_geocoder_is_named_when_addresses_go_there(real: Flask) -> None:
    assert "notre propre liste de rues" in Browser(real).get("/vie-privee").text
    real.jinja_env.globals["settings"] = replace(
        real.config["SETTINGS"], geocoder_host="adresse.example"
    )
    assert "nous la demandons à adresse.example" in Browser(real).get("/vie-privee").text


@pytest.mark.parametrize(
    "path", ["/", "/inscription", "/entrer", "/demander", "/nulle-part", "/en/aider", "/charte"]
)
def test_every_page_leads_to_both_and_to_the_numbers(real: Flask, path: str) -> None:
    browser = Browser(real, language="en" if path.startswith("/en/") else "fr")
    page = browser.get(path, status=404 if path == "/nulle-part" else 200)
    hrefs = {link.attributes["href"] for link in page.all("a")}
    prefix = browser.prefix
    assert {f"{prefix}/vie-privee", f"{prefix}/mentions-legales", f"{prefix}/signaler"} <= hrefs
    assert {"tel:15", "tel:17", "tel:18", "tel:112", "sms:114", "tel:3114"} <= hrefs


def test_whoever_gives_a_name_reads_what_becomes_of_it(real: Flask) -> None:
    page = Browser(real).get("/inscription")
    assert "Ce que nous en gardons, et combien de temps" in page.text
