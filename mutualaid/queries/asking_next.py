"""Whom to ask next for one request: what the database can tell without reading ten thousand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Row, Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.distance import Reach
from mutualaid.domain.geo import Precision
from mutualaid.domain.statuses import (
    LIVE_PROPOSALS,
    OfferStatus,
    ProposalStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    HelperRefusal,
    HelperWish,
    HelpRequest,
    Offer,
    OfferCategory,
    Place,
    Proposal,
    RequestChoice,
    Task,
    User,
)

Near = tuple[int, float | None, float | None, bool, Reach]
"""Offer, latitude, longitude, whether met, how far."""


def list_near(
    session: Session,
    help_request: HelpRequest,
    *,
    neighbourhood_ids: Collection[int],
    least_level: int,
    only_met: bool,
    week_mask: int,
    now: datetime,
) -> Sequence[Row[*Near]]:
    """Offers that no rule which SQL can read forbids: the rest is for `services.rules`."""
    placed = sa.and_(
        Place.precision.in_([Precision.ADDRESS, Precision.STREET]), Place.lat.is_not(None)
    )
    found = (
        select(Offer.id, Place.lat, Place.lon, User.met_on.is_not(None), Offer.reach)
        .join(User, User.id == Offer.user_id)
        .join(OfferCategory, OfferCategory.offer_id == Offer.id)
        .outerjoin(Place, Place.id == User.place_id)
        .where(
            *_is_offered(help_request, neighbourhood_ids, now),
            User.id != help_request.user_id,
            User.level >= least_level,
            User.weekly_mask.op("&")(week_mask) != 0,
            _is_past(User.rest_until, now),
            *_was_not_asked(help_request),
        )
    )
    if only_met:
        found = found.where(User.met_on.is_not(None))
    if not help_request.is_remote:
        found = found.where(placed)
    return session.execute(found).all()


def _was_not_asked(help_request: HelpRequest) -> tuple[sa.ColumnElement[bool], ...]:
    """Neither refused before, nor being asked now, nor left out by the desk."""
    refused = exists().where(
        HelperRefusal.help_request_id == help_request.id, HelperRefusal.helper_id == User.id
    )
    asked = exists().where(
        Proposal.help_request_id == help_request.id,
        Proposal.helper_id == User.id,
        Proposal.status.in_(LIVE_PROPOSALS),
    )
    forbidden = exists().where(
        RequestChoice.help_request_id == help_request.id,
        RequestChoice.helper_id == User.id,
        RequestChoice.wish == HelperWish.FORBID,
    )
    return ~refused, ~asked, ~forbidden


def _is_offered(
    help_request: HelpRequest, neighbourhood_ids: Collection[int], now: datetime
) -> tuple[sa.ColumnElement[bool], ...]:
    """This kind of help, around, now: of an offer joined with its person and its categories."""
    return (
        OfferCategory.category == help_request.category,
        User.neighbourhood_id.in_(neighbourhood_ids),
        Offer.status == OfferStatus.ACTIVE,
        _is_past(Offer.paused_until, now),
        _is_past(User.paused_until, now),
        User.is_adult.is_(True),
        User.left_at.is_(None),
    )


def _is_past(
    column: sa.orm.InstrumentedAttribute[datetime | None], now: datetime
) -> sa.ColumnElement[bool]:
    return or_(column.is_(None), column <= now)


def list_offers(session: Session, offer_ids: Collection[int]) -> Sequence[Offer]:
    """Those offers, with all that the rules read of their people."""
    return session.scalars(_whole().where(Offer.id.in_(offer_ids))).all()


def find_offer_of(session: Session, user_id: int) -> Offer | None:
    """What this person offers now."""
    return session.scalar(
        _whole().where(Offer.user_id == user_id, Offer.status == OfferStatus.ACTIVE)
    )


def _whole() -> Select[Offer]:
    person = joinedload(Offer.user)
    return select(Offer).options(
        person.joinedload(User.place),
        person.joinedload(User.neighbourhood),
        person.selectinload(User.absences),
        selectinload(Offer.category_rows),
    )


def list_pinned_offers(session: Session, help_request: HelpRequest) -> Sequence[Offer]:
    """What those offer whom the desk wants asked first, in the order in which it said so."""
    return session.scalars(
        _whole()
        .join(RequestChoice, RequestChoice.helper_id == Offer.user_id)
        .where(
            RequestChoice.help_request_id == help_request.id,
            RequestChoice.wish == HelperWish.PIN,
            Offer.status == OfferStatus.ACTIVE,
        )
        .order_by(RequestChoice.id)
    ).all()


def list_offering(
    session: Session, help_request: HelpRequest, neighbourhood_ids: Collection[int], now: datetime
) -> Sequence[Offer]:
    """Everybody around who offers this kind of help now, whatever else stands in the way."""
    return session.scalars(
        _whole()
        .join(User, User.id == Offer.user_id)
        .join(OfferCategory, OfferCategory.offer_id == Offer.id)
        .where(*_is_offered(help_request, neighbourhood_ids, now))
        .order_by(Offer.id)
    ).all()


def list_around(
    session: Session, help_request: HelpRequest, neighbourhood_ids: Collection[int]
) -> Sequence[Offer]:
    """Every offer of these neighbourhoods that could be asked one day, whatever it offers."""
    return session.scalars(
        _whole()
        .join(User, User.id == Offer.user_id)
        .where(
            User.neighbourhood_id.in_(neighbourhood_ids),
            User.left_at.is_(None),
            User.id != help_request.user_id,
            Offer.status.in_((OfferStatus.ACTIVE, OfferStatus.PAUSED)),
        )
        .order_by(Offer.id)
    ).all()


def is_asked_for_all_dates(session: Session, help_request: HelpRequest) -> bool:
    """Whether somebody who could come on every date of a series is being asked now."""
    live = session.scalars(
        select(Proposal).where(
            Proposal.help_request_id == help_request.id, Proposal.status.in_(LIVE_PROPOSALS)
        )
    )
    return any(not proposal.missing_dates for proposal in live)


def is_silent(session: Session, help_request: HelpRequest) -> bool:
    """Whether the resident has yet to be telephoned: nobody is asked for her silence."""
    task = select(Task.id).where(
        Task.help_request_id == help_request.id,
        Task.kind == TaskKind.SILENCE,
        Task.status == TaskStatus.OPEN,
    )
    return session.scalar(task.limit(1)) is not None


def count_in_flight(session: Session, help_request: HelpRequest, *, undo_since: datetime) -> int:
    """Proposals that live, and noes said since then: they may be taken back."""
    n = session.scalar(
        select(func.count()).where(
            Proposal.help_request_id == help_request.id,
            or_(
                Proposal.status.in_(LIVE_PROPOSALS),
                (Proposal.status == ProposalStatus.DECLINED)
                & (Proposal.helper_answered_at >= undo_since),
            ),
        )
    )
    return n or 0


def was_asked_since(session: Session, help_request: HelpRequest, moment: datetime) -> bool:
    """Whether a neighbour was asked for it after that."""
    asked = select(Proposal.id).where(
        Proposal.help_request_id == help_request.id, Proposal.created_at > moment
    )
    return session.scalar(asked.limit(1)) is not None
