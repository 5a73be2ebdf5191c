"""Appointments: made when all have said yes."""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum

from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import AppointmentStatus, HelperStatus
from mutualaid.models.base import (
    PERSONAL,
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
from mutualaid.models.user import User


class Feeling(StrEnum):
    """How it went."""

    GOOD = "good"
    MIXED = "mixed"
    BAD = "bad"


class Appointment(Base):
    """A coup de main that was agreed."""

    __tablename__ = "appointments"
    __table_args__ = (
        sa.Index(
            "uq_appointments_planned",
            "help_request_id",
            "on_date",
            "half_day",
            unique=True,
            sqlite_where=sa.text("status = 'planned'"),
            postgresql_where=sa.text("status = 'planned'"),
        ),
    )

    id: Mapped[Id]
    help_request_id: Mapped[int] = fk("help_requests.id")
    on_date: Mapped[date] = mapped_column(index=True)
    half_day: Mapped[HalfDay] = enum_column(HalfDay)
    start_time: Mapped[time | None]
    minutes: Mapped[int]
    status: Mapped[AppointmentStatus] = enum_column(
        AppointmentStatus, default=AppointmentStatus.PLANNED
    )
    sequence: Mapped[int] = counter(0)
    """Grows with each change, for the calendar file."""
    uid: Mapped[str] = mapped_column(sa.String(80), unique=True)
    mot_de_passage: Mapped[str] = mapped_column(sa.String(60))
    cancelled_by_id: Mapped[int | None] = fk("users.id")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    help_request: orm.Mapped[HelpRequest] = orm.relationship()
    helper_rows: orm.Mapped[list[AppointmentHelper]] = orm.relationship(
        order_by="AppointmentHelper.id"
    )

    @property
    def slot(self) -> Slot:
        """The half-day agreed."""
        return Slot.of(self.on_date, self.half_day)


class AppointmentHelper(Base):
    """One helper of an appointment."""

    __tablename__ = "appointment_helpers"
    __table_args__ = (sa.UniqueConstraint("appointment_id", "helper_id"),)

    id: Mapped[Id]
    appointment_id: Mapped[int] = fk("appointments.id")
    helper_id: Mapped[int] = fk("users.id")
    proposal_id: Mapped[int] = fk("proposals.id")
    status: Mapped[HelperStatus] = enum_column(HelperStatus, default=HelperStatus.COMING)

    helper: orm.Mapped[User] = orm.relationship()


class Feedback(Base):
    """What one of the two said the day after."""

    __tablename__ = "feedbacks"
    __table_args__ = (sa.UniqueConstraint("appointment_id", "user_id"),)

    id: Mapped[Id]
    appointment_id: Mapped[int] = fk("appointments.id")
    user_id: Mapped[int] = fk("users.id")
    took_place: Mapped[bool | None]
    feeling: Mapped[Feeling | None] = enum_column(Feeling)
    wants_again: Mapped[bool | None]
    thanks: Mapped[str] = mapped_column(sa.String(200), default="", info=PERSONAL)
    recorded_by_id: Mapped[int | None] = fk("users.id")
    created_at: Mapped[datetime]
