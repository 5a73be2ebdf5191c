"""Appointments: made when all have said yes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
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


class NoticeKind(StrEnum):
    """What somebody says close to the hour."""

    LATE = "late"
    NOBODY = "nobody"
    """« Il n'y a personne à la porte »."""


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

    @property
    def starts_at(self) -> datetime:
        """The instant at which it begins, or its half-day does."""
        return self.slot.starts_at(self.help_request.zone, self.start_time)

    @property
    def ends_at(self) -> datetime:
        """The instant at which it ends, or its last half-day does."""
        if self.start_time is not None:
            return self.starts_at + timedelta(minutes=self.minutes)
        last = self.slot.half_day_index + self.help_request.n_half_days - 1
        return Slot(self.on_date, last).ends_at(self.help_request.zone)


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


class AppointmentNotice(Base):
    """« Je serai en retard » or « il n'y a personne à la porte », said by one of the two."""

    __tablename__ = "appointment_notices"

    id: Mapped[Id]
    appointment_id: Mapped[int] = fk("appointments.id")
    user_id: Mapped[int] = fk("users.id")
    """Who says it."""
    kind: Mapped[NoticeKind] = enum_column(NoticeKind)
    minutes: Mapped[int | None]
    """How late."""
    created_at: Mapped[datetime]

    user: orm.Mapped[User] = orm.relationship()


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
    thanks_phrase: Mapped[str] = mapped_column(sa.String(24), default="", server_default="")
    """One of the ready phrases, by key."""
    thanks: Mapped[str] = mapped_column(sa.String(200), default="", info=PERSONAL)
    """Words given by phone, written down by the desk."""
    recorded_by_id: Mapped[int | None] = fk("users.id")
    created_at: Mapped[datetime]
