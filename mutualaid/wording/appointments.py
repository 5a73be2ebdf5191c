"""What the page of an appointment is called, and who comes."""

from __future__ import annotations

from typing import Protocol

from babel.lists import format_list
from flask_babel import get_locale, gettext

from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.models import Appointment, AppointmentNotice, HelpRequest, NoticeKind, User
from mutualaid.queries.appointments import coming
from mutualaid.wording.dates import day_phrase, slot_phrase


class Seen(Protocol):
    """An appointment as one person knows it."""

    @property
    def appointment(self) -> Appointment: ...
    @property
    def names(self) -> list[str]: ...
    @property
    def is_planned(self) -> bool: ...


def names_phrase(names: list[str]) -> str:
    """« Karim, Rose et Ali »."""
    return format_list(names, locale=str(get_locale() or "fr"))


def appointment_heading(seen: Seen) -> str:
    """The fact first: when and with whom, or that it is off."""
    appointment = seen.appointment
    when = slot_phrase(appointment.on_date, appointment.half_day, appointment.start_time)
    if seen.is_planned and seen.names:
        return gettext("%(when)s, with %(names)s", when=when, names=names_phrase(seen.names))
    if appointment.status in (AppointmentStatus.DONE, AppointmentStatus.NOT_DONE):
        return gettext("The appointment of %(day)s is over", day=day_phrase(appointment.on_date))
    return gettext("The appointment of %(day)s is cancelled", day=day_phrase(appointment.on_date))


def other_helpers(appointment: Appointment, reader_id: int) -> list[User]:
    """Those who come beside this helper."""
    return [row.helper for row in coming(appointment) if row.helper_id != reader_id]


def who_else_comes(appointment: Appointment, reader_id: int) -> list[str]:
    """Their first names, as a sentence; nothing for somebody who comes alone."""
    names = [each.first_name for each in other_helpers(appointment, reader_id)]
    return [gettext("With you: %(names)s.", names=names_phrase(names))] if names else []


def notice_phrase(notice: AppointmentNotice, need: HelpRequest) -> str:
    """« Karim aura 20 minutes de retard », « Karim est devant votre porte »."""
    name = notice.user.first_name
    if notice.kind is NoticeKind.LATE and notice.minutes is not None:
        return gettext("%(name)s will be %(num)s minutes late", name=name, num=notice.minutes)
    if notice.kind is NoticeKind.LATE:
        return gettext("%(name)s will be late", name=name)
    if need.is_remote:
        return gettext("%(name)s is waiting by the phone", name=name)
    if notice.user_id == need.user_id or need.meeting_point_id is not None:
        return gettext("%(name)s is waiting for you", name=name)
    return gettext("%(name)s is at your door", name=name)


def nobody_label(seen: Seen) -> str:
    """« Il n'y a personne à la porte », one button for both."""
    need = seen.appointment.help_request
    if need.is_remote:
        return gettext("Nobody answers")
    if need.meeting_point_id is not None:
        return gettext("There is nobody at the meeting point")
    return gettext("There is nobody at the door")
