"""What one run of the matcher reads: plain rows, no entities, so that ten thousand are cheap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session, aliased

from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import OfferStatus, RequestStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Absence,
    Block,
    HelperRefusal,
    HelperWish,
    HelpRequest,
    MeetingPoint,
    Neighbourhood,
    Offer,
    OfferCategory,
    Place,
    RequestChoice,
    RequestSlot,
    Task,
    User,
)

_PERSON = (
    User.id.label("user_id"),
    User.neighbourhood_id.label("home_id"),
    User.household_id,
    User.email,
    User.phone,
    User.is_in_veille,
)


_NEED = (
    HelpRequest.id,
    HelpRequest.neighbourhood_id,
    HelpRequest.category,
    HelpRequest.facts,
    HelpRequest.version,
    HelpRequest.helpers_needed,
    HelpRequest.n_half_days,
    HelpRequest.recurrence,
    HelpRequest.until_on,
    HelpRequest.start_time,
    HelpRequest.is_urgent,
    HelpRequest.language,
    HelpRequest.confirmed_at,
    HelpRequest.created_at,
    HelpRequest.meeting_point_id,
    HelpRequest.wanted_helper_id,
    MeetingPoint.lat.label("point_lat"),
    MeetingPoint.lon.label("point_lon"),
    Place.precision,
    Place.lat,
    Place.lon,
)
_HOME = aliased(Place)
"""Where the resident lives; the need itself may be elsewhere."""
_HOME_DOOR = (
    _HOME.house_number,
    _HOME.street,
    _HOME.postcode,
    _HOME.flat,
    _HOME.precision.label("home_precision"),
)


def neighbourhoods(session: Session, group: Collection[int]) -> Sequence[Neighbourhood]:
    """The members of a group, by id."""
    return session.scalars(
        select(Neighbourhood).where(Neighbourhood.id.in_(group)).order_by(Neighbourhood.id)
    ).all()


def open_requests(session: Session, group: Collection[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Requests that nobody is asked for, but those whose resident has yet to be telephoned."""
    silent = select(Task.help_request_id).where(
        Task.kind == TaskKind.SILENCE,
        Task.status == TaskStatus.OPEN,
        Task.help_request_id.is_not(None),
    )
    return session.execute(
        select(
            *_NEED,
            *_PERSON,
            *_HOME_DOOR,
        )
        .join(User, User.id == HelpRequest.user_id)
        .outerjoin(Place, Place.id == HelpRequest.place_id)
        .outerjoin(_HOME, _HOME.id == User.place_id)
        .outerjoin(MeetingPoint, MeetingPoint.id == HelpRequest.meeting_point_id)
        .where(
            HelpRequest.status == RequestStatus.OPEN,
            HelpRequest.neighbourhood_id.in_(group),
            HelpRequest.id.not_in(silent),
            User.is_adult,
            User.left_at.is_(None),
        )
        .order_by(HelpRequest.id)
    ).all()


def request_slots(session: Session, group: Collection[int]) -> dict[int, list[Slot]]:
    """The half-days of those requests."""
    rows = session.execute(
        select(RequestSlot.help_request_id, RequestSlot.on_date, RequestSlot.half_day)
        .join(HelpRequest, HelpRequest.id == RequestSlot.help_request_id)
        .where(HelpRequest.status == RequestStatus.OPEN, HelpRequest.neighbourhood_id.in_(group))
    )
    index = {half_day: half_day.number for half_day in HalfDay}
    result: dict[int, list[Slot]] = defaultdict(list)
    for request_id, on_date, half_day in rows:
        result[request_id].append(Slot(on_date, index[half_day]))
    return result


def active_offers(
    session: Session, group: Collection[int], *, now: datetime
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Offers that may be asked, with what the rules need to know of their people."""
    return session.execute(
        select(
            Offer.id,
            Offer.version,
            Offer.reach,
            User.weekly_mask,
            User.rhythm_per_month,
            User.level,
            User.met_on,
            User.drives_declared_on,
            User.rest_until,
            User.languages,
            Place.precision,
            Place.lat,
            Place.lon,
            Place.house_number,
            Place.street,
            Place.postcode,
            Place.flat,
            *_PERSON,
        )
        .join(User, User.id == Offer.user_id)
        .outerjoin(Place, Place.id == User.place_id)
        .where(
            Offer.status == OfferStatus.ACTIVE,
            or_(Offer.paused_until.is_(None), Offer.paused_until <= now),
            or_(User.paused_until.is_(None), User.paused_until <= now),
            User.neighbourhood_id.in_(group),
            User.is_adult,
            User.left_at.is_(None),
        )
        .order_by(Offer.id)
    ).all()


def offer_categories(session: Session) -> dict[int, list[str]]:
    """The kinds of help of every active offer."""
    rows = session.execute(
        select(OfferCategory.offer_id, OfferCategory.category)
        .join(Offer, Offer.id == OfferCategory.offer_id)
        .where(Offer.status == OfferStatus.ACTIVE)
    )
    result: dict[int, list[str]] = defaultdict(list)
    for offer_id, key in rows:
        result[offer_id].append(key)
    return result


def absences(session: Session, *, today: date) -> dict[int, list[tuple[date, date]]]:
    """« Je ne suis pas libre du … au … », for everybody."""
    result: dict[int, list[tuple[date, date]]] = defaultdict(list)
    rows = session.execute(
        select(Absence.user_id, Absence.starts_on, Absence.ends_on).where(Absence.ends_on >= today)
    )
    for user_id, starts_on, ends_on in rows:
        result[user_id].append((starts_on, ends_on))
    return result


def blocked_pairs(session: Session) -> set[tuple[int, int]]:
    """Both directions of every block."""
    rows = session.execute(select(Block.blocker_id, Block.blocked_id)).all()
    return {pair for a, b in rows for pair in ((a, b), (b, a))}


def desk_choices(session: Session, group: Collection[int]) -> Sequence[Row[int, int, HelperWish]]:
    """(request, helper, wish) that the desks decided about requests now looked for."""
    return session.execute(
        select(RequestChoice.help_request_id, RequestChoice.helper_id, RequestChoice.wish)
        .join(HelpRequest, HelpRequest.id == RequestChoice.help_request_id)
        .where(
            HelpRequest.status == RequestStatus.OPEN,
            HelpRequest.neighbourhood_id.in_(group),
        )
        .order_by(RequestChoice.id)
    ).all()


def refused_pairs(session: Session, group: Collection[int]) -> list[tuple[int, int]]:
    """(request, helper) that are not tried again."""
    return list(
        session.execute(
            select(HelperRefusal.help_request_id, HelperRefusal.helper_id)
            .join(HelpRequest, HelpRequest.id == HelperRefusal.help_request_id)
            .where(
                HelpRequest.status == RequestStatus.OPEN,
                HelpRequest.neighbourhood_id.in_(group),
            )
        )
    )
