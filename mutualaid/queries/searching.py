"""Searches that last: nobody has said yes yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.categories import CATEGORIES
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import LIVE_PROPOSALS, SEARCHING_REQUESTS, Answer, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Message, Proposal, Task, User

_SEARCHED_FOR = tuple(kind.key for kind in CATEGORIES if kind.goes_to_matcher)


def list_long_searches(session: Session, *, begun_before: datetime) -> Sequence[HelpRequest]:
    """Those that began before then, without a yes and without a task of this search."""
    said_yes = exists().where(
        Proposal.help_request_id == HelpRequest.id,
        Proposal.status.in_(LIVE_PROPOSALS),
        Proposal.helper_answer == Answer.YES,
    )
    is_silent = exists().where(
        Task.help_request_id == HelpRequest.id,
        Task.kind == TaskKind.SILENCE,
        Task.status == TaskStatus.OPEN,
    )
    on_desk = exists().where(
        Task.help_request_id == HelpRequest.id,
        Task.kind == TaskKind.WAITING,
        Task.created_at >= HelpRequest.searching_since,
    )
    return session.scalars(
        select(HelpRequest)
        .where(
            HelpRequest.status.in_(SEARCHING_REQUESTS),
            HelpRequest.searching_since <= begun_before,
            HelpRequest.category.in_(_SEARCHED_FOR),
            ~said_yes,
            ~is_silent,
            ~on_desk,
        )
        .options(
            joinedload(HelpRequest.user).joinedload(User.neighbourhood),
            joinedload(HelpRequest.neighbourhood),
            selectinload(HelpRequest.slot_rows),
        )
        .order_by(HelpRequest.searching_since, HelpRequest.id)
    ).all()


def list_told(session: Session, request_ids: Sequence[int]) -> set[int]:
    """Those of these requests whose resident was owed the word since this search began."""
    return set(
        session.scalars(
            select(HelpRequest.id)
            .join(Message, Message.help_request_id == HelpRequest.id)
            .where(
                HelpRequest.id.in_(request_ids),
                Message.kind == MessageKind.STILL_SEARCHING,
                Message.created_at >= HelpRequest.searching_since,
            )
        )
    )


def is_without_yes(session: Session, help_request: HelpRequest) -> bool:
    """Whether somebody is still looked for: nobody who is asked has said yes."""
    if help_request.status not in SEARCHING_REQUESTS:
        return False
    yes = select(Proposal.id).where(
        Proposal.help_request_id == help_request.id,
        Proposal.status.in_(LIVE_PROPOSALS),
        Proposal.helper_answer == Answer.YES,
    )
    return session.scalar(yes.limit(1)) is None
