"""Fixtures that every test may ask for. Whatever touches the database runs on both kinds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from config import Settings
from mutualaid.db import Database
from tests.support import databases, run, statements

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from tests.browser import Browser
    from tests.support.smtp import SmtpInbox

pytest_plugins = ["tests.support.outside"]
BOTH = [pytest.param(k, marks=[pytest.mark.postgres] * (k != "sqlite")) for k in databases.KINDS]
ONE_OR_BOTH = BOTH if "CAMPAIGN" in os.environ else BOTH[:1]
"""For what says the same on either: SQLite, and PostgreSQL too in a campaign."""
SECRET = "a secret for tests, long enough to sign with"
hypothesis.settings.register_profile("sure", deadline=None, derandomize=True)
hypothesis.settings.register_profile("campaign", deadline=None, max_examples=2000)


def pytest_configure(config: pytest.Config) -> None:
    """The process that leads the run opens the folder that all its workers share."""
    if not hasattr(config, "workerinput"):
        run.begin()
    statements.compile_once()
    hypothesis.settings.load_profile("campaign" if "CAMPAIGN" in os.environ else "sure")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Each process tidies what it kept on a server that is not ours; the leader the template."""
    databases.drop_emptied()
    if not hasattr(config, "workerinput"):
        databases.drop_template()


@pytest.fixture(params=BOTH)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database: a test that asks for one runs once on each."""
    return str(request.param)


@pytest.fixture
def database_url(kind: str, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own, migrated and without a row."""
    with databases.migrated(kind, tmp_path) as url:
        yield url


@pytest.fixture
def empty_database_url(kind: str, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own that no migration has touched."""
    with databases.empty(kind, tmp_path) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The two doors, `transaction()` and `reading()`."""
    database = Database(database_url, secret=SECRET)
    yield database
    database.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """One writing transaction, rolled back at the end; beside `client` it would block it."""
    with database.open_writer() as session:
        yield session
        session.rollback()


@pytest.fixture
def settings(database_url: str, smtp_inbox: SmtpInbox, tmp_path: Path) -> Settings:
    """An instance for tests: its mails go to `smtp_inbox`."""
    return Settings(
        secret_key=SECRET,
        database_url=database_url,
        base_url="http://localhost",
        mail_port=smtp_inbox.port,
        mail_security="none",
        erasures_file=str(tmp_path / "erasures.txt"),
        testing=True,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The whole application on this test's database."""
    from tests.support.applications import application  # late: the core's tests need no web

    app = application(settings)
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Bare HTTP, for what a browser would not do."""
    return app.test_client()


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A person's browser: every page that it opens must keep the rules of the house."""
    from tests.browser import Browser

    return Browser(app)
