"""« Mes données », as words that one reads and prints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.domain.categories import category
from mutualaid.domain.clock import local
from mutualaid.wording.categories import category_title, fact_phrases
from mutualaid.wording.contacts import language_name
from mutualaid.wording.dates import day_phrase, time_phrase
from mutualaid.wording.export_values import value_phrase
from mutualaid.wording.phones import phone_in_pairs

TITLES: dict[str, Any] = {
    "users": _l("You"),
    "places": _l("Addresses"),
    "help_requests": _l("What you asked for"),
    "request_slots": _l("When it could take place"),
    "offers": _l("What you offer"),
    "offer_categories": _l("Kinds of help that you offer"),
    "absences": _l("When you are away"),
    "proposals": _l("Proposals"),
    "appointments": _l("Appointments"),
    "appointment_helpers": _l("Where you helped"),
    "appointment_notices": _l("“I am late” and “nobody is at the door”"),
    "feedbacks": _l("What you said afterwards"),
    "ties": _l("Neighbours whom you met"),
    "relatives": _l("Relatives"),
    "level_changes": _l("How far you were trusted, over time"),
    "referees": _l("Who said that they know you"),
    "merges": _l("Two records of you that were made one"),
    "blocks": _l("People whom you do not want to meet again"),
    "reports": _l("What you reported"),
    "consents": _l("What you agreed to"),
    "coordinators": _l("Where you coordinate"),
    "messages": _l("Mails and calls"),
    "tasks": _l("What the team had to do about you"),
    "request_choices": _l("What the team decided about your requests"),
    "desk_claims": _l("What you took care of at the desk"),
    "helper_refusals": _l("Requests that did not suit"),
    "sessions": _l("Browsers in which you came in"),
    "drafts": _l("Forms that you began"),
    "second_factors": _l("Your telephone for the second code"),
    "recovery_codes": _l("Your codes on paper"),
    "sign_ins": _l("Codes to come in"),
    "tokens": _l("Links in our mails"),
    "incoming_mails": _l("Your replies to our mails"),
    "run_requests": _l("Searches that were started"),
    "outside_interests": _l("Letters for the day when we come to your town"),
    "enrolments": _l("The veille"),
    "circle_members": _l("The circle of neighbours in the veille"),
    "round_entries": _l("What was noted about you in the rounds"),
    "round_attempts": _l("Each call or knock of the rounds"),
    "ladder_rungs": _l("What was done when you did not answer"),
    "weekly_news": _l("Your answers to “How are you this week?”"),
    "rounds": _l("Rounds for which you answer"),
    "call_sheets": _l("Call sheets that you ticked"),
    "alerts": _l("Alerts that you set"),
    "journal": _l("What was done, line by line"),
}
LABELS: dict[str, Any] = {
    "id": _l("Number"),
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "email": _l("Email"),
    "email_confirmed_at": _l("Email confirmed"),
    "phone": _l("Phone"),
    "phone_confirmed_at": _l("Phone confirmed"),
    "channel": _l("How we reach you"),
    "contact_choice": _l("What the other gets"),
    "ui_language": _l("Language of our mails"),
    "languages": _l("Languages that you speak"),
    "is_adult": _l("18 or older"),
    "met_on": _l("Met by the team"),
    "level": _l("Trust (0, 1 or 2)"),
    "charter_accepted_at": _l("Charter accepted"),
    "drives_declared_on": _l("Car declared"),
    "weekly_mask": _l("Half-days of the week (in code)"),
    "weeks_vary": _l("It depends on the weeks"),
    "rhythm_per_month": _l("At most, each month"),
    "paused_until": _l("On a break until"),
    "rest_until": _l("Left in peace until"),
    "n_ignored": _l("Questions left without an answer"),
    "is_reminded_by_call": _l("A call before each appointment"),
    "call_hours": _l("When you like to be called"),
    "before": _l("Trust before"),
    "after": _l("Trust after"),
    "changed_at": _l("Changed"),
    "confirmed_on": _l("Said yes"),
    "merged_at": _l("Made one"),
    "undone_at": _l("Taken apart again"),
    "created_at": _l("Written"),
    "last_contact_at": _l("Last contact"),
    "line": _l("Address"),
    "house_number": _l("House number"),
    "street": _l("Street"),
    "postcode": _l("Postcode"),
    "commune": _l("Town"),
    "flat": _l("Floor, door"),
    "door_note": _l("To find the door"),
    "precision": _l("How well the address is known"),
    "lat": _l("Latitude"),
    "lon": _l("Longitude"),
    "source": _l("Found in"),
    "category": _l("What for"),
    "facts": _l("Details"),
    "note": _l("Note"),
    "status": _l("Where it stands"),
    "helpers_needed": _l("How many people"),
    "recurrence": _l("How often"),
    "until_on": _l("Until"),
    "start_time": _l("Time"),
    "minutes": _l("Minutes"),
    "language": _l("Language asked for"),
    "is_urgent": _l("Urgent"),
    "agreed_in_advance_at": _l("Agreed in advance"),
    "confirmed_at": _l("Confirmed"),
    "ended_at": _l("Ended"),
    "help_request_id": _l("Request number"),
    "on_date": _l("Day"),
    "half_day": _l("Half-day"),
    "reach": _l("How far"),
    "ends_on": _l("Last day"),
    "withdrawn_at": _l("Withdrawn"),
    "offer_id": _l("Offer number"),
    "starts_on": _l("First day"),
    "distance_m": _l("Distance between the two squares, in metres"),
    "mot_de_passage": _l("Words at the door"),
    "appointment_id": _l("Appointment number"),
    "wish": _l("Decision"),
    "decided_at": _l("Decided"),
    "taken_at": _l("Taken"),
    "kind": _l("Kind"),
    "took_place": _l("It took place"),
    "feeling": _l("How it was"),
    "wants_again": _l("Would meet again"),
    "thanks_phrase": _l("Thanks, ready phrase"),
    "thanks": _l("Thanks"),
    "n_meetings": _l("Meetings"),
    "is_mutual": _l("Both want to meet again"),
    "removed_at": _l("Removed"),
    "role": _l("Role"),
    "words": _l("Words"),
    "proved_at": _l("Second code given"),
    "seen_at": _l("Seen"),
    "closed_at": _l("Closed"),
    "purpose": _l("What for"),
    "wording_version": _l("Version of the text"),
    "given_at": _l("Given"),
    "done_at": _l("Done"),
    "expires_at": _l("Good until"),
    "revoked_at": _l("Ended by you or by us"),
    "form": _l("Form"),
    "answers": _l("Answers"),
    "updated_at": _l("Last change"),
    "used_at": _l("Used"),
    "finished_at": _l("Finished"),
    "is_in_veille": _l("Takes part in the veille"),
    "entered_by": _l("Written down by"),
    "cadence": _l("How often"),
    "news_by": _l("How the news is asked"),
    "wants_alert_mail": _l("A mail before great heat or cold"),
    "preferred_half_day": _l("Preferred half-day"),
    "preferred_time": _l("Preferred hour"),
    "topic": _l("Likes to talk about"),
    "after_hours": _l("Who answers when the desk is closed"),
    "agreed_until": _l("Agreed until"),
    "last_news_at": _l("Last news"),
    "silent_since": _l("Without an answer since"),
    "call_again_on": _l("To be called on"),
    "outcome": _l("What was noted"),
    "need": _l("Needs"),
    "number": _l("Number"),
    "rung": _l("What was to be done"),
    "due_at": _l("Due"),
    "deadline_at": _l("To be done by"),
    "week_on": _l("Week of"),
    "answer": _l("Your answer"),
    "asked_at": _l("Asked"),
    "answered_at": _l("Answered"),
    "fate": _l("What became of it"),
    "fate_at": _l("Ticked"),
    "started_at": _l("Began"),
    "at": _l("When"),
    "action": _l("What (in code)"),
}
_SAID: dict[str, Callable[[str], str]] = {
    "category": category_title,
    "need": category_title,
    "language": language_name,
    "ui_language": language_name,
    "phone": phone_in_pairs,
}
Lines = list[tuple[str, str]]


def sections(found: dict[str, list[dict[str, Any]]], zone: str) -> list[tuple[str, list[Lines]]]:
    """Each table that holds something: its title, and for each row its lines."""
    return [
        (str(TITLES[table]), [_lines(row, zone) for row in rows])
        for table, rows in found.items()
        if rows
    ]


def _lines(row: dict[str, Any], zone: str) -> Lines:
    said = [
        (str(LABELS[name]), _facts(row, value) if name == "facts" else _phrase(name, value, zone))
        for name, value in row.items()
    ]
    return [(label, phrase) for label, phrase in said if phrase]


def _facts(row: dict[str, Any], facts: dict[str, Any]) -> str:
    """« Ensemble, ou pour vous ? Ensemble »: the questions of its kind, as they were answered."""
    kind = category(str(row["category"]))
    known = {fact.key for fact in kind.facts}
    said = [f"{question} {answer}" for question, answer in fact_phrases(kind, facts)]
    rest = {key: answer for key, answer in facts.items() if key not in known}
    return ", ".join([*said, *([_word("facts", rest)] if rest else [])])


def _phrase(name: str, value: Any, zone: str) -> str:
    if isinstance(value, datetime):
        there = local(value, zone)
        return f"{day_phrase(there.date(), with_year=True)}, {time_phrase(there.time())}"
    if isinstance(value, date):
        return day_phrase(value, with_year=True)
    if isinstance(value, time):
        return time_phrase(value)
    return "" if value is None else _word(name, value)


def _word(name: str, value: Any) -> str:
    match value:
        case StrEnum():
            return value_phrase(value)
        case bool():
            return gettext("Yes") if value else gettext("No")
        case dict():
            return ", ".join(f"{key}{gettext(': ')}{each}" for key, each in value.items())
        case list():
            return ", ".join(language_name(each) for each in value)
        case _:
            return _SAID[name](value) if value and name in _SAID else str(value)
