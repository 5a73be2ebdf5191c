"""Reads of offers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import LIVE_PROPOSALS, OfferStatus
from mutualaid.models import Offer, Proposal, User

_WHOLE = (
    joinedload(Offer.user).joinedload(User.neighbourhood),
    joinedload(Offer.user).joinedload(User.place),
    selectinload(Offer.category_rows),
)


def get_offer(session: Session, offer_id: int) -> Offer:
    """One offer with its person and categories."""
    row = session.scalar(select(Offer).where(Offer.id == offer_id).options(*_WHOLE))
    if row is None:
        raise NotFound("offer")
    return row


def find_living(session: Session, person: User) -> Offer | None:
    """The one offer of a person that is not withdrawn."""
    return session.scalar(
        select(Offer)
        .where(Offer.user_id == person.id, Offer.status != OfferStatus.WITHDRAWN)
        .options(*_WHOLE)
    )


def find_latest(session: Session, person: User) -> Offer | None:
    """The last offer a person made, withdrawn or not."""
    return session.scalar(
        select(Offer)
        .where(Offer.user_id == person.id)
        .options(*_WHOLE)
        .order_by(Offer.id.desc())
        .limit(1)
    )


def list_asked_for(session: Session, helper_id: int) -> Sequence[int]:
    """Ids of the requests for which this helper is being asked now."""
    return session.scalars(
        select(Proposal.help_request_id).where(
            Proposal.helper_id == helper_id, Proposal.status.in_(LIVE_PROPOSALS)
        )
    ).all()
