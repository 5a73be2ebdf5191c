"""The worker: one process does by the clock what nobody presses a button for.

Several may be started; the one that holds the leader's lease works, the others wait for it.
Ticks look in the database for what is due, so that a missed tick and a double one are harmless.
"""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.orm import Session

from mutualaid.adapters.mailbox import make_mailbox
from mutualaid.adapters.smtp import SmtpRelay
from mutualaid.db import Database
from mutualaid.domain.clock import now_utc
from mutualaid.domain.mail import Relay
from mutualaid.emails.render import renderer
from mutualaid.jobs import mailbox, matching, outbox, retention, upkeep
from mutualaid.jobs.bench import Bench
from mutualaid.services import delivery, leases

log = logging.getLogger(__name__)
STOP_WITHIN_SECONDS = 8.0
_LEASE_MARGIN_SECONDS = 5.0


class Leadership:
    """Whether this process leads: one row in the database, renewed while it lives."""

    def __init__(self, database: Database, owner: str) -> None:
        self._database = database
        self._owner = owner
        self._fence: int | None = None
        self._until = 0.0

    def renew(self) -> None:
        """Keep the lease, or take it when it is free."""
        asked_at = time.monotonic()
        if not self._database.run(self._keep_or_take):
            if self._until:
                log.warning("Another worker leads now")
            self._until = 0.0
            return
        if not self._until:
            log.info("This worker leads")
        life = leases.LEADER_LIFE.total_seconds()
        self._until = asked_at + life - _LEASE_MARGIN_SECONDS

    def _keep_or_take(self, session: Session) -> bool:
        name, life, now = leases.LEADER, leases.LEADER_LIFE, now_utc()
        if self._fence is not None and leases.renew(
            session, name, self._owner, self._fence, now=now, life=life
        ):
            return True
        self._fence = leases.acquire(session, name, self._owner, now=now, life=life)
        return self._fence is not None

    def holds(self) -> bool:
        """Whether the lease is still good, by a clock that never jumps."""
        return time.monotonic() < self._until

    def give_up(self) -> None:
        """Leave the lease to the next worker at once."""
        fence, self._until = self._fence, 0.0
        if fence is not None:
            self._database.run(
                lambda session: leases.release(
                    session, leases.LEADER, self._owner, fence, now=now_utc()
                )
            )


class Worker:
    """The clock of one process."""

    def __init__(self, app: Flask, *, relay: Relay | None = None) -> None:
        settings = app.config["SETTINGS"]
        database: Database = app.extensions["database"]
        owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        self.leadership = Leadership(database, owner)
        self.bench = Bench(
            database=database,
            relay=relay or SmtpRelay(app, settings),
            render=renderer(app),
            settings=settings,
            owner=owner,
            mailbox=make_mailbox(settings),
        )
        # In the demo the launcher makes the first run itself, for the coming midnight.
        self._since = now_utc() if settings.demo else None
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for seconds, name, work in self._schedule():
            self._scheduler.add_job(
                work, "interval", seconds=seconds, id=name, next_run_time=datetime.now(UTC)
            )

    def _schedule(self) -> tuple[tuple[int, str, Callable[[], None]], ...]:
        """Their rhythms; a slow relay, a slow mailbox and a long run do not wait for each other."""
        return (
            (1, "run requests", lambda: self._lead(matching.run_asked)),
            (1, "messages due", lambda: self._lead(outbox.send_due)),
            (10, "leader's lease", self.leadership.renew),
            (20, "all else due", self._all_else),
            (60, "mailbox", lambda: self._lead(mailbox.read_new)),
        )

    def _lead(self, work: Callable[[Bench], object]) -> None:
        if self.leadership.holds() and not self.bench.stopping.is_set():
            work(self.bench)

    def _all_else(self) -> None:
        for work in (
            outbox.tidy,
            upkeep.keep_up,
            lambda bench: matching.run_scheduled(bench, since=self._since),
            retention.keep_nightly,
        ):
            try:
                self._lead(work)
            except Exception:
                log.exception("Something that was due failed; the rest goes on")

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; then finish, or leave to others, within ten seconds."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: self.bench.stopping.set())
        self.leadership.renew()
        self._scheduler.start()
        self.bench.stopping.wait()
        self.stop()

    def stop(self) -> None:
        """End the ticks; what a slow relay still holds is given back and the process ends."""
        self.bench.stopping.set()
        ended = threading.Thread(target=self._scheduler.shutdown, daemon=True)
        ended.start()
        ended.join(STOP_WITHIN_SECONDS)
        self.bench.database.run(lambda s: delivery.release_all(s, self.bench.owner))
        self.leadership.give_up()
        log.info("Stopped")
        if ended.is_alive():
            logging.shutdown()
            os._exit(0)  # a conversation with the relay hangs: its thread would keep us waiting
