"""`flask admin verify-journal` and `forget-again`, as an operator types them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from mutualaid.db import Database
from mutualaid.jobs.retention import write_forgotten
from mutualaid.models import ErasureReason, JournalEntry, User
from mutualaid.services import journal
from mutualaid.services.leaving import Forgotten
from tests import factories
from tests.factories import NOW


@pytest.fixture
def database(app: Flask) -> Database:
    found: Database = app.extensions["database"]
    return found


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["admin", *words])


def test_a_journal_that_was_changed_is_told(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        for _ in range(3):
            journal.note(session, "seen", home, by=None, now=NOW)
        session.flush()
        journal.seal_due(session, now=NOW + timedelta(minutes=2))
    good = run(app, "verify-journal")
    assert good.exit_code == 0
    assert "3 lines, none was changed" in good.output
    with database.transaction() as session:
        session.execute(update(JournalEntry).where(JournalEntry.id == 2).values(actor_id=7))
    bad = run(app, "verify-journal")
    assert bad.exit_code == 1
    assert "breaks at line 2" in bad.output


def test_whom_a_backup_remembers_is_forgotten_again(app: Flask, database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        jeanne = factories.person(session, home, created_at=NOW)
        paul = factories.person(session, home, "Paul", created_at=NOW)
    file = Path(app.config["SETTINGS"].erasures_file)
    write_forgotten(file, [Forgotten(jeanne.id, ErasureReason.LEFT, NOW)])
    assert "1 people forgotten again" in run(app, "forget-again").output
    assert "0 people forgotten again" in run(app, "forget-again", str(file)).output
    with database.reading() as session:
        assert session.get_one(User, jeanne.id).first_name == ""
        assert session.get_one(User, paul.id).first_name == "Paul"
