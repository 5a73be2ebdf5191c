"""Those who are being asked for one request: who they are, and how they are let go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import LIVE_PROPOSALS, Answer, ProposalStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Proposal, User
from mutualaid.services import journal, outbox, tasks
from mutualaid.services.transitions import change, try_change

_DONE_WHEN_FOUND = {TaskKind.SILENCE, TaskKind.WAITING, TaskKind.ARRANGE}


def live_of(session: Session, help_request: HelpRequest) -> Sequence[Proposal]:
    """Open and held proposals of a request, earliest answer first, then oldest."""
    rows = session.scalars(
        select(Proposal)
        .where(Proposal.help_request_id == help_request.id, Proposal.status.in_(LIVE_PROPOSALS))
        .options(joinedload(Proposal.helper))
    ).all()
    return sorted(rows, key=lambda each: (each.helper_answered_at or each.created_at, each.id))


def thank(
    session: Session, proposal: Proposal, kind: MessageKind, *, now: datetime, event: str = ""
) -> None:
    """Tell a helper that nothing is left to do, if she ever knew that she was asked.

    Nor is the resident asked any more what she thinks of her.
    """
    outbox.void(session, now=now, proposal_id=proposal.id, kind=MessageKind.HELPER_SAID_YES)
    unread = outbox.void(
        session, now=now, proposal_id=proposal.id, kind=MessageKind.PROPOSAL_HELPER
    )
    if not unread or proposal.helper_answer is not Answer.NONE:
        outbox.owe(session, kind, proposal.helper, about=proposal, now=now, event=event)


def all_found(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    """Nobody is missing any more: the others are thanked, the desk has nothing left to arrange."""
    for other in live_of(session, help_request):
        change(session, other, ProposalStatus.SUPERSEDED, ended_at=now)
        thank(session, other, MessageKind.SUPERSEDED, now=now)
    outbox.void(session, now=now, help_request_id=help_request.id, kind=MessageKind.HELPER_SAID_YES)
    tasks.drop_of_request(session, help_request, _DONE_WHEN_FOUND, now=now)


def let_go(session: Session, help_request: HelpRequest, *, by: User | None, now: datetime) -> None:
    """The need is gone: nobody is asked any more, those who were asked are told."""
    for proposal in live_of(session, help_request):
        if try_change(session, proposal, ProposalStatus.CANCELLED, ended_at=now):
            thank(session, proposal, MessageKind.PROPOSAL_WITHDRAWN, now=now)
            journal.note(session, "proposal_cancelled", proposal, by=by, now=now)
