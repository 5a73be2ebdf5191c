"""The journal (internal numbers only) and the rate counters."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from mutualaid.models.base import Base, Id, Mapped, counter, enum_column, mapped_column, sa


class JournalEntry(Base):
    """Who did what to what. Numbers only: erasing a person breaks nothing."""

    __tablename__ = "journal"

    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(sa.String(40))
    subject_kind: Mapped[str] = mapped_column(sa.String(24))
    subject_id: Mapped[int | None]
    numbers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    seal_number: Mapped[int | None] = mapped_column(unique=True)
    """Its place in the chain of seals; none until the worker has sealed it."""
    seal: Mapped[str | None] = mapped_column(sa.String(64))
    """Hash of this line and of the seal before it: a line that was changed breaks the chain."""


class ErasureReason(StrEnum):
    """Why somebody's words are gone."""

    LEFT = "left"
    INACTIVE = "inactive"
    UNCONFIRMED = "unconfirmed"


class Erasure(Base):
    """Whom a restored backup must forget again; a number, nothing else."""

    __tablename__ = "erasures"

    user_number: Mapped[Id]
    reason: Mapped[ErasureReason] = enum_column(ErasureReason)
    erased_at: Mapped[datetime]


class RateCounter(Base):
    """How often something was tried in one window, shared by all processes."""

    __tablename__ = "rate_counters"

    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    window_starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    n: Mapped[int] = counter(0)
