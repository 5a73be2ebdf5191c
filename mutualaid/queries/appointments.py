"""Reads of appointments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import AppointmentStatus, HelperStatus, RequestStatus
from mutualaid.models import Appointment, AppointmentHelper, HelpRequest, Recurrence, User

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


def takes_place_for(appointment: Appointment, person: User) -> bool:
    """Whether it stands and this person still comes: the resident, or a helper not taken out."""
    if appointment.status is AppointmentStatus.CANCELLED:
        return False
    helpers = {row.helper_id for row in coming(appointment)}
    return person.id == appointment.help_request.user_id or person.id in helpers


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


def list_planned(session: Session, help_request: HelpRequest) -> Sequence[Appointment]:
    """What is put down for this request, those that took place and nobody closed among them."""
    return session.scalars(
        select(Appointment).where(*_planned_for(help_request)).order_by(Appointment.on_date)
    ).all()


def list_from(session: Session, appointment: Appointment) -> Sequence[Appointment]:
    """This date, and those after it that the same people have and that stand as it does."""
    if not appointment.help_request.is_weekly:
        return [appointment]
    hers = select(AppointmentHelper.proposal_id).where(
        AppointmentHelper.appointment_id == appointment.id
    )
    return session.scalars(
        select(Appointment)
        .where(
            Appointment.status == appointment.status,
            Appointment.on_date >= appointment.on_date,
            Appointment.id.in_(
                select(AppointmentHelper.appointment_id).where(
                    AppointmentHelper.proposal_id.in_(hers)
                )
            ),
        )
        .options(joinedload(Appointment.help_request).joinedload(HelpRequest.neighbourhood))
        .order_by(Appointment.on_date)
    ).all()


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


def find_incomplete(session: Session, help_request: HelpRequest) -> Appointment | None:
    """What is agreed for one date and lacks somebody who was to come."""
    if not _may_lack_somebody(help_request):
        return None
    lacks = _n_coming() < help_request.helpers_needed
    return session.scalar(select(Appointment).where(*_planned_for(help_request), lacks))


def list_incomplete(session: Session) -> Sequence[Appointment]:
    """Everything planned that has lost one of several helpers, and did not find another."""
    return session.scalars(
        select(Appointment)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .where(
            Appointment.status == AppointmentStatus.PLANNED,
            HelpRequest.status == RequestStatus.AGREED,
            HelpRequest.helpers_needed > 1,
            HelpRequest.recurrence != Recurrence.WEEKLY,
            _n_coming() < HelpRequest.helpers_needed,
        )
        .options(_request.selectinload(HelpRequest.slot_rows), *WHOLE)
        .order_by(Appointment.help_request_id)
    ).all()


def count_missing(session: Session, help_request: HelpRequest) -> int:
    """How many helpers an agreed request lost and did not find again."""
    if not _may_lack_somebody(help_request):
        return 0
    n_coming = session.scalar(select(_n_coming()).where(*_planned_for(help_request)))
    return 0 if n_coming is None else max(0, help_request.helpers_needed - n_coming)


def _may_lack_somebody(help_request: HelpRequest) -> bool:
    is_series = help_request.recurrence is Recurrence.WEEKLY
    is_agreed = help_request.status is RequestStatus.AGREED
    return is_agreed and help_request.helpers_needed > 1 and not is_series


def _n_coming() -> ScalarSelect[int]:
    return (
        select(func.count(AppointmentHelper.id))
        .where(
            AppointmentHelper.appointment_id == Appointment.id,
            AppointmentHelper.status == HelperStatus.COMING,
        )
        .correlate(Appointment)
        .scalar_subquery()
    )


def _planned_for(help_request: HelpRequest) -> tuple[ColumnElement[bool], ...]:
    return (
        Appointment.help_request_id == help_request.id,
        Appointment.status == AppointmentStatus.PLANNED,
    )


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


def has_visited(session: Session, helper_id: int, resident_id: int) -> bool:
    """Whether one has been at the other's before."""
    found = (
        select(Appointment.id)
        .join(AppointmentHelper, AppointmentHelper.appointment_id == Appointment.id)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .where(
            AppointmentHelper.helper_id == helper_id,
            HelpRequest.user_id == resident_id,
            Appointment.status == AppointmentStatus.DONE,
        )
        .limit(1)
    )
    return session.scalar(found) is not None
