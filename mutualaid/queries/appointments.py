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


def _whole() -> tuple[ORMOption, ...]:
    request = joinedload(Appointment.help_request)
    return (
        request.joinedload(HelpRequest.user).joinedload(User.neighbourhood),
        request.joinedload(HelpRequest.neighbourhood),
        request.joinedload(HelpRequest.place),
        request.joinedload(HelpRequest.meeting_point),
        selectinload(Appointment.helper_rows)
        .joinedload(AppointmentHelper.helper)
        .joinedload(User.neighbourhood),
    )


def get_appointment(session: Session, appointment_id: int) -> Appointment:
    """One appointment with its request and its people; NotFound when there is none."""
    found = session.scalar(
        select(Appointment).where(Appointment.id == appointment_id).options(*_whole())
    )
    if found is None:
        raise NotFound("appointment")
    return found


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
        .options(*_whole())
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
