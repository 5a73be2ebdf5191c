"""A helper whom the question never reached was not asked: the next neighbour is, at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import LIVE_PROPOSALS, Answer, ProposalStatus
from mutualaid.models import Proposal
from mutualaid.services import journal, outbox
from mutualaid.services.locks import lock_request
from mutualaid.services.proposals.holding import fill_places
from mutualaid.services.proposals.refusals import bar_pair
from mutualaid.services.transitions import try_change


def withdraw_unasked(session: Session, proposal: Proposal, *, now: datetime) -> bool:
    """Nobody reads anything of it. Whether it was still waiting for her word."""
    help_request = lock_request(session, proposal.help_request_id)
    if proposal.status not in LIVE_PROPOSALS or proposal.helper_answer is not Answer.NONE:
        return False
    if not try_change(session, proposal, ProposalStatus.CANCELLED, ended_at=now):
        return False
    bar_pair(session, proposal, now=now)
    outbox.void(
        session, now=now, proposal_id=proposal.id, kind=MessageKind.PROPOSAL_RESIDENT
    )  # the next proposal tells the resident
    fill_places(session, help_request, now=now)
    journal.note(session, "proposal_unasked", proposal, by=None, now=now)
    return True
