"""Somebody who joins, and what the tests read of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import JournalEntry, Neighbourhood, Task, User
from mutualaid.services import users
from tests import factories as f


def join(session: Session, home: Neighbourhood, first_name: str = "Rose", **values: object) -> User:
    answers: dict[str, object] = {
        "email": None, "phone": None, "is_adult": True, "language": "fr", "place": None,
        "neighbourhood_id": home.id, "by": None, "now": f.NOW,
    }  # fmt: skip
    return users.join(session, first_name=first_name, **answers | values)  # type: ignore[arg-type]


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)))


def tasks_of(session: Session, kind: TaskKind) -> list[TaskStatus]:
    return list(session.scalars(select(Task.status).where(Task.kind == kind)))
