"""Mails around an appointment: the day before, close to the hour, and the days after."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.emails import phrases
from mutualaid.emails.letter import Button, Letter, Link, Writing
from mutualaid.models import Appointment
from mutualaid.queries.appointments import get_appointment, others_of


def appointment_reminder(writing: Writing) -> Letter | None:
    """« C'est demain »: with all that is needed to go there, or to open the door."""
    appointment = _appointment(writing)
    others = others_of(appointment, writing.reader)
    if appointment.status is not AppointmentStatus.PLANNED or not others:
        return None
    if appointment.starts_at <= writing.now:
        return None
    need = appointment.help_request
    page = _page(writing, appointment)
    return Letter(
        home=writing.reader.neighbourhood or need.neighbourhood,
        words={
            "name": phrases.names(others),
            "n_people": len(others),
            "is_tomorrow": appointment.on_date > writing.today,
            "hour": phrases.hour(appointment),
            "is_helper": writing.reader.id != need.user_id,
            "is_remote": need.is_remote,
            "mot_de_passage": appointment.mot_de_passage,
        },
        facts=phrases.agreed_facts(appointment, writing.reader, others),
        buttons=[
            Button(gettext("See the appointment"), page, is_main=True),
            Button(gettext("I can't any more"), f"{page}/annuler"),
        ],
        links=[Link(gettext("My space"), writing.my_space())],
    )


def _appointment(writing: Writing) -> Appointment:
    return get_appointment(writing.session, writing.message.appointment_id or 0)


def _page(writing: Writing, appointment: Appointment) -> str:
    return writing.url(f"/rendez-vous/{writing.token(TokenPurpose.APPOINTMENT, appointment)}")
