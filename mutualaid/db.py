"""Engines and transactions: the same rules on SQLite and PostgreSQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from time import monotonic, sleep
from typing import Any, TypeVar

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

ROOT = Path(__file__).resolve().parent.parent
BUSY_TIMEOUT_MS = 15_000
LOOK_EVERY_SECONDS = 0.004
PAUSES = (0.02, 0.5, 2.0)
"""Seconds before each next try: at once for a deadlock, long enough for a server's restart."""
_WRITES = "mutualaid_writes"
T = TypeVar("T")


def make_engine(url: str) -> Engine:
    """An engine whose writers open `BEGIN IMMEDIATE` on SQLite and whose readers cannot write."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    engine = create_engine(
        url, pool_pre_ping=True, isolation_level="READ COMMITTED", hide_parameters=True
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _sqlite_engine(url: str) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, hide_parameters=True
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    if writes:
        _begin_writing(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    """Take the file as soon as nobody writes.

    SQLite's own wait sleeps for up to 100 ms between two looks, and misses the short gaps that a
    run of the matcher leaves between its batches: a page would wait until the run is over.
    """
    raw: Any = connection.connection.dbapi_connection
    end = monotonic() + BUSY_TIMEOUT_MS / 1000
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while not _is_ours(raw):
            if monotonic() > end:
                connection.exec_driver_sql("BEGIN IMMEDIATE")  # fails as SQLAlchemy's own error
                break
            sleep(LOOK_EVERY_SECONDS)
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _is_ours(raw: sqlite3.Connection) -> bool:
    """One try to begin; False while somebody else writes."""
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get(_WRITES, False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def is_transient(error: BaseException | None) -> bool:
    """Whether the same may succeed soon: a deadlock, a server that restarts, a busy file."""
    if not isinstance(error, DBAPIError):
        return False
    sqlstate = getattr(error.orig, "sqlstate", None)
    return bool(
        error.connection_invalidated
        or sqlstate in {"40001", "40P01", "57P01", "57P02", "57P03"}
        or (isinstance(error.orig, psycopg.OperationalError) and sqlstate is None)
        or (isinstance(error, OperationalError) and "locked" in str(error.orig))
    )


def is_unavailable(error: BaseException | None) -> bool:
    """Whether the database cannot serve anybody now: passing faults, a full disk, no server."""
    if error is None or is_transient(error):
        return error is not None
    if not isinstance(error, OperationalError):
        return False
    sqlstate = getattr(error.orig, "sqlstate", None)
    is_full = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return is_full or str(sqlstate)[:2] in {"08", "53", "57"}


class Database:
    """One engine with its two doors: `transaction()` writes, `reading()` cannot."""

    def __init__(self, url: str, *, secret: str = "") -> None:
        self.url = url
        self._info = {"secret": secret}
        self.engine = make_engine(url)
        self._writer = self.engine.execution_options(**{_WRITES: True})

    @property
    def is_sqlite(self) -> bool:
        """Which of the two supported databases this is."""
        return self.engine.dialect.name == "sqlite"

    def open_writer(self) -> Session:
        """A writing session for the web's own edge, which commits or rolls back itself."""
        return Session(self._writer, expire_on_commit=False, info=self._info)

    def open_reader(self) -> Session:
        """A session whose database refuses every write."""
        return Session(self.engine, expire_on_commit=False, autoflush=False, info=self._info)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Commit on a normal end, roll back on an exception."""
        with self.open_writer() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A snapshot to read from."""
        with self.open_reader() as session:
            yield session

    def run(self, work: Callable[[Session], T], *, tries: int = 4) -> T:
        """`work` in a transaction of its own, done again when the failure was a passing one."""
        for wait in islice(PAUSES, tries - 1):
            try:
                with self.transaction() as session:
                    return work(session)
            except DBAPIError as error:
                if not is_transient(error):
                    raise
            sleep(wait)
        with self.transaction() as session:
            return work(session)

    def wash(self) -> bool:
        """Let what was deleted leave the files too; False while somebody still reads it.

        SQLite writes zeros over deleted words (`secure_delete`); what the write-ahead log still
        holds goes when it is folded in and cut. PostgreSQL's VACUUM frees the rows: their bytes
        stay on the disk until something else is written there.
        """
        raw = self.engine.raw_connection()
        try:
            driver: Any = raw.driver_connection
            if self.is_sqlite:
                driver.execute("PRAGMA busy_timeout=1000")
                busy = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
                return not busy
            driver.autocommit = True
            driver.execute("VACUUM")
            driver.autocommit = False
            return True
        finally:
            raw.close()

    def dispose(self) -> None:
        """Close every connection (before a fork, at the end of a test)."""
        self.engine.dispose()


def alembic_config(url: str) -> Config:
    """Alembic's settings for one database."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring a database to a revision."""
    command.upgrade(alembic_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take a database back to a revision."""
    command.downgrade(alembic_config(url), revision)


def is_alive(session: Session) -> bool:
    """Whether the database answers."""
    return bool(session.execute(text("SELECT 1")).scalar_one() == 1)
