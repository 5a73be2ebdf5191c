"""Phrases that several mails share: days, what is needed, where, how to reach somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from babel.lists import format_list
from flask_babel import get_locale, gettext

from mutualaid.domain.categories import category
from mutualaid.emails.letter import Button, Fact
from mutualaid.models import Appointment, HelpRequest, Place, Proposal, User
from mutualaid.queries.contacts import contact_of
from mutualaid.wording.appointments import other_helpers
from mutualaid.wording.categories import category_title, minutes_phrase, told_phrases
from mutualaid.wording.dates import (
    half_day_phrase,
    slot_phrase,
    time_phrase,
    weekday_name,
)
from mutualaid.wording.distance import walking_phrase
from mutualaid.wording.phones import phone_in_pairs
from mutualaid.wording.series import asked_phrase, dates_phrase, every_week, over_two

NEAR_M = 1_600
"""Twenty minutes on foot: what « près de chez vous » may mean."""
_A_WEEK = timedelta(days=7)


def near_day(on: date, today: date) -> str:
    """« mardi » within a week, « mardi 28 » later."""
    if on - today < _A_WEEK:
        return weekday_name(on)
    number = "1er" if on.day == 1 and get_locale().language == "fr" else str(on.day)
    return f"{weekday_name(on)} {number}"


def hour(appointment: Appointment) -> str:
    """« 14 h 30 », or « l'après-midi » when the time is settled by phone."""
    if appointment.start_time is not None:
        return time_phrase(appointment.start_time)
    return half_day_phrase(appointment.half_day)


def when(help_request: HelpRequest, asked: Proposal | Appointment) -> str:
    """The half-day or the time, and whether it lasts or comes back."""
    if isinstance(asked, Proposal):
        return asked_phrase(asked)
    phrase = slot_phrase(asked.on_date, asked.half_day, help_request.start_time)
    return over_two(phrase) if help_request.n_half_days > 1 else phrase


def agreed_when(appointment: Appointment) -> str:
    """Of a series, that it is one."""
    need = appointment.help_request
    if not need.is_weekly:
        return when(need, appointment)
    week = every_week(appointment.on_date, appointment.half_day, appointment.start_time)
    return over_two(week) if need.n_half_days > 1 else week


def first_dates(dates: Sequence[Appointment]) -> list[Fact]:
    """The dates of a series that are written down; nothing for a single one."""
    if not dates[0].help_request.is_weekly:
        return []
    return [(gettext("The first dates"), dates_phrase(each.on_date for each in dates))]


def need_facts(
    help_request: HelpRequest, asked: Proposal | Appointment, *, only_open: bool, at: str = ""
) -> list[Fact]:
    """What, when (`at`, where it is already a phrase), how long, and the category's own facts."""
    kind = category(help_request.category)
    return [
        (gettext("What for"), category_title(help_request.category)),
        (gettext("When"), at or when(help_request, asked)),
        (gettext("How long"), gettext("about %(time)s", time=minutes_phrase(help_request.minutes))),
        *told_phrases(kind, help_request.facts, only_open=only_open),
    ]


def rough_place(help_request: HelpRequest, distance_m: int | None) -> list[Fact]:
    """Before two yeses: the neighbourhood and walking words, nothing finer."""
    if help_request.is_remote:
        return [(gettext("Where"), gettext("by phone"))]
    home = help_request.neighbourhood
    words = [home.name] if home is not None else []
    if distance_m is not None:
        words.append(walking_phrase(distance_m))
    return [(gettext("Where"), ", ".join(words))] if words else []


def meeting_place(help_request: HelpRequest) -> list[Fact]:
    """The public place that was chosen at posting; both may read it."""
    point = help_request.meeting_point
    return [(gettext("Where"), f"{point.name}, {point.street}")] if point is not None else []


def full_place(help_request: HelpRequest) -> list[Fact]:
    """After two yeses, for the helper: the meeting point, or the door."""
    if help_request.is_remote:
        return [(gettext("Where"), gettext("by phone"))]
    if help_request.meeting_point is not None:
        return meeting_place(help_request)
    place = help_request.place
    if place is None:
        return []
    facts = [(gettext("Where"), ", ".join(part for part in _address(place) if part))]
    if place.door_note:
        facts.append((gettext("To find the door"), place.door_note))
    return facts


def _address(place: Place) -> tuple[str, ...]:
    return place.line, place.flat, f"{place.postcode} {place.commune}".strip()


def street(help_request: HelpRequest) -> str:
    """What a helper's calendar may show: the street, never the number; nothing by phone."""
    if help_request.is_remote:
        return ""
    if help_request.meeting_point is not None:
        return f"{help_request.meeting_point.name}, {help_request.meeting_point.street}"
    return help_request.place.street if help_request.place is not None else ""


def contact(person: User) -> Fact:
    """How the other reaches this person, at the person's choice; else the desk."""
    found = contact_of(person)
    if not found.phone:
        return gettext("E-mail"), found.email
    number = phone_in_pairs(found.phone)
    if found.is_desk:
        number = gettext("%(phone)s (%(name)s)", phone=number, name=found.desk_name)
    return gettext("Phone"), number


def contacts(people: list[User]) -> list[Fact]:
    """« Téléphone » for one person, « Karim » and « Rose » for two."""
    if len(people) == 1:
        return [contact(people[0])]
    return [(person.first_name, contact(person)[1]) for person in people]


def agreed_facts(
    appointment: Appointment, reader: User, others: list[User], *, at: str = ""
) -> list[Fact]:
    """After two yeses: what, when, where, how to reach each other; the door for a helper only."""
    need = appointment.help_request
    facts = need_facts(need, appointment, only_open=False, at=at)
    if reader.id == need.user_id:
        return [*facts, *meeting_place(need), *contacts(others)]
    facts += [*full_place(need), *contacts(others)]
    if beside := other_helpers(appointment, reader.id):
        facts.append((gettext("Who else comes"), names(beside)))
    return [*facts, (gettext("Good to know"), need.note)] if need.note else facts


def names(people: Iterable[User]) -> str:
    """« Karim », « Karim et Rose »."""
    return format_list([person.first_name for person in people], locale=get_locale())


def yes_no(url: str, yes: str, no: str) -> list[Button]:
    """Two buttons to the same page; the question mark only says which of its two comes first."""
    return [
        Button(yes, f"{url}?reponse=oui", gettext("YES"), is_main=True),
        Button(no, f"{url}?reponse=non", gettext("NO")),
    ]
