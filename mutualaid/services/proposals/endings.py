"""How proposals end without an answer: time, a withdrawal, a cancelled request."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import LIVE_PROPOSALS, Answer, ProposalStatus
from mutualaid.models import HelpRequest, Proposal, User
from mutualaid.queries.proposals import gathers, is_holding
from mutualaid.services import journal, rests, rules
from mutualaid.services.asked import let_go, live_of, thank
from mutualaid.services.locks import lock_request
from mutualaid.services.proposals import releasing, silence
from mutualaid.services.proposals.answers import take_back
from mutualaid.services.proposals.holding import (
    fill_places,
    lose_a_yes,
    reopen_when_alone,
    starts_at,
    team_asked_about,
)
from mutualaid.services.proposals.refusals import refuse_pair
from mutualaid.services.transitions import try_change

MOST_AT_ONCE = 200


def list_due(session: Session, *, now: datetime) -> Sequence[int]:
    """Requests of which somebody did not answer in time, each to be ended on its own."""
    return session.scalars(
        select(Proposal.help_request_id)
        .where(
            or_(
                (Proposal.status == ProposalStatus.OPEN) & (Proposal.expires_at <= now),
                (Proposal.status == ProposalStatus.HELD) & (Proposal.on_date <= now.date()),
            )
        )
        .group_by(Proposal.help_request_id)
        .order_by(Proposal.help_request_id)
        .limit(MOST_AT_ONCE)
    ).all()


def expire(session: Session, request_id: int, *, now: datetime) -> int:
    """End what nobody answered in time for one request; the next is asked. How many ended.

    When it is the resident who stays silent, nobody else is asked: it is a task, and whoever
    waited for her is free. A team that is not complete in time is released as a whole.
    """
    help_request = lock_request(session, request_id)
    over = [
        each for each in live_of(session, help_request) if _is_over(help_request, each, now=now)
    ]
    waited = next((each for each in over if _waits_for_resident(each)), None)
    is_gathering = gathers(help_request) and not team_asked_about(session, help_request)
    if waited is not None and not is_gathering:
        return _free_all(session, help_request, waited, now=now)
    ended = sum(_expire(session, each, now) for each in over if not _waits_for_resident(each))
    if waited is not None:
        return ended + releasing.release_team(session, help_request, waited.slot, now=now)
    if ended:
        fill_places(session, help_request, now=now)
    return ended


def _expire(session: Session, proposal: Proposal, now: datetime) -> bool:
    was_asked = proposal.status is ProposalStatus.OPEN and proposal.helper_answer is Answer.NONE
    if not try_change(session, proposal, ProposalStatus.EXPIRED, ended_at=now):
        return False
    refuse_pair(session, proposal, now=now)
    if was_asked:
        rests.ignored(session, proposal, now=now)
    if proposal.helper_answer is Answer.YES:
        thank(session, proposal, MessageKind.PROPOSAL_WITHDRAWN, now=now)
    journal.note(session, "proposal_expired", proposal, by=None, now=now)
    return True


def _waits_for_resident(proposal: Proposal) -> bool:
    return is_holding(proposal) and proposal.resident_answer is Answer.NONE


def _free_all(
    session: Session, help_request: HelpRequest, silent: Proposal, *, now: datetime
) -> int:
    """The resident's silence is held against no helper: each may be asked again later."""
    n_freed = 0
    for proposal in live_of(session, help_request):
        if proposal.resident_answer is not Answer.NONE:
            continue
        if try_change(session, proposal, ProposalStatus.EXPIRED, ended_at=now):
            thank(session, proposal, MessageKind.PROPOSAL_WITHDRAWN, now=now)
            journal.note(session, "proposal_expired", proposal, by=None, now=now)
            n_freed += 1
    silence.ask_desk(session, help_request, silent, now=now)
    reopen_when_alone(session, help_request)
    return n_freed


def _is_over(help_request: HelpRequest, proposal: Proposal, *, now: datetime) -> bool:
    """An open one by its clock; a held one, whose clock stands still, when the slot begins."""
    if proposal.status is ProposalStatus.OPEN:
        return proposal.expires_at <= now
    return starts_at(help_request, proposal) <= now


def cancel_for_request(
    session: Session, help_request: HelpRequest, *, by: User | None, now: datetime
) -> None:
    """The need is gone: nobody is asked any more, those who were asked are told."""
    let_go(session, lock_request(session, help_request.id), by=by, now=now)


def let_go_above_level(session: Session, helper: User, *, by: User | None, now: datetime) -> int:
    """She is trusted with less from now on: nobody waits for her where more is asked. How many."""
    rows = session.scalars(
        select(Proposal)
        .where(Proposal.helper_id == helper.id, Proposal.status.in_(LIVE_PROPOSALS))
        .order_by(Proposal.help_request_id)
    ).all()
    above = [each for each in rows if rules.required_level(each.help_request) > helper.level]
    for proposal in above:
        help_request = lock_request(session, proposal.help_request_id)
        held = is_holding(proposal)
        if try_change(session, proposal, ProposalStatus.CANCELLED, ended_at=now):
            thank(session, proposal, MessageKind.PROPOSAL_WITHDRAWN, now=now)
            journal.note(session, "proposal_cancelled", proposal, by=by, now=now)
            if held:
                lose_a_yes(session, help_request, now=now)
            fill_places(session, help_request, now=now)
    return len(above)


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
