"""What the team knows of a neighbour beside her words: levels, referees, two rows made one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from mutualaid.models.base import PERSONAL, Base, Id, Mapped, fk, mapped_column, sa


class LevelChange(Base):
    """How far somebody was trusted, from when, and who said so."""

    __tablename__ = "level_changes"

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id")
    before: Mapped[int]
    after: Mapped[int]
    changed_by_id: Mapped[int | None] = fk("users.id")
    """None: the operator."""
    changed_at: Mapped[datetime]


class Referee(Base):
    """Somebody who knows a helper; counts once she was asked and said yes."""

    __tablename__ = "referees"

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id")
    """Whom the referee knows."""
    first_name: Mapped[str] = mapped_column(sa.String(60), info=PERSONAL)
    """The name by which the helper named her."""
    named_by_id: Mapped[int | None] = fk("users.id")
    confirmed_on: Mapped[date | None]
    confirmed_by_id: Mapped[int | None] = fk("users.id")
    """Who of the team heard it."""
    created_at: Mapped[datetime]


class Merge(Base):
    """Two rows that were one person; kept long enough to take it back."""

    __tablename__ = "merges"
    __table_args__ = (sa.CheckConstraint("kept_id <> gone_id", name="two"),)

    id: Mapped[Id]
    kept_id: Mapped[int] = fk("users.id")
    gone_id: Mapped[int] = fk("users.id")
    merged_by_id: Mapped[int | None] = fk("users.id")
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    record: Mapped[dict[str, Any]] = mapped_column(default=dict, info=PERSONAL)
    """What stood where before, row by row; empty once it cannot be taken back any more."""
