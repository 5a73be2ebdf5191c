"""Seeds the demo's two quarters: streets, desks, meeting points, and who coordinates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.demo import place
from mutualaid.demo.people import N_COORDINATORS, Person
from mutualaid.demo.place import Quarter
from mutualaid.demo.town import Town
from mutualaid.domain.statuses import Channel
from mutualaid.domain.streets import street_key
from mutualaid.models import (
    Coordinator,
    CoordinatorRole,
    DeskHalfDay,
    MeetingPoint,
    Neighbourhood,
    NeighbourhoodRelation,
    Street,
    User,
)
from mutualaid.services import users

Homes = dict[Quarter, Neighbourhood]
Coordinators = dict[Quarter, User]


def open_quarters(session: Session, town: Town, *, now: datetime) -> tuple[Homes, Coordinators]:
    """Both quarters, each the other's neighbour, each one's coordinator the other's deputy."""
    homes = {quarter: _home(session, quarter, now) for quarter in town.quarters}
    team = {
        person.quarter: _coordinator(session, person, homes[person.quarter], now)
        for person in town.people[:N_COORDINATORS]
    }
    for quarter, home in homes.items():
        for coordinates, user in team.items():
            role = CoordinatorRole.COORDINATOR if coordinates == quarter else CoordinatorRole.DEPUTY
            session.add(
                Coordinator(user_id=user.id, neighbourhood_id=home.id, role=role, created_at=now)
            )
        others = (other for other in homes.values() if other is not home)
        session.add_all(NeighbourhoodRelation(from_id=home.id, to_id=one.id) for one in others)
    session.flush()
    for user in team.values():
        session.expire(user, ["coordinations"])
    return homes, team


def _home(session: Session, quarter: Quarter, now: datetime) -> Neighbourhood:
    home = Neighbourhood(
        slug=quarter.slug,
        code=quarter.code,
        name=quarter.name,
        place_phrase=quarter.place_phrase,
        commune=place.COMMUNE,
        postcode=place.POSTCODE,
        zone=place.ZONE,
        lat=quarter.lat,
        lon=quarter.lon,
        desk_name=quarter.desk_name,
        desk_phone=quarter.desk_phone,
        desk_email=quarter.desk_email,
        controller_name=place.CONTROLLER,
        controller_contact=place.CONTROLLER_CONTACT,
        insurer=place.INSURER,
        insurance_contract=place.INSURANCE_CONTRACT,
        insurance_contact=place.INSURANCE_CONTACT,
        opened_at=now,
        created_at=now,
    )
    session.add(home)
    session.flush()
    session.add_all(
        DeskHalfDay(neighbourhood_id=home.id, weekday=weekday, half_day=half_day)
        for weekday, half_day in quarter.desk_half_days
    )
    session.add_all(
        MeetingPoint(
            neighbourhood_id=home.id,
            name=corner.name,
            street=corner.street,
            lat=corner.lat,
            lon=corner.lon,
        )
        for corner in quarter.corners
    )
    _add_streets(session, quarter, home)
    return home


def _add_streets(session: Session, quarter: Quarter, home: Neighbourhood) -> None:
    session.add_all(
        Street(
            neighbourhood_id=home.id,
            commune=place.COMMUNE,
            postcode=place.POSTCODE,
            name=road.name,
            name_key=street_key(road.name),
            lat=road.lat,
            lon=road.lon,
        )
        for road in quarter.roads
    )
    session.flush()


def _coordinator(session: Session, person: Person, home: Neighbourhood, now: datetime) -> User:
    user = users.join(
        session,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        phone=person.phone,
        is_adult=True,
        language="fr",
        place=None,
        neighbourhood_id=home.id,
        by=None,
        now=now,
    )
    users.confirm_channel(session, user, Channel.EMAIL, by=user, now=now)
    return user
