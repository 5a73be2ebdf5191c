"""Whoever answers for a neighbourhood is asked to check the useful numbers twice a year."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.clock import local_date
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Neighbourhood, Task
from mutualaid.services import tasks
from mutualaid.wording.useful_numbers import to_check


def ask_check(session: Session, *, now: datetime) -> int:
    """One task for each open neighbourhood and half-year; ticked, it does not come back in it."""
    asked = 0
    for home in session.scalars(select(Neighbourhood).where(Neighbourhood.opened_at.is_not(None))):
        today = local_date(now, home.zone)
        key = f"numbers:{home.id}:{today.year}-{1 if today.month <= 6 else 2}"
        if not to_check(today) or session.scalar(select(Task.id).where(Task.reason_key == key)):
            continue
        note = ", ".join(line.number for line in to_check(today))
        tasks.ask_desk(
            session, TaskKind.NUMBERS, key, now=now, neighbourhood_id=home.id, note=note[:200]
        )
        asked += 1
    return asked
