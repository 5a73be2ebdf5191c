"""The journal (internal numbers only) and the rate counters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mutualaid.models.base import Base, Id, Mapped, counter, mapped_column, sa


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


class RateCounter(Base):
    """How often something was tried in one window, shared by all processes."""

    __tablename__ = "rate_counters"

    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    window_starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    n: Mapped[int] = counter(0)
