"""Help requests: what somebody needs, when it may take place, and with whom."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from mutualaid.domain.categories import category
from mutualaid.domain.clock import DEFAULT_ZONE
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import RequestStatus
from mutualaid.models.base import (
    PERSONAL,
    Base,
    Id,
    Mapped,
    bool_false,
    counter,
    enum_column,
    fk,
    mapped_column,
    orm,
    sa,
)
from mutualaid.models.neighbourhood import MeetingPoint, Neighbourhood
from mutualaid.models.user import Place, User


class Recurrence(StrEnum):
    """Once, or every week at the same half-day."""

    ONCE = "once"
    WEEKLY = "weekly"


class HelpRequest(Base):
    """One need of one person."""

    __tablename__ = "help_requests"
    __table_args__ = (
        sa.CheckConstraint("helpers_needed BETWEEN 1 AND 6", name="helpers_needed"),
        sa.CheckConstraint("n_half_days BETWEEN 1 AND 2", name="n_half_days"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = fk("users.id")
    posted_by_id: Mapped[int | None] = fk("users.id")
    """Who typed it for this person, when it was not the person."""
    neighbourhood_id: Mapped[int | None] = fk("neighbourhoods.id")
    """None while the address is nowhere we know."""
    place_id: Mapped[int | None] = fk("places.id")
    meeting_point_id: Mapped[int | None] = fk("meeting_points.id")
    """Chosen at posting: then a helper nobody has met may come there."""
    category: Mapped[str] = mapped_column(sa.String(24))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict, info=PERSONAL)
    """The category's own facts, by key."""
    note: Mapped[str] = mapped_column(sa.String(300), default="", info=PERSONAL)
    status: Mapped[RequestStatus] = enum_column(
        RequestStatus, default=RequestStatus.UNCONFIRMED, index=True
    )
    helpers_needed: Mapped[int] = counter(1)
    n_half_days: Mapped[int] = counter(1)
    """2: it spans two half-days and needs both."""
    recurrence: Mapped[Recurrence] = enum_column(Recurrence, default=Recurrence.ONCE)
    until_on: Mapped[date | None]
    """Last day of a weekly need."""
    start_time: Mapped[time | None]
    """Exact local wall time, when there is one."""
    minutes: Mapped[int] = mapped_column(default=60)
    language: Mapped[str | None] = mapped_column(sa.String(2), info=PERSONAL)
    """A language the helper must speak, when the person asked for it."""
    is_urgent: Mapped[bool] = bool_false()
    """Set by a coordinator; a need within 48 h is urgent without it."""
    agreed_in_advance_at: Mapped[datetime | None]
    """« D'accord d'avance », for people the team has met, until taken back."""
    prefers_to_wait_at: Mapped[datetime | None]
    """« Je préfère attendre sa réponse »."""
    version: Mapped[int] = counter(1)
    unmatched_reason: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    """Why the last run found nobody, as a code with numbers."""
    last_run_id: Mapped[int | None] = fk("matching_runs.id")
    wanted_helper_id: Mapped[int | None] = fk("users.id")
    """« La même personne »: asked first, when the rules allow it."""
    reported_by_id: Mapped[int | None] = fk("users.id")
    """Who told the desk of the need: hears « C'est fait, merci », and nothing else."""
    searching_since: Mapped[datetime | None]
    """When the search under way began: at the confirmation, or when a helper fell out."""
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    user: orm.Mapped[User] = orm.relationship(foreign_keys=[user_id])
    place: orm.Mapped[Place | None] = orm.relationship()
    meeting_point: orm.Mapped[MeetingPoint | None] = orm.relationship()
    neighbourhood: orm.Mapped[Neighbourhood | None] = orm.relationship()
    slot_rows: orm.Mapped[list[RequestSlot]] = orm.relationship(
        cascade="all, delete-orphan", order_by="RequestSlot.on_date, RequestSlot.id"
    )

    @property
    def slots(self) -> list[Slot]:
        """Half-days in which it may take place, in time order."""
        return sorted(Slot.of(row.on_date, row.half_day) for row in self.slot_rows)

    @property
    def is_remote(self) -> bool:
        """By phone: no distance, no address."""
        return category(self.category).is_remote

    @property
    def zone(self) -> str:
        """The wall clock by which its dates are meant."""
        return self.neighbourhood.zone if self.neighbourhood is not None else DEFAULT_ZONE

    @property
    def is_weekly(self) -> bool:
        """A series: one pair, every week at the same half-day."""
        return self.recurrence is Recurrence.WEEKLY

    @property
    def is_team(self) -> bool:
        """Several helpers: one appointment when all have said yes."""
        return self.helpers_needed > 1


class RequestSlot(Base):
    """A half-day in which a request may take place."""

    __tablename__ = "request_slots"
    __table_args__ = (sa.UniqueConstraint("help_request_id", "on_date", "half_day"),)

    id: Mapped[Id]
    help_request_id: Mapped[int] = fk("help_requests.id", index=False)
    on_date: Mapped[date]
    half_day: Mapped[HalfDay] = enum_column(HalfDay)


class HelperRefusal(Base):
    """This helper is not asked again for this request."""

    __tablename__ = "helper_refusals"

    help_request_id: Mapped[int] = fk("help_requests.id", primary_key=True)
    helper_id: Mapped[int] = fk("users.id", primary_key=True)
    created_at: Mapped[datetime]
