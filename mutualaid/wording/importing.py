"""The words of files: why one cannot be read, what to write in a row, the headings we write."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.domain.spreadsheets import MOST_ROWS, Unreadable
from mutualaid.wording.dates import day_phrase

_UNREADABLE: dict[Unreadable | None, Any] = {
    None: _l("Choose a file"),
    Unreadable.EMPTY: _l("Choose a file with a row of headings and at least one person"),
    Unreadable.TOO_LARGE: _l("Choose a file of 1 MB at most"),
    Unreadable.NOT_TEXT: _l("Choose a CSV file. This one is not text"),
    Unreadable.WORKBOOK: _l(
        "In your spreadsheet, choose “Save as”, then “CSV”, and send that file"
    ),
    Unreadable.TOO_MANY_ROWS: _l("Choose a file of %(most)s people at most, or cut it in two"),
    Unreadable.NO_HEADINGS: _l(
        "Write headings in the first row: “First name”, and “Phone” or “Email”"
    ),
    Unreadable.OPEN_QUOTE: _l("Save the file again as CSV: a quotation mark is never closed"),
}
_PROBLEMS: dict[str, Any] = {
    "no_first_name": _l("Write the first name"),
    "no_contact": _l("Write a phone, an email or an address"),
    "phone": _l("Write a 10-digit number, like 06 39 98 12 34"),
    "dear_phone": _l("Write a number that costs nothing extra to call"),
    "email": _l("Write a full email, like name@example.com"),
    "too_long": _l("Shorten what is too long: one cell holds more than we can keep"),
    "too_many_cells": _l("Put the row in order: it has more cells than there are headings"),
    "consent_date": _l("Write the day of the yes like 12/03/2026"),
    "consent_later": _l("Write the day of the yes: this one is still to come"),
    "call_hours": _l("Write only a time of day, nothing about health"),
}


def unreadable(why: Unreadable | None) -> str:
    """What to do about a file of which nothing was taken."""
    return str(_UNREADABLE[why]) % {"most": MOST_ROWS}


def row_problem(problem: str) -> str:
    """What to write instead, in one row."""
    return str(_PROBLEMS[problem])


def consent_phrase(consent_on: str) -> str:
    """« D'accord le jeudi 12 mars 2026 », or that it is to be asked."""
    if not consent_on:
        return gettext("To ask")
    return gettext("Agreed %(day)s", day=day_phrase(date.fromisoformat(consent_on), with_year=True))


def export_headings() -> list[str]:
    """The first row of the file that goes out; the import knows each of the first ten again."""
    return [
        gettext("First name"),
        gettext("Last name"),
        gettext("Phone"),
        gettext("Email"),
        gettext("Address"),
        gettext("Postcode"),
        gettext("Town"),
        gettext("Floor, flat"),
        gettext("When to call"),
        gettext("Agreed on"),
        gettext("Met on"),
        gettext("Level"),
        gettext("Neighbourhood"),
    ]
