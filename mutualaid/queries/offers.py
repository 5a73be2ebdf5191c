"""Reads of offers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import LIVE_PROPOSALS, OfferStatus
from mutualaid.models import AppointmentHelper, Message, Offer, Proposal, User

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


def find_offer_behind(session: Session, message: Message) -> Offer | None:
    """The living offer for which its reader gets a message; None when she is not the helper."""
    of_proposal = select(Proposal.offer_id).where(
        Proposal.id == message.proposal_id, Proposal.helper_id == message.user_id
    )
    of_appointment = (
        select(Proposal.offer_id)
        .join(AppointmentHelper, AppointmentHelper.proposal_id == Proposal.id)
        .where(
            AppointmentHelper.appointment_id == message.appointment_id,
            AppointmentHelper.helper_id == message.user_id,
        )
    )
    return session.scalar(
        select(Offer).where(
            Offer.user_id == message.user_id,
            Offer.status.in_([OfferStatus.ACTIVE, OfferStatus.PAUSED]),
            or_(
                Offer.id == message.offer_id,
                Offer.id.in_(of_proposal),
                Offer.id.in_(of_appointment),
            ),
        )
    )
