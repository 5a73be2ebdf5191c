"""Whoever told us of a need hears one thing of it, once: « C'est fait, merci »."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import LIVE_REQUESTS, RequestStatus
from mutualaid.models import HelpRequest, User
from mutualaid.services import journal, outbox
from mutualaid.services.conditional import took


def name(
    session: Session, help_request: HelpRequest, person: User | None, *, by: User, now: datetime
) -> None:
    """This neighbour told the desk of the need; or nobody did, after all."""
    if not policies.coordinates(by, help_request.neighbourhood_id):
        raise NotFound("help_request")
    if person is not None and not policies.may_act_for(by, person):
        raise NotFound("user")
    if person is not None and person.id == help_request.user_id:
        raise Refusal("told_by_herself")
    living = (RequestStatus.UNCONFIRMED, *LIVE_REQUESTS)
    number = person.id if person is not None else None
    statement = update(HelpRequest).where(
        HelpRequest.id == help_request.id, HelpRequest.status.in_(living)
    )
    if not took(session, statement.values(reported_by_id=number)):
        raise Refusal("no_change_any_more")
    session.expire(help_request, ["reported_by_id"])
    journal.note(session, "reporter_named", help_request, by=by, now=now)


def thank(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """The need has been answered. The message knows nothing of it but that it was."""
    if help_request.reported_by_id is None:
        return
    person = session.get_one(User, help_request.reported_by_id)
    if person.left_at is None:
        event = str(help_request.id)
        outbox.owe(session, MessageKind.NEED_ANSWERED, person, about=person, event=event, now=now)
