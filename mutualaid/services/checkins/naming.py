"""Whom to call and who goes to see: the named relative, and the circle of neighbours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import EnrolmentStatus
from mutualaid.models import CircleMember, Relative, RelativeRole, User
from mutualaid.services import journal
from mutualaid.services.checkins.locking import guard_person, lock_enrolment
from mutualaid.services.conditional import took


def name_relative(
    session: Session, person: User, first_name: str, phone: str, *, by: User, now: datetime
) -> Relative:
    """The person names somebody close; nobody calls before that one said yes too."""
    guard_person(person, by)
    lock_enrolment(session, person.id)
    known = session.scalar(
        select(Relative).where(
            Relative.user_id == person.id,
            Relative.role == RelativeRole.TRUSTED,
            Relative.phone == phone,
        )
    )
    if known is not None:
        return known
    row = Relative(
        user_id=person.id,
        role=RelativeRole.TRUSTED,
        first_name=" ".join(first_name.split()),
        phone=phone,
        created_at=now,
    )
    session.add(row)
    session.flush()
    session.expire(person, ["relatives"])
    journal.note(session, "relative_named", person, by=by, now=now)
    return row


def hear_relative(session: Session, relative: Relative, *, by: User, now: datetime) -> None:
    """« Oui, vous pouvez m'appeler »; pressing twice is once."""
    person = session.get_one(User, relative.user_id)
    guard_person(person, by)
    heard = update(Relative).where(Relative.id == relative.id, Relative.confirmed_at.is_(None))
    if took(session, heard.values(confirmed_at=now)):
        session.expire(relative, ["confirmed_at"])
        session.expire(person, ["relatives"])
        journal.note(session, "relative_heard", person, by=by, now=now)


def drop_relative(session: Session, relative: Relative, *, by: User, now: datetime) -> None:
    """The relative said no, or the person wants nobody called."""
    person = session.get_one(User, relative.user_id)
    guard_person(person, by)
    session.delete(relative)
    session.flush()
    session.expire(person, ["relatives"])
    journal.note(session, "relative_dropped", person, by=by, now=now)


def add_to_circle(
    session: Session, person: User, neighbour: User, *, by: User, now: datetime
) -> None:
    """A neighbour who knows her and agreed to go and see; adding twice is once."""
    guard_person(person, by)
    if neighbour.neighbourhood_id != person.neighbourhood_id or neighbour.left_at is not None:
        raise NotFound("user")
    if neighbour.id == person.id or not neighbour.is_adult:
        raise Refusal("no_such_answer")
    enrolment = lock_enrolment(session, person.id)
    if enrolment.status is EnrolmentStatus.ENDED:
        raise Refusal("veille_ended")
    known = session.scalar(
        select(CircleMember).where(
            CircleMember.enrolment_id == enrolment.id, CircleMember.neighbour_id == neighbour.id
        )
    )
    if known is None:
        session.add(
            CircleMember(enrolment_id=enrolment.id, neighbour_id=neighbour.id, created_at=now)
        )
        session.flush()
        session.expire(enrolment, ["circle"])
        journal.note(session, "circle_joined", person, by=by, now=now)


def take_from_circle(
    session: Session, person: User, neighbour_id: int, *, by: User, now: datetime
) -> None:
    """Not any more."""
    guard_person(person, by)
    enrolment = lock_enrolment(session, person.id)
    row = session.scalar(
        select(CircleMember).where(
            CircleMember.enrolment_id == enrolment.id, CircleMember.neighbour_id == neighbour_id
        )
    )
    if row is not None:
        session.delete(row)
        session.flush()
        session.expire(enrolment, ["circle"])
        journal.note(session, "circle_left", person, by=by, now=now)
