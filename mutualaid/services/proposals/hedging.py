"""A second neighbour is asked while the first has not answered: early only when it presses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.deadlines import MOST_IN_FLIGHT, URGENT_NOTICE, hedge_due_at
from mutualaid.domain.quiet_hours import is_quiet
from mutualaid.domain.statuses import ProposalStatus, RequestStatus
from mutualaid.models import HelpRequest, Proposal, RunRequest
from mutualaid.queries.appointments import list_incomplete
from mutualaid.queries.proposals import is_holding
from mutualaid.services import run_requests
from mutualaid.services.asked import live_of
from mutualaid.services.locks import lock_request
from mutualaid.services.proposals import clocks
from mutualaid.services.proposals.holding import count_places


def list_due(session: Session, *, now: datetime) -> Sequence[int]:
    """Requests whose last neighbour asked has had time to answer, while somebody is missing."""
    incomplete = [
        each.help_request
        for each in list_incomplete(session)
        if now + URGENT_NOTICE <= each.starts_at
    ]
    rows = session.scalars(
        select(Proposal)
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .where(
            or_(
                HelpRequest.status == RequestStatus.PROPOSED,
                HelpRequest.id.in_([each.id for each in incomplete]),
            ),
            Proposal.status == ProposalStatus.OPEN,
        )
        .options(joinedload(Proposal.help_request).selectinload(HelpRequest.slot_rows))
        .order_by(Proposal.help_request_id)
    ).all()
    asked = {
        help_request: list(live)
        for help_request, live in groupby(rows, key=lambda each: each.help_request)
    }
    asked |= {each: [] for each in incomplete if each not in asked}
    looked = _looked_at(session, [each.id for each in asked])
    return [
        each.id
        for each, live in asked.items()
        if _is_due(session, each, live, looked_at=looked.get(each.id), now=now)
    ]


def ask_one_more(session: Session, request_id: int, *, now: datetime) -> int:
    """Ask for one more, if that still holds. How many."""
    help_request = lock_request(session, request_id)
    looked = _looked_at(session, [request_id]).get(request_id)
    live = [each for each in live_of(session, help_request) if each.status is ProposalStatus.OPEN]
    if not _is_due(session, help_request, live, looked_at=looked, now=now):
        return 0
    run_requests.ask_next_soon(session, help_request, now=now)
    return 1


def _looked_at(session: Session, request_ids: Sequence[int]) -> dict[int, datetime]:
    """When somebody to ask was last looked for: a look that finds nobody waits its turn too."""
    rows = session.execute(
        select(RunRequest.help_request_id, func.max(RunRequest.created_at))
        .where(RunRequest.help_request_id.in_(request_ids))
        .group_by(RunRequest.help_request_id)
    )
    return {request_id: moment for request_id, moment in rows if request_id is not None}


def _is_due(
    session: Session,
    help_request: HelpRequest,
    live: Sequence[Proposal],
    *,
    looked_at: datetime | None,
    now: datetime,
) -> bool:
    """`live`: those asked whose clock runs; after a lost yes, it runs anew for all of them."""
    if is_quiet(now, help_request.zone):
        return False
    n_holding = sum(is_holding(each) for each in live)
    missing = count_places(session, help_request) - n_holding
    if missing <= 0 or len(live) - n_holding >= MOST_IN_FLIGHT * missing:
        return False
    moments = [*(each.created_at for each in live), help_request.searching_since, looked_at]
    since = [each for each in moments if each is not None]
    slots = [each.slot for each in live] or help_request.slots
    if not since or not slots:
        return False
    due_at = hedge_due_at(
        max(since),
        min(slots).starts_at(help_request.zone, help_request.start_time),
        help_request.zone,
        urgent=clocks.is_pressing(help_request, now),
    )
    return now >= due_at
