"""A quarter with one street, on the tests' own clock."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask

from mutualaid.db import Database
from mutualaid.domain.streets import street_key
from mutualaid.models import Neighbourhood, Street, User
from mutualaid.services import sessions
from tests import factories
from tests.browser import Browser
from tests.conftest import ONE_OR_BOTH


@pytest.fixture(params=ONE_OR_BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    """The access matrix and the journeys open every page on PostgreSQL too."""
    return str(request.param)


@pytest.fixture
def brosses(app: Flask, database: Database) -> int:
    """Les Brosses with the rue des Lilas; it is Monday 12 October, 10 in the morning."""
    app.extensions["clock"] = lambda: factories.NOW
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        add_street(session, home, "Rue des Lilas")
        return home.id


def add_street(session, home: Neighbourhood, name: str, *, north_m: float = 0.0) -> None:
    session.add(
        Street(
            neighbourhood_id=home.id,
            commune=home.commune,
            postcode=home.postcode,
            name=name,
            name_key=street_key(name),
            lat=home.lat + north_m / 111_195,
            lon=home.lon,
        )
    )


def sign_in(browser: Browser, user: User, *, now: datetime = factories.NOW) -> None:
    """Give this browser the session that a mailed link would give it."""
    database: Database = browser.app.extensions["database"]
    cookie_id = f"cookie of {user.first_name}"
    with database.transaction() as session:
        person = session.get_one(User, user.id)
        sessions.sign_in(session, user=person, replaces=None, cookie_id=cookie_id, now=now)
    browser.client.set_cookie("fil", cookie_id)
