"""How proposals end without an answer: time, a withdrawal, a cancelled request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import LIVE_PROPOSALS, Answer, ProposalStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Proposal, User
from mutualaid.services import journal, tasks
from mutualaid.services.locks import lock_request
from mutualaid.services.proposals.answers import take_back
from mutualaid.services.proposals.holding import fill_places, live_of, starts_at, thank
from mutualaid.services.proposals.refusals import refuse_pair
from mutualaid.services.transitions import try_change

MOST_AT_ONCE = 200


def expire_due(session: Session, *, now: datetime) -> int:
    """End what nobody answered in time; the request waits for the next run. How many ended."""
    due = session.scalars(
        select(Proposal)
        .where(
            or_(
                (Proposal.status == ProposalStatus.OPEN) & (Proposal.expires_at <= now),
                (Proposal.status == ProposalStatus.HELD) & (Proposal.on_date <= now.date()),
            )
        )
        .order_by(Proposal.help_request_id, Proposal.id)
        .limit(MOST_AT_ONCE)
    ).all()
    return sum(_expire(session, proposal, now) for proposal in due)


def _expire(session: Session, proposal: Proposal, now: datetime) -> int:
    help_request = lock_request(session, proposal.help_request_id)
    session.refresh(proposal)
    if not _is_over(help_request, proposal, now):
        return 0
    if not try_change(session, proposal, ProposalStatus.EXPIRED, ended_at=now):
        return 0
    refuse_pair(session, proposal, now=now)
    if proposal.helper_answer is Answer.YES:
        thank(session, proposal, MessageKind.PROPOSAL_WITHDRAWN, now=now)
        if proposal.resident_answer is Answer.NONE:
            _ask_desk_about_silence(session, help_request, proposal, now)
    fill_places(session, help_request, now=now)
    journal.note(session, "proposal_expired", proposal, by=None, now=now)
    return 1


def _is_over(help_request: HelpRequest, proposal: Proposal, now: datetime) -> bool:
    """An open one by its clock; a held one, whose clock stands still, when the slot begins."""
    if proposal.status is ProposalStatus.OPEN:
        return proposal.expires_at <= now
    return proposal.status is ProposalStatus.HELD and starts_at(help_request, proposal) <= now


def _ask_desk_about_silence(
    session: Session, help_request: HelpRequest, proposal: Proposal, now: datetime
) -> None:
    """The resident stayed silent: she is telephoned, and nobody new is asked meanwhile."""
    tasks.ask_desk(
        session,
        TaskKind.SILENCE,
        f"silence:{help_request.id}",
        now=now,
        neighbourhood_id=help_request.neighbourhood_id,
        user_id=help_request.user_id,
        help_request_id=help_request.id,
        proposal_id=proposal.id,
    )


def cancel_for_request(
    session: Session, help_request: HelpRequest, *, by: User | None, now: datetime
) -> None:
    """The need is gone: nobody is asked any more, those who were asked are told."""
    lock_request(session, help_request.id)
    for proposal in live_of(session, help_request):
        if try_change(session, proposal, ProposalStatus.CANCELLED, ended_at=now):
            thank(session, proposal, MessageKind.PROPOSAL_WITHDRAWN, now=now)
            journal.note(session, "proposal_cancelled", proposal, by=by, now=now)


def decline_all_of(session: Session, helper: User, *, by: User, now: datetime) -> int:
    """The helper stops: her open proposals are answered no. How many there were."""
    rows = session.scalars(
        select(Proposal)
        .where(Proposal.helper_id == helper.id, Proposal.status.in_(LIVE_PROPOSALS))
        .order_by(Proposal.help_request_id)
    ).all()
    for proposal in rows:
        take_back(session, proposal, by=by, now=now)
    return len(rows)
