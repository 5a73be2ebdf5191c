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
BATCHES = 25


def write_batches(database: Database) -> None:
    for number in range(BATCHES):
        with database.transaction() as session:
            home = factories.neighbourhood(session, f"{number} quartier")
            factories.place(session, home)
            time.sleep(BATCH_SECONDS)
        time.sleep(GAP_SECONDS)


def test_a_writer_waits_for_a_batch_or_two_and_not_for_the_whole_run(database: Database) -> None:
    run = threading.Thread(target=write_batches, args=(database,))
    run.start()
    time.sleep(BATCH_SECONDS)
    waits = []
    while run.is_alive():
        began = time.monotonic()
        with database.transaction() as session:
            session.scalar(select(HelpRequest.id))
        waits.append(time.monotonic() - began)
        time.sleep(0.05)
    assert len(waits) > BATCHES / 5
    assert max(waits) < 8 * BATCH_SECONDS


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
