"""A break, the six months of an offer, and coming back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import Refusal
from mutualaid.domain.post_ends import OFFER_RENEWED_FROM, offer_end
from mutualaid.domain.statuses import OfferStatus
from mutualaid.models import Offer, User
from mutualaid.services import journal, tasks
from mutualaid.services.locks import lock_people
from mutualaid.services.offers.guarding import guard
from mutualaid.services.transitions import change, touch


def pause(
    session: Session, offer: Offer, until: datetime | None, *, by: User, now: datetime
) -> None:
    """Nobody asks this person until then, or until she comes back; what is agreed stands."""
    guard(offer, by)
    lock_people(session, [offer.user_id])
    if offer.status not in (OfferStatus.ACTIVE, OfferStatus.PAUSED):
        raise Refusal("changed")
    if offer.status is OfferStatus.PAUSED:
        touch(session, offer, paused_until=until)
    else:
        change(session, offer, OfferStatus.PAUSED, paused_until=until)
    journal.note(session, "offer_paused", offer, by=by, now=now)


def resume(session: Session, offer: Offer, *, by: User, now: datetime) -> None:
    """Available again; doing it twice is once."""
    guard(offer, by)
    if offer.status is OfferStatus.ACTIVE:
        return
    if offer.status is not OfferStatus.PAUSED:
        raise Refusal("changed")
    if has_ended(offer, now):
        renew(session, offer, by=by, now=now)
        return
    change(session, offer, OfferStatus.ACTIVE, paused_until=None)
    journal.note(session, "offer_resumed", offer, by=by, now=now)


def has_ended(offer: Offer, now: datetime) -> bool:
    """Whether its six months are over: it rests until it is renewed."""
    return offer.ends_on is not None and offer.ends_on < local_date(now, offer.user.zone)


def may_renew(offer: Offer, *, now: datetime) -> bool:
    """Whether the button is offered: it ended, or ends within weeks."""
    if offer.status not in (OfferStatus.ACTIVE, OfferStatus.PAUSED) or offer.ends_on is None:
        return False
    return offer.ends_on <= local_date(now, offer.user.zone) + OFFER_RENEWED_FROM


def renew(session: Session, offer: Offer, *, by: User, now: datetime) -> None:
    """Six more months from today; a break goes on, an offer that ended is active again."""
    guard(offer, by)
    lock_people(session, [offer.user_id])
    if offer.status not in (OfferStatus.ACTIVE, OfferStatus.PAUSED):
        raise Refusal("changed")
    ends_on = offer_end(local_date(now, offer.user.zone))
    if offer.ends_on == ends_on:
        return
    is_back = offer.status is OfferStatus.PAUSED and has_ended(offer, now)
    if is_back:
        change(session, offer, OfferStatus.ACTIVE, ends_on=ends_on, paused_until=None)
    elif not touch(session, offer, ends_on=ends_on):
        raise Refusal("changed")
    tasks.drop_of_offer(session, offer, now=now)
    journal.note(session, "offer_renewed", offer, by=by, now=now)


def resume_due(session: Session, *, now: datetime) -> int:
    """End the pauses whose time is over; how many."""
    rested = session.scalars(
        select(Offer)
        .where(Offer.status == OfferStatus.PAUSED, Offer.paused_until <= now)
        .order_by(Offer.id)
    ).all()
    for offer in rested:
        change(session, offer, OfferStatus.ACTIVE, paused_until=None)
        journal.note(session, "offer_resumed", offer, by=None, now=now)
    return len(rested)
