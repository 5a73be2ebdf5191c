"""Opens the demo's two quarters: streets, desks, meeting points, and who coordinates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.demo import place
from mutualaid.demo.people import N_COORDINATORS, Person
from mutualaid.demo.place import Quarter
from mutualaid.demo.town import Town
from mutualaid.domain.statuses import Channel
from mutualaid.domain.streets import street_key
from mutualaid.models import CoordinatorRole, Neighbourhood, Street, User
from mutualaid.services import neighbourhoods, users

Homes = dict[Quarter, Neighbourhood]
Coordinators = dict[Quarter, User]


def open_quarters(session: Session, town: Town, *, now: datetime) -> tuple[Homes, Coordinators]:
    """Both quarters, each the other's neighbour, each one's coordinator the other's deputy."""
    homes = {quarter: _describe(session, quarter, now) for quarter in town.quarters}
    team = {
        person.quarter: _coordinator(session, person, homes[person.quarter], now)
        for person in town.people[:N_COORDINATORS]
    }
    for quarter, home in homes.items():
        for own, user in team.items():
            role = CoordinatorRole.COORDINATOR if own == quarter else CoordinatorRole.DEPUTY
            neighbourhoods.add_coordinator(session, home, user, role, now=now)
        neighbourhoods.open_neighbourhood(session, home, now=now)
    neighbourhoods.link(session, *homes.values(), now=now)
    return homes, team


def _describe(session: Session, quarter: Quarter, now: datetime) -> Neighbourhood:
    home = neighbourhoods.describe(
        session,
        quarter.slug,
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
        now=now,
    )
    neighbourhoods.set_desk_hours(session, home, quarter.desk_half_days)
    for corner in quarter.corners:
        neighbourhoods.add_meeting_point(
            session,
            home,
            name=corner.name,
            street=corner.street,
            lat=corner.lat,
            lon=corner.lon,
        )
    _seed_streets(session, quarter, home)
    return home


def _seed_streets(session: Session, quarter: Quarter, home: Neighbourhood) -> None:
    """Written as they are: an import replaces a whole commune, and this is half of one."""
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
