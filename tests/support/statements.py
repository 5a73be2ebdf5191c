"""Statements compiled once in a test process, though every test has an engine of its own."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

import mutualaid.db

MOST_STATEMENTS = 4000
_first: dict[str, Engine] = {}


def compile_once() -> None:
    """Let all engines of one kind of this process share what was compiled: a third of a test."""
    mutualaid.db.create_engine = _sharing


def _sharing(url: str, **options: Any) -> Engine:
    """An engine that compiles like the first of its kind whose connection told its dialect all."""
    engine = sa.create_engine(url, query_cache_size=MOST_STATEMENTS, **options)
    first = _first.setdefault(engine.dialect.name, engine)
    if first.dialect.server_version_info is not None:
        engine.dialect = first.dialect
        engine._compiled_cache = first._compiled_cache
    return engine
