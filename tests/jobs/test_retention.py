"""The night's work: once a night, and nothing stays in the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from config import Settings
from mutualaid.db import Database
from mutualaid.jobs import retention
from mutualaid.jobs.bench import Bench
from mutualaid.models import Lease, Neighbourhood, User
from mutualaid.services.leaving import Forgotten, leave
from tests import factories
from tests.factories import NOW
from tests.factories.whole_life import live
from tests.jobs.conftest import Clock

MARK = "Canariword"


@pytest.fixture
def keeper(new_bench: Callable[..., Bench], tmp_path: Path) -> Bench:
    settings = Settings(
        secret_key="x" * 32, testing=True, erasures_file=str(tmp_path / "erasures.txt")
    )
    return new_bench(settings=settings)


def files_of(database: Database) -> Iterator[tuple[str, bytes]]:
    """The raw files of a SQLite database."""
    path = Path(str(database.engine.url.database))
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-journal")):
        if file.exists():
            yield file.name, file.read_bytes().lower()


def marks_in(database: Database) -> dict[str, int]:
    found = {name: data.count(MARK.lower().encode()) for name, data in files_of(database)}
    return {name: count for name, count in found.items() if count}


def fill(database: Database, n_people: int) -> list[int]:
    """A quarter in which everybody's words bear the canary; their numbers."""
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        return [live(session, home, f"{MARK}{n}x", at_work=bool(n % 2)).person_id
                for n in range(n_people)]  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_after_everybody_left_not_one_byte_is_in_the_files(
    database: Database, keeper: Bench, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    numbers = fill(database, 20)
    assert sum(marks_in(database).values()) > 100, "the words are there before"
    for number in numbers:
        with database.transaction() as session:
            person = session.get_one(User, number)
            leave(session, person, by=person, now=NOW)
    clock.move(days=366)  # letters from outside are nobody's account: they stay for a year
    retention.keep_nightly(keeper)
    assert marks_in(database) == {}
    assert MARK.lower() not in caplog.text.lower()


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_whoever_leaves_by_day_is_washed_out_at_the_next_look(
    database: Database, keeper: Bench, clock: Clock
) -> None:
    numbers = fill(database, 3)
    retention.keep_nightly(keeper)
    clock.move(minutes=20)
    with database.transaction() as session:
        person = session.get_one(User, numbers[1])
        leave(session, person, by=person, now=clock())
    clock.move(seconds=20)
    retention.keep_nightly(keeper)
    gone = f"{MARK}1x".lower().encode()
    outside = {b"away@example.fr", b"ville"}
    text = b"".join(data for _name, data in files_of(database))
    for word in outside:
        text = text.replace(gone + word, b"")
    assert gone not in text


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_without_secure_delete_the_bytes_would_stay(database: Database) -> None:
    numbers = fill(database, 5)
    with database.transaction() as session:
        session.connection().exec_driver_sql("PRAGMA secure_delete=OFF")
        for number in numbers:
            person = session.get_one(User, number)
            leave(session, person, by=person, now=NOW)
    assert database.wash()
    assert sum(marks_in(database).values()) > 10 + 5


def test_the_night_comes_once_a_local_date(database: Database, keeper: Bench, clock: Clock) -> None:
    done: list[datetime] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retention, "forget_all", lambda _bench, *, now: not done.append(now))
        clock.now = datetime(2026, 10, 24, 1, 0, tzinfo=UTC)
        for _ in range(72 * 6):
            retention.keep_nightly(keeper)
            clock.move(minutes=10)
    local = [f"{at.astimezone():%d}" and at for at in done[1:]]
    # 3:30 in Paris: UTC+2 until 25 October, UTC+1 after it
    assert [(at.day, at.hour, at.minute) for at in local] == [
        (24, 1, 30),
        (25, 2, 30),
        (26, 2, 30),
    ]
    assert len(done) == 4, "the first look of a new instance, then once a night"


def test_a_night_that_failed_is_tried_again_in_an_hour(
    database: Database, keeper: Bench, clock: Clock
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(retention, "NIGHTLY", (("what breaks", lambda _s, _n: 1 // 0),))
        retention.keep_nightly(keeper)
    with database.reading() as session:
        until = session.scalars(select(Lease).where(Lease.name == retention.NIGHT)).one().expires_at
    assert until == clock() + retention.TRY_AGAIN


def test_the_numbers_of_the_forgotten_outlive_the_database(
    database: Database, keeper: Bench, clock: Clock
) -> None:
    numbers = fill(database, 1)
    with database.transaction() as session:
        person = session.get_one(User, numbers[0])
        leave(session, person, by=person, now=NOW)
    retention.keep_nightly(keeper)
    listed = retention.read_forgotten(Path(keeper.settings.erasures_file))
    assert [(each.user_number, each.erased_at) for each in listed] == [(numbers[0], NOW)]


def test_the_file_keeps_those_whom_the_database_does_not_know_any_more(tmp_path: Path) -> None:
    path = tmp_path / "erasures.txt"
    one, two = (
        Forgotten.of("4", "left", NOW.isoformat()),
        Forgotten.of("9", "inactive", NOW.isoformat()),
    )
    retention.write_forgotten(path, [one])
    retention.write_forgotten(path, [two])
    assert retention.read_forgotten(path) == [one, two]


def test_an_open_page_does_not_stop_the_night(database: Database, keeper: Bench) -> None:
    with database.transaction() as session:
        factories.neighbourhood(session)
    with database.reading() as reader:
        reader.scalars(select(Neighbourhood)).all()
        retention.keep_nightly(keeper)
    retention.forget_all(keeper, now=NOW + timedelta(days=1))
