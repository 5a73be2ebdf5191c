"""What a helper whose yes was not needed may be asked for next."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.statuses import Answer, ProposalStatus, RequestStatus
from mutualaid.models import HelperRefusal, HelpRequest, Offer, Proposal
from mutualaid.queries import neighbours

MOST_LOOKED_AT = 30


def list_waiting(session: Session, offer: Offer) -> Sequence[HelpRequest]:
    """Needs of this kind around for which nobody is being asked: those that wait longest."""
    around = neighbours.exchanging_with(session, offer.user.neighbourhood_id)
    refused = exists().where(
        HelperRefusal.help_request_id == HelpRequest.id, HelperRefusal.helper_id == offer.user_id
    )
    since = func.coalesce(HelpRequest.confirmed_at, HelpRequest.created_at)
    return session.scalars(
        select(HelpRequest)
        .where(
            HelpRequest.status == RequestStatus.OPEN,
            HelpRequest.helpers_needed == 1,
            HelpRequest.neighbourhood_id.in_(around),
            HelpRequest.category.in_([row.category for row in offer.category_rows]),
            HelpRequest.user_id != offer.user_id,
            ~refused,
        )
        .options(
            joinedload(HelpRequest.user),
            joinedload(HelpRequest.neighbourhood),
            selectinload(HelpRequest.slot_rows),
        )
        .order_by(HelpRequest.is_urgent.desc(), since, HelpRequest.id)
        .limit(MOST_LOOKED_AT)
    ).all()


def find_question_since(session: Session, proposal: Proposal) -> Proposal | None:
    """What this helper was asked after that one ended, and has not answered yet."""
    return session.scalar(
        select(Proposal)
        .where(
            Proposal.helper_id == proposal.helper_id,
            Proposal.status == ProposalStatus.OPEN,
            Proposal.helper_answer == Answer.NONE,
            Proposal.created_at >= proposal.ended_at,
        )
        .order_by(Proposal.id.desc())
        .limit(1)
    )
