"""A deadlock or a busy database shows on no page: the request is done again, form and all."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask, request
from psycopg.errors import SerializationFailure
from sqlalchemy.exc import OperationalError

from mutualaid.db import PAUSES, Database
from mutualaid.models import User
from mutualaid.services.locks import lock_people
from mutualaid.web.csrf import csrf_exempt
from mutualaid.web.session import browser, db
from tests import factories as f

BUSY = OperationalError("UPDATE users", {}, SerializationFailure("could not serialize access"))


@pytest.fixture
def jeanne(database: Database) -> int:
    with database.transaction() as session:
        return f.person(session, f.neighbourhood(session), "Jeanne").id


@pytest.fixture
def page(app: Flask, jeanne: int) -> Callable[..., None]:
    """Give the site a page that writes the form's word, and fails so many times before."""

    def add(*, n_failures: int) -> None:
        tries = iter(range(100))

        @csrf_exempt
        def write() -> str:
            browser().keep()
            person = db().get_one(User, jeanne)
            person.last_name += request.form["word"]
            db().flush()
            if next(tries) < n_failures:
                raise BUSY
            return person.last_name

        app.add_url_rule("/ecrire", "write", write, methods=["POST"])

    return add


def name_of(database: Database, user_id: int) -> str:
    with database.reading() as session:
        return session.get_one(User, user_id).last_name


def test_what_failed_in_passing_is_done_again_and_counts_once(
    app: Flask, page: Callable[..., None], database: Database, jeanne: int
) -> None:
    page(n_failures=len(PAUSES))
    answer = app.test_client().post("/ecrire", data={"word": "Morel"})
    assert (answer.status_code, answer.text) == (200, "Morel")
    assert name_of(database, jeanne) == "Morel"


def test_what_fails_each_time_is_a_short_break_and_nothing_is_written(
    app: Flask, page: Callable[..., None], database: Database, jeanne: int
) -> None:
    app.testing = False
    page(n_failures=len(PAUSES) + 1)
    answer = app.test_client().post("/ecrire", data={"word": "Morel"})
    assert answer.status_code == 503
    assert "Le site fait une courte pause" in answer.text
    assert answer.headers["Retry-After"]
    assert name_of(database, jeanne) == ""


@pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_two_who_lock_each_other_out_both_get_their_page(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        home = f.neighbourhood(session)
        pair = [f.person(session, home, name).id for name in ("Jeanne", "Karim")]
    meeting = Barrier(2)
    n_tries = []

    @csrf_exempt
    def cross() -> str:
        n_tries.append(1)
        for place, number in enumerate(request.form.getlist("who")):
            lock_people(db(), [int(number)])
            db().get_one(User, int(number)).last_name += "x"
            db().flush()
            if place == 0 and len(n_tries) <= 2:
                meeting.wait(10)
        return "done"

    app.add_url_rule("/croiser", "cross", cross, methods=["POST"])

    def press(who: list[int]) -> int:
        return app.test_client().post("/croiser", data={"who": who}).status_code

    with ThreadPoolExecutor(2) as both:
        statuses = list(both.map(press, [pair, pair[::-1]]))
    assert statuses == [200, 200]
    assert len(n_tries) == 3, "one of the two was done again"
    assert [name_of(database, each) for each in pair] == ["xx", "xx"]
