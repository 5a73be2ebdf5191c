"""Reads of appointments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import AppointmentStatus, HelperStatus
from mutualaid.models import Appointment, AppointmentHelper, HelpRequest, User

_request = joinedload(Appointment.help_request)
WHOLE: tuple[ORMOption, ...] = (
    _request.joinedload(HelpRequest.user).joinedload(User.neighbourhood),
    _request.joinedload(HelpRequest.neighbourhood),
    _request.joinedload(HelpRequest.place),
    _request.joinedload(HelpRequest.meeting_point),
    selectinload(Appointment.helper_rows)
    .joinedload(AppointmentHelper.helper)
    .joinedload(User.neighbourhood),
)
"""Its request and its people."""


def get_appointment(session: Session, appointment_id: int) -> Appointment:
    """One appointment with its request and its people; NotFound when there is none."""
    found = session.scalar(
        select(Appointment).where(Appointment.id == appointment_id).options(*WHOLE)
    )
    if found is None:
        raise NotFound("appointment")
    return found


def coming(appointment: Appointment) -> list[AppointmentHelper]:
    """The helpers who come."""
    return [row for row in appointment.helper_rows if row.status is HelperStatus.COMING]


def others_of(appointment: Appointment, person: User) -> list[User]:
    """Whom this person meets there; nobody once she does not come any more."""
    helpers = [row.helper for row in coming(appointment)]
    resident = appointment.help_request.user
    if person.id == resident.id:
        return helpers
    return [resident] if person.id in {each.id for each in helpers} else []


def people_of(appointment: Appointment) -> list[User]:
    """Everybody who comes, the resident first."""
    return [appointment.help_request.user, *(row.helper for row in coming(appointment))]


def list_coming(session: Session, user: User, *, today: date) -> Sequence[Appointment]:
    """What is planned with this person on either side, the soonest first."""
    helped = (
        select(AppointmentHelper.appointment_id)
        .where(
            AppointmentHelper.helper_id == user.id,
            AppointmentHelper.status == HelperStatus.COMING,
        )
        .scalar_subquery()
    )
    return session.scalars(
        select(Appointment)
        .join(HelpRequest)
        .where(
            Appointment.status == AppointmentStatus.PLANNED,
            Appointment.on_date >= today,
            or_(HelpRequest.user_id == user.id, Appointment.id.in_(helped)),
        )
        .options(*WHOLE)
        .order_by(Appointment.on_date, Appointment.id)
    ).all()


def count_done_by_helper(session: Session, helper: User) -> int:
    """How many hands this person has given."""
    n = session.scalar(
        select(func.count())
        .select_from(AppointmentHelper)
        .join(Appointment)
        .where(
            AppointmentHelper.helper_id == helper.id,
            AppointmentHelper.status == HelperStatus.COMING,
            Appointment.status == AppointmentStatus.DONE,
        )
    )
    return n or 0
