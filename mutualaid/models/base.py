"""The column vocabulary that every table is written in."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware UTC datetime on both databases; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive values; SQLite stores the UTC wall clock."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime: pass an aware UTC one")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        """Give back an aware UTC value."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Root of every model."""

    metadata = sa.MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
    }


Id = Annotated[int, mapped_column(primary_key=True)]
PERSONAL: dict[str, Any] = {"personal": True}
"""`info=PERSONAL` marks a column that needs a line in the retention registry."""


def enum_column(
    kind: type[StrEnum], *, name: str | None = None, **options: Any
) -> MappedColumn[Any]:
    """A string column that a CHECK keeps within an enum's values."""
    column_type = sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=24,
        name=name or f"{_snake(kind.__name__)}",
        values_callable=lambda members: [member.value for member in members],
    )
    return mapped_column(column_type, **options)


def bool_false() -> MappedColumn[bool]:
    """No, until somebody says otherwise."""
    return mapped_column(default=False, server_default=sa.false())


def bool_true() -> MappedColumn[bool]:
    """Yes, until somebody says otherwise."""
    return mapped_column(default=True, server_default=sa.true())


def counter(start: int = 0) -> MappedColumn[int]:
    """A number that only grows: versions, attempts, fences."""
    return mapped_column(default=start, server_default=str(start))


def fk(target: str, *, on_delete: str | None = None, **options: Any) -> MappedColumn[Any]:
    """A reference to another table, indexed unless said otherwise."""
    options.setdefault("index", True)
    return mapped_column(sa.ForeignKey(target, ondelete=on_delete), **options)


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


__all__ = [
    "PERSONAL",
    "Base",
    "Id",
    "Mapped",
    "UtcDateTime",
    "bool_false",
    "bool_true",
    "counter",
    "enum_column",
    "fk",
    "mapped_column",
    "orm",
    "sa",
]
