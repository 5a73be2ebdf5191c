"""Neighbourhoods, their desks, their streets and meeting points."""

from __future__ import annotations

from datetime import date, datetime

from mutualaid.domain.clock import DEFAULT_ZONE
from mutualaid.domain.slots import HalfDay
from mutualaid.models.base import (
    PERSONAL,
    Base,
    Id,
    Mapped,
    bool_false,
    bool_true,
    enum_column,
    fk,
    mapped_column,
    orm,
    sa,
)


class Neighbourhood(Base):
    """A quarter whose coordinators answer for what happens there."""

    __tablename__ = "neighbourhoods"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    """Printed under the QR code: /q/<code>."""
    name: Mapped[str] = mapped_column(sa.String(80))
    """« Les Brosses »."""
    place_phrase: Mapped[str] = mapped_column(sa.String(80))
    """With its preposition: « aux Brosses »."""
    commune: Mapped[str] = mapped_column(sa.String(80))
    postcode: Mapped[str] = mapped_column(sa.String(10))
    zone: Mapped[str] = mapped_column(sa.String(40), default=DEFAULT_ZONE)
    lat: Mapped[float]
    lon: Mapped[float]
    radius_m: Mapped[int] = mapped_column(default=1500)
    """An address within this distance of the centre belongs here when its street is not listed."""
    cell_unknown_m: Mapped[int] = mapped_column(default=500)
    """Side of the square for both ends while the helper is unknown to a coordinator."""
    cell_met_m: Mapped[int] = mapped_column(default=200)
    """Side of the square once she is met."""
    desk_name: Mapped[str] = mapped_column(sa.String(60), default="")
    """First name that people read: « Fatima »."""
    desk_phone: Mapped[str] = mapped_column(sa.String(20), default="")
    desk_email: Mapped[str] = mapped_column(sa.String(254), default="")
    controller_name: Mapped[str] = mapped_column(sa.String(120), default="")
    controller_contact: Mapped[str] = mapped_column(sa.String(200), default="")
    insurer: Mapped[str] = mapped_column(sa.String(120), default="")
    """Who insures what neighbours do for each other."""
    insurance_contract: Mapped[str] = mapped_column(sa.String(80), default="")
    insurance_contact: Mapped[str] = mapped_column(sa.String(200), default="")
    shows_first_names: Mapped[bool] = bool_false()
    """Only where everyone knows everyone: first names before two yeses."""
    weighs_faces: Mapped[bool] = bool_true()
    """A new face is preferred for a single errand, a known one where people meet again; no: the
    tie term counts for nothing."""
    opened_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    meeting_points: orm.Mapped[list[MeetingPoint]] = orm.relationship(order_by="MeetingPoint.name")


class NeighbourhoodRelation(Base):
    """One neighbourhood declares another its neighbour; both must, before they exchange."""

    __tablename__ = "neighbourhood_relations"

    from_id: Mapped[int] = fk("neighbourhoods.id", primary_key=True)
    to_id: Mapped[int] = fk("neighbourhoods.id", primary_key=True)


class DeskHalfDay(Base):
    """A half-day of the week at which the desk is open."""

    __tablename__ = "desk_half_days"
    __table_args__ = (sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),)

    id: Mapped[Id]
    neighbourhood_id: Mapped[int] = fk("neighbourhoods.id")
    weekday: Mapped[int]
    half_day: Mapped[HalfDay] = enum_column(HalfDay)


class DeskAbsence(Base):
    """Days on which nobody is at the desk, both included."""

    __tablename__ = "desk_absences"

    id: Mapped[Id]
    neighbourhood_id: Mapped[int] = fk("neighbourhoods.id")
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class MeetingPoint(Base):
    """A public place where two who have not been met by the team may see each other."""

    __tablename__ = "meeting_points"

    id: Mapped[Id]
    neighbourhood_id: Mapped[int] = fk("neighbourhoods.id")
    name: Mapped[str] = mapped_column(sa.String(120))
    street: Mapped[str] = mapped_column(sa.String(160))
    lat: Mapped[float]
    lon: Mapped[float]


class Street(Base):
    """One street, or one numbered door of it, with its point."""

    __tablename__ = "streets"
    __table_args__ = (sa.Index("ix_streets_postcode_name_key", "postcode", "name_key"),)

    id: Mapped[Id]
    neighbourhood_id: Mapped[int | None] = fk("neighbourhoods.id")
    commune: Mapped[str] = mapped_column(sa.String(80))
    postcode: Mapped[str] = mapped_column(sa.String(10))
    name: Mapped[str] = mapped_column(sa.String(160))
    name_key: Mapped[str] = mapped_column(sa.String(160), index=True)
    """Without accents, capitals or small words, for look-up."""
    house_number: Mapped[str] = mapped_column(sa.String(12), default="")
    lat: Mapped[float]
    lon: Mapped[float]


class OutsideInterest(Base):
    """Somebody outside every neighbourhood who wants to hear when we come."""

    __tablename__ = "outside_interests"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(sa.String(254), info=PERSONAL)
    commune: Mapped[str] = mapped_column(sa.String(80), default="", info=PERSONAL)
    created_at: Mapped[datetime]
