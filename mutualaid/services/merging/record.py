"""Rows are changed and taken away one by one, and what stood there before is written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from mutualaid.models import Base
from mutualaid.models.base import UtcDateTime

Row = Mapping[str, Any]


class Record:
    """What a merge changed, in order, as JSON keeps it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.steps: list[dict[str, Any]] = []

    def change(self, table: sa.Table, row: Row, **new: Any) -> None:
        """Write other values into a row; its version grows, and is never taken back."""
        before = {name: plain(row[name]) for name in new}
        after = {name: plain(value) for name, value in new.items()}
        if before == after:
            return
        key = _key(table, {**row, **new})
        self.steps.append({"table": table.name, "key": key, "before": before, "after": after})
        write(self.session, table, row, new)

    def drop(self, table: sa.Table, row: Row) -> None:
        """Take a row away; the whole of it is written down."""
        gone = {name: plain(value) for name, value in row.items()}
        self.steps.append({"table": table.name, "gone": gone})
        self.session.execute(sa.delete(table).where(*_is(table, row)))


def rows_where(session: Session, table: sa.Table, *conditions: Any) -> list[dict[str, Any]]:
    """Rows as they are now, in order."""
    found = session.execute(
        sa.select(table).where(*conditions).order_by(*table.primary_key.columns)
    )
    return [dict(row) for row in found.mappings()]


def write(session: Session, table: sa.Table, row: Row, new: Row) -> None:
    """One row, by its key."""
    values = dict(new)
    if "version" in table.columns:
        values["version"] = table.c.version + 1
    session.execute(sa.update(table).where(*_is(table, row)).values(**values))


def take_back(session: Session, step: Mapping[str, Any]) -> None:
    """Undo one step, where things still stand as it left them."""
    table = Base.metadata.tables[step["table"]]
    if "gone" in step:
        values = read(table, step["gone"])
        if not rows_where(session, table, *_is(table, values)):
            session.execute(sa.insert(table).values(**values))
        return
    key, after = read(table, step["key"]), step["after"]
    for row in rows_where(session, table, *(table.c[name] == key[name] for name in key)):
        untouched = [name for name in after if plain(row[name]) == after[name]]
        before = read(table, {name: step["before"][name] for name in untouched})
        if before:
            write(session, table, row | key, before)


def table_named(name: str) -> sa.Table:
    """One table of the schema."""
    return Base.metadata.tables[name]


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def read(table: sa.Table, values: Row) -> dict[str, Any]:
    """The values of a row again, as its columns know them."""
    return {name: _read(table.c[name], value) for name, value in values.items()}


def _read(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    return time.fromisoformat(value) if isinstance(column.type, sa.Time) else value


def _key(table: sa.Table, row: Row) -> dict[str, Any]:
    return {column.name: row[column.name] for column in table.primary_key.columns}


def _is(table: sa.Table, row: Row) -> Iterable[Any]:
    return [column == row[column.name] for column in table.primary_key.columns]
