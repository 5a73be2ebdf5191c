"""Two at one desk: who takes care of what, put back, handed over; whoever is first has it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.clock import last_midnight
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import TaskStatus
from mutualaid.models import DeskClaim, Task, User
from mutualaid.queries.coordination import team
from mutualaid.services import journal
from mutualaid.services.conditional import insert_into

NOTE_LENGTH = 200
Subject = Task | User
"""A task, or somebody to whom calls are owed."""


def take(session: Session, subject: Subject, *, by: User, now: datetime) -> bool:
    """« Je m'en occupe »; False when a colleague who is here took it today."""
    _check(subject, by)
    if not _put(session, subject, holder=by, now=now, may_replace=_is_free_again(session, by, now)):
        return False
    journal.note(session, "desk_taken", subject, by=by, now=now)
    return True


def hand_over(
    session: Session, subject: Subject, to: User, note: str, *, by: User, now: datetime
) -> None:
    """To a colleague of the same desk; Refusal("held") when somebody else has it by now."""
    _check(subject, by)
    if not policies.coordinates(to, _home_of(subject)):
        raise NotFound("user")
    free = _is_free_again(session, by, now)
    facts = {"handed_by_id": by.id, "note": note.strip()[:NOTE_LENGTH]}
    if not _put(session, subject, holder=to, now=now, may_replace=free, **facts):
        raise Refusal("held")
    journal.note(session, "desk_handed_over", subject, by=by, now=now, to=to.id)


def put_back(session: Session, subject: Subject, *, by: User, now: datetime) -> None:
    """For whoever comes first; only the holder gives it back."""
    _check(subject, by)
    statement = delete(DeskClaim).where(
        _column(subject) == subject.id, DeskClaim.holder_id == by.id
    )
    session.execute(statement.execution_options(synchronize_session=False))
    journal.note(session, "desk_put_back", subject, by=by, now=now)


def release_calls(session: Session, callee: User) -> None:
    """Everything that was due to this person is said."""
    statement = delete(DeskClaim).where(DeskClaim.callee_id == callee.id)
    session.execute(statement.execution_options(synchronize_session=False))


def _put(
    session: Session,
    subject: Subject,
    *,
    holder: User,
    now: datetime,
    may_replace: Any,
    **facts: Any,
) -> bool:
    """One statement on both databases: a row comes back for whoever was first."""
    values = {"holder_id": holder.id, "taken_at": now, "handed_by_id": None, "note": ""} | facts
    statement = (
        insert_into(session, DeskClaim)
        .values({_column(subject).key: subject.id, **values})
        .on_conflict_do_update(index_elements=[_column(subject)], set_=values, where=may_replace)
        .returning(DeskClaim.id)
    )
    return session.execute(statement).scalar_one_or_none() is not None


def _is_free_again(session: Session, by: User, now: datetime) -> Any:
    """Hers already, or of somebody who is away, or left from another day."""
    midnight = last_midnight(now, by.zone)
    away = [person.id for person in _colleagues(session, by) if team.is_away(person, now)]
    return or_(
        DeskClaim.holder_id == by.id, DeskClaim.holder_id.in_(away), DeskClaim.taken_at < midnight
    )


def _colleagues(session: Session, by: User) -> Collection[User]:
    return team.list_team(session, policies.neighbourhood_ids(by))


def _check(subject: Subject, by: User) -> None:
    if not policies.coordinates(by, _home_of(subject)):
        raise NotFound("task")
    if isinstance(subject, Task) and subject.status is not TaskStatus.OPEN:
        raise Refusal("task_is_over")


def _home_of(subject: Subject) -> int | None:
    return subject.neighbourhood_id


def _column(subject: Subject) -> Any:
    return DeskClaim.task_id if isinstance(subject, Task) else DeskClaim.callee_id
