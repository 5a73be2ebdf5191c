"""Statements that say what they did: the base of every race we win."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Update
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


def insert_into(session: Session, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """The INSERT of this database that knows what to do when the row is there."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return postgresql.insert(table) if is_postgresql else sqlite.insert(table)
