"""A disk that is full while somebody says yes: a page that says so, nothing half done (T09)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import OperationalError

from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import ProposalStatus, RequestStatus
from mutualaid.models import Appointment, HelpRequest, JournalEntry, Proposal
from mutualaid.services import proposals
from mutualaid.services.tokens import token_text
from tests import factories
from tests.browser import Browser
from tests.factories import NOW, thursday

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from mutualaid.db import Database


@pytest.fixture
def asked(app: Flask) -> str:
    """The link of a helper who is asked, and whose yes is an appointment."""
    database: Database = app.extensions["database"]
    app.extensions["clock"] = lambda: NOW
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        jeanne = factories.person(session, home, "Jeanne")
        need = factories.help_request(session, jeanne, agreed_in_advance_at=NOW)
        offer = factories.helper(session, home, "Karim")
        by = factories.coordinator(session, home)
        proposal = proposals.propose(session, need, offer, thursday(), by=by, now=NOW)
        return token_text(session, TokenPurpose.ANSWER, proposal, offer.user)


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """Not one page more than the file has now, on every connection."""
    with database.reading() as session:
        session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        n_pages = session.execute(text("PRAGMA page_count")).scalar_one()
    database.dispose()

    def cap(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={n_pages}")

    event.listen(database.engine, "connect", cap)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", cap)
        database.dispose()


def fill_up(database: Database) -> None:
    """Lines of the journal, until not even the shortest finds a place: every yes writes one."""
    for n in range(100_000):
        try:
            with database.transaction() as session:
                session.add(
                    JournalEntry(at=NOW, action="x", subject_kind="x", subject_id=n, numbers={})
                )
        except OperationalError:
            return
    raise AssertionError("the disk is never full")


def state(database: Database) -> tuple[ProposalStatus, RequestStatus, int]:
    with database.reading() as session:
        return (
            session.scalars(select(Proposal.status)).one(),
            session.scalars(select(HelpRequest.status)).one(),
            len(session.scalars(select(Appointment)).all()),
        )


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_yes_on_a_full_disk_changes_nothing_and_works_once_there_is_room(
    app: Flask, asked: str
) -> None:
    database: Database = app.extensions["database"]
    app.config["PROPAGATE_EXCEPTIONS"] = False
    browser = Browser(app, language="en")
    before = state(database)
    with full_disk(database):
        fill_up(database)
        browser.get(f"/en/proposition/{asked}")
        answer = {"csrf": browser.page.post_form("answer").fields[0][1], "answer": "yes"}  # type: ignore[union-attr]
        refused = browser.post(f"/en/proposition/{asked}", answer)
        assert refused.status_code == 503
        assert state(database) == before

    browser.get(f"/en/proposition/{asked}")
    browser.submit(button=("answer", "yes"))
    assert state(database) == (ProposalStatus.AGREED, RequestStatus.AGREED, 1)
    with database.reading() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
