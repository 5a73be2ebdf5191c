"""Reads of help requests."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import LIVE_REQUESTS, RequestStatus
from mutualaid.models import HelpRequest, User

_WHOLE = (
    joinedload(HelpRequest.user),
    joinedload(HelpRequest.neighbourhood),
    joinedload(HelpRequest.place),
    joinedload(HelpRequest.meeting_point),
    selectinload(HelpRequest.slot_rows),
)


def get_help_request(session: Session, request_id: int) -> HelpRequest:
    """One request with its person, place and half-days."""
    row = session.scalar(select(HelpRequest).where(HelpRequest.id == request_id).options(*_WHOLE))
    if row is None:
        raise NotFound("help_request")
    return row


def list_living(session: Session, person: User) -> Sequence[HelpRequest]:
    """What a person needs now, the oldest first."""
    return session.scalars(
        select(HelpRequest)
        .where(
            HelpRequest.user_id == person.id,
            HelpRequest.status.in_([RequestStatus.UNCONFIRMED, *LIVE_REQUESTS]),
        )
        .options(*_WHOLE)
        .order_by(HelpRequest.created_at, HelpRequest.id)
    ).all()
