"""What the worker is asked to do now: run the matcher, or ask the next neighbour of one request."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import SEARCHING_REQUESTS, RequestStatus
from mutualaid.models import HelpRequest, RunRequest, User
from mutualaid.queries.appointments import count_missing
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
            RunRequest.help_request_id.is_(None),
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


def ask_next_soon(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """The next neighbour is to be asked for this request, within seconds; asking twice is once.

    Call it with the request locked, in the transaction of whatever left a place empty. What
    nobody looks for any more is left alone. Of a team nobody is asked alone: while it has nobody,
    a run finds the half-day on which enough are free.
    """
    if not is_searched(session, help_request):
        return
    if help_request.is_team and help_request.status is RequestStatus.OPEN:
        ask(session, neighbourhood_id=help_request.neighbourhood_id, by=None, now=now)
        return
    waiting = select(RunRequest.id).where(
        RunRequest.help_request_id == help_request.id,
        RunRequest.taken_at.is_(None),
        RunRequest.finished_at.is_(None),
    )
    if session.scalar(waiting.limit(1)) is None:
        session.add(
            RunRequest(
                neighbourhood_id=help_request.neighbourhood_id,
                help_request_id=help_request.id,
                created_at=now,
            )
        )
        session.flush()


def is_searched(session: Session, help_request: HelpRequest) -> bool:
    """Whether somebody is still to be found, be it for what is agreed and lost a helper."""
    searching = help_request.status in SEARCHING_REQUESTS
    return searching or count_missing(session, help_request) > 0


def is_any_waiting(session: Session, *, now: datetime) -> bool:
    """Whether the worker has something to take: asked each second, and writes nothing."""
    return session.scalar(_waiting(now)) is not None


def take_next(session: Session, *, now: datetime) -> RunRequest | None:
    """The next that nobody works on, now ours; None when there is none."""
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
    """What takes a moment comes before a whole run, then the oldest."""
    return (
        select(RunRequest)
        .where(
            RunRequest.finished_at.is_(None),
            or_(RunRequest.taken_at.is_(None), RunRequest.taken_at <= now - TAKEN_FOR),
        )
        .order_by(RunRequest.help_request_id.is_(None), RunRequest.created_at, RunRequest.id)
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
