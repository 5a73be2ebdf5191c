"""Reads of the public pages: whom to call, what happened this week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import SEARCHING_REQUESTS, AppointmentStatus, OfferStatus
from mutualaid.models import Appointment, HelpRequest, Neighbourhood, Offer


@dataclass(frozen=True)
class Desk:
    """The person who answers in a neighbourhood, as every page names her."""

    neighbourhood_id: int
    code: str
    neighbourhood: str
    place_phrase: str
    first_name: str
    phone: str


@dataclass(frozen=True)
class WeekFigures:
    """What a visitor may know of this week, as it is."""

    n_hands: int
    """Coups de main agreed or done, Monday to Sunday."""
    n_searching: int
    """Requests for which somebody is being looked for now."""
    n_helpers: int
    """People who offer to help now."""


def _desks() -> Select[Neighbourhood]:
    return (
        select(Neighbourhood)
        .where(Neighbourhood.opened_at.is_not(None))
        .order_by(Neighbourhood.opened_at, Neighbourhood.id)
    )


def _desk(row: Neighbourhood) -> Desk:
    return Desk(row.id, row.code, row.name, row.place_phrase, row.desk_name, row.desk_phone)


def list_desks(session: Session) -> Sequence[Desk]:
    """The desks of the open neighbourhoods, the first to have opened first."""
    return [_desk(row) for row in session.scalars(_desks())]


def find_desk(session: Session, neighbourhood_id: int) -> Desk | None:
    """The desk of one open neighbourhood."""
    row = session.scalar(_desks().where(Neighbourhood.id == neighbourhood_id))
    return _desk(row) if row is not None else None


def get_desk_by_code(session: Session, code: str) -> Desk:
    """The desk of the neighbourhood whose poster bears this code, in capitals or not."""
    row = session.scalar(_desks().where(func.lower(Neighbourhood.code) == code.lower()))
    if row is None:
        raise NotFound("neighbourhood")
    return _desk(row)


def list_open_neighbourhoods(session: Session) -> Sequence[Neighbourhood]:
    """The open neighbourhoods, with who answers for their data and who insures."""
    return session.scalars(_desks()).all()


def count_week(
    session: Session, *, today: date, neighbourhood_id: int | None = None
) -> WeekFigures:
    """This week's figures, of one neighbourhood or of all."""
    monday = today - timedelta(days=today.weekday())
    hands = (
        select(func.count(Appointment.id))
        .join(Appointment.help_request)
        .where(
            Appointment.on_date.between(monday, monday + timedelta(days=6)),
            Appointment.status.in_([AppointmentStatus.PLANNED, AppointmentStatus.DONE]),
        )
    )
    searching = select(func.count(HelpRequest.id)).where(HelpRequest.status.in_(SEARCHING_REQUESTS))
    helpers = (
        select(func.count(Offer.id)).join(Offer.user).where(Offer.status == OfferStatus.ACTIVE)
    )
    if neighbourhood_id is not None:
        here = HelpRequest.neighbourhood_id == neighbourhood_id
        hands, searching = hands.where(here), searching.where(here)
        helpers = helpers.where(Offer.user.has(neighbourhood_id=neighbourhood_id))
    row = session.execute(
        select(hands.scalar_subquery(), searching.scalar_subquery(), helpers.scalar_subquery())
    ).one()
    return WeekFigures(*row)
