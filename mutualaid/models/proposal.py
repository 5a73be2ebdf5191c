"""Proposals: one request, one offer, one slot, and what each of the two answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import Answer, ProposalStatus
from mutualaid.models.base import (
    Base,
    Id,
    Mapped,
    counter,
    enum_column,
    fk,
    mapped_column,
    orm,
    sa,
)
from mutualaid.models.help_request import HelpRequest
from mutualaid.models.offer import Offer
from mutualaid.models.user import User

_LIVE = "status IN ('open', 'held')"


class Proposal(Base):
    """A helper is asked for a request."""

    __tablename__ = "proposals"
    __table_args__ = (
        sa.Index(
            "uq_proposals_live_pair",
            "help_request_id",
            "helper_id",
            unique=True,
            sqlite_where=sa.text(_LIVE),
            postgresql_where=sa.text(_LIVE),
        ),
        sa.Index("ix_proposals_helper_created", "helper_id", "created_at"),
        sa.Index("ix_proposals_status_expires", "status", "expires_at"),
    )

    id: Mapped[Id]
    help_request_id: Mapped[int] = fk("help_requests.id")
    offer_id: Mapped[int | None] = fk("offers.id")
    """None when a coordinator asked somebody who has no offer."""
    helper_id: Mapped[int] = fk("users.id")
    run_id: Mapped[int | None] = fk("matching_runs.id")
    proposed_by_id: Mapped[int | None] = fk("users.id")
    """The coordinator who asked by hand; none: the matcher."""
    on_date: Mapped[date]
    half_day: Mapped[HalfDay] = enum_column(HalfDay)
    missing_dates: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    """Dates (ISO) of a weekly need on which this helper is not free; both read them first."""
    distance_m: Mapped[int | None]
    """Between cell centres; none when it is by phone."""
    reasons: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    """Why this pair, as codes with numbers."""
    status: Mapped[ProposalStatus] = enum_column(ProposalStatus, default=ProposalStatus.OPEN)
    helper_answer: Mapped[Answer] = enum_column(Answer, name="helper_answer", default=Answer.NONE)
    helper_answered_at: Mapped[datetime | None]
    helper_answered_by_id: Mapped[int | None] = fk("users.id")
    """The coordinator who wrote down a spoken answer."""
    resident_answer: Mapped[Answer] = enum_column(
        Answer, name="resident_answer", default=Answer.NONE
    )
    resident_answered_at: Mapped[datetime | None]
    resident_answered_by_id: Mapped[int | None] = fk("users.id")
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = counter(1)
    created_at: Mapped[datetime]

    help_request: orm.Mapped[HelpRequest] = orm.relationship()
    offer: orm.Mapped[Offer | None] = orm.relationship()
    helper: orm.Mapped[User] = orm.relationship(foreign_keys=[helper_id])

    @property
    def slot(self) -> Slot:
        """The half-day proposed."""
        return Slot.of(self.on_date, self.half_day)

    @property
    def gaps(self) -> set[date]:
        """The dates of a series on which this helper does not come."""
        return {date.fromisoformat(day) for day in self.missing_dates}
