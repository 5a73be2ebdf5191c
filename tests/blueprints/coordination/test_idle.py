"""A coordinator who left her desk signs in again; reading it is being there."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from mutualaid.db import Database
from mutualaid.models import User
from tests import factories as f
from tests.blueprints.conftest import sign_in
from tests.browser import Browser

DESK = "/coordination"


def somebody(app: Flask, *, coordinates: bool) -> Browser:
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        home = f.neighbourhood(session)
        person: User = f.coordinator(session, home) if coordinates else f.person(session, home)
    at(app, 0)
    browser = Browser(app)
    sign_in(browser, person)
    return browser


def at(app: Flask, minutes: int) -> None:
    app.extensions["clock"] = lambda: f.NOW + timedelta(minutes=minutes)


def test_after_half_an_hour_without_a_page_she_signs_in_again(app: Flask) -> None:
    browser = somebody(app, coordinates=True)
    browser.get(DESK)
    copied = browser.client.get_cookie("fil")
    at(app, 29)
    browser.get(DESK)
    at(app, 59)
    assert browser.client.get(DESK).location == "/entrer?next=/coordination"
    assert browser.client.get_cookie("fil") is None
    assert copied is not None
    browser.client.set_cookie("fil", copied.value)
    assert browser.client.get(DESK).status_code == 303


def test_reading_counts_as_being_there_for_twelve_hours(app: Flask) -> None:
    browser = somebody(app, coordinates=True)
    for minutes in range(0, 12 * 60, 25):
        at(app, minutes)
        browser.get(DESK)
    at(app, 12 * 60)
    assert browser.client.get(DESK).status_code == 303


def test_a_resident_stays_signed_in_for_weeks(app: Flask) -> None:
    browser = somebody(app, coordinates=False)
    at(app, 20 * 24 * 60)
    browser.get("/mon-espace")
