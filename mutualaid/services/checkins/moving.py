"""Somebody of the veille moves to another neighbourhood: another desk calls from now on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import EnrolmentStatus, TaskStatus
from mutualaid.models import Task, User
from mutualaid.queries import checkins as queries
from mutualaid.services.checkins.enrolling import ABOUT_ONE
from mutualaid.services.checkins.listing import join_open_round, leave_open_round


def follow(session: Session, person: User, *, before: int | None, now: datetime) -> None:
    """Off the old desk's list and tasks, on the new one's."""
    session.flush()
    enrolment = queries.find_of(session, person)
    if before == person.neighbourhood_id or enrolment is None:
        return
    if enrolment.status is EnrolmentStatus.ENDED:
        return
    leave_open_round(session, person)
    session.execute(
        update(Task)
        .where(Task.user_id == person.id, Task.kind.in_(ABOUT_ONE), Task.status == TaskStatus.OPEN)
        .values(neighbourhood_id=person.neighbourhood_id)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    join_open_round(session, enrolment, now=now)
