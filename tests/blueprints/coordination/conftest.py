"""Fatima's desk and Paul's next door."""

from __future__ import annotations

import pytest
from flask import Flask

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
