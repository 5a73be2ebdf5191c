"""A worker's work in a process that is killed on the way, and two variants that lose mails.

A kill strikes at the n-th *point* that the process passes: every crash point of the code, every
SQL statement and commit, and every step of the conversation with the relay is one.
"""

from __future__ import annotations

import gc
import os
import signal
import smtplib
import traceback
from collections.abc import Callable
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from flask import Flask
from sqlalchemy import Connection as DatabaseConnection
from sqlalchemy import event
from sqlalchemy.orm import Session

from mutualaid.adapters.smtp import SmtpRelay
from mutualaid.db import Database
from mutualaid.emails.render import renderer
from mutualaid.jobs import matching, outbox, upkeep
from mutualaid.jobs.bench import Bench
from mutualaid.services import crashpoints, delivery
from mutualaid.services.matching import run
from mutualaid.services.proposals import asking
from tests.campaign import warm
from tests.campaign.errands import Errand, LastWords

_relays: dict[int, SmtpRelay] = {}
"""Made before the fork: the certificates of the system take longer to read than a mail to send."""
LAST_BYTE = "smtp: last byte sent"
RECORDED = "message_recorded"


class Points:
    """Counts the points passed, and dies at the chosen one with its name on its lips."""

    def __init__(self, die_at: int, diary: Connection) -> None:
        self._die_at = die_at
        self._diary = diary
        self._in_window = False
        self.passed = 0

    def __call__(self, name: str) -> None:
        self.passed += 1
        if name in {LAST_BYTE, RECORDED}:
            self._in_window = name == LAST_BYTE
        if self.passed == self._die_at:
            self._diary.send(LastWords(name, self._in_window))
            os.kill(os.getpid(), signal.SIGKILL)


def nursery(pipe: Connection, warming: Errand) -> None:
    """Where victims are born: a process that did the work once, and forks on request.

    It has every statement compiled and every template read, one thread and no connection.
    """
    app = warm.moved_to(
        warming.database_url, clock=lambda: warming.now, mail_port=warming.mail_port
    )
    _relays[warming.mail_port] = SmtpRelay(app, app.config["SETTINGS"])
    _work(app, warming)
    app.extensions["database"].dispose()
    gc.disable()
    gc.freeze()
    pipe.send("warm")
    while True:
        try:
            errand, kill_after = pipe.recv()
        except EOFError:
            return
        pipe.send(_raise_one(app, errand, kill_after))


def _raise_one(app: Flask, errand: Errand, kill_after: float | None) -> LastWords | int | None:
    """One victim's life: how many points it passed, where it died, or None: by the clock."""
    ours, theirs = Pipe(duplex=False)
    victim = os.fork()
    if victim == 0:
        _live(app, errand, theirs)
    theirs.close()
    if kill_after is not None and not ours.poll(kill_after):
        os.kill(victim, signal.SIGKILL)
    os.waitpid(victim, 0)
    try:
        words: LastWords | int | None = ours.recv()
    except EOFError:
        words = None
    ours.close()
    return words


def _live(app: Flask, errand: Errand, diary: Connection) -> NoReturn:
    code = 1
    try:
        points = Points(errand.die_at, diary)
        _mark(points, app.extensions["database"])
        VARIANTS[errand.variant]()
        _work(app, errand)
        diary.send(points.passed)
        code = 0
    except BaseException:  # noqa: BLE001  the checker asks for the number of points
        traceback.print_exc()
    finally:
        os._exit(code)


def _work(app: Flask, errand: Errand) -> None:
    """Match and send, as the ticks of the worker do."""
    run.BATCH = 1
    bench = _bench(app, errand)
    outbox.tidy(bench)
    if errand.keeps_up:
        upkeep.keep_up(bench)
    matching.run_asked(bench)
    matching.run_scheduled(bench)
    while outbox.send_due(bench):
        pass


def _bench(app: Flask, errand: Errand) -> Bench:
    settings = app.config["SETTINGS"]
    return Bench(
        database=app.extensions["database"],
        relay=_relays.get(errand.mail_port) or SmtpRelay(app, settings),
        render=renderer(app),
        settings=settings,
        owner=f"victim {os.getpid()}",
        clock=lambda: errand.now,
    )


def _mark(points: Points, database: Database) -> None:
    """Make a point of all that can be told apart from outside."""
    crashpoints.set_hook(points)

    def statement(_c: object, _k: object, sql: str, *_rest: object) -> None:
        points(" ".join(sql.split()[:3]))

    event.listen(database.engine, "before_cursor_execute", statement)
    event.listen(database.engine, "commit", lambda _connection: points("before commit"))
    smtplib.SMTP.send = _told(smtplib.SMTP.send, points)  # type: ignore[method-assign]
    smtplib.SMTP.getreply = _heard(smtplib.SMTP.getreply, points)  # type: ignore[method-assign]


def _told(send: Callable[..., Any], points: Points) -> Callable[..., Any]:
    def send_and_pass(self: smtplib.SMTP, said: str | bytes) -> Any:
        done = send(self, said)
        is_mail = isinstance(said, bytes) and said.endswith(b"\r\n.\r\n")
        points(LAST_BYTE if is_mail else "smtp: said")
        return done

    return send_and_pass


def _heard(getreply: Callable[..., Any], points: Points) -> Callable[..., Any]:
    def read_and_pass(self: smtplib.SMTP) -> Any:
        reply = getreply(self)
        points(f"smtp: {reply[0]} read")
        return reply

    return read_and_pass


def _as_it_is() -> None:
    """The real thing."""


def _commit_before_the_messages() -> None:
    """The proposals are committed on their own, then the messages: no common transaction."""
    owe = asking._owe_messages

    def owe_apart(session: Session, *rest: Any) -> None:
        _commit_in_the_middle(session.connection())
        owe(session, *rest)

    asking._owe_messages = owe_apart


def _commit_in_the_middle(connection: DatabaseConnection) -> None:
    connection.exec_driver_sql("COMMIT")
    begin = "BEGIN IMMEDIATE" if connection.dialect.name == "sqlite" else "SELECT 1"
    connection.exec_driver_sql(begin)


def _say_sent_before_sending() -> None:
    """The mail is written down as sent, then handed over."""
    deliver = outbox._deliver

    def record_and_deliver(bench: Bench, taken: delivery.Taken) -> bool:
        bench.database.run(lambda s: delivery.sent(s, taken, now=bench.clock()))
        return deliver(bench, taken)

    outbox._deliver = record_and_deliver


VARIANTS: dict[str, Callable[[], None]] = {
    "": _as_it_is,
    "no transaction": _commit_before_the_messages,
    "sent before sending": _say_sent_before_sending,
}
