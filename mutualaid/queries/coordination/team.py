"""The team of a desk: who, in which role, who is away, and who takes care of what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.clock import last_midnight, local_date
from mutualaid.models import Absence, Coordinator, DeskAbsence, DeskClaim, User

A_WEEK = timedelta(days=6)


def list_team(session: Session, desk: Collection[int]) -> Sequence[User]:
    """Everybody who coordinates one of these neighbourhoods, by first name."""
    found = session.scalars(
        select(User)
        .where(
            User.id.in_(select(Coordinator.user_id).where(Coordinator.neighbourhood_id.in_(desk))),
            User.left_at.is_(None),
        )
        .options(
            joinedload(User.absences),
            joinedload(User.neighbourhood),
        )
        .order_by(func.lower(User.first_name), User.id)
    )
    return found.unique().all()


def is_away(person: User, now: datetime) -> bool:
    """Whether somebody of the team is absent today, or has left."""
    today = local_date(now, person.zone)
    return person.left_at is not None or absence_on(person, today) is not None


def absence_on(person: User, today: date) -> Absence | None:
    """The absence of today."""
    return next((each for each in person.absences if each.starts_on <= today <= each.ends_on), None)


def absences_this_week(person: User, today: date) -> list[Absence]:
    """Those of the coming seven days."""
    return [
        each
        for each in person.absences
        if each.starts_on <= today + A_WEEK and each.ends_on >= today
    ]


def list_closed_days(
    session: Session, desk: Collection[int], *, today: date
) -> Sequence[DeskAbsence]:
    """Days of the coming week on which nobody is at one of these desks."""
    return session.scalars(
        select(DeskAbsence)
        .where(
            DeskAbsence.neighbourhood_id.in_(desk),
            DeskAbsence.starts_on <= today + A_WEEK,
            DeskAbsence.ends_on >= today,
        )
        .order_by(DeskAbsence.starts_on, DeskAbsence.id)
    ).all()


@dataclass(frozen=True)
class Claims:
    """Who takes care of which tasks and calls."""

    by_task: dict[int, DeskClaim] = field(default_factory=dict)
    by_callee: dict[int, DeskClaim] = field(default_factory=dict)


def list_claims(session: Session, task_ids: Collection[int], callee_ids: Collection[int]) -> Claims:
    """In one question; the holders are of the team, which was read before."""
    rows = session.scalars(
        select(DeskClaim).where(
            or_(DeskClaim.task_id.in_(task_ids), DeskClaim.callee_id.in_(callee_ids))
        )
    ).all()
    return Claims(
        {row.task_id: row for row in rows if row.task_id is not None},
        {row.callee_id: row for row in rows if row.callee_id is not None},
    )


def binds(claim: DeskClaim, now: datetime) -> bool:
    """Whether others leave it: taken today by somebody who is here."""
    holder = claim.holder
    return claim.taken_at >= last_midnight(now, holder.zone) and not is_away(holder, now)
