"""The team met somebody, and says how far she is trusted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.models import LevelChange, User
from mutualaid.queries import acquaintance
from mutualaid.services import charter, journal, offers, proposals, sessions, tasks

HIGHEST_LEVEL = 2
APPOINTMENTS_FOR_2 = 3
REFEREES_FOR_2 = 2


def mark_met(
    session: Session, user: User, *, by: User | None, now: datetime, on: date | None = None
) -> None:
    """Somebody of the team saw this person; apart from any level."""
    _guard_team(user, by)
    user.met_on = on or local_date(now, user.zone)
    user.met_by_id = by.id if by is not None else None
    session.flush()
    tasks.drop(session, offers.meet_key(user), now=now)
    journal.note(session, "met", user, by=by, now=now)


def set_level(session: Session, user: User, level: int, *, by: User | None, now: datetime) -> None:
    """How far this person is trusted (loop.md §1); from 1 on, met, identity seen, charter read.

    Another level signs every device out: nobody goes on with what she was trusted with before.
    """
    _guard_team(user, by)
    if not 0 <= level <= HIGHEST_LEVEL:
        raise Refusal("no_such_level")
    if level > 0 and user.met_on is None:
        raise Refusal("not_met_yet")
    if level == HIGHEST_LEVEL > user.level and by is not None:
        _check_known_enough(session, user)
    before, user.level = user.level, level
    if level != before:
        sessions.revoke_all(session, user, now=now)
        session.add(
            LevelChange(
                user_id=user.id,
                before=before,
                after=level,
                changed_by_id=by.id if by is not None else None,
                changed_at=now,
            )
        )
    if level < before:
        proposals.let_go_above_level(session, user, by=by, now=now)
    if level > 0:
        charter.accept(session, user, "door", by=by, now=now)
    session.flush()
    journal.note(session, "level_set", user, by=by, now=now, before=before, after=level)


def _check_known_enough(session: Session, user: User) -> None:
    """Three appointments and two referees; the operator answers for those known otherwise."""
    known = acquaintance.count_known(session, user)
    if known.n_appointments < APPOINTMENTS_FOR_2:
        raise Refusal("too_few_appointments", n=known.n_appointments)
    if known.n_referees < REFEREES_FOR_2:
        raise Refusal("too_few_referees", n=known.n_referees)


def _guard_team(user: User, by: User | None) -> None:
    """A coordinator of the person's own neighbourhood, never for herself; nobody: the operator."""
    if by is not None and (by.id == user.id or not policies.may_act_for(by, user)):
        raise NotFound("user")
