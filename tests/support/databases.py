"""Databases for tests: one migrated template of each kind per run, one copy of it per test."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from mutualaid.db import upgrade
from tests.support import postgres, run

KINDS = ("sqlite", "postgresql")
_numbers = itertools.count(1)


@contextmanager
def migrated(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database of this kind with every migration applied and nothing in it."""
    if kind == "sqlite":
        template = run.folder() / "template.sqlite3"
        run.once("template-sqlite", lambda: _migrate_sqlite(template))
        path = folder / "test.sqlite3"
        shutil.copyfile(template, path)
        yield f"sqlite:///{path}"
    else:
        name = _template_name()
        run.once("template-postgresql", lambda: _migrate_postgresql(name))
        with _postgresql_copy(template=name) as url:
            yield url


@contextmanager
def empty(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database of this kind that no migration has touched."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'empty.sqlite3'}"
    else:
        with _postgresql_copy(template="template0") as url:
            yield url


def drop_template() -> None:
    """Leave a server that is not ours (TEST_DATABASE_URL) as we found it."""
    if "TEST_DATABASE_URL" in os.environ and (run.folder() / "template-postgresql.done").exists():
        _administer(sql.SQL("DROP DATABASE {}").format(sql.Identifier(_template_name())))


def _migrate_sqlite(template: Path) -> None:
    upgrade(f"sqlite:///{template}")
    with sqlite3.connect(template) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _migrate_postgresql(name: str) -> None:
    _administer(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
    _administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    upgrade(_address(name))


@contextmanager
def _postgresql_copy(*, template: str) -> Iterator[str]:
    name = f"{run.folder().name}-{os.getpid()}-{next(_numbers)}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} ").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    _administer(create + sql.SQL(_quickest_copy()))
    try:
        yield _address(name)
    finally:
        _administer(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _template_name() -> str:
    return f"{run.folder().name}-template"


def _server() -> str:
    url = postgres.server_url(run.folder())
    if url is None:
        message = "PostgreSQL is not on this machine: apt install postgresql, or TEST_DATABASE_URL"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return url


def _address(name: str) -> str:
    return sa.make_url(_server()).set(database=name).render_as_string(hide_password=False)


def _administer(statement: sql.Composable) -> None:
    with psycopg.connect(_server(), autocommit=True) as connection:
        connection.execute(statement)


def _quickest_copy() -> str:
    """Copying files beats writing them to the log, where the server knows the choice (15+)."""
    with psycopg.connect(_server()) as connection:
        return "STRATEGY FILE_COPY" if connection.info.server_version >= 150_000 else ""
