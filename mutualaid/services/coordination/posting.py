"""Post for someone: who, what she agreed to and how she said it, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import Channel
from mutualaid.models import Consent, ConsentPurpose, HelpRequest, Offer, Place, User
from mutualaid.services import help_requests, offers, users
from mutualaid.services.help_requests import Ask
from mutualaid.services.offers import Offering


@dataclass(frozen=True)
class Newcomer:
    """Somebody the desk writes down for the first time."""

    first_name: str
    neighbourhood_id: int
    last_name: str = ""
    phone: str | None = None
    email: str | None = None
    place: Place | None = None
    language: str = "fr"


def post_request(
    session: Session,
    person: User | Newcomer,
    ask: Ask,
    *,
    channel: Channel,
    said_by: str,
    by: User,
    now: datetime,
) -> HelpRequest:
    """A need told to the desk; open at once, because the person just said so."""
    user = _agreed(session, person, channel=channel, said_by=said_by, by=by, now=now)
    if ask.place is None and isinstance(person, Newcomer):
        ask = replace(ask, place=person.place)
    return help_requests.publish(session, user, ask, by=by, now=now)


def post_offer(
    session: Session,
    person: User | Newcomer,
    offering: Offering,
    *,
    channel: Channel,
    said_by: str,
    by: User,
    now: datetime,
) -> Offer:
    """An offer told to the desk; active at once, and « à rencontrer » like any other."""
    user = _agreed(session, person, channel=channel, said_by=said_by, by=by, now=now)
    return offers.publish(session, user, offering, by=by, now=now)


def _agreed(
    session: Session,
    person: User | Newcomer,
    *,
    channel: Channel,
    said_by: str,
    by: User,
    now: datetime,
) -> User:
    """The person, who said yes by phone or at the door (`said_by`), and how to tell her."""
    if isinstance(person, Newcomer):
        user = users.register_spoken_for(
            session,
            first_name=person.first_name,
            last_name=person.last_name,
            phone=person.phone,
            email=person.email,
            language=person.language,
            place=person.place,
            neighbourhood_id=person.neighbourhood_id,
            by=by,
            consent_channel=said_by,
            now=now,
        )
    else:
        user = person
        if not policies.may_act_for(by, user):
            raise NotFound("user")
        _record_consent(session, user, said_by, by=by, now=now)
        if not user.is_confirmed:
            users.confirm_channel(session, user, Channel.CALL, by=by, now=now)
    user.channel = channel if channel is not Channel.EMAIL or user.email else Channel.CALL
    session.flush()
    return user


def _record_consent(session: Session, user: User, said_by: str, *, by: User, now: datetime) -> None:
    """The desk speaks for this person, this time too."""
    session.add(
        Consent(
            user_id=user.id,
            purpose=ConsentPurpose.SPOKEN_FOR,
            wording_version=users.WORDING,
            channel=said_by,
            recorded_by_id=by.id,
            given_at=now,
        )
    )
