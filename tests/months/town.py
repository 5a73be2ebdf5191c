"""The demo's town on a clock that the test sets: real web, real worker's jobs, real SMTP."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from mutualaid.adapters.smtp import SmtpRelay
from mutualaid.db import Database
from mutualaid.demo import town as demo
from mutualaid.demo.fill import fill
from mutualaid.demo.place import ZONE
from mutualaid.domain.clock import at_wall_time, local
from mutualaid.emails.render import renderer
from mutualaid.jobs import matching, outbox, retention, upkeep
from mutualaid.jobs.bench import Bench
from mutualaid.models import Message
from tests.support.smtp import SmtpInbox

DAY_BEGINS, DAY_ENDS = time(7, 40), time(21, 20)
BY_DAY, BY_NIGHT = timedelta(minutes=20), timedelta(hours=2)
MOST_ROUNDS = 20
"""Batches of mails in one tick: more than a whole town ever owes at once."""


Work = Callable[["Town"], None]
"""Who does the worker's round: this process, or one that may be killed on the way."""


@dataclass(frozen=True)
class Arrival:
    """A mail in somebody's box, and the row that it was written from."""

    number: int
    message_id: int
    at: datetime


class Town:
    """160 neighbours, their mailboxes, and everything that the clock does."""

    def __init__(
        self, app: Flask, inbox: SmtpInbox, *, starts_on: date, work: Work | None = None
    ) -> None:
        self.app = app
        self.inbox = inbox
        self.database: Database = app.extensions["database"]
        self.starts_on = starts_on
        self.now = at_wall_time(starts_on, time(0), ZONE)
        app.extensions["clock"] = lambda: self.now
        self.work = work or in_this_process
        self._relay_works = True
        self._relay = SmtpRelay(app, self.settings)
        self._n_read = 0
        self.arrivals: list[Arrival] = []

    def settle(self) -> None:
        """Everybody moves in, as `make demo` fills its database."""
        with self.database.transaction() as session:
            fill(session, demo.build(self.starts_on), now=self.now)

    @property
    def today(self) -> date:
        """The calendar day there."""
        return local(self.now, ZONE).date()

    @property
    def wall_time(self) -> time:
        """The clock on the town hall."""
        return local(self.now, ZONE).time()

    @property
    def settings(self) -> Settings:
        """The settings; during an outage, nobody listens at the relay's port."""
        settings: Settings = self.app.config["SETTINGS"]
        return settings if self._relay_works else replace(settings, mail_port=_closed_port())

    def cut_relay(self, *, off: bool) -> None:
        """An SMTP outage begins or ends."""
        if self._relay_works is off:
            self._relay_works = not off
            self._relay = SmtpRelay(self.app, self.settings)

    @property
    def bench(self) -> Bench:
        """The worker's tools at this moment."""
        return Bench(
            database=self.database,
            relay=self._relay,
            render=renderer(self.app),
            settings=self.settings,
            owner="the month's worker",
            clock=lambda: self.now,
        )

    def step(self) -> None:
        """The clock moves on: by twenty minutes in the day, by two hours in the night."""
        is_day = DAY_BEGINS <= self.wall_time < DAY_ENDS
        self.now += BY_DAY if is_day else BY_NIGHT

    def tick(self) -> list[Arrival]:
        """What the worker does each second, and the mails that came of it."""
        self.work(self)
        return self.new_arrivals()

    def new_arrivals(self) -> list[Arrival]:
        """The mails that came since the last look."""
        fresh = range(self._n_read, len(self.inbox.messages))
        self._n_read = len(self.inbox.messages)
        ids = {n: str(self.inbox.messages[n]["Message-ID"]).strip("<>") for n in fresh}
        with self.database.reading() as session:
            rows = session.execute(
                select(Message.message_id, Message.id).where(Message.message_id.in_(ids.values()))
            )
            numbers = dict(rows.all())
        came = [Arrival(n, numbers[key], self.now) for n, key in ids.items()]
        self.arrivals += came
        return came

    def change(self, work: Callable[[Session], None]) -> None:
        """A transaction of its own."""
        with self.database.transaction() as session:
            work(session)


def in_this_process(town: Town) -> None:
    """One round of everything in `mutualaid.worker`."""
    bench = town.bench
    outbox.tidy(bench)
    upkeep.keep_up(bench)
    retention.keep_nightly(bench)
    matching.run_scheduled(bench)
    matching.run_asked(bench)
    for _ in range(MOST_ROUNDS):
        if not outbox.send_due(bench):
            return
    raise AssertionError("mails without an end")


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
