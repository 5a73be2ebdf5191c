"""From what people write under « Où habitez-vous ? » to a place on the map."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlalchemy.orm import Session

from mutualaid.domain.geo import Precision
from mutualaid.domain.ports import Candidate, Geocoder
from mutualaid.domain.streets import commune_key, postcode_in, split_line, street_key
from mutualaid.models import Neighbourhood, Place, Street
from mutualaid.queries import places as queries

__all__ = ["Candidate", "Typed", "find", "find_one", "settle"]

MOST_CANDIDATES = 6


@dataclass(frozen=True)
class Typed:
    """An address that nobody found, as it was typed: the coordinator places it."""

    line: str
    town: str


def find(session: Session, *, line: str, town: str, geocoder: Geocoder | None) -> list[Candidate]:
    """Doors, streets, or at least the town, that somebody may mean; the likeliest first.

    Our own streets, then the geocoder, then the gazetteer. Ask from a GET: the geocoder may
    take seconds, and on SQLite a POST would keep every other writer waiting meanwhile.
    """
    number, street = split_line(line)
    towns = geocoder.towns(town) if geocoder is not None else []
    homes = queries.list_open_neighbourhoods(session)
    found = _among_our_streets(session, number, street, town, towns)
    if not found and geocoder is not None and street:
        found = geocoder.find(line, town)
    return [_at_home(candidate, homes) for candidate in (found or towns)[:MOST_CANDIDATES]]


def find_one(
    session: Session, *, line: str, town: str, geocoder: Geocoder | None
) -> Candidate | Typed:
    """The only door or street that is meant, or else the words for the coordinator."""
    found = find(session, line=line, town=town, geocoder=geocoder)
    matchable = [candidate for candidate in found if candidate.precision.is_matchable]
    _number, street = split_line(line)
    is_certain = len(matchable) == 1 and street_key(matchable[0].street) == street_key(street)
    return matchable[0] if is_certain else Typed(line, town)


def settle(
    session: Session,
    found: Candidate | Typed,
    *,
    flat: str = "",
    door_note: str = "",
    now: datetime,
) -> Place:
    """Write down where somebody lives; what is only typed waits for the coordinator."""
    if isinstance(found, Typed):
        place = _as_typed(session, found, now)
    else:
        place = Place(
            line=found.line[:200] or found.label[:200],
            house_number=found.house_number[:12],
            street=found.street[:160],
            postcode=found.postcode[:10],
            commune=found.commune[:80],
            precision=found.precision,
            lat=found.lat,
            lon=found.lon,
            neighbourhood_id=found.neighbourhood_id,
            source=found.source,
            created_at=now,
        )
    place.flat, place.door_note = flat[:40], door_note[:200]
    session.add(place)
    session.flush()
    return place


def _as_typed(session: Session, typed: Typed, now: datetime) -> Place:
    postcode, name = postcode_in(typed.town), commune_key(typed.town)
    number, street = split_line(typed.line)
    home_id = queries.neighbourhood_of_town(
        queries.list_open_neighbourhoods(session), postcode=postcode, town=typed.town
    )
    return Place(
        line=typed.line[:200],
        house_number=number,
        street=street[:160],
        postcode=postcode,
        commune=typed.town.replace(postcode, "").strip()[:80] if name else "",
        precision=Precision.COMMUNE if home_id is not None else Precision.NONE,
        neighbourhood_id=home_id,
        source="",
        created_at=now,
    )


def _among_our_streets(
    session: Session, number: str, street: str, town: str, towns: list[Candidate]
) -> list[Candidate]:
    """Exactly this street, or else those that look like it."""
    key = street_key(street)
    if not key:
        return []
    postcodes = _postcodes(session, town, towns)
    if not postcodes:
        return []
    keys = [key]
    rows = queries.list_streets_of_key(session, key, postcodes=postcodes, house_number=number)
    if not rows:
        keys = queries.list_near_keys(session, key, postcodes=postcodes)
        rows = [
            row
            for near in keys
            for row in queries.list_streets_of_key(
                session, near, postcodes=postcodes, house_number=number
            )
        ]
    return [_best_of(list(same), number) for _name, same in groupby(rows, key=_street_of)]


def _postcodes(session: Session, town: str, towns: list[Candidate]) -> set[str]:
    """Where to look: the postcode as typed, and every postcode of the town's name."""
    named = set(queries.list_postcodes(session, town)) | {found.postcode for found in towns}
    typed = postcode_in(town)
    return named | {typed} if typed else named


def _street_of(row: Street) -> tuple[str, str, str]:
    return row.postcode, row.commune, row.name_key


def _best_of(rows: list[Street], number: str) -> Candidate:
    """The door when it is listed, else its street with the number as typed."""
    door = next((row for row in rows if number and row.house_number == number), None)
    row = door or rows[0]
    return Candidate(
        house_number=number,
        street=row.name,
        postcode=row.postcode,
        commune=row.commune,
        lat=row.lat,
        lon=row.lon,
        precision=Precision.ADDRESS if door else Precision.STREET,
        source="streets",
        neighbourhood_id=row.neighbourhood_id,
    )


def _at_home(candidate: Candidate, homes: list[Neighbourhood]) -> Candidate:
    """With its neighbourhood: the street's own, else the nearest open one within reach."""
    open_ids = {home.id for home in homes}
    if candidate.neighbourhood_id in open_ids:
        return candidate
    if candidate.precision.is_matchable:
        home_id = queries.nearest_neighbourhood(homes, candidate.point)
    else:
        home_id = queries.neighbourhood_of_town(
            homes, postcode=candidate.postcode, town=candidate.commune, point=candidate.point
        )
    return replace(candidate, neighbourhood_id=home_id)
