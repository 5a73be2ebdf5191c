"""The schema that migrations make is the schema that the models describe."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import command

from mutualaid.db import Database, alembic_config, downgrade, upgrade
from mutualaid.models import Base
from mutualaid.models.base import UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FILLERS: tuple[tuple[type[sa.types.TypeEngine[Any]], Any], ...] = (
    (sa.Boolean, False),
    (sa.Float, 45.76),
    (sa.JSON, {}),
    (sa.Date, date(2026, 10, 13)),
    (UtcDateTime, datetime(2026, 10, 13, 9, tzinfo=UTC)),
)
numbers = itertools.count(1)


def write_row(session: Session, table: sa.Table, **given: Any) -> tuple[Any, ...]:
    """A row with what is given and, where the table insists, something plausible."""
    values = dict(given)
    for column in table.columns:
        is_own_number = column is table.autoincrement_column
        if column.name in values or column.nullable or column.default or column.server_default:
            continue
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column.table
            values[column.name] = write_row(session, target)[0]
        elif not is_own_number:
            values[column.name] = filler(column)
    written = session.execute(table.insert().values(values)).inserted_primary_key
    assert written is not None
    return tuple(written)


def filler(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.Enum):
        return column.type.enums[0]
    if isinstance(column.type, sa.String):
        return str(next(numbers))
    return next((value for kind, value in FILLERS if isinstance(column.type, kind)), 1)


def table_names(url: str) -> set[str]:
    database = Database(url)
    names = set(sa.inspect(database.engine).get_table_names())
    database.dispose()
    return names - {"alembic_version"}


def test_every_migration_can_be_taken_back_and_applied_again(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    assert table_names(empty_database_url) == set(Base.metadata.tables)

    downgrade(empty_database_url, "base")
    assert table_names(empty_database_url) == set()

    upgrade(empty_database_url)
    assert table_names(empty_database_url) == set(Base.metadata.tables)


def test_models_and_migrations_do_not_drift_apart(database_url: str) -> None:
    command.check(alembic_config(database_url))


def test_every_member_of_every_enum_can_be_written(session: Session) -> None:
    refused = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            for member in getattr(column.type, "enum_class", None) or ():
                try:
                    with session.begin_nested():
                        write_row(session, table, **{column.name: member})
                except sa.exc.DBAPIError as error:
                    refused.append(f"{table.name}.{column.name}={member.value}: {error.orig}")
    assert not refused, "write a migration that widens the CHECK:\n" + "\n".join(refused)


def test_a_value_outside_its_enum_is_refused_by_the_database(session: Session) -> None:
    table = Base.metadata.tables["coordinators"]
    row = write_row(session, table)
    change = sa.text("UPDATE coordinators SET role = 'queen' WHERE id = :id")
    try:
        session.execute(change, {"id": row[0]})
    except sa.exc.IntegrityError:
        return
    raise AssertionError("coordinators.role has lost its CHECK")
