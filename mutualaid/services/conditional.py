"""One conditional UPDATE, and whether it took: the base of every race we win."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session


def took(session: Session, statement: Update) -> bool:
    """Run it; whether it changed a row. Objects already read are not refreshed."""
    return count_taken(session, statement) > 0


def count_taken(session: Session, statement: Update) -> int:
    """Run it; how many rows it changed. Objects already read are not refreshed."""
    statement = statement.execution_options(synchronize_session=False)
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
