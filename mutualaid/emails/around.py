"""Mails around an appointment: the day before, close to the hour, and the days after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext

from mutualaid.domain.appointments import DOOR_CLOSES, FEEDBACK_LASTS
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.emails import phrases
from mutualaid.emails.letter import Button, Letter, Link, Writing
from mutualaid.models import Appointment, User
from mutualaid.queries.appointments import get_appointment, others_of
from mutualaid.queries.contacts import contact_of
from mutualaid.queries.feedbacks import find_feedback
from mutualaid.queries.notices import get_notice
from mutualaid.queries.ties import ids_blocked_with, ids_met_again
from mutualaid.wording.appointments import notice_phrase
from mutualaid.wording.categories import category_title
from mutualaid.wording.thanks import thanks_phrase


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
            Button(gettext("I can't make it any more"), f"{page}/annuler"),
        ],
        links=[Link(gettext("My space"), writing.my_space())],
    )


def running_late(writing: Writing) -> Letter | None:
    """« Karim aura 20 minutes de retard »: the number first."""
    return _close_to_the_hour(writing, until=lambda appointment: appointment.ends_at)


def nobody_at_door(writing: Writing) -> Letter | None:
    """« Karim est devant votre porte »: the number first."""
    return _close_to_the_hour(writing, until=lambda appointment: appointment.ends_at + DOOR_CLOSES)


def _close_to_the_hour(
    writing: Writing, *, until: Callable[[Appointment], datetime]
) -> Letter | None:
    appointment = _appointment(writing)
    notice = get_notice(writing.session, writing.message.event_number)
    speaker = notice.user
    is_among_us = speaker in others_of(appointment, writing.reader)
    is_planned = appointment.status is AppointmentStatus.PLANNED
    if not is_planned or not is_among_us or writing.now > until(appointment):
        return None
    need = appointment.help_request
    return Letter(
        home=writing.reader.neighbourhood or need.neighbourhood,
        words={
            "name": speaker.first_name,
            "news": notice_phrase(notice, need),
            "contact": phrases.contact(speaker)[1],
            "by_phone": bool(contact_of(speaker).phone),
        },
        facts=[
            (gettext("What for"), category_title(need.category)),
            (gettext("When"), phrases.when(need, appointment)),
        ],
        buttons=[Button(gettext("See the appointment"), _page(writing, appointment), is_main=True)],
        links=[Link(gettext("My space"), writing.my_space())],
    )


def feedback(writing: Writing) -> Letter | None:
    """« Comment s'est passé votre coup de main ? »; unsaid once it was answered."""
    appointment = _appointment(writing)
    others = others_of(appointment, writing.reader)
    said = find_feedback(writing.session, appointment, writing.reader)
    is_cancelled = appointment.status is AppointmentStatus.CANCELLED
    is_late = writing.now > appointment.ends_at + FEEDBACK_LASTS
    if is_cancelled or is_late or not others or said is not None:
        return None
    need = appointment.help_request
    page = writing.url(f"/retour/{writing.token(TokenPurpose.FEEDBACK, appointment)}")
    return Letter(
        home=writing.reader.neighbourhood or need.neighbourhood,
        words={
            "name": phrases.names(others),
            "n_people": len(others),
            "when": phrases.when(need, appointment),
        },
        buttons=[
            Button(gettext("Well"), f"{page}?reponse=bien", is_main=True),
            Button(gettext("So-so"), f"{page}?reponse=moyen"),
            Button(gettext("Badly"), f"{page}?reponse=mal"),
            Button(gettext("It did not take place"), f"{page}?reponse=non"),
        ],
        links=[Link(gettext("My space"), writing.my_space())],
    )


def merci(writing: Writing) -> Letter | None:
    """A resident's thanks, in the helper's own language."""
    appointment = _appointment(writing)
    resident = appointment.help_request.user
    said = find_feedback(writing.session, appointment, resident)
    words = thanks_phrase(said) if said is not None else ""
    if not words or resident.id in ids_blocked_with(writing.session, writing.reader):
        return None
    return Letter(
        home=writing.reader.neighbourhood,
        words={
            "name": resident.first_name,
            "thanks": words,
            "when": phrases.when(appointment.help_request, appointment),
        },
        buttons=[Button(gettext("My space"), writing.my_space(), is_main=True)],
        links=[],
    )


def meet_again(writing: Writing) -> Letter | None:
    """Both would like to: how to reach each other, until either takes it away."""
    appointment = _appointment(writing)
    number = writing.message.event_number
    if number not in ids_met_again(writing.session, writing.reader):
        return None
    other = writing.session.get_one(User, number)
    return Letter(
        home=writing.reader.neighbourhood or appointment.help_request.neighbourhood,
        words={"name": other.first_name},
        facts=[phrases.contact(other)],
        buttons=[Button(gettext("My contacts"), f"{writing.my_space()}/contacts", is_main=True)],
        links=[Link(gettext("My space"), writing.my_space())],
    )


def need_answered(writing: Writing) -> Letter:
    """« C'est fait, merci », to whoever told us of a need: not whose, not what, not who came."""
    return Letter(
        home=writing.reader.neighbourhood,
        links=[Link(gettext("My space"), writing.my_space())],
    )


def _appointment(writing: Writing) -> Appointment:
    return get_appointment(writing.session, writing.message.appointment_id or 0)


def _page(writing: Writing, appointment: Appointment) -> str:
    return writing.url(f"/rendez-vous/{writing.token(TokenPurpose.APPOINTMENT, appointment)}")
