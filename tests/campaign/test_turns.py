"""A page that writes gets its turn while the matcher writes batch after batch."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.errors import Refusal
from mutualaid.domain.statuses import RequestStatus
from mutualaid.models import HelpRequest
from mutualaid.services.matching.run import GAP_SECONDS
from mutualaid.services.transitions import change_all
from tests import factories

BATCH_SECONDS = 0.15
BATCHES = 30


def write_batches(database: Database) -> None:
    for number in range(BATCHES):
        with database.transaction() as session:
            home = factories.neighbourhood(session, f"{number} quartier")
            factories.place(session, home)
            time.sleep(BATCH_SECONDS)
        time.sleep(GAP_SECONDS / 2)


def test_a_writer_gets_its_turn_after_almost_every_batch(database: Database) -> None:
    run = threading.Thread(target=write_batches, args=(database,))
    run.start()
    time.sleep(BATCH_SECONDS)
    turns = 0
    while run.is_alive():
        with database.transaction() as session:
            session.scalar(select(HelpRequest.id))
        turns += 1
        time.sleep(0.05)
    assert turns >= BATCHES / 2


def test_requests_change_together_or_not_at_all(session: Session) -> None:
    home = factories.neighbourhood(session)
    jeanne = factories.person(session, home)
    needs = [factories.help_request(session, jeanne) for _ in range(3)]
    change_all(session, needs[:2], RequestStatus.PROPOSED)
    assert [need.version for need in needs] == [2, 2, 1]
    session.expire_all()
    assert [need.status for need in needs] == ["proposed", "proposed", "open"]


def test_one_request_that_moved_on_stops_the_change_of_all(session: Session) -> None:
    home = factories.neighbourhood(session)
    jeanne = factories.person(session, home)
    needs = [factories.help_request(session, jeanne) for _ in range(2)]
    session.execute(
        HelpRequest.__table__.update().where(HelpRequest.id == needs[1].id).values(version=7)
    )
    with pytest.raises(Refusal):
        change_all(session, needs, RequestStatus.PROPOSED)
