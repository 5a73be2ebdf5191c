"""The circle: neighbours who know somebody of the veille, and agreed to go and see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import EnrolmentStatus
from mutualaid.models import CircleMember, User
from mutualaid.services import journal
from mutualaid.services.checkins.locking import guard_person, lock_enrolment


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
