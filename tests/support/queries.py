"""How many questions a page asks the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

HOUSEKEEPING = ("BEGIN", "PRAGMA", "SET TRANSACTION", "COMMIT", "ROLLBACK")


@contextmanager
def recorded_queries(engine: sa.Engine) -> Iterator[list[str]]:
    """The SQL that reached the database inside the block, in order."""
    statements: list[str] = []

    def record(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(HOUSEKEEPING):
            statements.append(statement)

    sa.event.listen(engine, "before_cursor_execute", record)
    try:
        yield statements
    finally:
        sa.event.remove(engine, "before_cursor_execute", record)
