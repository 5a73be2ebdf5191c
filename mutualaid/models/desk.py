"""How a desk shares its work: who takes care of what, and what she decided about one request."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from mutualaid.models.base import (
    PERSONAL,
    Base,
    Id,
    Mapped,
    enum_column,
    fk,
    mapped_column,
    orm,
    sa,
)
from mutualaid.models.user import User


class DeskClaim(Base):
    """Who takes care of one task, or of the calls owed to one person: one row, one holder."""

    __tablename__ = "desk_claims"
    __table_args__ = (
        sa.UniqueConstraint("task_id"),
        sa.UniqueConstraint("callee_id"),
        sa.CheckConstraint("(task_id IS NULL) <> (callee_id IS NULL)", name="one_subject"),
    )

    id: Mapped[Id]
    task_id: Mapped[int | None] = fk("tasks.id", on_delete="CASCADE", index=False)
    callee_id: Mapped[int | None] = fk("users.id", on_delete="CASCADE", index=False)
    """Whose calls they are: everything due to one person is one call."""
    holder_id: Mapped[int] = fk("users.id")
    taken_at: Mapped[datetime]
    handed_by_id: Mapped[int | None] = fk("users.id")
    """Who passed it on, when the holder did not take it herself."""
    note: Mapped[str] = mapped_column(sa.String(200), default="", server_default="", info=PERSONAL)
    """What was said when it was passed on."""

    holder: orm.Mapped[User] = orm.relationship(foreign_keys=[holder_id])
    handed_by: orm.Mapped[User | None] = orm.relationship(foreign_keys=[handed_by_id])


class HelperWish(StrEnum):
    """What a coordinator decided about one helper for one request."""

    PIN = "pin"
    """Asked first, when the rules allow it."""
    FORBID = "forbid"
    """Never asked for this request."""


class RequestChoice(Base):
    """A coordinator's word about one helper for one request; the matcher keeps to it."""

    __tablename__ = "request_choices"
    __table_args__ = (sa.UniqueConstraint("help_request_id", "helper_id"),)

    id: Mapped[Id]
    help_request_id: Mapped[int] = fk("help_requests.id", on_delete="CASCADE", index=False)
    helper_id: Mapped[int] = fk("users.id")
    wish: Mapped[HelperWish] = enum_column(HelperWish)
    decided_by_id: Mapped[int | None] = fk("users.id")
    decided_at: Mapped[datetime]

    helper: orm.Mapped[User] = orm.relationship(foreign_keys=[helper_id])
    decided_by: orm.Mapped[User | None] = orm.relationship(foreign_keys=[decided_by_id])
