"""What the desk learns of a neighbour: hours for calls, trusted person, referees, household."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.models import Referee, Relative, RelativeRole, User
from mutualaid.services import journal
from mutualaid.services.conditional import took
from mutualaid.services.locks import lock_people

MOST_NAMED = 6
"""Referees, or trusted people, of one neighbour."""


def note_call_hours(session: Session, person: User, hours: str, *, by: User, now: datetime) -> None:
    """« Le matin, après 10 h »."""
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    if person.call_hours != hours:
        person.call_hours = hours
        session.flush()
        journal.note(session, "call_hours_noted", person, by=by, now=now)


def name_trusted(
    session: Session, person: User, first_name: str, phone: str, *, by: User, now: datetime
) -> Relative:
    """Whom to call when this person does not answer; not before that one said yes herself."""
    _guard_team(person, by)
    lock_people(session, [person.id])
    known = session.scalars(
        select(Relative).where(Relative.user_id == person.id, Relative.role == RelativeRole.TRUSTED)
    ).all()
    same = next((each for each in known if each.phone == phone), None)
    if same is not None:
        return same
    if len(known) >= MOST_NAMED:
        raise Refusal("enough_named")
    row = Relative(
        user_id=person.id,
        role=RelativeRole.TRUSTED,
        first_name=first_name,
        phone=phone,
        created_at=now,
    )
    session.add(row)
    session.flush()
    session.expire(person, ["relatives"])
    journal.note(session, "trusted_named", person, by=by, now=now)
    return row


def hear_trusted(
    session: Session, person: User, relative: Relative, *, by: User, now: datetime
) -> None:
    """« Oui, appelez-moi »: from now on she may be called. Pressing twice is once."""
    _guard_team(person, by)
    heard = (
        update(Relative)
        .where(Relative.id == relative.id, Relative.confirmed_at.is_(None))
        .values(confirmed_at=now)
    )
    if took(session, heard):
        session.expire(relative, ["confirmed_at"])
        journal.note(session, "trusted_confirmed", person, by=by, now=now)


def forget_trusted(
    session: Session, person: User, relative: Relative, *, by: User, now: datetime
) -> None:
    """Nobody calls her any more, and nothing of her is kept."""
    _guard_team(person, by)
    session.delete(relative)
    session.flush()
    session.expire(person, ["relatives"])
    journal.note(session, "trusted_forgotten", person, by=by, now=now)


def name_referee(
    session: Session, person: User, first_name: str, *, by: User, now: datetime
) -> Referee:
    """Somebody who knows this helper; the team asks her before she counts."""
    _guard_team(person, by)
    lock_people(session, [person.id])
    known = session.scalars(select(Referee).where(Referee.user_id == person.id)).all()
    same = next((row for row in known if row.first_name.casefold() == first_name.casefold()), None)
    if same is not None:
        return same
    if len(known) >= MOST_NAMED:
        raise Refusal("enough_named")
    row = Referee(user_id=person.id, first_name=first_name, named_by_id=by.id, created_at=now)
    session.add(row)
    session.flush()
    journal.note(session, "referee_named", person, by=by, now=now)
    return row


def hear_referee(
    session: Session, person: User, referee: Referee, *, by: User, now: datetime
) -> None:
    """« Oui, je la connais »: heard today. Pressing twice is once."""
    _guard_team(person, by)
    heard = (
        update(Referee)
        .where(Referee.id == referee.id, Referee.confirmed_on.is_(None))
        .values(confirmed_on=local_date(now, person.zone), confirmed_by_id=by.id)
    )
    if took(session, heard):
        session.expire(referee, ["confirmed_on", "confirmed_by_id"])
        journal.note(session, "referee_confirmed", person, by=by, now=now)


def forget_referee(
    session: Session, person: User, referee: Referee, *, by: User, now: datetime
) -> None:
    """She said no, or was named by mistake."""
    _guard_team(person, by)
    session.delete(referee)
    session.flush()
    journal.note(session, "referee_forgotten", person, by=by, now=now)


def live_together(session: Session, one: User, other: User, *, by: User, now: datetime) -> None:
    """« Même foyer »: never sent to each other, never taken for one person. Twice is once."""
    for each in (one, other):
        if not policies.may_act_for(by, each):
            raise NotFound("user")
    if one.id == other.id:
        raise Refusal("changed")
    lock_people(session, [one.id, other.id])
    first, second = one.household_id or one.id, other.household_id or other.id
    if first == second:
        return
    _move_household(session, second, to=first)
    for each in (one, other):
        session.expire(each, ["household_id"])
    journal.note(session, "household_joined", one, by=by, now=now, other=other.id)


def live_apart(session: Session, person: User, *, by: User, now: datetime) -> None:
    """This person is of another household after all; the others stay together."""
    if not policies.may_act_for(by, person):
        raise NotFound("user")
    lock_people(session, [person.id])
    if person.household_id is None:
        rest = session.scalars(
            select(User.id).where(User.household_id == person.id).order_by(User.id)
        ).all()
        if not rest:
            return
        _move_household(session, person.id, to=rest[0])
    person.household_id = None
    session.flush()
    journal.note(session, "household_left", person, by=by, now=now)


def _move_household(session: Session, first: int, *, to: int) -> None:
    """All whose first is `first`, and that one herself, have `to` as their first."""
    session.execute(
        update(User)
        .where((User.household_id == first) | (User.id == first), User.id != to)
        .values(household_id=to)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(User)
        .where(User.id == to)
        .values(household_id=None)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()


def _guard_team(person: User, by: User) -> None:
    """A coordinator of the person's own neighbourhood, never for herself."""
    if by.id == person.id or not policies.may_act_for(by, person):
        raise NotFound("user")
