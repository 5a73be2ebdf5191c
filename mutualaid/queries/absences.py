"""Reads of « je ne suis pas libre du … au … »."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.models import Absence, Appointment, User
from mutualaid.queries.appointments import list_coming


def list_coming_absences(session: Session, person: User, *, today: date) -> Sequence[Absence]:
    """Those that are not over, the soonest first."""
    return session.scalars(
        select(Absence)
        .where(Absence.user_id == person.id, Absence.ends_on >= today)
        .order_by(Absence.starts_on, Absence.id)
    ).all()


def get_absence(session: Session, absence_id: int, person: User) -> Absence:
    """One absence of this very person."""
    found = session.scalar(
        select(Absence).where(Absence.id == absence_id, Absence.user_id == person.id)
    )
    if found is None:
        raise NotFound("absence")
    return found


def list_clashes(
    session: Session, person: User, absences: Iterable[Absence], *, today: date
) -> list[Appointment]:
    """Appointments of this person, on either side, that lie in one of her absences."""
    away = [(each.starts_on, each.ends_on) for each in absences]
    if not away:
        return []
    return [
        each
        for each in list_coming(session, person, today=today)
        if any(starts_on <= each.on_date <= ends_on for starts_on, ends_on in away)
    ]
