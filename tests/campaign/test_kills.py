"""A worker killed with SIGKILL anywhere loses nothing and doubles next to nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from mutualaid.db import Database
from tests.campaign.crew import SECRET
from tests.campaign.killing import Quarter
from tests.support.smtp import SmtpInbox

LONG = "CAMPAIGN" in os.environ
KILLS = {"sqlite": 2500 if LONG else 25, "postgresql": 500 if LONG else 5}
"""Per seed, of four: 100 and 20 in every test run, 10 000 and 2 000 in a campaign."""
MOST_OF_A_CONTROL = 100
pytestmark = pytest.mark.timeout(7200 if LONG else 900)


@pytest.fixture
def town(database_url: str) -> Iterator[Database]:
    database = Database(database_url, secret=SECRET)
    yield database
    database.dispose()


@contextmanager
def quarter(
    database: Database, inbox: SmtpInbox, *, seed: int, variant: str = ""
) -> Iterator[Quarter]:
    found = Quarter(database, inbox, variant=variant, seed=seed)
    try:
        yield found
    finally:
        found.close()


@pytest.mark.parametrize("seed", range(4))
def test_a_worker_killed_anywhere_loses_no_message_and_repeats_only_the_one_it_was_sending(
    kind: str,
    town: Database,
    smtp_inbox: SmtpInbox,
    seed: int,
    record_property: Callable[[str, object], None],
) -> None:
    with quarter(town, smtp_inbox, seed=seed) as harness:
        tally = harness.kill(KILLS[kind])
    for name in ("kills", "in_window", "extra_copies"):
        record_property(name, getattr(tally, name))
    record_property("kinds of point", len(tally.points))
    assert tally.broken == []
    assert tally.in_window <= tally.extra_copies <= tally.kills


@pytest.mark.parametrize(
    ("variant", "seen"),
    [("no transaction", "does not ask its helper"), ("sent before sending", "was lost")],
)
def test_the_same_kills_show_what_a_worker_without_that_care_breaks(
    town: Database, smtp_inbox: SmtpInbox, variant: str, seen: str
) -> None:
    with quarter(town, smtp_inbox, seed=99, variant=variant) as harness:
        found = any(
            any(seen in each for each in harness.kill(kills).broken)
            for kills in range(5, MOST_OF_A_CONTROL, 5)
        )
    assert found
