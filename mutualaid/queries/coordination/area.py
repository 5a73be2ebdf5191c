"""Points for the map, counted by square before anybody sees them; frozen at the month's first day.

A map that moved each day would tell, subtracted from the one before, where somebody just joined.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.area_map import AreaMap, draw
from mutualaid.domain.geo import Point, Precision
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.models import Appointment, HelpRequest, Neighbourhood, Place, Street, User

YEAR = timedelta(days=365)
_KNOWN = (Precision.ADDRESS, Precision.STREET)


class Counted(StrEnum):
    """What the squares count: different things, none a part of another."""

    HOMES = "foyers"
    """Households of people who take part."""
    HANDS = "coups-de-main"
    """What took place within a year."""


def draw_area(
    session: Session, home: Neighbourhood, counted: Counted, *, on: date, at: datetime
) -> AreaMap:
    """The map of a neighbourhood as it was on the first day of the month."""
    points = _homes(session, home, at) if counted is Counted.HOMES else _hands(session, home, on)
    return draw(
        points,
        _streets(session, home),
        centre=Point(home.lat, home.lon),
        radius_m=home.radius_m,
        side_m=home.cell_unknown_m,
    )


def _homes(session: Session, home: Neighbourhood, at: datetime) -> list[Point]:
    """One point a household."""
    rows = session.execute(
        select(func.coalesce(User.household_id, User.id), func.min(Place.lat), func.min(Place.lon))
        .join(Place, Place.id == User.place_id)
        .where(
            User.neighbourhood_id == home.id,
            User.left_at.is_(None),
            User.created_at < at,
            Place.precision.in_(_KNOWN),
            Place.lat.is_not(None),
        )
        .group_by(func.coalesce(User.household_id, User.id))
    )
    return [Point(lat or 0.0, lon or 0.0) for _household, lat, lon in rows]


def _hands(session: Session, home: Neighbourhood, on: date) -> list[Point]:
    """One point for each coup de main that took place, where it was asked for."""
    rows = session.execute(
        select(Place.lat, Place.lon)
        .select_from(Appointment)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .join(Place, Place.id == HelpRequest.place_id)
        .where(
            HelpRequest.neighbourhood_id == home.id,
            Appointment.status == AppointmentStatus.DONE,
            Appointment.on_date < on,
            Appointment.on_date >= on - YEAR,
            Place.precision.in_(_KNOWN),
            Place.lat.is_not(None),
        )
    )
    return [Point(lat or 0.0, lon or 0.0) for lat, lon in rows]


def _streets(session: Session, home: Neighbourhood) -> list[tuple[str, Point]]:
    """Every street once, where its middle is."""
    rows = session.execute(
        select(Street.name, func.avg(Street.lat), func.avg(Street.lon))
        .where(Street.neighbourhood_id == home.id)
        .group_by(Street.name)
        .order_by(Street.name)
    )
    return [(name, Point(lat, lon)) for name, lat, lon in rows]
