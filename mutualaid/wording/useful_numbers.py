"""Listening lines and emergency numbers, in the order of the page, from `useful_numbers.json`.

A figure there may save a life: change one only with its source open, and write the day in
`checked_on`. A line without that day, or with an old one, says that it is to be checked.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask_babel import get_locale

FILE = Path(__file__).with_name("useful_numbers.json")
GOOD_FOR = timedelta(days=183)
"""A check holds for six months; then it is a task at the desk."""


@dataclass(frozen=True)
class Said:
    """The same in both languages; `str` gives the one of the page."""

    fr: str
    en: str

    def __str__(self) -> str:
        locale = get_locale()
        return self.en if locale is not None and locale.language == "en" else self.fr


@dataclass(frozen=True)
class UsefulNumber:
    """One line of the page: whom it is for, when it answers, what it costs, who says so."""

    number: str
    name: Said
    for_whom: Said
    hours: Said
    price: Said
    source: str
    checked_on: date | None
    by_text: bool = False
    """Reached by SMS."""

    def is_fresh(self, today: date) -> bool:
        """Checked with its source within six months."""
        return self.checked_on is not None and today < self.checked_on + GOOD_FOR


@dataclass(frozen=True)
class Rubric:
    """Numbers that answer one worry."""

    key: str
    slug: str
    title: Said
    note: Said
    numbers: tuple[UsefulNumber, ...]


def _number(row: dict[str, Any]) -> UsefulNumber:
    said = {name: Said(**row[name]) for name in ("name", "for_whom", "hours", "price")}
    checked_on = date.fromisoformat(row["checked_on"]) if row["checked_on"] else None
    return UsefulNumber(
        row["number"],
        source=row["source"],
        checked_on=checked_on,
        by_text=row.get("by_text", False),
        **said,
    )


def read(file: Path = FILE) -> tuple[Rubric, ...]:
    """Every rubric; a KeyError or ValueError names what is wrong in the file."""
    return tuple(
        Rubric(
            row["key"],
            row["slug"],
            Said(**row["title"]),
            Said(**row["note"]),
            tuple(_number(each) for each in row["numbers"]),
        )
        for row in json.loads(file.read_text(encoding="utf-8"))
    )


RUBRICS = read()


def number(digits: str) -> UsefulNumber:
    """One line by its number."""
    return next(line for line in all_numbers() if line.number == digits)


def find_rubric(slug: str) -> Rubric | None:
    """One rubric by what its address says."""
    return next((rubric for rubric in RUBRICS if rubric.slug == slug), None)


def all_numbers() -> Iterable[UsefulNumber]:
    """Every line, in the order of the page."""
    return (line for rubric in RUBRICS for line in rubric.numbers)


def to_check(today: date) -> list[UsefulNumber]:
    """The lines that nobody checked with their source for six months."""
    return [line for line in all_numbers() if not line.is_fresh(today)]
