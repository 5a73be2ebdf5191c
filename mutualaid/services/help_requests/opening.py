"""A need opens: the desk's tasks are owed, and somebody is asked at once when it is urgent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.categories import category as category_of
from mutualaid.domain.errors import Refusal
from mutualaid.domain.requests import is_urgent
from mutualaid.domain.statuses import RequestStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, User
from mutualaid.services import confirmations, journal, run_requests, tasks
from mutualaid.services.tasks import ENDS_WITH_REQUEST
from mutualaid.services.transitions import change


def open_confirmed(session: Session, user: User, *, now: datetime) -> None:
    """The person confirmed a channel: everything that waited for it opens."""
    confirmations.is_settled(session, user, now=now)
    waiting = session.scalars(
        select(HelpRequest)
        .where(
            or_(HelpRequest.user_id == user.id, HelpRequest.posted_by_id == user.id),
            HelpRequest.status == RequestStatus.UNCONFIRMED,
        )
        .order_by(HelpRequest.id)
    ).all()
    for help_request in waiting:
        if not confirmations.may_ever_open(session, help_request):
            _end_of_minor(session, help_request, by=user, now=now)
        elif confirmations.may_open(session, help_request, user):
            open_request(session, help_request, by=user, now=now)


def _end_of_minor(session: Session, help_request: HelpRequest, *, by: User, now: datetime) -> None:
    """Posted in the name of somebody under 18: it never opens, and its words go at once."""
    change(session, help_request, RequestStatus.EXPIRED, ended_at=now, facts={}, note="")
    tasks.drop_of_request(session, help_request, (*ENDS_WITH_REQUEST, TaskKind.OWN_YES), now=now)
    journal.note(session, "request_of_minor_ended", help_request, by=by, now=now)


def open_request(
    session: Session, help_request: HelpRequest, *, by: User | None, now: datetime
) -> None:
    """Neighbours are looked for from now on; Refusal when it may never open."""
    if not confirmations.may_ever_open(session, help_request):
        raise Refusal("under_18")
    change(session, help_request, RequestStatus.OPEN, confirmed_at=now, searching_since=now)
    journal.note(session, "request_opened", help_request, by=by, now=now)
    became_open(session, help_request, now=now)


def became_open(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """What an open request owes: the desk's tasks, and somebody asked at once when it is urgent."""
    kind = category_of(help_request.category)
    place = help_request.place
    if not kind.goes_to_matcher:
        _ask_desk(session, TaskKind.TALK, help_request, now)
    elif (
        help_request.meeting_point_id is None
        and not kind.is_remote
        and (place is None or not place.precision.is_matchable)
    ):
        _ask_desk(session, TaskKind.PLACE_ADDRESS, help_request, now)
    if kind.goes_to_matcher and _is_looked_for_at_once(help_request, now):
        run_requests.ask_next_soon(session, help_request, now=now)


def _is_looked_for_at_once(help_request: HelpRequest, now: datetime) -> bool:
    """An urgent need, and one for the same person as before, wait for no scheduled run."""
    return help_request.wanted_helper_id is not None or _is_urgent(help_request, now)


def _is_urgent(help_request: HelpRequest, now: datetime) -> bool:
    home = help_request.neighbourhood
    if home is None:
        return False
    return is_urgent(help_request.slots, now, home.zone, flagged=help_request.is_urgent)


def _ask_desk(session: Session, kind: TaskKind, help_request: HelpRequest, now: datetime) -> None:
    tasks.ask_desk(
        session,
        kind,
        f"{kind}:request:{help_request.id}",
        now=now,
        neighbourhood_id=help_request.neighbourhood_id,
        help_request_id=help_request.id,
        user_id=help_request.user_id,
        place_id=help_request.place_id if kind is TaskKind.PLACE_ADDRESS else None,
    )
