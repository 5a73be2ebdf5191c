"""Open tasks of a desk, the first to do first."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Task

ORDER = (
    TaskKind.WORRY,
    TaskKind.CALL_SERVICES,
    TaskKind.GO_TO_DOOR,
    TaskKind.CALL_RELATIVE,
    TaskKind.NOBODY,
    TaskKind.REPORT,
    TaskKind.MOVED,
    TaskKind.LATE,
    TaskKind.WENT_BADLY,
    TaskKind.DAILY_ROUND,
    TaskKind.CONFIRM,
    TaskKind.OWN_YES,
    TaskKind.PARENT,
    TaskKind.OF_AGE,
    TaskKind.VEILLE_YES,
    TaskKind.NEWS_CALL,
    TaskKind.NEED_HEARD,
    TaskKind.TALK,
    TaskKind.SILENCE,
    TaskKind.WAITING,
    TaskKind.REFUSALS,
    TaskKind.REPLY,
    TaskKind.FAILED_MESSAGE,
    TaskKind.MEET,
    TaskKind.FIRST_VISIT,
    TaskKind.PLACE_ADDRESS,
    TaskKind.ARRANGE,
    TaskKind.KEYS,
    TaskKind.VEILLE_RENEWAL,
    TaskKind.POST_ENDS,
    TaskKind.NUMBERS,
    TaskKind.RUN_FAILED,
)
"""What comes first on the page of the day: worries, what moved, calls, who waits, the rest."""
FIRST_AFTER_CALLS = TaskKind.CONFIRM
"""The calls that messages owe stand just before it."""


def list_tasks(session: Session, desk: Collection[int]) -> list[Task]:
    """Open tasks of these neighbourhoods, the first to do first."""
    tasks = session.scalars(
        select(Task)
        .where(Task.status == TaskStatus.OPEN, Task.neighbourhood_id.in_(desk))
        .options(joinedload(Task.user))
        .order_by(Task.created_at, Task.id)
    ).all()
    return sorted(tasks, key=lambda task: (not task.is_urgent, ORDER.index(task.kind)))


def once_a_place(tasks: Iterable[Task]) -> list[Task]:
    """A person's address and her request's may be one place: it is placed once."""
    kept: list[Task] = []
    seen: set[int] = set()
    for task in tasks:
        if task.kind is TaskKind.PLACE_ADDRESS and task.place_id is not None:
            if task.place_id in seen:
                continue
            seen.add(task.place_id)
        kept.append(task)
    return kept


def get_task(session: Session, task_id: int, desk: Collection[int]) -> Task:
    """One task of these neighbourhoods, open or not."""
    task = session.scalar(
        select(Task)
        .where(Task.id == task_id, Task.neighbourhood_id.in_(desk))
        .options(joinedload(Task.user))
    )
    if task is None:
        raise NotFound("task")
    return task
