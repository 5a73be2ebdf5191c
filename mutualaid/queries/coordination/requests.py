"""Requests of one desk, who was asked for each, and who may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import (
    LIVE_REQUESTS,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import HelpRequest, Offer, OfferCategory, Proposal, User
from mutualaid.queries.tasks import WHOLE_REQUEST

PAGE_SIZE = 100
MOST_HELPERS = 300


def _requests(desk: Collection[int]) -> Select[HelpRequest]:
    return select(HelpRequest).where(HelpRequest.neighbourhood_id.in_(desk)).options(*WHOLE_REQUEST)


def list_requests(session: Session, desk: Collection[int]) -> list[HelpRequest]:
    """Living requests, unmet first, then those asked for, then those agreed."""
    rank = case(
        (HelpRequest.status == RequestStatus.OPEN, 0),
        (HelpRequest.status == RequestStatus.UNCONFIRMED, 1),
        (HelpRequest.status == RequestStatus.PROPOSED, 2),
        else_=3,
    )
    statuses = (RequestStatus.UNCONFIRMED, *LIVE_REQUESTS)
    return list(
        session.scalars(
            _requests(desk)
            .where(HelpRequest.status.in_(statuses))
            .order_by(rank, HelpRequest.is_urgent.desc(), HelpRequest.created_at, HelpRequest.id)
            .limit(PAGE_SIZE)
        ).unique()
    )


def get_request(session: Session, request_id: int, desk: Collection[int]) -> HelpRequest:
    """One request of this desk, whole."""
    row = (
        session.scalars(_requests(desk).where(HelpRequest.id == request_id)).unique().one_or_none()
    )
    if row is None:
        raise NotFound("help_request")
    return row


def find_reporter(session: Session, help_request: HelpRequest) -> User | None:
    """Who told the desk of this need."""
    number = help_request.reported_by_id
    return session.get(User, number) if number is not None else None


def list_requests_of(session: Session, user: User, desk: Collection[int]) -> list[HelpRequest]:
    """What one person asked for at this desk, the latest first."""
    return list(
        session.scalars(
            _requests(desk)
            .where(HelpRequest.user_id == user.id)
            .order_by(HelpRequest.created_at.desc(), HelpRequest.id.desc())
            .limit(20)
        ).unique()
    )


def list_proposals(session: Session, help_request: HelpRequest) -> list[Proposal]:
    """Who was asked for one request, in order."""
    return list(
        session.scalars(
            select(Proposal)
            .where(Proposal.help_request_id == help_request.id)
            .options(joinedload(Proposal.helper).joinedload(User.neighbourhood))
            .order_by(Proposal.created_at, Proposal.id)
        )
    )


def count_proposals(
    session: Session, request_ids: Iterable[int]
) -> dict[int, dict[ProposalStatus, int]]:
    """How many neighbours were asked for each request, by how it stands."""
    counts: dict[int, dict[ProposalStatus, int]] = defaultdict(lambda: defaultdict(int))
    rows = session.execute(
        select(Proposal.help_request_id, Proposal.status, func.count())
        .where(Proposal.help_request_id.in_(list(request_ids)))
        .group_by(Proposal.help_request_id, Proposal.status)
    )
    for request_id, status, n in rows:
        counts[request_id][status] = n
    return counts


def list_helpers(
    session: Session,
    help_request: HelpRequest,
    neighbourhood_ids: Collection[int],
    *,
    desk: Collection[int],
    words: str = "",
) -> list[Offer]:
    """Offers of these neighbourhoods for this kind of help; with `words`, by name.

    Whoever takes a break is among them, so that the desk reads it.
    Somebody of another desk is found by first name only: the rest is not this coordinator's.
    """
    offers = (
        select(Offer)
        .join(User, User.id == Offer.user_id)
        .where(
            User.neighbourhood_id.in_(neighbourhood_ids),
            User.left_at.is_(None),
            Offer.status.in_((OfferStatus.ACTIVE, OfferStatus.PAUSED)),
            Offer.user_id != help_request.user_id,
        )
        .options(
            joinedload(Offer.user).options(
                joinedload(User.place), joinedload(User.neighbourhood), joinedload(User.absences)
            ),
            joinedload(Offer.category_rows),
        )
        .order_by(User.first_name, User.id)
        .limit(MOST_HELPERS)
    )
    if not words.strip():
        offers = offers.join(OfferCategory).where(OfferCategory.category == help_request.category)
    for word in words.split():
        offers = offers.where(named(word, desk))
    return list(session.scalars(offers).unique())


def named(word: str, desk: Collection[int]) -> sa.ColumnElement[bool]:
    """Whether a person's first name holds this word, or within this desk any name or number."""
    pattern = f"%{escaped(word)}%"
    known = [column.ilike(pattern, escape="\\") for column in (User.last_name, User.email)]
    if digits := _digits(word):
        known.append(User.phone.like(f"%{digits}%"))
    return User.first_name.ilike(pattern, escape="\\") | (
        User.neighbourhood_id.in_(desk) & sa.or_(*known)
    )


def escaped(word: str) -> str:
    """A word as LIKE takes it literally."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _digits(word: str) -> str:
    """The end of a phone number, as it is kept: « 0639 » is « +33639 »."""
    return word.lstrip("0") if word.isdigit() else ""
