"""Databases for tests: one migrated template of each kind per run, one copy of it per test."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from mutualaid.db import upgrade
from tests.support import postgres, run

KINDS = ("sqlite", "postgresql")
_numbers = itertools.count(1)
_emptied: list[str] = []
_SEND_OTHERS_AWAY = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_SHAPE = """
    SELECT table_name::text, column_name::text, data_type::text, is_nullable::text
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'alembic_version', version_num, '', '' FROM alembic_version
    ORDER BY 1, 2
"""
_TABLES = """
    SELECT tablename FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""
_BEGIN_NUMBERS_ANEW = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""


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
        with _postgresql_used_before(template=name) as url:
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
def _postgresql_used_before(*, template: str) -> Iterator[str]:
    """An emptied database of an earlier test of this process: a copy costs a hundred times more."""
    name = _emptied.pop() if _emptied else _copied(template)
    try:
        yield _address(name)
    finally:
        if _empty(name):
            _emptied.append(name)
        else:
            _drop(name)


def _empty(name: str) -> bool:
    """Delete every row and begin every number anew; False when that may not be all it takes."""
    try:
        with psycopg.connect(_address(name)) as connection:
            connection.execute(_SEND_OTHERS_AWAY)
            if connection.execute(_SHAPE).fetchall() != _shape_of_template():
                return False
            tables = [row[0] for row in connection.execute(_TABLES)]
            connection.execute("SET LOCAL session_replication_role = replica")
            for table in tables:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
            connection.execute(_BEGIN_NUMBERS_ANEW)
    except psycopg.Error:
        return False
    return True


@cache
def _shape_of_template() -> list[tuple[Any, ...]]:
    with psycopg.connect(_address(_template_name())) as connection:
        return connection.execute(_SHAPE).fetchall()


def drop_emptied() -> None:
    """Leave nothing behind on a server that is not ours."""
    while _emptied:
        _drop(_emptied.pop())


@contextmanager
def _postgresql_copy(*, template: str) -> Iterator[str]:
    name = _copied(template)
    try:
        yield _address(name)
    finally:
        _drop(name)


def _copied(template: str) -> str:
    name = f"{run.folder().name}-{os.getpid()}-{next(_numbers)}"
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {} ").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    _administer(create + sql.SQL(_quickest_copy()))
    return name


def _drop(name: str) -> None:
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
