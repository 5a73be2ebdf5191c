"""A code, a link or a call reached somebody: what waited for that opens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import Channel
from mutualaid.models import SignIn, User
from mutualaid.services import confirmations, help_requests, journal, offers, sign_ins
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_people
from mutualaid.services.users.moving import ask_to_place


def confirm_channel(
    session: Session, user: User, channel: Channel, *, by: User | None, now: datetime
) -> None:
    """A code, a link or a call reached this person: whatever waited for that opens."""
    mark_confirmed(session, user, channel, by=by, now=now)
    open_what_waited(session, user, now=now)
    heard_from(session, user, now=now)


def mark_confirmed(
    session: Session, user: User, channel: Channel, *, by: User | None, now: datetime
) -> None:
    """This channel is this person's; nothing opens yet."""
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
    ask_to_place(session, user, now=now)
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
        mark_confirmed(session, person, Channel.EMAIL, by=person, now=now)
    if sign_in.is_personal or not was_confirmed:
        open_what_waited(session, person, now=now)
    journal.note(session, "signed_in", person, by=person, now=now)
    heard_from(session, person, now=now)
