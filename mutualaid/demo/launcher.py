"""`flask demo`: a fresh place, its web, its worker and its mail, until Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from config import ROOT, Settings
from mutualaid.db import Database, upgrade
from mutualaid.demo import processes
from mutualaid.demo.fill import fill
from mutualaid.demo.first_run import Summary, run_first
from mutualaid.demo.inbox import InboxServer
from mutualaid.demo.past import remember
from mutualaid.demo.place import ZONE
from mutualaid.demo.postbox import MailServer, Postbox
from mutualaid.demo.processes import PortTaken, Program
from mutualaid.demo.town import build
from mutualaid.domain.clock import local_date, now_utc
from mutualaid.domain.demo import DemoRole
from mutualaid.queries import demo as queries

FOLDER = ROOT / "instance" / "demo"
FAILED, PORT_TAKEN = 1, 2
READY_WITHIN_SECONDS = 120.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody pressed Ctrl-C, or asked the program to end."""


class DemoFailed(RuntimeError):
    """Something that the demo started did not do its work; the message says what and where."""


def launch(port: int) -> int:
    """Run the demo until it is stopped; the exit code."""
    try:
        with _stopped_by_signals(), ExitStack() as started:
            Demo(port, started).run()
    except Stopped:
        _say("Stopped.")
        return 0
    except PortTaken:
        _complain(
            f"Port {port} is in use, or cannot be used. Stop the program that uses it, "
            "or choose another one: PORT=8080 make demo"
        )
        return PORT_TAKEN
    except DemoFailed as failure:
        _complain(str(failure))
        return FAILED


class Demo:
    """Everything that runs, in the order in which it is started; it stops in reverse."""

    def __init__(self, port: int, started: ExitStack) -> None:
        self.door = started.enter_context(processes.listen(port))
        self.site = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        self.folder = _emptied(FOLDER / str(self.door.getsockname()[1]))
        started.push(self._tidy)
        self.started = started
        self.programs: list[Program] = []
        self.postbox = Postbox()

    def run(self) -> NoReturn:
        """Prepare, fill, match, send, say where to look, and stay until something ends."""
        began = time.monotonic()
        mail, inbox = self._start_mail()
        env = self._environment(mail.port)
        settings = Settings.from_env(env)
        _say("A fresh database")
        upgrade(settings.database_url)
        self.programs.append(processes.web(self.door, env=env, folder=self.folder))
        database = Database(settings.database_url, secret=settings.secret_key)
        self.started.callback(database.dispose)
        now = now_utc()
        self._fill(database, now)
        self.programs.append(processes.worker(env=env, folder=self.folder))
        _say("The matcher, at the coming midnight. Quiet hours are off: mails leave at any hour.")
        summary = run_first(database, now=now)
        self._wait_for_mails(database)
        self._wait("the web", self._web_answers)
        _say(f"Everything is there after {time.monotonic() - began:.0f} s. Ctrl-C stops it all.")
        _say(self._where_to_look(inbox.url, summary))
        self._stay()

    def _start_mail(self) -> tuple[MailServer, InboxServer]:
        mail, inbox = MailServer(self.postbox), InboxServer(self.postbox)
        for server in (mail, inbox):
            server.start()
            self.started.callback(server.stop)
        self.started.callback(self._stop_programs)
        return mail, inbox

    def _environment(self, mail_port: int) -> dict[str, str]:
        """Settings of the programs; an operator's own .env must not reach a real relay."""
        return {
            **os.environ,
            "DEMO": "1",
            "FLASK_DEBUG": "0",
            "DATABASE_URL": f"sqlite:///{self.folder / 'demo.sqlite3'}",
            "BASE_URL": self.site,
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": str(mail_port),
            "MAIL_SECURITY": "none",
            "MAIL_USERNAME": "",
            "MAIL_PASSWORD": "",
            "GEOCODER_HOST": "",
            "TRUSTED_PROXIES": "",
        }

    def _fill(self, database: Database, now: datetime) -> None:
        town = build(local_date(now, ZONE))
        counts = len(town.people), len(town.needs), len(town.offers)
        _say("{} neighbours, {} requests, {} offers".format(*counts))
        with database.transaction() as session:
            fill(session, town, now=now)
            remember(session, today=local_date(now, ZONE))

    def _wait_for_mails(self, database: Database) -> None:
        def all_arrived() -> bool:
            with database.reading() as session:
                mails = queries.count_mails(session)
            if mails.failed:
                raise DemoFailed(f"{mails.failed} mails could not be sent: see {self.folder}")
            return mails.waiting == 0 and len(self.postbox) >= mails.sent

        _say("The mails of the first run")
        self._wait("the mails of the first run", all_arrived)

    def _web_answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.site}/", timeout=5) as answer:  # noqa: S310
                return bool(answer.status < 500)
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False

    def _wait(self, what: str, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + READY_WITHIN_SECONDS
        while not condition():
            self._check_programs()
            if time.monotonic() > end:
                raise DemoFailed(f"{what}: nothing after {READY_WITHIN_SECONDS:.0f} s")
            time.sleep(0.1)

    def _where_to_look(self, inbox: str, summary: Summary) -> str:
        entries = [f"Sign in as {role}: {self.site}/demo/entrer/{role}" for role in DemoRole]
        letters = f"Every e-mail that we write: {self.site}/demo/lettres"
        ready = [f"Ready: {self.site}", f"Inbox: {inbox}", *entries, letters, summary.line]
        return "\n".join(ready)

    def _stay(self) -> NoReturn:
        while True:
            self._check_programs()
            time.sleep(0.3)

    def _check_programs(self) -> None:
        for program in self.programs:
            if program.has_ended:
                raise DemoFailed(
                    f"The {program.name} has stopped. Its last words ({program.log}):\n"
                    f"{program.last_words()}"
                )

    def _tidy(self, kind: type[BaseException] | None, *_details: object) -> None:
        """Leave nothing behind, except the logs of a demo that failed."""
        if kind is Stopped:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _stop_programs(self) -> None:
        for program in self.programs:
            program.ask_to_stop()
        for program in self.programs:
            program.stop()


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """The first signal raises `Stopped`; more of them do not disturb the tidying."""

    def stop(_number: int, _frame: object) -> NoReturn:
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _say(line: str) -> None:
    print(line, flush=True)


def _complain(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
