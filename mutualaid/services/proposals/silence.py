"""The resident stays silent: she is telephoned, and nobody else is asked for her silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.statuses import (
    SEARCHING_REQUESTS,
    Answer,
    Channel,
    ProposalStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Proposal, Task, User
from mutualaid.queries import desk
from mutualaid.queries.proposals import gathers
from mutualaid.queries.teams import lacks_nobody
from mutualaid.services import run_requests, tasks
from mutualaid.services.locks import lock_request
from mutualaid.services.proposals.holding import holding_of, team_asked_about
from mutualaid.services.transitions import touch


def list_due(session: Session, *, now: datetime) -> Sequence[int]:
    """Requests whose resident has not answered a helper's yes, and whose desk has opened since.

    Of a team, since the last yes that made it complete.

    Residents who are called anyway have that call on the desk's list already.
    """
    already = exists().where(
        Task.help_request_id == Proposal.help_request_id,
        Task.kind == TaskKind.SILENCE,
        Task.created_at >= Proposal.helper_answered_at,
    )
    waiting = session.scalars(
        select(Proposal)
        .join(HelpRequest, HelpRequest.id == Proposal.help_request_id)
        .join(User, User.id == HelpRequest.user_id)
        .where(
            Proposal.status == ProposalStatus.OPEN,
            Proposal.helper_answer == Answer.YES,
            Proposal.resident_answer == Answer.NONE,
            Proposal.expires_at > now,
            lacks_nobody(),
            User.phone.is_not(None),
            User.channel == Channel.EMAIL,
            User.email.is_not(None),
            ~already,
        )
        .options(joinedload(Proposal.help_request).joinedload(HelpRequest.user))
        .order_by(Proposal.help_request_id)
    ).all()
    homes = {each.help_request.user.neighbourhood_id or 0 for each in waiting}
    hours = desk.list_hours(session, homes)
    due = []
    for help_request, said in groupby(waiting, key=lambda each: each.help_request):
        there = hours.get(help_request.user.neighbourhood_id or 0)
        said_at = max(each.helper_answered_at or each.created_at for each in said)
        opens = there.next_half_day(said_at) if there is not None else None
        if there is not None and opens is not None and opens.starts_at(there.zone) <= now:
            due.append(help_request.id)
    return due


def call_resident(session: Session, request_id: int, *, now: datetime) -> int:
    """Put the call to a silent resident on her desk; whether there was one to make."""
    help_request = lock_request(session, request_id)
    waiting = holding_of(session, help_request)
    if gathers(help_request):
        waiting = team_asked_about(session, help_request)
    for proposal in waiting:
        if proposal.resident_answer is Answer.NONE:
            ask_desk(session, help_request, proposal, now=now)
            return 1
    return 0


def heard(session: Session, request_id: int, *, now: datetime) -> None:
    """The desk has reached the resident: the search goes on, unless a yes still waits for her."""
    help_request = lock_request(session, request_id)
    if help_request.status in SEARCHING_REQUESTS and not holding_of(session, help_request):
        touch(session, help_request, searching_since=now)
        run_requests.ask_next_soon(session, help_request, now=now)


def ask_desk(
    session: Session, help_request: HelpRequest, proposal: Proposal, *, now: datetime
) -> Task:
    """She is telephoned by her own desk; one task, however long she stays silent."""
    return tasks.ask_desk(
        session,
        TaskKind.SILENCE,
        f"silence:{help_request.id}:{proposal.id}",
        now=now,
        neighbourhood_id=help_request.user.neighbourhood_id or help_request.neighbourhood_id,
        user_id=help_request.user_id,
        help_request_id=help_request.id,
        proposal_id=proposal.id,
    )
