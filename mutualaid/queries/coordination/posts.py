"""The page of the team: posts, desk hours, days without a desk, neighbourhood by neighbourhood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.models import (
    Coordinator,
    DeskAbsence,
    DeskHalfDay,
    Neighbourhood,
    User,
)
from mutualaid.queries.coordination.team import list_team
from mutualaid.queries.coordination.today import list_homes


@dataclass
class Post:
    """One neighbourhood: who answers for it, and when its desk is open."""

    home: Neighbourhood
    people: list[tuple[User, Coordinator]] = field(default_factory=list)
    half_days: list[DeskHalfDay] = field(default_factory=list)
    closed: list[DeskAbsence] = field(default_factory=list)


def list_posts(session: Session, desk: Collection[int], *, today: date) -> list[Post]:
    """Each neighbourhood of this desk by name, whoever is called first on top."""
    posts = {home.id: Post(home) for home in list_homes(session, desk)}
    people = {person.id: person for person in list_team(session, desk)}
    rows = session.scalars(
        select(Coordinator)
        .where(Coordinator.neighbourhood_id.in_(desk))
        .order_by(Coordinator.role, Coordinator.id)
    )
    for row in rows:
        if row.user_id in people:
            posts[row.neighbourhood_id].people.append((people[row.user_id], row))
    for number, half_days in _half_days(session, desk).items():
        posts[number].half_days = half_days
    for absence in _closed(session, desk, today):
        posts[absence.neighbourhood_id].closed.append(absence)
    return list(posts.values())


def _half_days(session: Session, desk: Collection[int]) -> dict[int, list[DeskHalfDay]]:
    found: dict[int, list[DeskHalfDay]] = defaultdict(list)
    rows = session.scalars(select(DeskHalfDay).where(DeskHalfDay.neighbourhood_id.in_(desk)))
    for row in sorted(rows, key=lambda each: (each.weekday, each.half_day.number)):
        found[row.neighbourhood_id].append(row)
    return found


def _closed(session: Session, desk: Collection[int], today: date) -> list[DeskAbsence]:
    """Every day without a desk that is still to come, not of this week alone."""
    return list(
        session.scalars(
            select(DeskAbsence)
            .where(DeskAbsence.neighbourhood_id.in_(desk), DeskAbsence.ends_on >= today)
            .order_by(DeskAbsence.starts_on, DeskAbsence.id)
        )
    )
