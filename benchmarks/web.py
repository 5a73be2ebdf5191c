"""Pages under gunicorn beside a bare Flask "hello", in one run: `python benchmarks/web.py`.

The demo's town after its first run, two gunicorn processes for each of the two applications, four
callers who ask for one page after the other. Prints a table, then one JSON line.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import TYPE_CHECKING, Any

from flask import Flask
from sqlalchemy import select

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from mutualaid.models import User

ROOT = Path(__file__).resolve().parent.parent
SECRET = "a secret for benchmarks, long enough to sign with"
CALLERS = 4
WARM_UP_SECONDS = 1.0
START_WITHIN_SECONDS = 30.0
N_NEIGHBOURS, N_TASKS = 300, 60

hello = Flask("hello")


@hello.get("/")
def say_hello() -> str:
    """The least that Flask can do."""
    return "Hello, World!"


@dataclass(frozen=True)
class Page:
    """What is asked for, and by whom."""

    name: str
    path: str
    cookie: str = ""


def prepare(database_url: str) -> list[Page]:
    """Fill the town, run the matcher, sign two people in; the pages to measure."""
    from mutualaid.db import Database, upgrade
    from mutualaid.demo.fill import fill
    from mutualaid.demo.first_run import run_first
    from mutualaid.demo.place import ZONE
    from mutualaid.demo.town import build
    from mutualaid.domain.clock import local_date, now_utc
    from mutualaid.domain.demo import DemoRole
    from mutualaid.domain.messages import TokenPurpose
    from mutualaid.models import Proposal
    from mutualaid.queries.demo import get_player
    from mutualaid.services import sessions
    from mutualaid.services.tokens import token_text

    upgrade(database_url)
    database, now = Database(database_url, secret=SECRET), now_utc()
    with database.transaction() as session:
        fill(session, build(local_date(now, ZONE)), now=now)
    run_first(database, now=now)
    with database.transaction() as session:
        for role in (DemoRole.RESIDENT, DemoRole.COORDINATOR):
            person = get_player(session, role)
            sessions.sign_in(session, user=person, replaces=None, cookie_id=role, now=now)
        busy = fill_desk(session, now)
        sessions.sign_in(session, user=busy, replaces=None, cookie_id="busy", now=now)
        proposal = session.scalars(select(Proposal).order_by(Proposal.id).limit(1)).one()
        token = token_text(session, TokenPurpose.ANSWER, proposal, proposal.helper)
    database.dispose()
    return [
        Page("home", "/"),
        Page("my space", "/mon-espace", f"fil={DemoRole.RESIDENT}"),
        Page("proposal", f"/proposition/{token}"),
        Page("desk", "/coordination", f"fil={DemoRole.COORDINATOR}"),
        Page("busy desk", "/coordination", "fil=busy"),
    ]


def fill_desk(session: "Session", now: "datetime") -> "User":
    """A desk of two coordinators, 300 neighbours and 60 tasks; one of the two."""
    from mutualaid.domain.statuses import TaskStatus
    from mutualaid.domain.tasks import TaskKind
    from mutualaid.models import Coordinator, CoordinatorRole, DeskClaim, Neighbourhood, Task, User

    home = Neighbourhood(
        slug="busy", code="BUSY", name="Busy", place_phrase="Busy", commune="Bron",
        postcode="69500", lat=45.73, lon=4.91, created_at=now, opened_at=now,
    )  # fmt: skip
    session.add(home)
    session.flush()
    people = [
        User(first_name=f"N{n}", neighbourhood_id=home.id, created_at=now, phone_confirmed_at=now)
        for n in range(N_NEIGHBOURS + 2)
    ]
    session.add_all(people)
    session.flush()
    boss, other = people[:2]
    for person, role in ((boss, CoordinatorRole.COORDINATOR), (other, CoordinatorRole.DEPUTY)):
        session.add(
            Coordinator(user_id=person.id, neighbourhood_id=home.id, role=role, created_at=now)
        )
    kinds = [kind for kind in TaskKind if kind is not TaskKind.REPORT]
    tasks = [
        Task(kind=kinds[n % len(kinds)], reason_key=f"busy:{n}", neighbourhood_id=home.id,
             user_id=people[2 + n].id, status=TaskStatus.OPEN, created_at=now)
        for n in range(N_TASKS)
    ]  # fmt: skip
    session.add_all(tasks)
    session.flush()
    session.add_all(
        [DeskClaim(task_id=task.id, holder_id=other.id, taken_at=now) for task in tasks[::4]]
    )
    session.flush()
    session.refresh(boss)
    return boss


@contextmanager
def gunicorn(application: str, database_url: str) -> Iterator[int]:
    """Two processes that serve one application; gives the port."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(128)
        port = door.getsockname()[1]
        env = {
            **os.environ,
            "FLASK_DEBUG": "0",
            "TESTING": "1",
            "SECRET_KEY": SECRET,
            "DATABASE_URL": database_url,
            "BASE_URL": f"http://127.0.0.1:{port}",
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'benchmarks'}",
        }
        command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "4"]
        command += ["--worker-class", "gthread", "--bind", f"fd://{door.fileno()}"]
        command += ["--no-control-socket", "--log-level", "error", application]
        server = subprocess.Popen(command, cwd=ROOT, env=env, pass_fds=[door.fileno()])
        try:
            yield port
        finally:
            server.terminate()
            server.wait()


def call(port: int, page: Page, seconds: float) -> list[float]:
    """One caller: the page again and again; how long each took."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_WITHIN_SECONDS)
    headers = {"Cookie": page.cookie} if page.cookie else {}
    took, end = [], monotonic() + seconds
    while monotonic() < end:
        began = perf_counter()
        connection.request("GET", page.path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        took.append(perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{page.path} answered {answer.status}")
    connection.close()
    return took


def measured(callers: ProcessPoolExecutor, port: int, page: Page, seconds: float) -> dict[str, Any]:
    """All callers at once on one page."""
    for length in (WARM_UP_SECONDS, seconds):
        calls = [callers.submit(call, port, page, length) for _ in range(CALLERS)]
        took = sorted(each for done in calls for each in done.result())
    return {
        "page": page.name,
        "per_second": round(len(took) / seconds, 1),
        "p50_ms": round(1000 * took[len(took) // 2], 1),
        "p95_ms": round(1000 * took[int(len(took) * 0.95)], 1),
    }


def wait_for(port: int) -> None:
    """Until both processes have begun to answer."""
    end = monotonic() + START_WITHIN_SECONDS
    while True:
        try:
            call(port, Page("home", "/"), 0.5)
        except OSError:
            if monotonic() > end:
                raise
            sleep(0.1)
        else:
            return


def measure_all(folder: Path, seconds: float) -> list[dict[str, Any]]:
    """The bare application first, then each page."""
    url = f"sqlite:///{folder / 'web.sqlite3'}"
    pages = prepare(url)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CALLERS, mp_context=spawn) as callers:
        with gunicorn("web:hello", url) as port:
            wait_for(port)
            rows = [measured(callers, port, Page("hello", "/"), seconds)]
        with gunicorn("wsgi:app", url) as port:
            wait_for(port)
            rows += [measured(callers, port, page, seconds) for page in pages]
    for row in rows:
        row["of_hello"] = round(row["per_second"] / rows[0]["per_second"], 3)
    return rows


def show(rows: Sequence[dict[str, Any]]) -> None:
    """The table and the JSON line."""
    print(f"{'page':>10}{'per second':>12}{'of hello':>10}{'p50 ms':>9}{'p95 ms':>9}")
    for row in rows:
        cells = f"{row['per_second']:>12}{row['of_hello']:>10.1%}"
        print(f"{row['page']:>10}{cells}{row['p50_ms']:>9}{row['p95_ms']:>9}")
    print(json.dumps({"benchmark": "web", "callers": CALLERS, "rows": rows}))


def main() -> int:
    """Measure for some seconds each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=5.0)
    with tempfile.TemporaryDirectory() as folder:
        show(measure_all(Path(folder), parser.parse_args().seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
