"""Runs of the matcher, the requests for one, and the lease of the one leader."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from mutualaid.models.base import Base, Id, Mapped, bool_false, counter, fk, mapped_column, sa


class MatchingRun(Base):
    """What one run read, decided and proved."""

    __tablename__ = "matching_runs"
    __table_args__ = (
        sa.Index(
            "uq_matching_runs_tick",
            "group_key",
            "local_date",
            "tick",
            unique=True,
            sqlite_where=sa.text("tick <> ''"),
            postgresql_where=sa.text("tick <> ''"),
        ),
    )

    id: Mapped[Id]
    group_key: Mapped[str] = mapped_column(sa.String(80))
    """The neighbourhood group: the smallest id of its members."""
    local_date: Mapped[date]
    tick: Mapped[str] = mapped_column(sa.String(8), default="")
    """08, 12 or 17 for a scheduled run; empty for one that was asked for."""
    is_dry: Mapped[bool] = bool_false()
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    n_requests: Mapped[int] = counter(0)
    n_offers: Mapped[int] = counter(0)
    n_wanted: Mapped[int] = counter(0)
    """Helpers that were looked for."""
    n_expected: Mapped[int] = counter(0)
    """Yeses that the helpers around can be expected to give within a week."""
    n_pairs: Mapped[int] = counter(0)
    """Pairs of the plan."""
    n_proposed: Mapped[int] = counter(0)
    """Pairs written: a version that changed meanwhile is left for the next run."""
    n_unmatched: Mapped[int] = counter(0)
    n_together: Mapped[int] = counter(0)
    """Of the pairs, those of requests of several people or half-days."""
    gap: Mapped[int | None] = mapped_column(sa.BigInteger)
    """Millionths by which the plan may cost more than the best one, at most; 0 = it is the best."""
    certificate: Mapped[str] = mapped_column(sa.String(200), default="")
    """ok, or what failed."""
    input_hash: Mapped[str] = mapped_column(sa.String(64), default="")
    seconds: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Per stage."""


class RunRequest(Base):
    """Somebody asks the worker to run the matcher now."""

    __tablename__ = "run_requests"

    id: Mapped[Id]
    neighbourhood_id: Mapped[int | None] = fk("neighbourhoods.id")
    """None: every group."""
    help_request_id: Mapped[int | None] = fk("help_requests.id")
    """Only the next helper of this request; none: a whole run."""
    asked_by_id: Mapped[int | None] = fk("users.id")
    created_at: Mapped[datetime]
    taken_at: Mapped[datetime | None] = mapped_column(index=True)
    finished_at: Mapped[datetime | None]
    run_id: Mapped[int | None] = fk("matching_runs.id")


class Lease(Base):
    """Who leads, or who runs a group, until when; a new owner has a higher fence."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    owner: Mapped[str] = mapped_column(sa.String(80), default="")
    expires_at: Mapped[datetime]
    fence: Mapped[int] = counter(0)
