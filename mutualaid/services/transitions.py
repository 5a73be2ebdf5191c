"""The only way a state changes: one conditional UPDATE whose row count is checked."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import inspect, tuple_, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from mutualaid.domain.errors import Refusal
from mutualaid.domain.statuses import RequestStatus, check_transition
from mutualaid.models import HelpRequest
from mutualaid.models.base import Base
from mutualaid.services.conditional import count_taken


def change(session: Session, row: Base, new: StrEnum, **values: Any) -> None:
    """Take `row` from the state it was read in to `new`; Refusal("changed") when it moved on.

    Tables with a `version` count it up in the same statement.
    """
    if not try_change(session, row, new, **values):
        raise Refusal("changed")


def change_all(session: Session, rows: Sequence[HelpRequest], new: RequestStatus) -> None:
    """The same for requests read in one state, in one statement: all of them or Refusal."""
    if not rows:
        return
    old = rows[0].status
    check_transition(old, new)
    as_read = [(row.id, row.version) for row in rows]
    statement = (
        update(HelpRequest)
        .where(tuple_(HelpRequest.id, HelpRequest.version).in_(as_read), HelpRequest.status == old)
        .values(status=new, version=HelpRequest.version + 1)
    )
    if count_taken(session, statement) != len(rows):
        raise Refusal("changed")
    for row in rows:
        set_committed_value(row, "status", new)
        set_committed_value(row, "version", row.version + 1)


def try_change(session: Session, row: Base, new: StrEnum, **values: Any) -> bool:
    """The same, answering False when somebody else was first."""
    old: StrEnum = row.status  # type: ignore[attr-defined]
    check_transition(old, new)
    return touch(session, row, status=new, **values)


def touch(session: Session, row: Base, **values: Any) -> bool:
    """A conditional UPDATE on the state and version that `row` was read in; whether it took."""
    table = type(row)
    mapper = inspect(table)
    condition = [column == getattr(row, str(column.key)) for column in mapper.primary_key]
    condition.append(table.status == row.status)  # type: ignore[attr-defined]
    if "version" in mapper.columns:
        condition.append(table.version == row.version)  # type: ignore[attr-defined]
        values["version"] = row.version + 1  # type: ignore[attr-defined]
    result: Any = session.execute(
        update(table)
        .where(*condition)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.expire(row, list(values))
    return bool(result.rowcount == 1)
