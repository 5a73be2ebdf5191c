"""What time does to the veille: unconfirmed entries go, a year ends, everything is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mutualaid.domain.checkins import ASK_AGAIN_BEFORE
from mutualaid.domain.clock import local_date
from mutualaid.domain.statuses import EnrolmentStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Enrolment, RoundEntry, Task, User, WeeklyNews
from mutualaid.retention import UNCONFIRMED
from mutualaid.services import journal, tasks
from mutualaid.services.checkins.enrolling import ABOUT_ONE, end
from mutualaid.services.checkins.locking import lock_enrolment

LAPSED = timedelta(days=30)
"""Not renewed for so long after the year: out of the veille."""


def forget_unconfirmed(session: Session, now: datetime) -> int:
    """Written down by somebody else, and no yes of her own in 15 days: as if it had never been."""
    waiting = session.scalars(
        select(Enrolment.user_id).where(
            Enrolment.status == EnrolmentStatus.WAITING, Enrolment.created_at <= now - UNCONFIRMED
        )
    ).all()
    for user_id in waiting:
        enrolment = lock_enrolment(session, user_id)
        if enrolment.status is not EnrolmentStatus.WAITING:
            continue
        person = session.get_one(User, user_id)
        tasks.drop_about(session, person, ABOUT_ONE, now=now)
        session.execute(delete(Enrolment).where(Enrolment.id == enrolment.id))
        session.expunge(enrolment)
        journal.note(session, "veille_forgotten", person, by=None, now=now)
    return len(waiting)


def ask_renewals(session: Session, *, now: datetime) -> int:
    """A month before the year is over the desk asks again, once a year; how many."""
    soon = (now + ASK_AGAIN_BEFORE).date()
    asked = select(Task.reason_key)
    rows = session.scalars(
        select(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .where(
            Enrolment.status == EnrolmentStatus.ACTIVE,
            Enrolment.agreed_until <= soon,
            User.left_at.is_(None),
        )
        .order_by(Enrolment.id)
    ).all()
    keys = {f"veille_renewal:{each.id}:{each.agreed_until}": each for each in rows}
    known = set(session.scalars(asked.where(Task.reason_key.in_(keys)))) if keys else set()
    for key, enrolment in keys.items():
        if key not in known:
            person = session.get_one(User, enrolment.user_id)
            tasks.ask_desk(
                session,
                TaskKind.VEILLE_RENEWAL,
                key,
                now=now,
                neighbourhood_id=person.neighbourhood_id,
                user_id=person.id,
            )
    return len(keys.keys() - known)


def end_lapsed(session: Session, now: datetime) -> int:
    """A month after a year that nobody renewed: out, as if she had said stop."""
    limit = (now - LAPSED).date()
    over = session.scalars(
        select(Enrolment.user_id).where(
            Enrolment.status == EnrolmentStatus.ACTIVE, Enrolment.agreed_until < limit
        )
    ).all()
    for user_id in over:
        enrolment = lock_enrolment(session, user_id)
        person = session.get_one(User, user_id)
        if enrolment.agreed_until is not None and enrolment.agreed_until < local_date(
            now - LAPSED, person.zone
        ):
            end(session, enrolment, person, by=None, now=now)
    return len(over)


def forget_person(session: Session, person: User) -> None:
    """She leaves, or is erased: nothing of the veille stays, not even an answer."""
    for table in (RoundEntry, WeeklyNews, Enrolment):
        session.execute(
            delete(table)
            .where(table.user_id == person.id)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
