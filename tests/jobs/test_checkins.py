"""What the worker does for the veille: rungs, the mail of the week, renewals, daily rounds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from config import Settings
from mutualaid.db import Database
from mutualaid.domain.checkins import AlertLevel, NewsBy, Outcome, RoundKind
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.jobs import upkeep
from mutualaid.jobs.bench import Bench
from mutualaid.models import Message, Neighbourhood, Task, User
from mutualaid.services import checkins
from tests import factories as f
from tests.factories import NOW, veille
from tests.jobs.conftest import Clock, Relay, plain

VEILLE = {
    "rungs of the ladder climbed", "weekly news asked", "weekly news to call for",
    "yeses of a year to renew", "rounds of the day to open",
}  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bench(
    database: Database, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Bench:
    """A worker that knows the veille alone: nothing else is due here."""
    for name in ("ONE_BY_ONE", "UPKEEP"):
        lines = tuple(line for line in getattr(upkeep, name) if line[0] in VEILLE)
        monkeypatch.setattr(upkeep, name, lines)
    return Bench(database, Relay(), plain, settings, "worker", clock=clock)


@pytest.fixture
def people(database: Database) -> tuple[int, int, int]:
    """Les Brosses, Fatima, Jeanne."""
    with database.transaction() as session:
        home = f.neighbourhood(session)
        fatima = f.coordinator(session, home)
        return home.id, fatima.id, f.person(session, home, "Jeanne", phone="+33639981200").id


def enrol(database: Database, people: tuple[int, int, int], **terms: object) -> None:
    with database.transaction() as session:
        jeanne, fatima = session.get_one(User, people[2]), session.get_one(User, people[1])
        veille.takes_part(session, jeanne, by=fatima, **terms)  # type: ignore[arg-type]


def count(database: Database, kind: TaskKind) -> int:
    with database.reading() as session:
        wanted = select(Task.id).where(Task.kind == kind, Task.status == TaskStatus.OPEN)
        return len(session.scalars(wanted).all())


def test_a_worker_that_starts_again_climbs_the_rung_that_fell_due_meanwhile(
    database: Database, bench: Bench, clock: Clock, people: tuple[int, int, int]
) -> None:
    enrol(database, people)
    for hours in (0, 24):
        now = NOW + timedelta(hours=hours)
        with database.transaction() as session:
            fatima, home = (
                session.get_one(User, people[1]), session.get_one(Neighbourhood, people[0]),
            )  # fmt: skip
            round_ = veille.begin(session, home, by=fatima, now=now)
            (line,) = veille.lines(session, round_)
            veille.note(session, line, Outcome.SILENT, by=fatima, now=now)
    clock.move(hours=60)
    for _ in range(3):
        upkeep.keep_up(bench)
        clock.move(minutes=5)
    assert (count(database, TaskKind.CALL_RELATIVE), count(database, TaskKind.GO_TO_DOOR)) == (1, 1)


def test_the_mail_of_the_week_goes_once_and_thursday_calls_whoever_is_silent(
    database: Database, bench: Bench, clock: Clock, people: tuple[int, int, int]
) -> None:
    enrol(database, people, news_by=NewsBy.MAIL)
    for _ in range(2):
        upkeep.keep_up(bench)
        clock.move(hours=4)
    with database.reading() as session:
        mails = select(Message).where(Message.kind == MessageKind.WEEKLY_NEWS)
        assert len(session.scalars(mails).all()) == 1
    clock.now = NOW + timedelta(days=3, hours=1, minutes=59)
    upkeep.keep_up(bench)
    assert count(database, TaskKind.NEWS_CALL) == 0
    clock.move(minutes=1)
    for _ in range(2):
        upkeep.keep_up(bench)
        clock.move(hours=6)
    assert count(database, TaskKind.NEWS_CALL) == 1


def test_in_orange_the_desk_is_told_to_open_the_round_of_the_day(
    database: Database, bench: Bench, clock: Clock, people: tuple[int, int, int]
) -> None:
    enrol(database, people)
    with database.transaction() as session:
        fatima = session.get_one(User, people[1])
        checkins.set_alert(
            session, people[0], RoundKind.HEAT, AlertLevel.ORANGE, by=fatima, now=NOW
        )
    for _ in range(2):
        upkeep.keep_up(bench)
    assert count(database, TaskKind.DAILY_ROUND) == 1
    with database.transaction() as session:
        fatima, home = (
            session.get_one(User, people[1]), session.get_one(Neighbourhood, people[0]),
        )  # fmt: skip
        veille.begin(session, home, by=fatima, kind=RoundKind.HEAT, level=AlertLevel.ORANGE)
    upkeep.keep_up(bench)
    assert count(database, TaskKind.DAILY_ROUND) == 0
    clock.move(hours=22)
    upkeep.keep_up(bench)
    assert count(database, TaskKind.DAILY_ROUND) == 0, "before nine o'clock"
    clock.move(hours=2)
    upkeep.keep_up(bench)
    assert count(database, TaskKind.DAILY_ROUND) == 1


def test_a_year_is_asked_again_once(
    database: Database, bench: Bench, clock: Clock, people: tuple[int, int, int]
) -> None:
    enrol(database, people)
    clock.move(days=340)
    for _ in range(2):
        upkeep.keep_up(bench)
        clock.move(days=1)
    assert count(database, TaskKind.VEILLE_RENEWAL) == 1
