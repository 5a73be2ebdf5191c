"""Somebody asks the worker to run the matcher now; the page shows the result."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from mutualaid.models import RunRequest, User
from mutualaid.services.conditional import took

TAKEN_FOR = timedelta(minutes=5)
"""A worker that took one and is not heard of again is believed dead after this."""


def ask(
    session: Session, *, neighbourhood_id: int | None, by: User | None, now: datetime
) -> RunRequest:
    """Ask for a run of this neighbourhood's group (None: of all); one that waits is enough."""
    waiting = session.scalar(
        select(RunRequest).where(
            RunRequest.taken_at.is_(None),
            RunRequest.finished_at.is_(None),
            RunRequest.neighbourhood_id == neighbourhood_id
            if neighbourhood_id is not None
            else RunRequest.neighbourhood_id.is_(None),
        )
    )
    if waiting is not None:
        return waiting
    row = RunRequest(
        neighbourhood_id=neighbourhood_id, asked_by_id=by.id if by else None, created_at=now
    )
    session.add(row)
    session.flush()
    return row


def is_any_waiting(session: Session, *, now: datetime) -> bool:
    """Whether the worker has something to take: asked each second, and writes nothing."""
    return session.scalar(_waiting(now)) is not None


def take_next(session: Session, *, now: datetime) -> RunRequest | None:
    """The oldest that nobody works on, now ours; None when there is none."""
    row = session.scalar(_waiting(now))
    if row is None:
        return None
    seen = RunRequest.taken_at == row.taken_at if row.taken_at else RunRequest.taken_at.is_(None)
    ours = took(
        session,
        update(RunRequest)
        .where(RunRequest.id == row.id, seen, RunRequest.finished_at.is_(None))
        .values(taken_at=now),
    )
    return row if ours else None


def _waiting(now: datetime) -> Select[RunRequest]:
    return (
        select(RunRequest)
        .where(
            RunRequest.finished_at.is_(None),
            or_(RunRequest.taken_at.is_(None), RunRequest.taken_at <= now - TAKEN_FOR),
        )
        .order_by(RunRequest.created_at, RunRequest.id)
        .limit(1)
    )


def put_back(session: Session, request_id: int) -> None:
    """Leave it for the next look: the group was being run by somebody else."""
    session.execute(
        update(RunRequest)
        .where(RunRequest.id == request_id, RunRequest.finished_at.is_(None))
        .values(taken_at=None)
    )


def finish(session: Session, request_id: int, *, run_id: int | None, now: datetime) -> None:
    """Say which run answered it."""
    session.execute(
        update(RunRequest).where(RunRequest.id == request_id).values(finished_at=now, run_id=run_id)
    )
