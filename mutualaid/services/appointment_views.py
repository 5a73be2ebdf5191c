"""An appointment as one of its people may know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.models import Appointment, HelpRequest, User
from mutualaid.queries.appointments import coming
from mutualaid.queries.contacts import Contact, contact_of, door_lines
from mutualaid.services import journal


@dataclass(frozen=True)
class Other:
    """Somebody on the other side."""

    first_name: str
    contact: Contact


@dataclass(frozen=True)
class AppointmentView:
    """What one person reads. `others` and `door` are filled for the signed-in person only."""

    person: User
    appointment: Appointment
    is_helper: bool
    names: list[str]
    others: list[Other] = field(default_factory=list)
    door: list[str] = field(default_factory=list)

    @property
    def help_request(self) -> HelpRequest:
        """The need."""
        return self.appointment.help_request

    @property
    def is_planned(self) -> bool:
        """Whether it is still to come for this person."""
        still_in = not self.is_helper or self.person.id in {
            row.helper_id for row in coming(self.appointment)
        }
        return self.appointment.status is AppointmentStatus.PLANNED and still_in


def view_of(appointment: Appointment, person: User, *, with_contacts: bool) -> AppointmentView:
    """The side of this person; contacts only while it is planned."""
    is_helper = person.id != appointment.help_request.user_id
    resident = appointment.help_request.user
    across = [resident] if is_helper else [row.helper for row in coming(appointment)]
    view = AppointmentView(person, appointment, is_helper, [each.first_name for each in across])
    if with_contacts and view.is_planned:
        view.others.extend(Other(each.first_name, contact_of(each)) for each in across)
        if is_helper:
            view.door.extend(door_lines(appointment.help_request))
    return view


def note_contacts_read(session: Session, view: AppointmentView, *, now: datetime) -> None:
    """Every reading of somebody's contact leaves a line in the journal."""
    journal.note(session, "contacts_read", view.appointment, by=view.person, now=now)
