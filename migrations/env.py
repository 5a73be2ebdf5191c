"""Alembic's entry: the application's models on one side, the database's address on the other."""

from __future__ import annotations

import os
from typing import Any

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.sql.elements import False_

from mutualaid.db import make_engine
from mutualaid.models import Base
from mutualaid.models.base import UtcDateTime

url = context.config.get_main_option("sqlalchemy.url") or os.environ["DATABASE_URL"]


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """How a generated migration writes what is ours: importing nothing, right on both databases."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "server_default" and isinstance(getattr(item, "arg", None), False_):
        return "sa.false()"  # SQLite would write 0, which PostgreSQL refuses for a boolean
    return False


def without_foreign_keys(connection: Connection) -> None:
    """SQLite changes a table by writing it anew: what points at the old one must bear it."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")


def check_foreign_keys(connection: Connection) -> None:
    """Nothing may point at a row that is not there."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise RuntimeError(f"foreign keys without a row after the migration: {lost[:5]}")


engine = make_engine(url).execution_options(mutualaid_writes=True)
with engine.connect() as connection:
    without_foreign_keys(connection)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        compare_type=True,
        compare_server_default=False,
        transactional_ddl=True,  # on SQLite too: our writers open their transactions themselves
        include_object=context.config.attributes.get("include_object"),
    )
    with context.begin_transaction():
        context.run_migrations()
        check_foreign_keys(connection)
engine.dispose()
