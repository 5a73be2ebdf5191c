"""Reads of how well the team knows somebody: appointments, referees, levels, household."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import AppointmentStatus, HelperStatus
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    LevelChange,
    Referee,
    Relative,
    RelativeRole,
    User,
)


@dataclass(frozen=True)
class Known:
    """What level 2 stands on."""

    n_appointments: int
    n_referees: int


@dataclass(frozen=True)
class Acquaintance:
    """What the page of a neighbour says under « Bon à savoir »."""

    trusted: Sequence[Relative]
    household: Sequence[User]
    alike: Sequence[User]
    """The same phone or mailbox: one household, or twice the same person."""
    counts: Known


def get_acquaintance(session: Session, person: User, desk: Collection[int]) -> Acquaintance:
    """All of it."""
    around = _list_around(session, person, desk)
    first = person.household_id or person.id
    return Acquaintance(
        trusted=[each for each in person.relatives if each.role is RelativeRole.TRUSTED],
        household=[each for each in around if first in (each.id, each.household_id)],
        alike=[each for each in around if first not in (each.id, each.household_id)],
        counts=count_known(session, person),
    )


def _list_around(session: Session, person: User, desk: Collection[int]) -> Sequence[User]:
    """Her household and, within this desk, whoever has the same phone or mailbox."""
    first = person.household_id or person.id
    together = or_(User.household_id == first, User.id == first)
    same = [and_(condition, User.neighbourhood_id.in_(desk)) for condition in _same_contact(person)]
    return session.scalars(
        select(User)
        .where(or_(together, *same), User.id != person.id, User.left_at.is_(None))
        .order_by(User.id)
        .limit(20)
    ).all()


def _same_contact(person: User) -> list[Any]:
    """What another row must hold to be reached at the same place; nothing when she has neither."""
    same: list[Any] = []
    if person.email:
        same.append(User.email == person.email)
    if person.phone:
        same.append(User.phone == person.phone)
    return same


def count_known(session: Session, person: User) -> Known:
    """Coups de main that this person gave, and the referees who said yes."""
    helped = (
        select(func.count())
        .select_from(AppointmentHelper)
        .join(Appointment, Appointment.id == AppointmentHelper.appointment_id)
        .where(
            AppointmentHelper.helper_id == person.id,
            AppointmentHelper.status == HelperStatus.COMING,
            Appointment.status == AppointmentStatus.DONE,
        )
    )
    heard = select(func.count()).where(
        Referee.user_id == person.id, Referee.confirmed_on.is_not(None)
    )
    row = session.execute(select(helped.scalar_subquery(), heard.scalar_subquery())).one()
    return Known(row[0], row[1])


def list_referees(session: Session, person: User) -> Sequence[tuple[Referee, str | None]]:
    """Who was named, with the first name of whoever of the team heard the yes."""
    heard_by = aliased(User)
    rows = session.execute(
        select(Referee, heard_by.first_name)
        .outerjoin(heard_by, heard_by.id == Referee.confirmed_by_id)
        .where(Referee.user_id == person.id)
        .order_by(Referee.id)
    ).all()
    return [(row[0], row[1]) for row in rows]


def get_referee(session: Session, referee_id: int, person: User) -> Referee:
    """One referee of this very person."""
    found = session.scalar(
        select(Referee).where(Referee.id == referee_id, Referee.user_id == person.id)
    )
    if found is None:
        raise NotFound("referee")
    return found


def list_level_changes(session: Session, person: User) -> Sequence[tuple[LevelChange, str | None]]:
    """The history of the level, the latest first, with the first name of who decided."""
    decided_by = aliased(User)
    rows = session.execute(
        select(LevelChange, decided_by.first_name)
        .outerjoin(decided_by, decided_by.id == LevelChange.changed_by_id)
        .where(LevelChange.user_id == person.id)
        .order_by(LevelChange.changed_at.desc(), LevelChange.id.desc())
        .limit(20)
    ).all()
    return [(row[0], row[1]) for row in rows]


def list_trusted(session: Session, person: User) -> Sequence[Relative]:
    """Whom to call when this person does not answer; confirmed or still to be asked."""
    return session.scalars(
        select(Relative)
        .where(Relative.user_id == person.id, Relative.role == RelativeRole.TRUSTED)
        .order_by(Relative.id)
    ).all()


def get_trusted(session: Session, relative_id: int, person: User) -> Relative:
    """One of them, of this very person."""
    found = session.scalar(
        select(Relative).where(
            Relative.id == relative_id,
            Relative.user_id == person.id,
            Relative.role == RelativeRole.TRUSTED,
        )
    )
    if found is None:
        raise NotFound("relative")
    return found


def list_household(session: Session, person: User) -> Sequence[User]:
    """Those declared « même foyer » with this person."""
    first = person.household_id or person.id
    return session.scalars(
        select(User)
        .where(
            or_(User.household_id == first, User.id == first),
            User.id != person.id,
            User.left_at.is_(None),
        )
        .order_by(User.id)
    ).all()


def list_same_contact(session: Session, person: User, desk: Collection[int]) -> Sequence[User]:
    """People of this desk with the same mailbox or the same phone."""
    same = _same_contact(person)
    if not same:
        return []
    return session.scalars(
        select(User)
        .where(
            or_(*same),
            User.id != person.id,
            User.left_at.is_(None),
            User.neighbourhood_id.in_(desk),
        )
        .options(joinedload(User.place))
        .order_by(User.id)
        .limit(20)
    ).all()
