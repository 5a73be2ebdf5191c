"""The worker itself, as an operator starts it, killed with SIGKILL while it matches and sends."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from mutualaid.db import Database
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import MessageStatus
from mutualaid.models import Lease, MatchingRun, Message, RunRequest
from mutualaid.services import leases, run_requests
from tests import factories
from tests.campaign import evidence
from tests.campaign.crew import SECRET
from tests.campaign.killing import forget
from tests.support.smtp import SmtpInbox

ROOT = Path(__file__).resolve().parent.parent.parent
OF_A_CAMPAIGN = {"sqlite": 7, "postgresql": 3}
KILLS = OF_A_CAMPAIGN if "CAMPAIGN" in os.environ else {"sqlite": 4, "postgresql": 2}
N_REQUESTS = 5
PATIENCE_SECONDS = 90.0
A_MOMENT_SECONDS = 0.15
"""A kill falls within this time after so many mails have come, or after a run has begun."""
LONG_AGO = timedelta(hours=1)
pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def town(database_url: str) -> Iterator[Database]:
    database = Database(database_url, secret=SECRET)
    fill(database)
    begin_anew(database)
    yield database
    database.dispose()


def fill(database: Database) -> None:
    """Needs of the coming days; at home it is noon, so that mails leave whatever our hour."""
    now = datetime.now(UTC)
    slot = Slot.of(now.date() + timedelta(days=5), HalfDay.AFTERNOON)
    with database.transaction() as session:
        home = factories.neighbourhood(session, zone=f"Etc/GMT{now.hour - 12:+d}")
        for number in range(N_REQUESTS):
            factories.helper(session, home, f"Karim{number}", phone=None)
            resident = factories.person(session, home, f"Jeanne{number}")
            confirmed = {"created_at": now, "confirmed_at": now}
            factories.help_request(session, resident, slots=(slot,), **confirmed)


@contextmanager
def worker(database: Database, inbox: SmtpInbox) -> Iterator[subprocess.Popen[bytes]]:
    """`flask worker` on this database, leading; killed at the end if it still lives."""
    env = {
        **os.environ,
        "FLASK_APP": "wsgi",
        "FLASK_DEBUG": "0",
        "DEMO": "0",
        "TESTING": "1",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database.url,
        "BASE_URL": "http://localhost",
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": str(inbox.port),
        "MAIL_SECURITY": "none",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "worker"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: leads(database), process)
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert process.poll() is None, "the worker ended by itself"
        assert time.monotonic() < end, "the worker takes too long"
        time.sleep(0.02)


def leads(database: Database) -> bool:
    with database.reading() as session:
        lease = session.get(Lease, leases.LEADER)
        return lease is not None and lease.expires_at > datetime.now(UTC)


def some_work_is_done(
    database: Database, inbox: SmtpInbox, moments: random.Random
) -> Callable[[], bool]:
    """A run has begun, or so many more mails have come."""
    here = len(inbox.messages)
    wanted = moments.randint(here, max(here, 2 * N_REQUESTS - 1))

    def is_done() -> bool:
        with database.reading() as session:
            begun = session.scalar(select(func.count(MatchingRun.id)))
        return bool(begun) and len(inbox.messages) >= wanted

    return is_done


def all_sent(database: Database) -> bool:
    sent = Message.status == MessageStatus.SENT
    with database.reading() as session:
        return session.scalar(select(func.count(Message.id)).where(sent)) == 2 * N_REQUESTS


def let_an_hour_pass(database: Database) -> None:
    """What the dead worker had taken has run out."""
    then = datetime.now(UTC) - LONG_AGO
    with database.transaction() as session:
        session.execute(update(Lease).values(expires_at=then))
        session.execute(update(RunRequest).values(taken_at=then))
        taken = Message.status == MessageStatus.SENDING
        session.execute(update(Message).where(taken).values(lease_expires_at=then))


def begin_anew(database: Database) -> None:
    with database.transaction() as session:
        forget(session)
        run_requests.ask(session, neighbourhood_id=None, by=None, now=datetime.now(UTC))


def judge(database: Database, inbox: SmtpInbox, excused: Counter[str]) -> None:
    """All is sent: was it sent as it should?"""
    assert +(evidence.extra_copies(inbox.messages) - excused) == Counter()
    assert evidence.unlike_copies(inbox.messages) == []
    with database.reading() as session:
        assert evidence.debts(session) == []
        assert evidence.unfinished(session, N_REQUESTS) == []
        assert evidence.lost(session, inbox) == []
    excused.clear()
    inbox.clear()


def test_the_worker_killed_at_any_moment_loses_nothing(
    kind: str, town: Database, smtp_inbox: SmtpInbox
) -> None:
    moments = random.Random(5)
    excused: Counter[str] = Counter()
    for _ in range(KILLS[kind]):
        with worker(town, smtp_inbox) as victim:
            wait_until(some_work_is_done(town, smtp_inbox, moments), victim)
            time.sleep(moments.uniform(0, A_MOMENT_SECONDS))
        with town.reading() as session:
            assert evidence.debts(session) == []
            excused.update(evidence.being_sent(session))
        let_an_hour_pass(town)
        if all_sent(town):
            judge(town, smtp_inbox, excused)
            begin_anew(town)
    with worker(town, smtp_inbox) as last:
        wait_until(lambda: all_sent(town), last)
        last.terminate()
        assert last.wait(PATIENCE_SECONDS) == 0
    judge(town, smtp_inbox, excused)
