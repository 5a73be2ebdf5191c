"""A team that is not complete in time: nobody stays bound, and nobody is to blame."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import TEAM, MessageKind
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import ProposalStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Task
from mutualaid.services import journal, outbox, tasks
from mutualaid.services.asked import live_of, thank
from mutualaid.services.proposals.holding import lose_a_yes, reopen_when_alone
from mutualaid.services.transitions import try_change


def release_team(session: Session, help_request: HelpRequest, slot: Slot, *, now: datetime) -> int:
    """All who said yes are thanked and free again, whoever is still asked is let go. How many.

    It is held against none of them: the next run may ask them again, for another half-day. The
    resident reads that the search goes on, and the desk looks at it.
    """
    n_freed = 0
    for proposal in live_of(session, help_request):
        if try_change(session, proposal, ProposalStatus.EXPIRED, ended_at=now):
            thank(session, proposal, MessageKind.PROPOSAL_WITHDRAWN, now=now, event=TEAM)
            journal.note(session, "team_released", proposal, by=None, now=now)
            n_freed += 1
    outbox.void(
        session, now=now, help_request_id=help_request.id, kind=MessageKind.PROPOSAL_RESIDENT
    )
    lose_a_yes(session, help_request, now=now)
    reopen_when_alone(session, help_request)
    _tell_resident(session, help_request, now=now)
    tell_desk(session, help_request, f"released:{slot.on_date}:{int(now.timestamp())}", now=now)
    return n_freed


def _tell_resident(session: Session, help_request: HelpRequest, *, now: datetime) -> None:
    outbox.owe(
        session,
        MessageKind.STILL_SEARCHING,
        help_request.user,
        about=help_request,
        now=now,
        event=f"{TEAM}:{int(now.timestamp())}",
    )


def tell_desk(session: Session, help_request: HelpRequest, what: str, *, now: datetime) -> None:
    """A team needs somebody to look at it; once for each reason, also when it was ticked."""
    reason_key = f"arrange:{help_request.id}:{what}"
    if session.scalar(select(Task.id).where(Task.reason_key == reason_key)) is not None:
        return
    tasks.ask_desk(
        session,
        TaskKind.ARRANGE,
        reason_key,
        now=now,
        neighbourhood_id=help_request.neighbourhood_id,
        help_request_id=help_request.id,
        user_id=help_request.user_id,
    )
