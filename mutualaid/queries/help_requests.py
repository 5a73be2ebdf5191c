"""Reads of help requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import (
    LIVE_REQUESTS,
    AppointmentStatus,
    HelperStatus,
    OfferStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    Block,
    HelpRequest,
    Offer,
    OfferCategory,
    Relative,
    RelativeRole,
    User,
)

_WHOLE = (
    joinedload(HelpRequest.user),
    joinedload(HelpRequest.neighbourhood),
    joinedload(HelpRequest.place),
    joinedload(HelpRequest.meeting_point),
    selectinload(HelpRequest.slot_rows),
)
_OVER = (
    RequestStatus.DONE,
    RequestStatus.EXPIRED,
    RequestStatus.CANCELLED,
    RequestStatus.CLOSED,
)


def get_help_request(session: Session, request_id: int) -> HelpRequest:
    """One request with its person, place and half-days."""
    row = session.scalar(select(HelpRequest).where(HelpRequest.id == request_id).options(*_WHOLE))
    if row is None:
        raise NotFound("help_request")
    return row


def list_living(session: Session, person: User) -> Sequence[HelpRequest]:
    """What a person needs now, and what she asked for somebody close, the oldest first."""
    return session.scalars(
        select(HelpRequest)
        .where(
            or_(HelpRequest.user_id == person.id, HelpRequest.user_id.in_(loved_ones_of(person))),
            HelpRequest.status.in_([RequestStatus.UNCONFIRMED, *LIVE_REQUESTS]),
        )
        .options(*_WHOLE)
        .order_by(HelpRequest.created_at, HelpRequest.id)
    ).all()


def loved_ones_of(person: User) -> Select[int]:
    """Numbers of those for whom this relative asks."""
    return (
        select(User.id)
        .join(Relative, Relative.user_id == User.id)
        .where(
            User.spoken_for_by_id == person.id,
            User.left_at.is_(None),
            Relative.account_id == person.id,
            Relative.role == RelativeRole.CARER,
        )
    )


def list_past(session: Session, person: User, *, since: datetime) -> Sequence[HelpRequest]:
    """What is over and still has its words, the latest first."""
    return session.scalars(
        select(HelpRequest)
        .where(
            or_(HelpRequest.user_id == person.id, HelpRequest.user_id.in_(loved_ones_of(person))),
            HelpRequest.status.in_(_OVER),
            HelpRequest.confirmed_at.is_not(None),
            HelpRequest.ended_at > since,
        )
        .options(*_WHOLE)
        .order_by(HelpRequest.ended_at.desc(), HelpRequest.id.desc())
    ).all()


def find_helper_again(session: Session, help_request: HelpRequest) -> User | None:
    """Who came, when both still may: she offers this kind of help, and no one asked for no more."""
    return list_helpers_again(session, [help_request]).get(help_request.id)


def list_helpers_again(session: Session, found: Sequence[HelpRequest]) -> dict[int, User]:
    """The same for several requests, by their number."""
    blocked = select(Block.blocker_id).where(
        or_(
            and_(Block.blocker_id == User.id, Block.blocked_id == HelpRequest.user_id),
            and_(Block.blocked_id == User.id, Block.blocker_id == HelpRequest.user_id),
        )
    )
    rows = session.execute(
        select(HelpRequest.id, User)
        .join(Appointment, Appointment.help_request_id == HelpRequest.id)
        .join(AppointmentHelper, AppointmentHelper.appointment_id == Appointment.id)
        .join(User, User.id == AppointmentHelper.helper_id)
        .join(Offer, and_(Offer.user_id == User.id, Offer.status == OfferStatus.ACTIVE))
        .join(
            OfferCategory,
            and_(
                OfferCategory.offer_id == Offer.id, OfferCategory.category == HelpRequest.category
            ),
        )
        .where(
            HelpRequest.id.in_([each.id for each in found]),
            Appointment.status.in_([AppointmentStatus.PLANNED, AppointmentStatus.DONE]),
            AppointmentHelper.status == HelperStatus.COMING,
            User.left_at.is_(None),
            ~blocked.exists(),
        )
        .order_by(Appointment.on_date, AppointmentHelper.id)
    )
    return {row.id: row.User for row in rows}
