"""Between 15 and 17: a parent's recorded agreement; no request, no offer, no pair (loop.md §1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import ConsentPurpose, Relative, RelativeRole, User
from mutualaid.services import confirmations, consents, journal, leaving, tasks, users
from mutualaid.services.conditional import took
from mutualaid.services.last_contact import heard_from
from mutualaid.services.locks import lock_people

WORDING = "2026-11"
"""Version of what a parent agrees to: the sentences of `/inscription/15-17-ans`."""


class Said(StrEnum):
    """How a parent said yes; after a no, the desk erases the young person (`leaving.leave`)."""

    PHONE = "phone"
    DOOR = "door"


@dataclass(frozen=True)
class Young:
    """Somebody of 15 to 17, as she writes herself down or is told to the desk."""

    first_name: str
    phone: str | None
    email: str | None
    neighbourhood_id: int
    language: str = "fr"


@dataclass(frozen=True)
class Parent:
    """Whom the desk calls."""

    first_name: str
    phone: str | None
    email: str | None


def join(session: Session, young: Young, parent: Parent, *, now: datetime) -> User:
    """A new young person, unconfirmed; of somebody known nothing changes, her age least of all."""
    person = users.join(
        session,
        first_name=young.first_name,
        email=young.email,
        phone=young.phone,
        is_adult=False,
        language=young.language,
        place=None,
        neighbourhood_id=young.neighbourhood_id,
        by=None,
        now=now,
    )
    if not person.is_adult and confirmations.find_parent(session, person) is None:
        _name_parent(session, person, parent, now=now)
    return person


def register(
    session: Session, young: Young, parent: Parent, *, said_by: str, by: User, now: datetime
) -> User:
    """The same, told to the desk, which then calls the parent."""
    person = users.register_spoken_for(
        session,
        first_name=young.first_name,
        phone=young.phone,
        email=young.email,
        is_adult=False,
        language=young.language,
        place=None,
        neighbourhood_id=young.neighbourhood_id,
        by=by,
        consent_channel=said_by,
        now=now,
    )
    if person.is_adult:
        raise Refusal("known_as_adult")
    known = confirmations.find_parent(session, person)
    if known is None or known.confirmed_at is None:
        _forget_parents(session, person)
        _name_parent(session, person, parent, now=now)
        tasks.drop(session, confirmations.parent_key(person), now=now)
        confirmations.ask_parent(session, person, now=now)
    return person


def hear_parent(session: Session, person: User, said: Said, *, by: User, now: datetime) -> None:
    """The parent said yes, on the phone or at the door: who heard it, when, in which words."""
    _guard(person, by)
    parent = confirmations.find_parent(session, person)
    if parent is None:
        raise Refusal("no_parent_named")
    heard = (
        update(Relative)
        .where(Relative.id == parent.id, Relative.confirmed_at.is_(None))
        .values(confirmed_at=now)
    )
    if not took(session, heard):
        return  # pressing twice is once
    session.expire(parent, ["confirmed_at"])
    consents.record(
        session, person, ConsentPurpose.PARENT, wording=WORDING, channel=said.value, by=by, now=now
    )
    tasks.drop(session, confirmations.parent_key(person), now=now)
    journal.note(session, "parent_agreed", person, by=by, now=now)


def say_of_age(session: Session, person: User, *, now: datetime) -> None:
    """« J'ai 18 ans maintenant »: the desk confirms it; saying it twice is once."""
    if person.is_adult:
        return
    tasks.ask_desk(
        session,
        TaskKind.OF_AGE,
        confirmations.of_age_key(person),
        now=now,
        neighbourhood_id=person.neighbourhood_id,
        user_id=person.id,
    )
    journal.note(session, "of_age_said", person, by=person, now=now)


def confirm_of_age(session: Session, person: User, *, by: User, now: datetime) -> None:
    """18 from now on: asks and offers like everybody, and the parent is forgotten."""
    _guard(person, by)
    grown = update(User).where(User.id == person.id, User.is_adult.is_(False)).values(is_adult=True)
    if not took(session, grown):
        return
    session.expire(person, ["is_adult"])
    _forget_parents(session, person)
    consents.take_back(session, person, ConsentPurpose.PARENT, now=now)
    tasks.drop(session, confirmations.of_age_key(person), now=now)
    tasks.drop(session, confirmations.parent_key(person), now=now)
    journal.note(session, "of_age_confirmed", person, by=by, now=now)


def note_under_18(session: Session, person: User, *, by: User, now: datetime) -> None:
    """The desk learns that somebody is younger than she ticked: all that she posted ends."""
    _guard(person, by)
    if person.coordinations:
        raise Refusal("coordinates_alone")
    leaving.end_everything(session, person, by=by, now=now)
    lock_people(session, [person.id])
    younger = (
        update(User).where(User.id == person.id, User.is_adult.is_(True)).values(is_adult=False)
    )
    if not took(session, younger):
        return
    session.expire(person, ["is_adult"])
    journal.note(session, "under_18_noted", person, by=by, now=now)
    heard_from(session, person, now=now)


def _name_parent(session: Session, person: User, parent: Parent, *, now: datetime) -> None:
    session.add(
        Relative(
            user_id=person.id,
            role=RelativeRole.PARENT,
            first_name=" ".join(parent.first_name.split()),
            phone=parent.phone,
            email=parent.email,
            created_at=now,
        )
    )
    session.flush()


def _forget_parents(session: Session, person: User) -> None:
    parents = select(Relative).where(
        Relative.user_id == person.id, Relative.role == RelativeRole.PARENT
    )
    for parent in session.scalars(parents).all():
        session.delete(parent)
    session.flush()
    session.expire(person, ["relatives"])


def _guard(person: User, by: User) -> None:
    """The desk of the person's own neighbourhood hears it, nobody else."""
    if by.id == person.id or not policies.coordinates(by, person.neighbourhood_id):
        raise NotFound("user")
