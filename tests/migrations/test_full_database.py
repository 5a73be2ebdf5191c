"""Migrations where people live: nothing changes that a step does not name (T11)."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as wall
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from mutualaid.db import Database, alembic_config, downgrade, upgrade
from mutualaid.demo import town
from mutualaid.demo.fill import fill
from mutualaid.demo.place import ZONE
from mutualaid.domain.clock import at_wall_time
from mutualaid.models import JournalEntry, Place, User
from tests.conftest import SECRET

FIRST_OF_MANY = "0011_create_journal"
"""What came later changes tables in which there are rows."""
N_MORE = 10_000 if "CAMPAIGN" in os.environ else 500
KILLS = 30 if "CAMPAIGN" in os.environ else 3
ROOT = Path(__file__).resolve().parent.parent.parent
Checksums = dict[str, str]
pytestmark = pytest.mark.timeout(1800 if "CAMPAIGN" in os.environ else 240)


@pytest.fixture
def inhabited_url(database_url: str) -> str:
    """The demo's town, and a crowd with every sign and hour that may be trouble."""
    database = Database(database_url, secret=SECRET)
    today = date(2026, 10, 20)
    with database.transaction() as session:
        fill(session, town.build(today), now=at_wall_time(today, wall(0), ZONE))
        session.add_all(_crowd())
    database.dispose()
    return database_url


def _crowd() -> Iterator[object]:
    """Emoji, empty words, rows without anything, and the hour that a spring night skips."""
    night = at_wall_time(date(2026, 3, 29), wall(2, 30), ZONE)
    for n in range(N_MORE):
        yield JournalEntry(
            at=night, action="joined", subject_kind="users", subject_id=n, numbers={"n": n}
        )
        if n % 10 == 0:
            place = Place(line=f"{n} rue de l’Œuf 🥚", created_at=night)
            yield place
            yield User(first_name=f"Zoé {n} 👵🏽", email=None, place=place, created_at=night)


def checksums(url: str) -> Checksums:
    """One figure a table, over every column that this revision has."""
    database = Database(url, secret=SECRET)
    metadata = sa.MetaData()
    with database.reading() as session:
        metadata.reflect(session.connection())
        found = {
            table.name: _checksum(session.connection(), table) for table in metadata.tables.values()
        }
    database.dispose()
    del found["alembic_version"]
    return found


def _checksum(connection: sa.Connection, table: sa.Table) -> str:
    columns = sorted(table.columns, key=lambda column: column.name)
    plain = [sa.cast(column, sa.Text) if _is_json(column) else column for column in columns]
    rows = sorted("\x1f".join(map(_plain, row)) for row in connection.execute(sa.select(*plain)))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _is_json(column: sa.Column[object]) -> bool:
    return isinstance(column.type, sa.JSON)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def revisions() -> list[str]:
    """Every step after the first tables, the last first."""
    script = ScriptDirectory.from_config(alembic_config("sqlite://"))
    names = [each.revision for each in script.walk_revisions()]
    return names[: names.index(FIRST_OF_MANY)]


def revision_of(url: str) -> str:
    database = Database(url, secret=SECRET)
    with database.reading() as session:
        found: str = session.execute(
            sa.text("SELECT version_num FROM alembic_version")
        ).scalar_one()
    database.dispose()
    return found


def test_each_step_back_and_forth_leaves_every_row_as_it_was(inhabited_url: str) -> None:
    for revision in revisions():
        downgrade(inhabited_url, "-1")
        before = checksums(inhabited_url)
        upgrade(inhabited_url, revision)
        downgrade(inhabited_url, "-1")
        assert checksums(inhabited_url) == before, f"{revision} changes what it does not name"
    assert revision_of(inhabited_url) == FIRST_OF_MANY


def test_a_migration_killed_on_the_way_is_done_whole_or_not_at_all(inhabited_url: str) -> None:
    moments = random.Random(11)
    downgrade(inhabited_url, FIRST_OF_MANY)
    before = checksums(inhabited_url)
    began = time.monotonic()
    _migrate(inhabited_url).wait()
    took = time.monotonic() - began
    head = revision_of(inhabited_url)
    for _ in range(KILLS):
        downgrade(inhabited_url, FIRST_OF_MANY)
        victim = _migrate(inhabited_url)
        time.sleep(moments.uniform(took / 2, took))
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        assert revision_of(inhabited_url) in {FIRST_OF_MANY, head}
    downgrade(inhabited_url, FIRST_OF_MANY)
    assert checksums(inhabited_url) == before
    upgrade(inhabited_url)


def _migrate(url: str) -> subprocess.Popen[bytes]:
    words = f"from mutualaid.db import upgrade; upgrade({url!r})"
    return subprocess.Popen([sys.executable, "-c", words], cwd=ROOT)
