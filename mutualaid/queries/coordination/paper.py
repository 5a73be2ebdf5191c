"""Reads for sheets of paper that hang in a hall: no name, no building, no floor."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.categories import CATEGORIES
from mutualaid.domain.statuses import RequestStatus
from mutualaid.models import HelpRequest, RequestSlot

MOST_NEEDS = 5
_SHOWN = frozenset(kind.key for kind in CATEGORIES if kind.goes_to_matcher)


@dataclass(frozen=True)
class Need:
    """« Faire des courses », and the last day on which it helps."""

    request_id: int
    """For the desk, to leave it out; never on the sheet."""
    category: str
    last_on: date


def list_needs(
    session: Session, home_id: int, *, today: date, without: Collection[int] = ()
) -> list[Need]:
    """What somebody looks for and nobody has been asked for, the oldest first, one a person."""
    last = func.max(RequestSlot.on_date)
    rows = session.execute(
        select(HelpRequest.id, HelpRequest.user_id, HelpRequest.category, last)
        .join(RequestSlot, RequestSlot.help_request_id == HelpRequest.id)
        .where(
            HelpRequest.neighbourhood_id == home_id,
            HelpRequest.status == RequestStatus.OPEN,
            HelpRequest.category.in_(_SHOWN),
            HelpRequest.id.not_in(without),
        )
        .group_by(HelpRequest.id, HelpRequest.user_id, HelpRequest.category)
        .having(last > today)
        .order_by(HelpRequest.is_urgent.desc(), HelpRequest.created_at, HelpRequest.id)
    ).all()
    first_of = {row.user_id: row for row in reversed(rows)}
    shown = [Need(row.id, row.category, row[3]) for row in rows if first_of[row.user_id] is row]
    return shown[:MOST_NEEDS]
