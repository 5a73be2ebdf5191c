"""Nobody waits in silence: a dated word at 24 h without a yes, the coordinator at 48 h.

For people on the phone, 48 h are four open half-days of their own desk, and there is no mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from mutualaid.domain.clock import local_date
from mutualaid.domain.desk import TWO_DAYS, DeskHours
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.requests import is_far_ahead
from mutualaid.domain.statuses import Channel
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest
from mutualaid.queries import desk
from mutualaid.queries import searching as queries
from mutualaid.services import outbox, tasks
from mutualaid.services.locks import lock_request

WORD_AFTER = timedelta(hours=24)
DESK_AFTER = timedelta(hours=48)


def list_due(session: Session, *, now: datetime) -> Sequence[int]:
    """Requests whose resident is owed a word, or that the coordinator has to look at."""
    long = queries.list_long_searches(session, begun_before=now - WORD_AFTER)
    told = queries.list_told(session, [each.id for each in long])
    hours = desk.list_hours(session, {each.user.neighbourhood_id or 0 for each in long})
    return [
        each.id
        for each in long
        if _is_owed_a_word(each, told) or _is_for_the_desk(each, hours, now)
    ]


def keep_promises(session: Session, request_id: int, *, now: datetime) -> int:
    """What is due about one request. How many things were owed."""
    help_request = lock_request(session, request_id)
    if not queries.is_without_yes(session, help_request):
        return 0
    told = queries.list_told(session, [request_id])
    hours = desk.list_hours(session, {help_request.user.neighbourhood_id or 0})
    owes_word = _is_owed_a_word(help_request, told)
    is_for_desk = _is_for_the_desk(help_request, hours, now)
    if owes_word:
        _tell(session, help_request, now)
    if is_for_desk:
        _ask_desk(session, help_request, now)
    return owes_word + is_for_desk


def _is_owed_a_word(help_request: HelpRequest, told: set[int]) -> bool:
    is_by_mail = outbox.channel_of(help_request.user) is Channel.EMAIL
    return is_by_mail and help_request.id not in told


def _is_for_the_desk(help_request: HelpRequest, hours: dict[int, DeskHours], now: datetime) -> bool:
    since = help_request.searching_since or now
    if outbox.channel_of(help_request.user) is Channel.EMAIL:
        is_far = is_far_ahead(help_request.slots, local_date(now, help_request.zone))
        return now >= since + DESK_AFTER and not is_far
    there = hours.get(help_request.user.neighbourhood_id or 0)
    due_at = there.end_of(TWO_DAYS, since) if there is not None else None
    return now >= (due_at or since + DESK_AFTER)


def _tell(session: Session, help_request: HelpRequest, now: datetime) -> None:
    outbox.owe(
        session,
        MessageKind.STILL_SEARCHING,
        help_request.user,
        about=help_request,
        now=now,
        event=_search_of(help_request),
    )


def _ask_desk(session: Session, help_request: HelpRequest, now: datetime) -> None:
    tasks.ask_desk(
        session,
        TaskKind.WAITING,
        f"waiting:{help_request.id}:{_search_of(help_request)}",
        now=now,
        neighbourhood_id=help_request.neighbourhood_id,
        user_id=help_request.user_id,
        help_request_id=help_request.id,
    )


def _search_of(help_request: HelpRequest) -> str:
    """Which search of this request: one that begins anew owes its own word."""
    since = help_request.searching_since
    return str(int(since.timestamp())) if since is not None else ""
