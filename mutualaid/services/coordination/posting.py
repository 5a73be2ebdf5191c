"""Post for someone: who, what she agreed to and how she said it, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import Channel
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Offer, Place, User
from mutualaid.services import help_requests, offers, places, tasks, users
from mutualaid.services.help_requests import Ask
from mutualaid.services.offers import Offering
from mutualaid.services.places import Candidate, Typed


@dataclass(frozen=True)
class Address:
    """Where somebody lives or needs a hand, as it was told."""

    found: Candidate | Typed
    neighbourhood_id: int
    """Of the desk: whoever is not on the map is hers to place."""
    flat: str = ""


@dataclass(frozen=True)
class Newcomer:
    """Somebody the desk writes down for the first time."""

    first_name: str
    neighbourhood_id: int
    is_adult: bool
    """Asked each time; under 18 nothing is posted."""
    last_name: str = ""
    phone: str | None = None
    email: str | None = None
    language: str = "fr"


@dataclass(frozen=True)
class Spoken:
    """Who said yes to the posting, how (phone, door), and how to tell her what follows."""

    person: User | Newcomer
    said_by: str
    channel: Channel
    address: Address | None = None


def post_request(
    session: Session, spoken: Spoken, ask: Ask, *, by: User, now: datetime
) -> HelpRequest:
    """A need told to the desk; open at once, because the person just said so."""
    place = settle(session, spoken.address, now=now)
    user = _agreed(session, spoken, place, by=by, now=now)
    posted = help_requests.publish(session, user, replace(ask, place=place), by=by, now=now)
    tasks.drop_about(session, user, (TaskKind.NEED_HEARD,), now=now)
    return posted


def post_offer(
    session: Session, spoken: Spoken, offering: Offering, *, by: User, now: datetime
) -> Offer:
    """An offer told to the desk; active at once, and « à rencontrer » like any other."""
    place = settle(session, spoken.address, now=now)
    user = _agreed(session, spoken, place, by=by, now=now)
    return offers.publish(session, user, offering, by=by, now=now)


def settle(session: Session, address: Address | None, *, now: datetime) -> Place | None:
    """The place of an address; whoever is not on the map is this desk's to place."""
    if address is None:
        return None
    place = places.settle(session, address.found, flat=address.flat, now=now)
    if not place.precision.is_matchable:
        place.neighbourhood_id = address.neighbourhood_id
    return place


def _agreed(
    session: Session, spoken: Spoken, place: Place | None, *, by: User, now: datetime
) -> User:
    """The person, who said yes, and whom the desk tells as she wishes."""
    if isinstance(spoken.person, Newcomer):
        user = _register(session, spoken.person, place, spoken.said_by, by=by, now=now)
    else:
        user = spoken.person
        if not policies.may_act_for(by, user):
            raise NotFound("user")
        if place is not None and user.place is None:
            users.move(session, user, place, by=by, now=now)
        users.note_spoken_for(session, user, spoken.said_by, by=by, now=now)
        if not user.is_confirmed:
            users.confirm_channel(session, user, Channel.CALL, by=by, now=now)
    has_mail = spoken.channel is Channel.EMAIL and bool(user.email)
    user.channel = Channel.EMAIL if has_mail else Channel.CALL
    session.flush()
    return user


def _register(
    session: Session,
    newcomer: Newcomer,
    place: Place | None,
    said_by: str,
    *,
    by: User,
    now: datetime,
) -> User:
    return users.register_spoken_for(
        session,
        first_name=newcomer.first_name,
        last_name=newcomer.last_name,
        phone=newcomer.phone,
        email=newcomer.email,
        is_adult=newcomer.is_adult,
        language=newcomer.language,
        place=place,
        neighbourhood_id=newcomer.neighbourhood_id,
        by=by,
        consent_channel=said_by,
        now=now,
    )
