"""A pair that failed is not tried again for the same request."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.models import HelperRefusal, Proposal
from mutualaid.services import outbox


def refuse_pair(session: Session, proposal: Proposal, *, now: datetime) -> None:
    """Never this helper for this request again; what was owed about the pair is cancelled."""
    bar_pair(session, proposal, now=now)
    outbox.void(session, now=now, proposal_id=proposal.id)
    session.flush()


def bar_pair(session: Session, proposal: Proposal, *, now: datetime) -> None:
    """Never this helper for this request again."""
    pair = (proposal.help_request_id, proposal.helper_id)
    if session.get(HelperRefusal, pair) is None:
        session.add(
            HelperRefusal(
                help_request_id=proposal.help_request_id,
                helper_id=proposal.helper_id,
                created_at=now,
            )
        )
    session.flush()
