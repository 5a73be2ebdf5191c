"""Reads for a year in figures: six questions, each answered with numbers and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.clock import at_wall_time, local_date
from mutualaid.domain.figures import (
    Asked,
    Figures,
    Helper,
    Outcome,
    Share,
    months_until,
    sum_up,
)
from mutualaid.domain.statuses import (
    SEARCHING_REQUESTS,
    AppointmentStatus,
    HelperStatus,
    OfferStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    Feedback,
    Feeling,
    HelpRequest,
    Neighbourhood,
    Offer,
    Proposal,
    Tie,
    User,
)

_OUTCOMES = {
    RequestStatus.AGREED: Outcome.HELPED,
    RequestStatus.DONE: Outcome.HELPED,
    RequestStatus.CANCELLED: Outcome.WITHDRAWN,
    RequestStatus.CLOSED: Outcome.UNMET,
    RequestStatus.EXPIRED: Outcome.UNMET,
}


@dataclass(frozen=True)
class Oldest:
    """Who waits longest, for the desk alone."""

    request_id: int
    since: datetime


def sum_up_year(session: Session, home: Neighbourhood, *, today: date) -> Figures:
    """The last twelve months of a neighbourhood."""
    first = months_until(today)[0]
    return sum_up(
        _asked(session, home, first),
        _hands(session, home, first),
        _ties(session, home, first),
        _helpers(session, home, first),
        _good(session, home, first),
        today=today,
    )


def find_oldest(session: Session, home: Neighbourhood) -> Oldest | None:
    """The request that has looked for somebody the longest."""
    since = func.coalesce(HelpRequest.searching_since, HelpRequest.confirmed_at)
    row = session.execute(
        select(HelpRequest.id, since)
        .where(
            HelpRequest.neighbourhood_id == home.id,
            HelpRequest.status.in_(SEARCHING_REQUESTS),
            since.is_not(None),
        )
        .order_by(since, HelpRequest.id)
        .limit(1)
    ).first()
    return Oldest(row[0], row[1]) if row is not None else None


def _asked(session: Session, home: Neighbourhood, first: date) -> list[Asked]:
    begins = at_wall_time(first, time(0), home.zone)
    rows = session.execute(
        select(HelpRequest.confirmed_at, HelpRequest.status, func.min(Appointment.created_at))
        .outerjoin(Appointment, Appointment.help_request_id == HelpRequest.id)
        .where(HelpRequest.neighbourhood_id == home.id, HelpRequest.confirmed_at >= begins)
        .group_by(HelpRequest.id, HelpRequest.confirmed_at, HelpRequest.status)
    ).all()
    return [
        _told(local_date(confirmed_at, home.zone), status, confirmed_at, agreed_at)
        for confirmed_at, status, agreed_at in rows
        if confirmed_at is not None
    ]


def _told(on: date, status: RequestStatus, asked_at: datetime, agreed_at: datetime | None) -> Asked:
    hours = (agreed_at - asked_at).total_seconds() / 3600 if agreed_at is not None else None
    return Asked(on, _OUTCOMES.get(status, Outcome.WAITING), hours)


def _of_home(home: Neighbourhood, first: date) -> tuple[ColumnElement[bool], ...]:
    return (
        HelpRequest.neighbourhood_id == home.id,
        Appointment.status == AppointmentStatus.DONE,
        Appointment.on_date >= first,
    )


def _hands(session: Session, home: Neighbourhood, first: date) -> list[date]:
    return list(
        session.scalars(
            select(Appointment.on_date)
            .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
            .where(*_of_home(home, first))
        )
    )


def _ties(session: Session, home: Neighbourhood, first: date) -> list[date]:
    """Ties that a neighbour of this place has a part in, by the month in which they began."""
    here = select(User.id).where(User.neighbourhood_id == home.id)
    rows = session.scalars(
        select(Tie.created_at).where(
            or_(Tie.low_id.in_(here), Tie.high_id.in_(here)),
            or_(Tie.n_meetings >= 2, Tie.is_mutual),
            Tie.created_at >= at_wall_time(first, time(0), home.zone),
        )
    )
    return [local_date(at, home.zone) for at in rows]


def _helpers(session: Session, home: Neighbourhood, first: date) -> list[Helper]:
    n_asked = (
        select(func.count(Proposal.id))
        .where(Proposal.helper_id == User.id)
        .correlate(User)
        .scalar_subquery()
    )
    n_done = (
        select(func.count(AppointmentHelper.id))
        .join(Appointment, Appointment.id == AppointmentHelper.appointment_id)
        .where(
            AppointmentHelper.helper_id == User.id,
            AppointmentHelper.status == HelperStatus.COMING,
            Appointment.status == AppointmentStatus.DONE,
            Appointment.on_date >= first,
        )
        .correlate(User)
        .scalar_subquery()
    )
    rows = session.execute(
        select(n_asked, n_done)
        .select_from(Offer)
        .join(User, User.id == Offer.user_id)
        .where(Offer.status == OfferStatus.ACTIVE, User.neighbourhood_id == home.id)
    )
    return [Helper(asked or 0, done or 0) for asked, done in rows]


def _good(session: Session, home: Neighbourhood, first: date) -> Share:
    rows = session.scalars(
        select(Feedback.feeling)
        .join(Appointment, Appointment.id == Feedback.appointment_id)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .where(*_of_home(home, first), Feedback.feeling.is_not(None))
    ).all()
    return Share(sum(feeling is Feeling.GOOD for feeling in rows), len(rows))
