"""Somebody new, or the same person again; by herself, or with a coordinator who speaks for her."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import Channel
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import ConsentPurpose, Place, User
from mutualaid.queries import users as queries
from mutualaid.services import confirmations, consents, journal, rates, sign_ins, tasks
from mutualaid.services.users.confirming import confirm_channel
from mutualaid.services.users.contacts import first_choice
from mutualaid.services.users.moving import settle_in

WORDING = "2026-11"
"""Version of the sentences that consents refer to."""
MOST_NEWCOMERS = 6
"""People who join with one mailbox or one phone in a day: a large household."""
_DAY = timedelta(days=1)


def join(
    session: Session,
    *,
    first_name: str,
    email: str | None,
    phone: str | None,
    is_adult: bool,
    language: str,
    place: Place | None,
    neighbourhood_id: int | None,
    by: User | None,
    now: datetime,
    last_name: str = "",
    channel: Channel | None = None,
) -> User:
    """A new person, unconfirmed; or the same person again, of whom nothing changes.

    Go on with the person's own `email`: what is typed beside a known phone does not replace it.
    """
    email = sign_ins.mailbox(email) if email else None
    known = _find_under_lock(session, first_name, email, phone, now=now)
    if known is not None:
        return _with_place(known, place)
    if by is None and (email or phone):
        rates.allow(session, "newcomers", email or phone, most=MOST_NEWCOMERS, now=now)
    person = User(
        first_name=" ".join(first_name.split()),
        last_name=last_name,
        email=email,
        phone=phone or None,
        channel=channel or (Channel.EMAIL if email else Channel.CALL),
        contact_choice=first_choice(email, phone),
        ui_language=language,
        languages=[language],
        is_adult=is_adult,
        neighbourhood_id=neighbourhood_id or (place.neighbourhood_id if place else None),
        place=place,
        created_at=now,
    )
    return _written_down(session, person, by=by, now=now)


def _written_down(session: Session, person: User, *, by: User | None, now: datetime) -> User:
    session.add(person)
    session.flush()
    journal.note(session, "joined", person, by=by, now=now)
    return person


def _find_under_lock(
    session: Session, first_name: str, email: str | None, phone: str | None, *, now: datetime
) -> User | None:
    """Who this is already; the counter's row stays locked, so pressing twice makes one person."""
    if email or phone:
        rates.count(session, "join", email or phone, window=_DAY, now=now)
    return queries.find_known(session, first_name=first_name, email=email, phone=phone)


def _with_place(known: User, place: Place | None) -> User:
    """The person again; nobody can tell who types, so a confirmed person's address stays hers."""
    if known.place is None and place is not None and not known.is_confirmed:
        settle_in(known, place)
    return known


def register_spoken_for(
    session: Session,
    *,
    first_name: str,
    phone: str | None,
    is_adult: bool,
    language: str,
    place: Place | None,
    neighbourhood_id: int | None,
    by: User,
    consent_channel: str,
    now: datetime,
    last_name: str = "",
    email: str | None = None,
) -> User:
    """A neighbour for whom a coordinator speaks, who said yes by phone or at the door."""
    if not policies.coordinates(by, neighbourhood_id):
        raise NotFound("neighbourhood")
    person = join(
        session,
        first_name=first_name,
        last_name=last_name,
        email=email,
        phone=phone,
        is_adult=is_adult,
        language=language,
        place=place,
        neighbourhood_id=neighbourhood_id,
        by=by,
        channel=Channel.CALL,
        now=now,
    )
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    if person.spoken_for_by_id is None:
        person.spoken_for_by_id = by.id
        note_spoken_for(session, person, consent_channel, by=by, now=now)
        confirm_channel(session, person, Channel.CALL, by=by, now=now)
    return person


def note_spoken_for(
    session: Session, person: User, channel: str, *, by: User, now: datetime
) -> None:
    """Her yes to being spoken for, and how `by` heard it."""
    consents.record(
        session,
        person,
        ConsentPurpose.SPOKEN_FOR,
        wording=WORDING,
        channel=channel,
        by=by,
        now=now,
    )


def ask_confirmation(session: Session, person: User, *, browser_id: str, now: datetime) -> None:
    """Owe somebody who joined the mail, or the call, that makes her one of us.

    Asking again is a sign-in, which confirms as well; nobody can tell the two apart.
    """
    if person.email and person.channel is Channel.EMAIL:
        about = None if person.is_confirmed else person
        sign_ins.ask_link(session, person.email, browser_id=browser_id, about=about, now=now)
    elif not person.is_confirmed:
        tasks.ask_desk(
            session,
            TaskKind.CONFIRM,
            confirmations.reason_key(person),
            now=now,
            neighbourhood_id=person.neighbourhood_id,
            user_id=person.id,
        )
