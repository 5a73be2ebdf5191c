"""Changes close to the hour, heard on the phone from either side: the others are told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.models import Appointment, User
from mutualaid.queries.appointments import people_of
from mutualaid.services import appointments, notices, series


def cannot_come(
    session: Session,
    appointment: Appointment,
    person: User,
    *,
    by: User,
    now: datetime,
    ends_all: bool = False,
) -> None:
    """« Je ne peux plus »; of a weekly need this date, or every week from now on."""
    _check(appointment, person, by)
    cancel = series.stop if ends_all else appointments.cancel
    cancel(session, appointment, by=by, now=now, person=person)


def runs_late(
    session: Session,
    appointment: Appointment,
    person: User,
    minutes: int | None,
    *,
    by: User,
    now: datetime,
) -> None:
    """« Je serai en retard »."""
    _check(appointment, person, by)
    notices.say_late(session, appointment, minutes, person=person, by=by, now=now)


def meets_nobody(
    session: Session, appointment: Appointment, person: User, *, by: User, now: datetime
) -> None:
    """« Il n'y a personne »."""
    _check(appointment, person, by)
    notices.say_nobody(session, appointment, person=person, by=by, now=now)


def _check(appointment: Appointment, person: User, by: User) -> None:
    """One of those who come, of a neighbourhood of this coordinator."""
    is_among_them = person.id in {each.id for each in people_of(appointment)}
    if not is_among_them or not policies.may_act_for(by, person):
        raise NotFound("appointment")
