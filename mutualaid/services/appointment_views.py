"""An appointment as one of its people may know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.appointments import CONTACTS_LAST, is_close, may_be_missed
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.models import Appointment, AppointmentNotice, HelpRequest, NoticeKind, User
from mutualaid.queries.appointments import coming, others_of
from mutualaid.queries.contacts import Contact, contact_of, door_lines
from mutualaid.queries.notices import list_notices
from mutualaid.queries.ties import ids_blocked_with, ids_met_again
from mutualaid.services import journal


@dataclass(frozen=True)
class Other:
    """Somebody on the other side."""

    person_id: int
    first_name: str
    contact: Contact


@dataclass(frozen=True)
class AppointmentView:
    """What one person reads. `others` and `door` are filled for the signed-in person only."""

    person: User
    appointment: Appointment
    is_helper: bool
    across: list[User]
    """Whom this person meets there, without those between whom there is a block."""
    moment: datetime
    others: list[Other] = field(default_factory=list)
    door: list[str] = field(default_factory=list)
    notices: list[AppointmentNotice] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """Their first names."""
        return [each.first_name for each in self.across]

    @property
    def help_request(self) -> HelpRequest:
        """The need."""
        return self.appointment.help_request

    @property
    def is_cancelled(self) -> bool:
        """Whether it does not take place for this person; what took place is not cancelled."""
        still_in = {self.help_request.user_id, *(row.helper_id for row in coming(self.appointment))}
        is_off = self.appointment.status is AppointmentStatus.CANCELLED
        return is_off or self.person.id not in still_in

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come, or to be spoken of, for this person."""
        still_in = not self.is_helper or self.person.id in {
            row.helper_id for row in coming(self.appointment)
        }
        return self.appointment.status is AppointmentStatus.PLANNED and still_in

    @property
    def is_over(self) -> bool:
        """Whether its end has struck."""
        return self.appointment.ends_at <= self.moment

    @property
    def is_close(self) -> bool:
        """Within a day of it: the other hears a change by voice."""
        seen = self.appointment
        return self.is_planned and is_close(seen.starts_at, seen.ends_at, self.moment)

    @property
    def may_be_missed(self) -> bool:
        """Whether « il n'y a personne » may be said now."""
        seen = self.appointment
        return self.is_planned and may_be_missed(seen.starts_at, seen.ends_at, self.moment)

    @property
    def has_said_nobody(self) -> bool:
        """Whether this person has said it."""
        return any(
            each.kind is NoticeKind.NOBODY and each.user_id == self.person.id
            for each in self.notices
        )


def view_of(
    session: Session,
    appointment: Appointment,
    person: User,
    *,
    with_contacts: bool,
    now: datetime,
) -> AppointmentView:
    """The side of this person, with the contacts that she may read now."""
    need = appointment.help_request
    blocked = ids_blocked_with(session, person)
    across = [each for each in others_of(appointment, person) if each.id not in blocked]
    is_helper = person.id != need.user_id
    view = AppointmentView(person, appointment, is_helper, across, now)
    view.notices.extend(list_notices(session, [appointment.id]) if view.is_close else [])
    if not with_contacts:
        return view
    view.others.extend(
        Other(each.id, each.first_name, contact_of(each)) for each in _reachable(session, view, now)
    )
    if is_helper and view.is_planned and view.others and not view.is_over:
        view.door.extend(door_lines(need))
    return view


def _reachable(session: Session, view: AppointmentView, now: datetime) -> list[User]:
    """Until seven days after the end, later by a mutual « revoir »; never after a block."""
    took_its_course = view.appointment.status is not AppointmentStatus.CANCELLED
    if took_its_course and now < view.appointment.ends_at + CONTACTS_LAST:
        return view.across
    again = ids_met_again(session, view.person)
    return [each for each in view.across if each.id in again]


def note_contacts_read(session: Session, view: AppointmentView, *, now: datetime) -> None:
    """Every reading of somebody's contact leaves a line in the journal."""
    journal.note(session, "contacts_read", view.appointment, by=view.person, now=now)
