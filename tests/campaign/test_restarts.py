"""PostgreSQL is restarted without a goodbye, again and again: no yes is lost (T10)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from config import Settings
from mutualaid.app import create_app
from mutualaid.db import Database, upgrade
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import Answer
from mutualaid.models import Proposal
from mutualaid.services import proposals
from mutualaid.services.tokens import token_text
from tests import factories
from tests.campaign.crew import SECRET
from tests.campaign.racing import csrf_field
from tests.factories import NOW, thursday
from tests.support import postgres

LONG = "CAMPAIGN" in os.environ
N_YESES = 2400 if LONG else 200
RESTART_EVERY = 10.0 if LONG else 4.0
PER_SECOND = 20
MOST_FAILED_SHARE = 0.01
SETTINGS = (*postgres.ALONE, "-c", "fsync=off", "-c", "full_page_writes=off")
"""A killed server is not a power cut: what was written to the system's cache is kept."""
pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(1800 if LONG else 180)]


@dataclass
class Server:
    """A cluster of this test's own, which it may kill."""

    home: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.account = postgres.unprivileged_account()
        if self.account:
            os.chown(self.home, self.account.pw_uid, self.account.pw_gid)
        postgres.create_cluster(self.home, self.account)
        self.process = postgres.start(self.home, self.account, SETTINGS)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/postgres?host={self.home}"

    def restart_at_once(self) -> None:
        """`restart -m immediate`: every connection is cut, nothing is written in peace."""
        self.stop()
        self.process = postgres.start(self.home, self.account, SETTINGS)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()


@pytest.fixture
def server() -> Iterator[Server]:
    if postgres.binaries() is None:
        pytest.skip("initdb is not on this machine")
    home = Path(tempfile.mkdtemp(prefix="fil-pg-", dir="/tmp"))
    found = Server(home)
    yield found
    found.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def own_app(server: Server) -> Iterator[Flask]:
    upgrade(server.url)
    app = create_app(
        Settings(secret_key=SECRET, database_url=server.url, mail_security="none", testing=True)
    )
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.extensions["clock"] = lambda: NOW
    yield app
    app.extensions["database"].dispose()


def ask(database: Database, n: int) -> list[tuple[int, str]]:
    """So many proposals and the links to answer them, each of people of its own."""
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        by = factories.coordinator(session, home)
        asked = []
        for number in range(n):
            jeanne = factories.person(session, home, f"Jeanne{number}")
            need = factories.help_request(session, jeanne)
            offer = factories.helper(session, home, f"Karim{number}", phone=None)
            proposal = proposals.propose(session, need, offer, thursday(), by=by, now=NOW)
            link = token_text(session, TokenPurpose.ANSWER, proposal, offer.user)
            asked.append((proposal.id, link))
        return asked


def test_no_yes_that_was_thanked_for_is_lost(
    own_app: Flask, server: Server, record_property: Callable[[str, object], None]
) -> None:
    database: Database = own_app.extensions["database"]
    asked = ask(database, N_YESES)
    answers: Counter[int] = Counter()
    thanked: list[int] = []
    over = threading.Event()

    def say_yes() -> None:
        for number, link in asked:
            form = {"csrf": csrf_field(link), "answer": "yes"}
            status = own_app.test_client().post(f"/proposition/{link}", data=form).status_code
            answers[status] += 1
            if status == 303:
                thanked.append(number)
            time.sleep(1 / PER_SECOND)
        over.set()

    saying = threading.Thread(target=say_yes)
    saying.start()
    n_restarts = 0
    while not over.wait(RESTART_EVERY):
        server.restart_at_once()
        n_restarts += 1
    saying.join()
    record_property("restarts", n_restarts)
    record_property("answers", dict(answers))
    with database.reading() as session:
        kept = set(session.scalars(select(Proposal.id).where(Proposal.helper_answer == Answer.YES)))
    assert set(thanked) <= kept
    assert set(answers) <= {303, 503}
    assert answers[503] <= MOST_FAILED_SHARE * N_YESES
    assert n_restarts >= 2
