"""Fatima's desk and Paul's next door."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from mutualaid.db import Database
from tests.blueprints.conftest import sign_in
from tests.browser import Browser
from tests.factories import NOW
from tests.factories.desks import Desk, furnish_ours, furnish_theirs


@pytest.fixture
def ours(app: Flask, database: Database) -> Desk:
    """Fatima's quarter."""
    app.extensions["clock"] = lambda: NOW
    return furnish_ours(database)


@pytest.fixture
def theirs(ours: Desk, database: Database) -> Desk:
    """Paul's quarter, next to ours."""
    return furnish_theirs(database, ours)


@pytest.fixture
def fatima(browser: Browser, ours: Desk) -> Browser:
    """Fatima's browser."""
    sign_in(browser, ours.coordinator)
    return browser


def read(database: Database, table: type, number: int):
    with database.reading() as session:
        return session.get_one(table, number)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def press(browser: Browser, action: str, **sent: str):
    """Press the button of the open page whose form goes there and sends this."""
    assert browser.page is not None
    for form in browser.page.forms:
        fields = dict(form.fields)
        if form.action.endswith(action) and sent.items() <= fields.items():
            answer = browser.client.post(form.action, data=fields)
            assert answer.status_code == 303, browser._what_came()
            return browser.get(answer.location)
    raise AssertionError(f"no button to {action} with {sent}")
