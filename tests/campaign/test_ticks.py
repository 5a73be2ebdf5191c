"""Eight workers at the same tick: one run, each request asked for once (T03)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.models import MatchingRun, Message, Proposal
from tests import factories
from tests.campaign import racing
from tests.campaign.crew import SECRET, SIZE, Crew, crew
from tests.campaign.killing import forget
from tests.factories import NOW

ROUNDS = 500 if "CAMPAIGN" in os.environ else 20
"""On each database: 1 000 in a campaign."""
N_PAIRS = 3
pytestmark = pytest.mark.timeout(7200 if "CAMPAIGN" in os.environ else 900)


@pytest.fixture
def town(database_url: str) -> Iterator[Database]:
    """Needs and helpers whom one run pairs, one each."""
    database = Database(database_url, secret=SECRET)
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        for number in range(N_PAIRS):
            factories.help_request(session, factories.person(session, home, f"Jeanne{number}"))
            factories.helper(session, home, f"Karim{number}", phone=None)
    yield database
    database.dispose()


@pytest.fixture
def eight(database_url: str) -> Iterator[Crew]:
    with crew(database_url, NOW) as members:
        yield members


def test_eight_workers_at_one_tick_make_one_run(town: Database, eight: Crew) -> None:
    for _ in range(ROUNDS):
        with town.transaction() as session:
            forget(session)
        outcomes = eight.play([(racing.strike, ())] * SIZE)
        assert [outcome.fault for outcome in outcomes if outcome.fault] == []
        with town.reading() as session:
            asked = Counter(session.scalars(select(Proposal.help_request_id)))
            helpers = Counter(session.scalars(select(Proposal.helper_id)))
            told = session.scalar(
                select(func.count(Message.id)).where(Message.kind == MessageKind.PROPOSAL_HELPER)
            )
            runs = session.scalar(select(func.count(MatchingRun.id)).where(MatchingRun.tick != ""))
        assert sorted(asked.values()) == sorted(helpers.values()) == [1] * N_PAIRS
        assert (told, runs) == (N_PAIRS, 1)
