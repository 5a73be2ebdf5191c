"""A yes that was not needed: whoever gave it is thanked, and may help somebody else at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.statuses import Answer, OfferStatus, ProposalStatus
from mutualaid.models import HelpRequest, Proposal
from mutualaid.queries import asking_next as helpers
from mutualaid.queries import surplus as queries
from mutualaid.services import asking_next, journal
from mutualaid.services.locks import lock_request
from mutualaid.services.proposals import clocks


def is_surplus(proposal: Proposal) -> bool:
    """Whether somebody said yes and was not needed."""
    return proposal.status is ProposalStatus.SUPERSEDED and proposal.helper_answer is Answer.YES


def ask_for_another(session: Session, proposal: Proposal, *, now: datetime) -> Proposal | None:
    """Whoever gave a surplus yes is asked for the next need that suits; None when nobody waits.

    The rules are those of every search. Asked twice is once: as long as that question is open,
    it is the answer.
    """
    if not is_surplus(proposal):
        return None
    waiting = queries.find_question_since(session, proposal)
    if waiting is not None:
        return waiting
    found = _next_need(session, proposal, now)
    if found is None:
        return None
    need, choice = found
    need = lock_request(session, need.id)
    if not asking_next.is_wanted(session, need, since=now, now=now):
        return None
    if not asking_next.ask_one(session, need, choice, now=now):
        return None
    journal.note(session, "surplus_asked", proposal, by=None, now=now)
    return queries.find_question_since(session, proposal)


def _next_need(
    session: Session, proposal: Proposal, now: datetime
) -> tuple[HelpRequest, asking_next.Choice] | None:
    """The pressing first, then whoever has waited longest: nothing is locked yet."""
    offer = helpers.find_offer_of(session, proposal.helper_id)
    if offer is None or offer.status is not OfferStatus.ACTIVE:
        return None
    needs = sorted(
        queries.list_waiting(session, offer),
        key=lambda each: (not clocks.is_pressing(each, now), each.confirmed_at or each.created_at),
    )
    for need in needs:
        choice = asking_next.choice_of(session, need, offer, now=now)
        if choice is not None:
            return need, choice
    return None
