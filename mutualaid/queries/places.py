"""Reads of streets, and of which neighbourhood a point belongs to."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.domain.geo import Point, haversine_m
from mutualaid.domain.streets import commune_key
from mutualaid.models import MeetingPoint, Neighbourhood, Street

MOST_NEAR = 5
_LIKENESS = 0.75


def list_streets_of_key(
    session: Session, key: str, *, postcodes: Collection[str], house_number: str
) -> list[Street]:
    """The rows of one street name: the street itself and, when it is listed, the door."""
    statement = select(Street).where(
        Street.name_key == key, Street.house_number.in_({"", house_number})
    )
    if postcodes:
        statement = statement.where(Street.postcode.in_(postcodes))
    return list(
        session.scalars(statement.order_by(Street.postcode, Street.commune, Street.id).limit(50))
    )


def list_near_keys(session: Session, key: str, *, postcodes: Collection[str]) -> list[str]:
    """Street names of these towns that look like `key`, the likeliest first."""
    known = session.scalars(
        select(Street.name_key).where(Street.postcode.in_(postcodes)).distinct()
    ).all()
    words = set(key.split())
    within = sorted((name for name in known if words and words <= set(name.split())), key=len)
    alike = get_close_matches(key, known, n=MOST_NEAR, cutoff=_LIKENESS)
    return list(dict.fromkeys([*within, *alike]))[:MOST_NEAR]


def list_postcodes(session: Session, town: str) -> list[str]:
    """Postcodes that our own streets and neighbourhoods know under a town's name."""
    wanted = commune_key(town)
    if not wanted:
        return []
    homes = session.execute(select(Neighbourhood.postcode, Neighbourhood.commune)).all()
    found = {postcode for postcode, commune in homes if commune_key(commune) == wanted}
    if not found:
        streets = session.scalars(
            select(Street.postcode)
            .where(func.lower(Street.commune) == town.strip().lower())
            .distinct()
        )
        found = set(streets)
    return sorted(found)


def list_open_neighbourhoods(session: Session) -> list[Neighbourhood]:
    """Neighbourhoods where somebody answers, the first to have opened first."""
    return list(
        session.scalars(
            select(Neighbourhood)
            .where(Neighbourhood.opened_at.is_not(None))
            .order_by(Neighbourhood.opened_at, Neighbourhood.id)
        )
    )


def get_open_neighbourhood(session: Session, neighbourhood_id: int) -> Neighbourhood:
    """One of them; NotFound when it is not open."""
    row = session.get(Neighbourhood, neighbourhood_id)
    if row is None or row.opened_at is None:
        raise NotFound("neighbourhood")
    return row


def nearest_neighbourhood(neighbourhoods: list[Neighbourhood], point: Point) -> int | None:
    """The one whose centre is nearest, within its own radius."""
    within = [
        (distance, row.id)
        for row in neighbourhoods
        if (distance := haversine_m(point, Point(row.lat, row.lon))) <= row.radius_m
    ]
    return min(within)[1] if within else None


def neighbourhood_of_town(
    neighbourhoods: list[Neighbourhood], *, postcode: str, town: str, point: Point | None = None
) -> int | None:
    """Whose desk places an address of this town that nobody found on the map."""
    name = commune_key(town)
    here = [row for row in neighbourhoods if name and commune_key(row.commune) == name]
    here = here or [row for row in neighbourhoods if postcode and row.postcode == postcode]
    if point is not None:
        here.sort(key=lambda row: haversine_m(point, Point(row.lat, row.lon)))
    return here[0].id if here else None


def list_meeting_points(session: Session, neighbourhood_id: int | None) -> list[MeetingPoint]:
    """Public places where two who do not know each other yet may meet."""
    return list(
        session.scalars(
            select(MeetingPoint)
            .where(MeetingPoint.neighbourhood_id == neighbourhood_id)
            .order_by(MeetingPoint.name)
        )
    )


def find_meeting_point(session: Session, point_id: int) -> MeetingPoint | None:
    """One public meeting point."""
    return session.get(MeetingPoint, point_id)
