"""From the cells of a row to a person, or to the sentence that says what to write."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import email_validator

from mutualaid.domain.red_flags import worry_in
from mutualaid.domain.spreadsheets import Line, Table
from mutualaid.services.importing.columns import Column, recognised
from mutualaid.wording import phones

_LONGEST: dict[Column, int] = {
    Column.FIRST_NAME: 60,
    Column.LAST_NAME: 80,
    Column.LINE: 160,
    Column.POSTCODE: 10,
    Column.TOWN: 80,
    Column.FLAT: 40,
    Column.CALL_HOURS: 60,
}
_OLDEST_CONSENT = date(2000, 1, 1)


class Problem(StrEnum):
    """What is to be written instead, in one row."""

    NO_FIRST_NAME = "no_first_name"
    NO_CONTACT = "no_contact"
    PHONE = "phone"
    DEAR_PHONE = "dear_phone"
    EMAIL = "email"
    TOO_LONG = "too_long"
    TOO_MANY_CELLS = "too_many_cells"
    CONSENT_DATE = "consent_date"
    CONSENT_LATER = "consent_later"
    CALL_HOURS = "call_hours"


class BadRow(ValueError):
    """This row cannot be taken as it stands."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class Entry:
    """One person of the file."""

    line: int
    first_name: str
    last_name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    town: str = ""
    flat: str = ""
    call_hours: str = ""
    consent_on: str = ""
    """ISO date of the recorded yes; empty: to be asked."""

    def plain(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return asdict(self)


@dataclass(frozen=True)
class Refused:
    """One row that is not taken: its line, what to write, what stood there."""

    line: int
    problem: str
    words: str


def read_entries(table: Table, *, today: date) -> tuple[list[Entry], list[Refused]]:
    """The people of a file, and the rows that cannot be taken."""
    places = recognised(table.headings)
    entries, refused = [], []
    for line in table.lines:
        try:
            entries.append(_read(line, places, len(table.headings), today))
        except BadRow as error:
            words = _who(line, places)
            refused.append(Refused(line.number, error.problem.value, words))
    return entries, refused


def _who(line: Line, places: Mapping[int, Column]) -> str:
    """What helps to find the row again; nothing of the columns that we do not take."""
    named = {Column.FIRST_NAME, Column.LAST_NAME, Column.PHONE, Column.EMAIL}
    cells = [
        line.cells[place]
        for place, column in places.items()
        if column in named and place < len(line.cells)
    ]
    return ", ".join(_visible(cell) for cell in cells if cell)[:120]


def _read(line: Line, places: Mapping[int, Column], n_columns: int, today: date) -> Entry:
    if any(line.cells[n_columns:]):
        raise BadRow(Problem.TOO_MANY_CELLS)
    cells = dict.fromkeys(Column, "")
    for place, column in places.items():
        if place < len(line.cells):
            cells[column] = _visible(line.cells[place])
    if any(len(cells[column]) > most for column, most in _LONGEST.items()):
        raise BadRow(Problem.TOO_LONG)
    if not any(sign.isalpha() for sign in cells[Column.FIRST_NAME]):
        raise BadRow(Problem.NO_FIRST_NAME)
    if worry_in(cells[Column.CALL_HOURS]) is not None:
        raise BadRow(Problem.CALL_HOURS)
    phone = _phone(cells[Column.PHONE]) or _phone(cells[Column.SECOND_PHONE])
    email = _email(cells[Column.EMAIL])
    if not phone and not email and not cells[Column.LINE]:
        raise BadRow(Problem.NO_CONTACT)
    return Entry(
        line=line.number,
        first_name=cells[Column.FIRST_NAME],
        last_name=cells[Column.LAST_NAME],
        phone=phone,
        email=email,
        address=cells[Column.LINE],
        postcode=cells[Column.POSTCODE],
        town=cells[Column.TOWN],
        flat=cells[Column.FLAT],
        call_hours=cells[Column.CALL_HOURS],
        consent_on=_consent(cells[Column.CONSENT], today),
    )


def _visible(text: str) -> str:
    """Composed, and without signs that only hide something."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in composed if unicodedata.category(sign)[0] != "C").strip()


def _phone(text: str) -> str:
    if not text:
        return ""
    bare = re.sub(r"[\s.]", "", text)
    if re.fullmatch(r"[1-9]\d{8}", bare):
        text = f"0{bare}"  # a spreadsheet took it for a number and dropped the zero
    try:
        return phones.read_phone(text)
    except phones.DearPhone as error:
        raise BadRow(Problem.DEAR_PHONE) from error
    except phones.UnreadPhone as error:
        raise BadRow(Problem.PHONE) from error


def _email(text: str) -> str:
    if not text:
        return ""
    try:
        checked = email_validator.validate_email(text, check_deliverability=False)
    except email_validator.EmailNotValidError as error:
        raise BadRow(Problem.EMAIL) from error
    return (checked.ascii_email or checked.normalized).lower()


def _consent(text: str, today: date) -> str:
    """The day of the yes; « oui » without a day is asked again, because nobody can prove it."""
    if not any(sign.isdigit() for sign in text):
        return ""
    found = _day_in(text)
    if found is None or found < _OLDEST_CONSENT:
        raise BadRow(Problem.CONSENT_DATE)
    if found > today:
        raise BadRow(Problem.CONSENT_LATER)
    return found.isoformat()


def _day_in(text: str) -> date | None:
    """« 2026-03-12 », « 12/03/2026 », « 12.3.26 », with words around it."""
    iso = re.search(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", text)
    written = re.search(r"\b(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})\b", text)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif written:
        day, month, year = (int(part) for part in written.groups())
        year += 2000 if year < 100 else 0
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
