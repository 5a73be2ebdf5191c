"""People join, confirm how they are reached, are met, and change what they said of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import Channel
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Consent, ConsentPurpose, ContactChoice, Place, SignIn, User
from mutualaid.queries import users as queries
from mutualaid.services import (
    charter,
    confirmations,
    help_requests,
    journal,
    offers,
    rates,
    sessions,
    sign_ins,
    tasks,
)
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_people

WORDING = "2026-11"
"""Version of the sentences that consents refer to."""
HIGHEST_LEVEL = 2
MOST_NEWCOMERS = 6
"""People who join with one mailbox or one phone in a day: a large household."""
MOST_MOVES = 2
"""Addresses that somebody changes by herself in thirty days; a coordinator looks at the next."""
MOVES_WITHIN = timedelta(days=30)
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
        contact_choice=_contact_choice(email, phone),
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
        _consent(session, person, ConsentPurpose.SPOKEN_FOR, consent_channel, by=by, now=now)
        confirm_channel(session, person, Channel.CALL, by=by, now=now)
    return person


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


def confirm_channel(
    session: Session, user: User, channel: Channel, *, by: User | None, now: datetime
) -> None:
    """A code, a link or a call reached this person: whatever waited for that opens."""
    _mark_confirmed(session, user, channel, by=by, now=now)
    open_what_waited(session, user, now=now)
    heard_from(session, user, now=now)


def _mark_confirmed(
    session: Session, user: User, channel: Channel, *, by: User | None, now: datetime
) -> None:
    lock_people(session, [user.id])
    column = "email_confirmed_at" if channel is Channel.EMAIL else "phone_confirmed_at"
    if getattr(user, column) is None:
        session.execute(
            update(User)
            .where(User.id == user.id, getattr(User, column).is_(None))
            .values({column: now})
            .execution_options(synchronize_session=False)
        )
        session.expire(user, [column])
        journal.note(session, "channel_confirmed", user, by=by, now=now)


def open_what_waited(session: Session, user: User, *, now: datetime) -> None:
    """« Oui, je confirme »: the person herself opens what was posted in her name.

    Pressing twice comes one after the other, and the second finds nothing left to open.
    """
    lock_people(session, [user.id])
    help_requests.open_confirmed(session, user, now=now)
    offers.open_confirmed(session, user, now=now)
    _ask_to_place(session, user, now=now)
    confirmations.ask_parent(session, user, now=now)


def enter(session: Session, sign_in: SignIn, person: User, *, now: datetime) -> None:
    """This person used that sign-in: the mailbox is hers.

    What somebody posted in the name of a confirmed person opens by its own mail only: coming in
    for something else says nothing about it.
    """
    if person.id not in {known.id for known in sign_ins.people_of(session, sign_in)}:
        raise NotFound("user")
    was_confirmed = person.is_confirmed
    if sign_in.email_hash:
        _mark_confirmed(session, person, Channel.EMAIL, by=person, now=now)
    if sign_in.is_personal or not was_confirmed:
        open_what_waited(session, person, now=now)
    journal.note(session, "signed_in", person, by=person, now=now)
    heard_from(session, person, now=now)


def mark_met(
    session: Session, user: User, *, by: User | None, now: datetime, on: date | None = None
) -> None:
    """Somebody of the team saw this person; apart from any level."""
    _guard_team(user, by)
    user.met_on = on or local_date(now, user.zone)
    user.met_by_id = by.id if by is not None else None
    session.flush()
    tasks.drop(session, offers.meet_key(user), now=now)
    journal.note(session, "met", user, by=by, now=now)


def set_level(session: Session, user: User, level: int, *, by: User | None, now: datetime) -> None:
    """How far this person is trusted (loop.md §1); from 1 on, met, identity seen, charter read.

    Another level signs every device out: nobody goes on with what she was trusted with before.
    """
    _guard_team(user, by)
    if not 0 <= level <= HIGHEST_LEVEL:
        raise Refusal("no_such_level")
    if level > 0 and user.met_on is None:
        raise Refusal("not_met_yet")
    before, user.level = user.level, level
    if level != before:
        sessions.revoke_all(session, user, now=now)
    if level > 0:
        charter.accept(session, user, "door", by=by, now=now)
    session.flush()
    journal.note(session, "level_set", user, by=by, now=now, before=before, after=level)


def choose_contact(
    session: Session,
    user: User,
    *,
    contact_choice: str,
    ui_language: str,
    languages: Sequence[str],
    by: User,
    now: datetime,
) -> None:
    """What the other reads after two yeses, and the languages to write and to speak in."""
    if not policies.may_act_for(by, user):
        raise NotFound("user")
    chosen = ContactChoice(contact_choice)
    reachable = {ContactChoice.PHONE: user.phone, ContactChoice.EMAIL: user.email}
    if not reachable.get(chosen, "desk"):
        raise Refusal("no_such_contact")
    user.contact_choice = chosen
    user.ui_language = ui_language
    user.languages = list(dict.fromkeys(languages)) or [ui_language]
    session.flush()
    journal.note(session, "contact_chosen", user, by=by, now=now)


def move(session: Session, user: User, place: Place, *, by: User, now: datetime) -> bool:
    """Another address; what is asked or agreed already stays where it was.

    False when this person moved twice lately: a coordinator places the new address, then it is
    hers. Whoever moves an offer around a house would learn where the house is.
    """
    if not policies.may_act_for(by, user):
        raise NotFound("user")
    if by.id == user.id and _moves_often(session, user, now=now):
        _ask_to_review(session, user, place, now=now)
        return False
    left = {"left": user.place_id} if user.place_id is not None else {}
    _settle_in(user, place)
    session.flush()
    _ask_to_place(session, user, now=now)
    journal.note(session, "moved", user, by=by, now=now, **left)
    return True


def _moves_often(session: Session, user: User, *, now: datetime) -> bool:
    rates.count(session, "move", user.id, window=_DAY, now=now)  # two at once come one by one
    n_moves = journal.count_lately(session, "moved", user, by=user, since=now - MOVES_WITHIN)
    return n_moves >= MOST_MOVES


def review_key(place: Place) -> str:
    """The reason of the task about an address that is hers once a coordinator has placed it."""
    return f"moved_often:place:{place.id}"


def _ask_to_review(session: Session, user: User, place: Place, *, now: datetime) -> None:
    tasks.ask_desk(
        session,
        TaskKind.PLACE_ADDRESS,
        review_key(place),
        now=now,
        neighbourhood_id=user.neighbourhood_id,
        user_id=user.id,
        place_id=place.id,
    )


def _with_place(known: User, place: Place | None) -> User:
    """The person again; nobody can tell who types, so a confirmed person's address stays hers."""
    if known.place is None and place is not None and not known.is_confirmed:
        _settle_in(known, place)
    return known


def _settle_in(user: User, place: Place) -> None:
    user.place = place
    if place.neighbourhood_id is not None:
        user.neighbourhood_id = place.neighbourhood_id


def _ask_to_place(session: Session, user: User, *, now: datetime) -> None:
    """An address that nobody found is put on the grid by hand."""
    if user.is_confirmed and user.place is not None and not user.place.precision.is_matchable:
        tasks.ask_desk(
            session,
            TaskKind.PLACE_ADDRESS,
            f"{TaskKind.PLACE_ADDRESS}:place:{user.place.id}",
            now=now,
            neighbourhood_id=user.neighbourhood_id,
            user_id=user.id,
            place_id=user.place.id,
        )


def _contact_choice(email: str | None, phone: str | None) -> ContactChoice:
    if phone:
        return ContactChoice.PHONE
    return ContactChoice.EMAIL if email else ContactChoice.DESK


def _guard_team(user: User, by: User | None) -> None:
    """A coordinator of the person's own neighbourhood, never for herself; nobody: the operator."""
    if by is not None and (by.id == user.id or not policies.may_act_for(by, user)):
        raise NotFound("user")


def _consent(
    session: Session,
    user: User,
    purpose: ConsentPurpose,
    channel: str,
    *,
    by: User | None,
    now: datetime,
) -> None:
    session.add(
        Consent(
            user_id=user.id,
            purpose=purpose,
            wording_version=WORDING,
            channel=channel,
            recorded_by_id=by.id if by is not None else None,
            given_at=now,
        )
    )
