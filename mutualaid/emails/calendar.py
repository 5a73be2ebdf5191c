"""The calendar file of an appointment: calendars are shared, so it says no name and no number."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext
from icalendar import Calendar, Event

from mutualaid.domain.mail import CalendarMethod
from mutualaid.domain.slots import Slot
from mutualaid.models import Appointment


def calendar_file(
    *appointments: Appointment, cancelled: bool, street: str, zone: str, now: datetime
) -> bytes:
    """An event for each: its exact time, or the whole half-day left free for other things."""
    method = CalendarMethod.CANCEL if cancelled else CalendarMethod.PUBLISH
    calendar = Calendar()
    calendar.add("prodid", "-//Fil de voisins//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    for appointment in appointments:
        calendar.add_component(_event(appointment, method, street, zone, now))
    return calendar.to_ical()


def _event(
    appointment: Appointment, method: CalendarMethod, street: str, zone: str, now: datetime
) -> Event:
    starts_at, ends_at = _span(appointment, zone)
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", starts_at)
    event.add("dtend", ends_at)
    event.add("summary", gettext("A hand (neighbours)"))
    event.add("status", "CANCELLED" if method is CalendarMethod.CANCEL else "CONFIRMED")
    event.add("transp", "OPAQUE" if appointment.start_time else "TRANSPARENT")
    if street:
        event.add("location", street)
    return event


def _span(appointment: Appointment, zone: str) -> tuple[datetime, datetime]:
    slot = appointment.slot
    if appointment.start_time is None:
        last = Slot(slot.on_date, slot.half_day_index + appointment.help_request.n_half_days - 1)
        return slot.starts_at(zone), last.ends_at(zone)
    starts_at = slot.starts_at(zone, appointment.start_time)
    return starts_at, starts_at + timedelta(minutes=appointment.minutes)
