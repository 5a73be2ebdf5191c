"""Pages as they are read, with a whole life in them: short sentences, French as it is printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from mutualaid.db import Database
from mutualaid.models import Appointment, HelpRequest, Neighbourhood, Offer, Proposal, Token, User
from mutualaid.services import sessions, tokens
from tests.architecture.test_access_matrix import address, is_desk
from tests.factories import NOW
from tests.factories.desks import furnish_ours
from tests.factories.whole_life import live
from tests.support.plain import html_text
from tests.support.reading import EASE, EASE_OF_LAW, read
from tests.support.wording import faults_in_english, faults_in_french

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
SUBJECTS = {
    "proposal_id": Proposal, "appointment_id": Appointment,
    "offer_id": Offer, "help_request_id": HelpRequest,
}  # fmt: skip
PAGES = {"answer": "/proposition", "appointment": "/rendez-vous", "feedback": "/retour"}
OF_LAW = {"/vie-privee", "/mentions-legales"}
FULL_OF_NAMES = {"/numeros-utiles"}
"""Of lines, centres and services: they are called what they are called."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, controller_name="Les Voisins", controller_contact="a@example.fr")


@pytest.fixture
def odette(app: Flask, database: Database) -> tuple[FlaskClient, list[str]]:
    """Signed in, with every address that she may open."""
    app.extensions["clock"] = lambda: NOW
    desk = furnish_ours(database)
    with database.transaction() as session:
        life = live(session, session.get_one(Neighbourhood, desk.home_id), "Odette", at_work=True)
    with database.transaction() as session:
        her = session.get_one(User, life.person_id)
        sessions.sign_in(session, user=her, replaces=None, cookie_id="odette", now=NOW)
        paths = [path for row in session.scalars(select(Token)) if (path := _mailed(session, row))]
    client = app.test_client()
    client.set_cookie("fil", "odette")
    for rule in app.url_map.iter_rules():
        is_page = rule.endpoint != "static" and "GET" in (rule.methods or ())
        if is_page and not is_desk(rule) and "token" not in rule.arguments:
            paths.append(address(app, rule, desk))
    return client, paths


def _mailed(session: Session, row: Token) -> str:
    person = session.get_one(User, row.user_id)
    column = next((name for name in SUBJECTS if getattr(row, name) is not None), None)
    subject = session.get_one(SUBJECTS[column], getattr(row, column)) if column else person
    text = tokens.token_text(session, row.purpose, subject, person)
    page = PAGES.get(str(row.purpose))
    return f"{page}/{text}" if page else ""


def mains(client: FlaskClient, paths: list[str]) -> Iterator[tuple[str, str]]:
    for path in paths:
        answer = client.get(path)
        if answer.mimetype == "text/html" and "<main" in answer.text:
            main = answer.text.split("<main", 1)[1].split(">", 1)[1].split("</main>")[0]
            yield path, html_text(main)


def in_sentences(text: str) -> str:
    """Lines that end as sentences do; labels, names and days say nothing of the style."""
    return "\n".join(line for line in text.split("\n") if line.endswith((".", "?", "…")))


def test_a_page_in_french_is_read_once(odette: tuple[FlaskClient, list[str]]) -> None:
    pages, faults = [], []
    for path, text in mains(*odette):
        pages.append(text)
        found = [*read(text).faults(ease=0), *faults_in_french(text)]
        prose = in_sentences(text)
        if len(prose.split()) >= 60:
            found += read(prose).faults(EASE_OF_LAW if path in OF_LAW | FULL_OF_NAMES else EASE)
        faults += [f"{path}: {fault}" for fault in dict.fromkeys(found)]
    assert len(pages) > 30
    assert not faults, "\n".join(faults)
    assert read("\n".join(pages)).faults() == []


def test_a_page_in_english_says_things_as_neighbours_do(
    odette: tuple[FlaskClient, list[str]],
) -> None:
    client, paths = odette
    found = [
        f"{path}: {fault}"
        for path, text in mains(client, [f"/en{path}" for path in paths])
        for fault in faults_in_english(text)
    ]
    assert not found, "\n".join(found)
