"""Left in peace: 48 h after a proposal that stayed without an answer, then twice as long."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.deadlines import rest_after
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import MessageStatus
from mutualaid.models import Message, Proposal, User
from mutualaid.services.locks import lock_people


def ignored(session: Session, proposal: Proposal, *, now: datetime) -> None:
    """Nobody answered in time. Whoever was never reached has ignored nothing."""
    reached = select(Message.id).where(
        Message.proposal_id == proposal.id,
        Message.kind == MessageKind.PROPOSAL_HELPER,
        Message.status == MessageStatus.SENT,
    )
    if session.scalar(reached.limit(1)) is None:
        return
    helper = lock_people(session, [proposal.helper_id])[proposal.helper_id]
    helper.n_ignored += 1
    helper.rest_until = now + rest_after(helper.n_ignored)
    session.flush()


def answered(session: Session, helper: User) -> None:
    """Any answer ends the rest, and the count begins anew."""
    session.execute(
        update(User)
        .where(User.id == helper.id, or_(User.n_ignored > 0, User.rest_until.is_not(None)))
        .values(n_ignored=0, rest_until=None)
        .execution_options(synchronize_session="fetch")
    )
