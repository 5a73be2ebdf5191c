"""« Ne plus rien me proposer », and an hour to think better of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.statuses import OfferStatus
from mutualaid.models import Offer, User
from mutualaid.queries import offers as queries
from mutualaid.services import journal, proposals, tasks
from mutualaid.services.locks import lock_people, lock_requests
from mutualaid.services.offers.guarding import guard, meet_key
from mutualaid.services.offers.publishing import activate
from mutualaid.services.transitions import change

UNDO_WITHIN = timedelta(hours=1)
"""A withdrawal is undone within this time; later one offers again."""


def withdraw(session: Session, offer: Offer, *, by: User, now: datetime) -> None:
    """No more proposals; open ones are answered no. Requests and appointments stand."""
    guard(offer, by)
    lock_requests(session, queries.list_asked_for(session, offer.user_id))
    lock_people(session, [offer.user_id])
    if offer.status is OfferStatus.WITHDRAWN:
        return
    change(session, offer, OfferStatus.WITHDRAWN, withdrawn_at=now)
    proposals.decline_all_of(session, offer.user, by=by, now=now)
    tasks.drop(session, meet_key(offer.user), now=now)
    tasks.drop_of_offer(session, offer, now=now)
    journal.note(session, "offer_withdrawn", offer, by=by, now=now)


def may_undo_withdraw(offer: Offer, *, now: datetime) -> bool:
    """Whether the withdrawal is recent, and of an offer that was confirmed."""
    return (
        offer.status is OfferStatus.WITHDRAWN
        and offer.confirmed_at is not None
        and offer.withdrawn_at is not None
        and now <= offer.withdrawn_at + UNDO_WITHIN
    )


def undo_withdraw(session: Session, offer: Offer, *, by: User, now: datetime) -> None:
    """« Je me suis trompée »: the offer is active as before; declined proposals stay declined."""
    guard(offer, by)
    if offer.status is OfferStatus.ACTIVE:
        return
    if (
        not may_undo_withdraw(offer, now=now)
        or queries.find_living(session, offer.user) is not None
    ):
        raise Refusal("too_late_to_undo")
    activate(session, offer, by=by, now=now)
