"""Requests whose last half-day has begun without an appointment: nobody looks any more."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import RequestStatus
from mutualaid.models import HelpRequest, RequestSlot
from mutualaid.services import journal, tasks
from mutualaid.services.locks import lock_request
from mutualaid.services.transitions import change

MOST_AT_ONCE = 200
_WAITING = (RequestStatus.UNCONFIRMED, RequestStatus.OPEN)
"""One that somebody is asked for is open again when the proposals have ended."""


def expire(session: Session, *, now: datetime) -> int:
    """End what cannot take place any more; the desk's tasks about it end too. How many."""
    last_day = func.max(RequestSlot.on_date)
    due = session.scalars(
        select(RequestSlot.help_request_id)
        .join(HelpRequest, HelpRequest.id == RequestSlot.help_request_id)
        .where(HelpRequest.status.in_(_WAITING))
        .group_by(RequestSlot.help_request_id)
        .having(last_day <= now.date() + timedelta(days=1))
        .order_by(last_day, RequestSlot.help_request_id)
        .limit(MOST_AT_ONCE)
    ).all()
    return sum(_expire(session, request_id, now) for request_id in sorted(due))


def _expire(session: Session, request_id: int, now: datetime) -> int:
    help_request = lock_request(session, request_id)
    if help_request.status not in _WAITING or not is_past(help_request, now):
        return 0
    change(session, help_request, RequestStatus.EXPIRED, ended_at=now)
    tasks.drop_of_request(session, help_request, tasks.ENDS_WITH_REQUEST, now=now)
    journal.note(session, "request_expired", help_request, by=None, now=now)
    return 1


def is_past(help_request: HelpRequest, now: datetime) -> bool:
    """Whether its last half-day, or the exact time on it, has begun."""
    last = max(help_request.slots, default=None)
    if last is None:
        return False
    return last.starts_at(help_request.zone, help_request.start_time) <= now
