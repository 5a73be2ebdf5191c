"""Streets come from a list of addresses, one commune replacing what was known of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from mutualaid.domain.streets import Door, street_key
from mutualaid.models import Neighbourhood, Street

_AT_ONCE = 2000
_Town = tuple[str, str]
_Name = tuple[str, str, str]


@dataclass(frozen=True)
class Imported:
    """What was written."""

    n_streets: int
    n_doors: int


@dataclass
class _Middle:
    """The mean point of a street's doors."""

    name: str
    lat: float = 0.0
    lon: float = 0.0
    n: int = 0

    def add(self, door: Door) -> None:
        self.lat += door.lat
        self.lon += door.lon
        self.n += 1

    def as_door(self, name: _Name) -> Door:
        """The whole street, without a number."""
        return Door("", self.name, name[0], name[1], self.lat / self.n, self.lon / self.n)


def import_doors(
    session: Session,
    doors: Iterable[Door],
    *,
    neighbourhood: Neighbourhood | None = None,
    streets_only: bool = False,
) -> Imported:
    """Write doors and, for each street, a row without number at the middle of its doors.

    A door that is listed twice is written once, at its first point. With a neighbourhood every
    street is its own; without, a street stays where it was put before, and a new one belongs to
    whichever open neighbourhood is nearest.
    """
    homes = _known_homes(session)
    towns: set[_Town] = set()
    streets: dict[_Name, _Middle] = {}
    known: set[tuple[_Name, str]] = set()
    waiting: list[dict[str, object]] = []
    for door in doors:
        town = (door.postcode, door.commune)
        if town not in towns:
            towns.add(town)
            _forget(session, town)
        name = (door.postcode, door.commune, street_key(door.street))
        streets.setdefault(name, _Middle(door.street)).add(door)
        if streets_only or not door.house_number or (name, door.house_number) in known:
            continue
        known.add((name, door.house_number))
        home = neighbourhood.id if neighbourhood else homes.get((door.postcode, name[2]))
        waiting.append(_row(name, home, door))
        if len(waiting) >= _AT_ONCE:
            session.execute(insert(Street), waiting)
            waiting = []
    for name, middle in streets.items():
        home = neighbourhood.id if neighbourhood else homes.get((name[0], name[2]))
        waiting.append(_row(name, home, middle.as_door(name)))
    if waiting:
        session.execute(insert(Street), waiting)
    return Imported(len(streets), len(known))


def _known_homes(session: Session) -> dict[tuple[str, str], int | None]:
    """To which neighbourhood each street was given before."""
    rows = session.execute(
        select(Street.postcode, Street.name_key, Street.neighbourhood_id).where(
            Street.house_number == "", Street.neighbourhood_id.is_not(None)
        )
    )
    return {(postcode, key): home for postcode, key, home in rows}


def _forget(session: Session, town: _Town) -> None:
    session.execute(delete(Street).where(Street.postcode == town[0], Street.commune == town[1]))


def _row(name: _Name, home: int | None, door: Door) -> dict[str, object]:
    postcode, commune, key = name
    return {
        "neighbourhood_id": home,
        "commune": commune,
        "postcode": postcode,
        "name": door.street,
        "name_key": key,
        "house_number": door.house_number,
        "lat": door.lat,
        "lon": door.lon,
    }
