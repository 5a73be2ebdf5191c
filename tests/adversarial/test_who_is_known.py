"""T21: nobody learns from our answers, or from their hour, whether a mailbox is known."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from mutualaid.db import Database
from mutualaid.web.pace import PACE_SECONDS
from tests import factories
from tests.factories import NOW

SECRETS = re.compile(r'name="csrf" value="[^"]+"|[a-z]+\d*@example\.fr')
COOKIE = re.compile(r"fil=[^;]+")
Ask = Callable[[str], list[TestResponse]]


@pytest.fixture
def knock(app: Flask, database: Database) -> Ask:
    """Ask for a link for a mailbox, in a browser of its own, and read the page that follows."""
    app.extensions["clock"] = lambda: NOW

    def ask(email: str, page: str = "/entrer", **besides: str) -> list[TestResponse]:
        client = app.test_client()
        opened = client.get(page)
        field = opened.get_data(as_text=True).split('name="csrf" value="')[1].split('"')[0]
        sent = client.post(page, data={"csrf": field, "email": email} | besides)
        return [sent, client.get(sent.headers.get("Location", page))]

    return ask


def people(database: Database, n_known: int) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        place = factories.place(session, home)
        for n in range(n_known):
            factories.person(session, home, f"Known{n}", email=f"known{n}@example.fr", place=place)


def bytes_of(answers: list[TestResponse]) -> str:
    """Status, headers and body, without what is of this browser or was typed."""
    parts = []
    for answer in answers:
        headers = sorted(
            f"{name}: {COOKIE.sub('fil=…', value)}"
            for name, value in answer.headers.items()
            if name != "Content-Length"
        )
        body = SECRETS.sub("…", answer.get_data(as_text=True))
        parts.append(f"{answer.status}\n{headers}\n{body}")
    return "\n".join(parts)


def test_a_known_and_an_unknown_mailbox_read_the_same_when_coming_in(
    knock: Ask, database: Database
) -> None:
    people(database, 3)
    read = {
        bytes_of(knock(f"{word}{n}@example.fr")) for word in ("known", "other") for n in range(3)
    }
    assert len(read) == 1


def test_a_known_and_an_unknown_mailbox_read_the_same_when_joining(
    knock: Ask, database: Database
) -> None:
    people(database, 1)
    answers = {"first_name": "Known0", "is_adult": "y", "phone": "", "line": ""}
    known = bytes_of(knock("known0@example.fr", "/inscription", **answers))
    unknown = bytes_of(knock("other0@example.fr", "/inscription", **answers))
    assert known == unknown


def test_asking_too_often_reads_the_same_too(knock: Ask, database: Database) -> None:
    people(database, 1)
    for _ in range(25):
        known, unknown = (bytes_of(knock(f"{who}0@example.fr")) for who in ("known", "other"))
        assert known == unknown


def test_a_wrong_code_reads_the_same(app: Flask, knock: Ask, database: Database) -> None:
    people(database, 1)
    read = set()
    for email in ("known0@example.fr", "other0@example.fr"):
        knock(email)
        client = app.test_client()
        page = client.get("/entrer/code").get_data(as_text=True)
        field = page.split('name="csrf" value="')[1].split('"')[0]
        sent = {"csrf": field, "email": email, "code": "000000"}
        read.add(bytes_of([client.post("/entrer/code", data=sent)]))
    assert len(read) == 1


def auc(known: list[float], unknown: list[float]) -> float:
    """How often a known mailbox took longer than an unknown one: 0.5 tells nothing."""
    wins = sum((a > b) + 0.5 * (a == b) for a in known for b in unknown)
    share = wins / (len(known) * len(unknown))
    return max(share, 1 - share)


def _seconds(app: Flask, email: str) -> float:
    """How long the answer to the form itself takes."""
    client = app.test_client()
    field = client.get("/entrer").get_data(as_text=True).split('name="csrf" value="')[1]
    began = time.perf_counter()
    client.post("/entrer", data={"csrf": field.split('"')[0], "email": email})
    return time.perf_counter() - began


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_the_time_of_our_answer_tells_nothing(app: Flask, database: Database) -> None:
    many = 500
    app.extensions["clock"] = lambda: NOW
    app.config["PACE_SECONDS"] = PACE_SECONDS
    people(database, many)
    took: dict[str, list[float]] = {"known": [], "other": []}
    for n in range(many):
        for word in ("known", "other") if n % 2 else ("other", "known"):
            took[word].append(_seconds(app, f"{word}{n}@example.fr"))
    assert auc(took["known"], took["other"]) <= 0.55


def test_the_measure_itself_sees_a_difference() -> None:
    assert auc([3.0, 4.0, 5.0], [1.0, 2.0, 3.5]) > 0.85
    assert auc([1.0, 2.0], [1.0, 2.0]) == 0.5
