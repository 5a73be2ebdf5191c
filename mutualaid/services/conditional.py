"""Statements that say what they did: the base of every race we win."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Update, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from mutualaid.models import Base


def took(session: Session, statement: Update) -> bool:
    """Run it; whether it changed a row. Objects already read are not refreshed."""
    return count_taken(session, statement) > 0


def count_taken(session: Session, statement: Update) -> int:
    """Run it; how many rows it changed. Objects already read are not refreshed."""
    statement = statement.execution_options(synchronize_session=False)
    return cast("CursorResult[Any]", session.execute(statement)).rowcount


def write_rows(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows of the same columns in one statement, without an object for each.

    (The mapper's own bulk insert leaves out empty columns, and so makes a statement of each run
    of rows that have the same ones.)
    """
    if rows:
        session.flush()
        session.connection().execute(insert(table), list(rows))


def insert_into(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """The INSERT of this database that knows what to do when the row is there."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if is_postgresql else sqlite.insert(table)
