"""Mails that tell how it ended: agreed, thanked, over, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext

from mutualaid.domain.appointments import FEWER, QUIETLY, VOICE_WITHIN
from mutualaid.domain.mail import CalendarMethod, CalendarPart
from mutualaid.domain.messages import TEAM, TokenPurpose
from mutualaid.domain.statuses import (
    AppointmentStatus,
    HelperStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.emails import phrases
from mutualaid.emails.calendar import calendar_file
from mutualaid.emails.letter import Button, Letter, Link, Writing
from mutualaid.models import Appointment, User
from mutualaid.queries import appointments, proposals
from mutualaid.queries.ties import ids_blocked_with
from mutualaid.services.surplus import is_surplus
from mutualaid.wording.categories import category_title
from mutualaid.wording.phones import phone_in_pairs


def agreed_resident(writing: Writing) -> Letter | None:
    """Who comes, when, by which number, and the mot de passage."""
    appointment = _appointment(writing)
    helpers = [row.helper for row in appointment.helper_rows if row.status is HelperStatus.COMING]
    if not _is_planned(appointment, writing) or not helpers:
        return None
    need = appointment.help_request
    return _confirmation(
        writing,
        appointment,
        others=helpers,
        street=phrases.street(need) if need.meeting_point_id is not None else "",
    )


def agreed_helper(writing: Writing) -> Letter | None:
    """Whom to help, where exactly, by which number, and what to say at the door."""
    appointment = _appointment(writing)
    mine = [row for row in appointment.helper_rows if row.helper_id == writing.reader.id]
    comes = any(row.status is HelperStatus.COMING for row in mine)
    if not _is_planned(appointment, writing) or not comes:
        return None
    need = appointment.help_request
    return _confirmation(writing, appointment, others=[need.user], street=phrases.street(need))


def _confirmation(
    writing: Writing,
    appointment: Appointment,
    *,
    others: list[User],
    street: str,
) -> Letter:
    need = appointment.help_request
    dates = appointments.list_from(writing.session, appointment)
    page = f"/rendez-vous/{writing.token(TokenPurpose.APPOINTMENT, appointment)}"
    at = phrases.agreed_when(appointment)
    return Letter(
        home=writing.reader.neighbourhood or need.neighbourhood,
        words={
            "name": phrases.names(others),
            "n_people": len(others),
            "day": phrases.near_day(appointment.on_date, writing.today),
            "hour": phrases.hour(appointment),
            "when": at,
            "is_exact": appointment.start_time is not None,
            "is_helper": writing.reader.id != need.user_id,
            "is_remote": need.is_remote,
            "mot_de_passage": appointment.mot_de_passage,
        },
        facts=[
            *phrases.agreed_facts(appointment, writing.reader, others, at=at),
            *phrases.first_dates(dates),
        ],
        buttons=[
            Button(gettext("See the appointment"), writing.url(page), is_main=True),
            Button(gettext("Add to my calendar"), writing.url(f"{page}.ics")),
            Button(gettext("I can't make it any more"), writing.url(f"{page}/annuler")),
        ],
        links=[Link(gettext("My space"), writing.my_space())],
        calendar=_calendar(writing, dates, street=street, cancelled=False),
    )


def superseded(writing: Writing) -> Letter | None:
    """« Quelqu'un a déjà dit oui. Merci à vous. »."""
    letter = _ended(writing, {ProposalStatus.SUPERSEDED})
    proposal = proposals.get_proposal(writing.session, writing.message.proposal_id or 0)
    if letter is None or not is_surplus(proposal):
        return letter
    page = writing.url(f"/proposition/{writing.token(TokenPurpose.ANSWER, proposal)}")
    another = Button(gettext("Help somebody else"), page, is_main=True)
    own = Button(gettext("My availability"), writing.my_space())
    return replace(letter, words=letter.words | {"is_surplus": True}, buttons=[another, own])


def resident_said_no(writing: Writing) -> Letter | None:
    """The resident chose otherwise; it lowers nobody."""
    return _ended(writing, {ProposalStatus.DECLINED})


def proposal_withdrawn(writing: Writing) -> Letter | None:
    """The need is gone, or the resident stayed silent: the helper is free."""
    return _ended(writing, {ProposalStatus.CANCELLED, ProposalStatus.EXPIRED})


def _ended(writing: Writing, statuses: set[ProposalStatus]) -> Letter | None:
    proposal = proposals.get_proposal(writing.session, writing.message.proposal_id or 0)
    if proposal.status not in statuses or proposal.on_date < writing.today:
        return None
    return Letter(
        home=writing.reader.neighbourhood,
        words={
            "day": phrases.near_day(proposal.on_date, writing.today),
            "when": phrases.when(proposal.help_request, proposal),
            "is_silence": proposal.status is ProposalStatus.EXPIRED,
            "is_surplus": False,
            "is_team": writing.message.event_key.endswith(f":{TEAM}"),
        },
        buttons=[Button(gettext("My availability"), writing.my_space(), is_main=True)],
    )


def cancelled(writing: Writing) -> Letter | None:
    """Somebody cannot come: who, and what happens now."""
    appointment = _appointment(writing)
    need = appointment.help_request
    if appointment.on_date < writing.today:
        return None
    is_resident = writing.reader.id == need.user_id
    n_coming = len(appointments.coming(appointment))
    is_off = not appointments.takes_place_for(appointment, writing.reader)
    stands = need.is_weekly and need.status is RequestStatus.AGREED
    gone = [appointment] if stands else appointments.list_from(writing.session, appointment)
    who, caller = _who_cannot(writing, appointment), _whom_to_call(writing, appointment)
    return Letter(
        home=writing.reader.neighbourhood or need.neighbourhood,
        words={
            "name": who.first_name if who else "",
            "caller": caller.first_name if caller else "",
            "contact": phrases.contact(caller)[1] if caller else "",
            "other": need.user.first_name,
            "day": phrases.near_day(appointment.on_date, writing.today),
            "hour": phrases.hour(appointment),
            "when": phrases.when(need, appointment),
            "is_off": is_off,
            "is_fewer": writing.message.event_key.endswith(f":{FEWER}"),
            "n_coming": n_coming,
            "n_needed": need.helpers_needed,
            "desk_phone": _desk_phone(writing, appointment),
            "is_one_date": stands,
            "is_series_over": need.is_weekly and not stands,
            "is_resident": is_resident,
            "is_searched": need.status in {RequestStatus.OPEN, RequestStatus.PROPOSED},
        },
        facts=[
            (gettext("What for"), category_title(need.category)),
        ],
        buttons=_after_cancelling(writing, is_resident=is_resident),
        links=[Link(gettext("My space"), writing.my_space())],
        calendar=_calendar(writing, gone, street="", cancelled=True) if is_off else None,
    )


def _desk_phone(writing: Writing, appointment: Appointment) -> str:
    """Of the desk that signs the mail."""
    home = writing.reader.neighbourhood or appointment.help_request.neighbourhood
    return phone_in_pairs(home.desk_phone) if home is not None and home.desk_phone else ""


def _after_cancelling(writing: Writing, *, is_resident: bool) -> list[Button]:
    if not is_resident:
        return [Button(gettext("My availability"), writing.my_space(), is_main=True)]
    return [
        Button(gettext("Change the day"), writing.my_space(), is_main=True),
        Button(gettext("I don't need it any more"), writing.my_space()),
    ]


def _who_cannot(writing: Writing, appointment: Appointment) -> User | None:
    """The helper whose number ends the event's key; nobody when the whole is called off."""
    number = writing.message.event_number
    return next(
        (
            row.helper
            for row in appointment.helper_rows
            if row.helper_id == number and number != writing.reader.id
        ),
        None,
    )


def _whom_to_call(writing: Writing, appointment: Appointment) -> User | None:
    """Within a day of it: who gave it up, to be spoken to at once; nobody after a block."""
    message = writing.message
    told_late = message.created_at + VOICE_WITHIN >= appointment.starts_at
    if not told_late or message.event_key.endswith(QUIETLY):
        return None
    resident = appointment.help_request.user
    is_resident = resident.id == writing.reader.id
    who = _who_cannot(writing, appointment) or (None if is_resident else resident)
    blocked = ids_blocked_with(writing.session, writing.reader)
    return who if who is not None and who.id not in blocked else None


def _appointment(writing: Writing) -> Appointment:
    return appointments.get_appointment(writing.session, writing.message.appointment_id or 0)


def _is_planned(appointment: Appointment, writing: Writing) -> bool:
    return appointment.status is AppointmentStatus.PLANNED and appointment.on_date >= writing.today


def _calendar(
    writing: Writing, dates: Sequence[Appointment], *, street: str, cancelled: bool
) -> CalendarPart:
    home = dates[0].help_request.neighbourhood
    zone = home.zone if home is not None else writing.settings.default_zone
    method = CalendarMethod.CANCEL if cancelled else CalendarMethod.PUBLISH
    content = calendar_file(*dates, cancelled=cancelled, street=street, zone=zone, now=writing.now)
    return CalendarPart(method, content)
