"""What the desk has to do: one task per reason, however often the reason is told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Offer, Task, User
from mutualaid.services import journal
from mutualaid.services.transitions import change

ENDS_WITH_REQUEST = (
    TaskKind.TALK,
    TaskKind.ARRANGE,
    TaskKind.PLACE_ADDRESS,
    TaskKind.WAITING,
    TaskKind.SILENCE,
    TaskKind.POST_ENDS,
)
"""What the desk need not do any more once nobody needs the hand."""


def ask_desk(
    session: Session,
    kind: TaskKind,
    reason_key: str,
    *,
    now: datetime,
    neighbourhood_id: int | None,
    **facts: Any,
) -> Task:
    """Put something on the desk; a task that was closed for the same reason opens again."""
    task = session.scalar(select(Task).where(Task.reason_key == reason_key))
    if task is None:
        task = Task(
            kind=kind,
            reason_key=reason_key,
            neighbourhood_id=neighbourhood_id,
            status=TaskStatus.OPEN,
            created_at=now,
            **facts,
        )
        session.add(task)
        session.flush()
    elif task.status is not TaskStatus.OPEN:
        change(session, task, TaskStatus.OPEN, done_at=None, done_by_id=None)
    return task


def finish(session: Session, task: Task, *, by: User | None, now: datetime, note: str = "") -> None:
    """Tick a task; ticking it twice is once."""
    if task.status is TaskStatus.OPEN:
        change(
            session,
            task,
            TaskStatus.DONE,
            done_at=now,
            note=note,
            done_by_id=by.id if by else None,
        )
        journal.note(session, "task_done", task, by=by, now=now)


def drop(session: Session, reason_key: str, *, now: datetime) -> None:
    """The reason is gone."""
    _cancel_where(session, Task.reason_key == reason_key, now=now)


def drop_of_request(
    session: Session, help_request: HelpRequest, kinds: Collection[TaskKind], *, now: datetime
) -> None:
    """What these tasks asked about one request is settled."""
    _cancel_where(session, Task.help_request_id == help_request.id, Task.kind.in_(kinds), now=now)


def drop_of_offer(session: Session, offer: Offer, *, now: datetime) -> None:
    """Nobody need ask any more whether this offer goes on: it does, or it is withdrawn."""
    _cancel_where(
        session,
        Task.user_id == offer.user_id,
        Task.kind == TaskKind.POST_ENDS,
        Task.help_request_id.is_(None),
        now=now,
    )


def drop_about(
    session: Session, person: User, kinds: Collection[TaskKind], *, now: datetime
) -> None:
    """What these tasks asked about one person need not be done any more."""
    _cancel_where(session, Task.user_id == person.id, Task.kind.in_(kinds), now=now)


def _cancel_where(session: Session, *conditions: ColumnElement[bool], now: datetime) -> None:
    rows = session.scalars(select(Task).where(*conditions, Task.status == TaskStatus.OPEN)).all()
    for task in rows:
        change(session, task, TaskStatus.CANCELLED, done_at=now)
