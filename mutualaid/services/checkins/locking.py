"""Who waits for whom: the person first, then the neighbourhood, then its round."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.models import Enrolment, Neighbourhood, Round, User
from mutualaid.queries import checkins as queries
from mutualaid.services.locks import lock_people


def lock_enrolment(session: Session, user_id: int) -> Enrolment:
    """Her part as it is now; nobody else changes it until we commit."""
    lock_people(session, [user_id])
    row = session.scalar(
        select(Enrolment)
        .where(Enrolment.user_id == user_id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("enrolment")
    return row


def lock_home(session: Session, home_id: int) -> Neighbourhood:
    """Rounds of a neighbourhood open, close and grow one after the other."""
    return session.scalars(
        select(Neighbourhood).where(Neighbourhood.id == home_id).with_for_update()
    ).one()


def lock_round(session: Session, round_id: int) -> Round:
    """The round as it is now."""
    return session.scalars(
        select(Round)
        .where(Round.id == round_id)
        .with_for_update(of=Round)
        .execution_options(populate_existing=True)
    ).one()


def lock_open_round(session: Session, home_id: int) -> Round | None:
    """The round under way in a neighbourhood, after whoever opens or closes one."""
    lock_home(session, home_id)
    row = queries.find_open(session, home_id)
    return lock_round(session, row.id) if row is not None else None


def guard_person(person: User, by: User) -> None:
    """The desk of her own neighbourhood, nobody else."""
    if not policies.coordinates(by, person.neighbourhood_id):
        raise NotFound("user")


def guard_round(round_: Round, by: User) -> None:
    """The desk of the round's neighbourhood, nobody else."""
    if not policies.coordinates(by, round_.neighbourhood_id):
        raise NotFound("round")
