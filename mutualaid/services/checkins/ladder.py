"""Up the ladder of silence: each rung once, with a name and an hour; and down with any news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.checkins import Outcome
from mutualaid.domain.errors import Refusal
from mutualaid.domain.ladder import AT_LEAST, SERVICES_WITHIN, Climb, Rung, climbs_due
from mutualaid.domain.statuses import EnrolmentStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Coordinator,
    Enrolment,
    LadderRung,
    Round,
    RoundAttempt,
    RoundEntry,
    Task,
    User,
)
from mutualaid.queries import checkins as queries
from mutualaid.services import journal, tasks
from mutualaid.services.checkins.locking import guard_person, lock_enrolment
from mutualaid.services.crashpoints import crashpoint
from mutualaid.services.last_contact import heard_from
from mutualaid.services.transitions import change

KINDS = {
    Rung.RELATIVE: TaskKind.CALL_RELATIVE,
    Rung.DOOR: TaskKind.GO_TO_DOOR,
    Rung.SERVICES: TaskKind.CALL_SERVICES,
}


def list_due(session: Session, *, now: datetime) -> Sequence[int]:
    """People whose next rung is due, by number."""
    silent = queries.list_silent(session)
    silences = queries.list_silences(session, silent)
    rungs = queries.list_rungs(session, [each.id for each in silent])
    return [
        each.user_id
        for each in silent
        if climbs_due(silences[each.user_id], _deadlines(rungs[each.id]), now, each.user.zone)
    ]


def climb_due(session: Session, user_id: int, *, now: datetime) -> int:
    """The rungs that are due for one person, after whoever writes news of her. How many."""
    return climb(session, lock_enrolment(session, user_id), now=now)


def climb(session: Session, enrolment: Enrolment, *, now: datetime) -> int:
    """The rungs that are due in this silence and not climbed yet; the person is locked."""
    if enrolment.status is not EnrolmentStatus.ACTIVE or enrolment.silent_since is None:
        return 0
    session.flush()
    person = session.get_one(User, enrolment.user_id)
    silences = queries.list_silences(session, [enrolment])[person.id]
    rungs = queries.list_rungs(session, [enrolment.id])[enrolment.id]
    due = climbs_due(silences, _deadlines(rungs), now, person.zone)
    for each in due:
        _climb_one(session, enrolment, person, each, now=now)
    return len(due)


def climb_next(session: Session, person: User, *, by: User, now: datetime) -> None:
    """« Toujours rien »: the rung after the last one, now."""
    guard_person(person, by)
    enrolment = lock_enrolment(session, person.id)
    if enrolment.silent_since is None:
        return
    climbed = {each.rung for each in queries.list_rungs(session, [enrolment.id])[enrolment.id]}
    above = [rung for rung in Rung if rung not in climbed]
    if not climbed or not above:
        raise Refusal("no_rung_left")
    tasks_of_rung = {KINDS[rung] for rung in climbed}
    for task in _open_tasks(session, person, tasks_of_rung):
        tasks.finish(session, task, by=by, now=now)
    next_one = Climb(above[0], now, now + SERVICES_WITHIN)
    _climb_one(session, enrolment, person, next_one, now=now)


def _climb_one(
    session: Session, enrolment: Enrolment, person: User, due: Climb, *, now: datetime
) -> None:
    responsible_id = find_responsible(session, person)
    deadline_at = max(due.deadline_at, now + AT_LEAST)
    task = tasks.ask_desk(
        session,
        KINDS[due.rung],
        f"rung:{enrolment.id}:{enrolment.streak}:{due.rung}",
        now=now,
        neighbourhood_id=person.neighbourhood_id,
        user_id=person.id,
        is_urgent=True,
        due_at=deadline_at,
    )
    crashpoint("task of a rung, without the rung")
    session.add(
        LadderRung(
            enrolment_id=enrolment.id,
            streak=enrolment.streak,
            rung=due.rung,
            responsible_id=responsible_id,
            task_id=task.id,
            due_at=due.due_at,
            deadline_at=deadline_at,
            climbed_at=now,
        )
    )
    session.flush()
    rank = list(Rung).index(due.rung)
    journal.note(session, "rung_climbed", person, by=None, now=now, rung=rank)


def find_responsible(session: Session, person: User) -> int:
    """Who answers for the last round that called her; else a coordinator who is there."""
    office = select(Coordinator.user_id).where(
        Coordinator.neighbourhood_id == person.neighbourhood_id
    )
    last = session.scalar(
        select(Round.responsible_id)
        .join(RoundEntry, RoundEntry.round_id == Round.id)
        .where(RoundEntry.user_id == person.id, Round.responsible_id.in_(office))
        .order_by(Round.opened_at.desc(), Round.id.desc())
        .limit(1)
    )
    if last is not None:
        return last
    first = session.scalar(office.order_by(Coordinator.id).limit(1))
    if first is None:
        raise Refusal("nobody_at_the_desk")
    return first


def heard_of(session: Session, person: User, *, by: User, now: datetime) -> None:
    """« J'ai eu des nouvelles »: from the relative, at the door, on the stairs. It is over."""
    guard_person(person, by)
    enrolment = lock_enrolment(session, person.id)
    if enrolment.status is not EnrolmentStatus.ACTIVE:
        raise Refusal("veille_ended")
    note_news(session, enrolment, now=now)
    tasks.drop_about(session, person, (TaskKind.WORRY, TaskKind.NEWS_CALL), now=now)
    journal.note(session, "news_heard", person, by=by, now=now)


def note_news(session: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """A silence, if there was one, is over: what the ladder asked is not asked any more."""
    person = session.get_one(User, enrolment.user_id)
    enrolment.last_news_at = now
    enrolment.silent_since = None
    enrolment.streak += 1
    session.flush()
    tasks.drop_about(session, person, KINDS.values(), now=now)
    heard_from(session, person, now=now)


def reopen(session: Session, enrolment: Enrolment) -> None:
    """An answer was a slip, the silence goes on: so does what it asked."""
    for rung in queries.list_rungs(session, [enrolment.id])[enrolment.id]:
        task = session.get(Task, rung.task_id) if rung.task_id else None
        if task is not None and task.status is TaskStatus.CANCELLED:
            change(session, task, TaskStatus.OPEN, done_at=None)


def first_silence(session: Session, enrolment: Enrolment) -> datetime | None:
    """When this silence began, from what is written."""
    return session.scalar(
        select(RoundAttempt.at)
        .join(RoundEntry, RoundEntry.id == RoundAttempt.entry_id)
        .where(
            RoundEntry.user_id == enrolment.user_id,
            RoundAttempt.streak == enrolment.streak,
            RoundAttempt.outcome == Outcome.SILENT,
        )
        .order_by(RoundAttempt.at)
        .limit(1)
    )


def _open_tasks(session: Session, person: User, kinds: set[TaskKind]) -> Sequence[Task]:
    return session.scalars(
        select(Task)
        .where(Task.user_id == person.id, Task.kind.in_(kinds), Task.status == TaskStatus.OPEN)
        .order_by(Task.id)
    ).all()


def _deadlines(rungs: Sequence[LadderRung]) -> dict[Rung, datetime]:
    return {each.rung: each.deadline_at for each in rungs}
