"""Nothing ends without a word: a post that ends soon is told, an offer that ended rests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.clock import local_date
from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.post_ends import WARN_OFFER, WARN_SERIES, offer_end, warning_day
from mutualaid.domain.statuses import LIVE_REQUESTS, SEARCHING_REQUESTS, Channel, OfferStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Message, Offer, Recurrence, RequestSlot, Task, User
from mutualaid.services import journal, outbox, tasks, tokens
from mutualaid.services.transitions import change, touch

_DAY = timedelta(days=1)
_REMEMBERED = timedelta(days=60)
_LIVING = (OfferStatus.ACTIVE, OfferStatus.PAUSED)
OVER = "over"
"""In the event of the word that an offer rests from now on."""


def look(session: Session, *, now: datetime) -> int:
    """Do all that the calendar asks; done twice is once. How many posts it was about."""
    return (
        _give_ends(session, now)
        + _warn_of_offers(session, now)
        + _end_offers(session, now)
        + _warn_of_requests(session, now)
    )


def task_key(post: Offer | HelpRequest, last: date) -> str:
    """What is told once, by a mail or by a call: this post ends on this day."""
    return outbox.event_key(MessageKind.POST_ENDS, post, str(last))


def last_day(help_request: HelpRequest) -> date | None:
    """The last day of a series, or of the half-days that were asked for."""
    if help_request.is_weekly and help_request.until_on is not None:
        return help_request.until_on
    last = max(help_request.slots, default=None)
    return last.on_date if last is not None else None


def is_ending(help_request: HelpRequest, now: datetime) -> bool:
    """Whether its person is told today that it ends, or could be."""
    last, today = last_day(help_request), local_date(now, help_request.zone)
    if last is None or help_request.confirmed_at is None:
        return False
    confirmed_on = local_date(help_request.confirmed_at, help_request.zone)
    day = warning_day(last, confirmed_on, is_series=help_request.is_weekly)
    return day is not None and day <= today <= last


def _offers(session: Session, *conditions: object) -> Sequence[Offer]:
    return session.scalars(
        select(Offer)
        .where(*conditions)  # type: ignore[arg-type]
        .options(joinedload(Offer.user).joinedload(User.neighbourhood))
        .order_by(Offer.id)
    ).all()


def _give_ends(session: Session, now: datetime) -> int:
    """Offers from before there were ends: six months after they began, and a word before."""
    found = _offers(session, Offer.ends_on.is_(None), Offer.status.in_(_LIVING))
    for offer in found:
        zone = offer.user.zone
        began = local_date(offer.confirmed_at or offer.created_at, zone)
        soonest = local_date(now, zone) + WARN_OFFER
        touch(session, offer, ends_on=max(offer_end(began), soonest))
    return len(found)


def _warn_of_offers(session: Session, now: datetime) -> int:
    found = _offers(
        session,
        Offer.status.in_(_LIVING),
        Offer.ends_on <= now.date() + WARN_OFFER + _DAY,
        Offer.ends_on >= now.date() - _DAY,
    )
    told = _told(session, now)
    return sum(
        _tell(session, each, last, now)
        for each in found
        if (last := _ends_soon(each, now)) and task_key(each, last) not in told
    )


def _ends_soon(offer: Offer, now: datetime) -> date | None:
    """Its last day, when that is near and not over."""
    ends_on, today = offer.ends_on, local_date(now, offer.user.zone)
    is_soon = ends_on is not None and ends_on - WARN_OFFER <= today <= ends_on
    return ends_on if is_soon else None


def _end_offers(session: Session, now: datetime) -> int:
    over = _offers(session, Offer.status == OfferStatus.ACTIVE, Offer.ends_on <= now.date())
    return sum(_end(session, offer, now) for offer in over)


def _end(session: Session, offer: Offer, now: datetime) -> int:
    assert offer.ends_on is not None, "only offers with an end are read"
    if local_date(now, offer.user.zone) <= offer.ends_on:
        return 0
    change(session, offer, OfferStatus.PAUSED, paused_until=None)
    journal.note(session, "offer_ended", offer, by=None, now=now)
    _tell(session, offer, offer.ends_on, now, event=f"{offer.ends_on}:{OVER}")
    return 1


def _warn_of_requests(session: Session, now: datetime) -> int:
    latest = func.max(RequestSlot.on_date)
    soon = now.date() + _DAY + _DAY
    once = (
        select(RequestSlot.help_request_id)
        .group_by(RequestSlot.help_request_id)
        .having(latest.between(now.date() - _DAY, soon))
    )
    until = HelpRequest.until_on.between(now.date() - _DAY, now.date() + WARN_SERIES + _DAY)
    weekly = (HelpRequest.recurrence == Recurrence.WEEKLY) & HelpRequest.until_on.is_not(None)
    rows = session.scalars(
        select(HelpRequest)
        .where(
            (weekly & until & HelpRequest.status.in_(LIVE_REQUESTS))
            | (HelpRequest.status.in_(SEARCHING_REQUESTS) & HelpRequest.id.in_(once)),
        )
        .options(
            joinedload(HelpRequest.user),
            joinedload(HelpRequest.neighbourhood),
            selectinload(HelpRequest.slot_rows),
        )
        .order_by(HelpRequest.id)
    ).all()
    told = _told(session, now)
    return sum(
        _tell(session, each, last, now)
        for each in rows
        if (last := last_day(each)) and is_ending(each, now) and task_key(each, last) not in told
    )


def _told(session: Session, now: datetime) -> set[str]:
    """The keys of the ends that were told lately, by mail or put on the desk."""
    since = now - _REMEMBERED
    mails = select(Message.event_key).where(
        Message.kind == MessageKind.POST_ENDS, Message.created_at > since
    )
    calls = select(Task.reason_key).where(Task.kind == TaskKind.POST_ENDS, Task.created_at > since)
    return {*session.scalars(mails), *session.scalars(calls)}


def _tell(
    session: Session, post: Offer | HelpRequest, last: date, now: datetime, event: str = ""
) -> int:
    """A mail with its buttons; whoever has none is on the desk's list. 1 when it is new."""
    person = post.user
    if outbox.channel_of(person) is not Channel.EMAIL:
        return _ask_desk(session, post, last, now)
    message = outbox.owe(
        session, MessageKind.POST_ENDS, person, about=post, event=event or str(last), now=now
    )
    if message is None:
        return 0
    grants: list[tokens.Grant] = [(TokenPurpose.RENEW, post, person)]
    if isinstance(post, Offer):
        grants.append((TokenPurpose.PAUSE, post, person))
    tokens.grant_all(session, grants, now=now)
    return 1


def _ask_desk(session: Session, post: Offer | HelpRequest, last: date, now: datetime) -> int:
    """One call for one end, made or not: it does not come back."""
    key = task_key(post, last)
    if session.scalar(select(Task.id).where(Task.reason_key == key)) is not None:
        return 0
    tasks.ask_desk(
        session,
        TaskKind.POST_ENDS,
        key,
        now=now,
        neighbourhood_id=post.user.neighbourhood_id,
        user_id=post.user_id,
        help_request_id=post.id if isinstance(post, HelpRequest) else None,
    )
    return 1
