"""The person needs it no more, or a coordinator solved it in another way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import LIVE_REQUESTS, RequestStatus
from mutualaid.models import HelpRequest, User
from mutualaid.services import appointments, journal, proposals, referrals, tasks
from mutualaid.services.locks import lock_request
from mutualaid.services.tasks import ENDS_WITH_REQUEST
from mutualaid.services.transitions import change


def withdraw(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> None:
    """« Je n'en ai plus besoin »: whoever was asked or is coming is told."""
    if not policies.may_change_request(by, help_request):
        raise NotFound("help_request")
    if _end(session, help_request, RequestStatus.CANCELLED, by=by, now=now):
        journal.note(session, "request_withdrawn", help_request, by=by, now=now)


def close(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> None:
    """A coordinator: solved in another way."""
    if not policies.coordinates(by, help_request.neighbourhood_id):
        raise NotFound("help_request")
    if _end(session, help_request, RequestStatus.CLOSED, by=by, now=now):
        referrals.thank(session, help_request, now=now)
        journal.note(session, "request_closed", help_request, by=by, now=now)


def _end(
    session: Session, help_request: HelpRequest, status: RequestStatus, *, by: User, now: datetime
) -> bool:
    """Appointments first, then those who were asked, then the request itself.

    False when it had ended before: pressing twice is once.
    """
    help_request = lock_request(session, help_request.id)
    if help_request.status not in (RequestStatus.UNCONFIRMED, *LIVE_REQUESTS):
        return False
    appointments.call_off(session, help_request, by=by, now=now)
    proposals.cancel_for_request(session, help_request, by=by, now=now)
    change(session, help_request, status, ended_at=now)
    tasks.drop_of_request(session, help_request, ENDS_WITH_REQUEST, now=now)
    return True
