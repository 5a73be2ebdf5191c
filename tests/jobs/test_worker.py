"""The real worker, as an operator starts and stops it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from config import Settings
from mutualaid.db import ROOT, Database
from mutualaid.domain.clock import now_utc
from mutualaid.domain.statuses import MessageStatus
from mutualaid.models import Lease, Message
from mutualaid.services import leases, sign_ins
from mutualaid.worker import Worker
from tests import factories
from tests.support.smtp import SmtpInbox


@contextmanager
def worker(settings: Settings, **changed: str) -> Iterator[subprocess.Popen[bytes]]:
    """`flask worker`, killed at the end if the test has not ended it."""
    env = os.environ | {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "MAIL_PORT": str(settings.mail_port),
        "MAIL_SECURITY": "none",
        "TESTING": "1",
    } | changed  # fmt: skip
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_for(what: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


def owe_sign_in(app: Flask) -> Database:
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        factories.person(session, factories.neighbourhood(session), "Karim")
        sign_ins.ask_link(
            session, "karim@example.fr", browser_id="firefox", about=None, now=now_utc()
        )
    return database


def status(database: Database) -> MessageStatus:
    with database.reading() as session:
        return session.scalars(select(Message.status)).one()


def test_a_mail_leaves_within_seconds_and_the_worker_ends_when_asked(
    app: Flask, settings: Settings, smtp_inbox: SmtpInbox
) -> None:
    database = owe_sign_in(app)
    with worker(settings) as process:
        wait_for(lambda: bool(smtp_inbox.messages))
        wait_for(lambda: status(database) is MessageStatus.SENT)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    (mail,) = smtp_inbox.to("karim@example.fr")
    assert "Votre lien pour entrer" in mail["Subject"]
    with database.reading() as session:
        assert session.scalars(select(Lease.owner).where(Lease.name == leases.LEADER)).all() == [""]


def test_a_worker_stopped_in_the_middle_of_a_mail_gives_it_back_in_ten_seconds(
    app: Flask, settings: Settings
) -> None:
    database = owe_sign_in(app)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = str(silent.getsockname()[1])
        with worker(settings, MAIL_PORT=port, MAIL_TIMEOUT_SECONDS="60") as process:
            wait_for(lambda: status(database) is MessageStatus.SENDING)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=10) == 0
    assert status(database) is MessageStatus.PENDING


def test_the_next_worker_waits_until_the_leaders_lease_is_over(
    app: Flask, settings: Settings, smtp_inbox: SmtpInbox
) -> None:
    database = owe_sign_in(app)
    over_at = now_utc() + timedelta(seconds=6)
    with database.transaction() as session:
        life = over_at - now_utc()
        leases.acquire(session, leases.LEADER, "killed", now=now_utc(), life=life)
    with worker(settings):
        wait_for(lambda: bool(smtp_inbox.messages), seconds=25)
        assert now_utc() >= over_at


def test_one_thing_that_fails_leaves_the_rest_of_what_is_due(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []

    def fail(_bench: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("mutualaid.worker.outbox.tidy", fail)
    monkeypatch.setattr("mutualaid.worker.upkeep.keep_up", done.append)
    clock = Worker(app)
    clock.leadership.renew()
    clock._all_else()
    assert done == [clock.bench]
