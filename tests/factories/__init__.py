"""A small neighbourhood for tests: Les Brosses, where Fatima coordinates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy.orm import Session

from mutualaid.domain.distance import Reach
from mutualaid.domain.geo import Precision
from mutualaid.domain.slots import FULL_WEEK, HalfDay, Slot
from mutualaid.domain.statuses import Channel, OfferStatus, RequestStatus
from mutualaid.models import (
    Coordinator,
    CoordinatorRole,
    DeskHalfDay,
    HelpRequest,
    MeetingPoint,
    Neighbourhood,
    NeighbourhoodRelation,
    Offer,
    OfferCategory,
    Place,
    RequestSlot,
    User,
)
from mutualaid.services import proposals

NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
"""A Monday, 10 h in the morning on the wall clock of Les Brosses."""
TODAY = date(2026, 10, 12)
LAT, LON = 45.7612, 4.9128


def thursday(half_day: HalfDay = HalfDay.AFTERNOON) -> Slot:
    """Three days after NOW."""
    return Slot.of(TODAY + timedelta(days=3), half_day)


def neighbourhood(session: Session, name: str = "Les Brosses", **values: object) -> Neighbourhood:
    """An opened quarter with its desk, hours and a meeting point."""
    slug = name.lower().replace(" ", "-")
    defaults: dict[str, object] = {
        "slug": slug,
        "code": slug[:8].upper(),
        "name": name,
        "place_phrase": f"à {name}",
        "commune": "Villeurbanne",
        "postcode": "69100",
        "lat": LAT,
        "lon": LON,
        "desk_name": "Fatima",
        "desk_phone": "+33465710101",
        "desk_email": "bureau@example.fr",
        "controller_name": "Centre social",
        "controller_contact": "bureau@example.fr",
        "insurer": "Mutuelle",
        "insurance_contract": "A 12",
        "insurance_contact": "04 65 71 00 00",
        "opened_at": NOW - timedelta(days=90),
        "created_at": NOW - timedelta(days=99),
        "zone": "Europe/Paris",
        "radius_m": 1500,
        "cell_unknown_m": 500,
        "cell_met_m": 200,
    }
    home = Neighbourhood(**defaults | values)
    session.add(home)
    session.flush()
    session.add(
        MeetingPoint(
            neighbourhood_id=home.id,
            name="Café du marché",
            street="Place du marché",
            lat=home.lat,
            lon=home.lon,
        )
    )
    for weekday in range(5):
        session.add(
            DeskHalfDay(neighbourhood_id=home.id, weekday=weekday, half_day=HalfDay.MORNING)
        )
    session.flush()
    return home


def link(session: Session, a: Neighbourhood, b: Neighbourhood) -> None:
    """Both declare the other their neighbour."""
    session.add_all(
        [
            NeighbourhoodRelation(from_id=a.id, to_id=b.id),
            NeighbourhoodRelation(from_id=b.id, to_id=a.id),
        ]
    )
    session.flush()


def place(
    session: Session,
    home: Neighbourhood,
    *,
    street: str = "rue des Lilas",
    number: str = "12",
    north_m: float = 0.0,
    flat: str = "",
) -> Place:
    """A door `north_m` metres north of the centre."""
    row = Place(
        line=f"{number} {street}",
        house_number=number,
        street=street,
        postcode=home.postcode,
        commune=home.commune,
        flat=flat,
        precision=Precision.ADDRESS,
        lat=home.lat + north_m / 111_195,
        lon=home.lon,
        neighbourhood_id=home.id,
        source="streets",
        created_at=NOW,
    )
    session.add(row)
    session.flush()
    return row


def person(
    session: Session, home: Neighbourhood, first_name: str = "Jeanne", **values: object
) -> User:
    """Somebody with a confirmed e-mail and an address."""
    if "place" not in values:
        values["place"] = place(session, home, number=str(len(first_name)), flat=first_name)
    email = values.get("email", f"{first_name.lower()}@example.fr")
    defaults: dict[str, object] = {
        "first_name": first_name,
        "email": email,
        "ui_language": "fr",
        "languages": ["fr"],
        "email_confirmed_at": NOW if email else None,
        "is_adult": True,
        "channel": Channel.EMAIL if email else Channel.CALL,
        "neighbourhood_id": home.id,
        "created_at": NOW - timedelta(days=30),
        "level": 0,
        "email_version": 1,
    }
    row = User(**defaults | values)
    session.add(row)
    session.flush()
    return row


def by_phone(
    session: Session, home: Neighbourhood, first_name: str, phone: str, **values: object
) -> User:
    """Somebody without e-mail, for whom the coordinator speaks."""
    return person(
        session, home, first_name, email=None, phone=phone, phone_confirmed_at=NOW, **values
    )


def helper(
    session: Session,
    home: Neighbourhood,
    first_name: str = "Karim",
    *,
    categories: tuple[str, ...] = ("shopping", "outing", "papers", "moving", "chat"),
    reach: Reach = Reach.TWENTY_MINUTES,
    **values: object,
) -> Offer:
    """Somebody whom the team has met, free at every half-day, with an active offer."""
    defaults: dict[str, object] = {
        "met_on": TODAY - timedelta(days=20),
        "level": 1,
        "weekly_mask": FULL_WEEK,
        "phone": "+33639981201",
    }
    user = person(session, home, first_name, **defaults | values)
    offer = Offer(
        user_id=user.id,
        status=OfferStatus.ACTIVE,
        reach=reach,
        created_at=NOW,
        confirmed_at=NOW,
        version=1,
        category_rows=[OfferCategory(category=key) for key in categories],
    )
    session.add(offer)
    session.flush()
    return offer


def help_request(
    session: Session,
    resident: User,
    category: str = "shopping",
    *,
    slots: tuple[Slot, ...] = (),
    **values: object,
) -> HelpRequest:
    """An open need, Thursday afternoon unless said otherwise."""
    defaults: dict[str, object] = {
        "user_id": resident.id,
        "neighbourhood_id": resident.neighbourhood_id,
        "place_id": resident.place_id,
        "category": category,
        "facts": {},
        "note": "",
        "status": RequestStatus.OPEN,
        "helpers_needed": 1,
        "n_half_days": 1,
        "minutes": 60,
        "created_at": NOW - timedelta(days=1),
        "confirmed_at": NOW - timedelta(days=1),
        "version": 1,
    }
    row = HelpRequest(**defaults | values)
    row.slot_rows = [
        RequestSlot(on_date=slot.on_date, half_day=slot.half_day) for slot in slots or (thursday(),)
    ]
    session.add(row)
    session.flush()
    return row


def coordinator(session: Session, home: Neighbourhood, first_name: str = "Fatima") -> User:
    """Somebody who coordinates this quarter."""
    user = person(session, home, first_name)
    session.add(
        Coordinator(
            user_id=user.id,
            neighbourhood_id=home.id,
            role=CoordinatorRole.COORDINATOR,
            created_at=NOW,
        )
    )
    session.flush()
    session.refresh(user)
    return user


def expire_due(session: Session, *, now: datetime) -> int:
    """What the worker does request by request: end what nobody answered in time."""
    return sum(
        proposals.expire(session, number, now=now)
        for number in proposals.list_due(session, now=now)
    )
