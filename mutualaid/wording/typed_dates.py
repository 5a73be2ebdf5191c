"""Days and times as people type them, in French or English: no calendar widget."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta

_MAX_TYPED = 40
_MAX_AHEAD = timedelta(days=366)
_JUST_PAST = timedelta(days=92)
"""« 21 novembre » typed on the 22nd is a slip; typed eight months later it means next year."""
_MONTHS = (
    ("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"),
    ("mai", "may"), ("juin", "june"), ("juillet", "july"), ("aout", "august"),
    ("septembre", "september"), ("octobre", "october"), ("novembre", "november"),
    ("decembre", "december"),
)  # fmt: skip
_WEEKDAYS = (
    ("lundi", "monday"), ("mardi", "tuesday"), ("mercredi", "wednesday"), ("jeudi", "thursday"),
    ("vendredi", "friday"), ("samedi", "saturday"), ("dimanche", "sunday"),
)  # fmt: skip
_NEAR = {
    "aujourd'hui": 0, "aujourdhui": 0, "today": 0, "demain": 1, "tomorrow": 1,
    "apres-demain": 2, "apres demain": 2, "day after tomorrow": 2,
}  # fmt: skip


class UnreadDay(ValueError):
    """No day can be made of what was typed."""


class PastDay(ValueError):
    """The day is over."""


class FarDay(ValueError):
    """The day is more than twelve months away."""


class OtherWeekday(ValueError):
    """« mardi 28 octobre » is a Wednesday; `meant` is the day of the number."""

    def __init__(self, meant: date) -> None:
        super().__init__(meant.isoformat())
        self.meant = meant


class UnreadTime(ValueError):
    """No time of day can be made of what was typed."""


def read_day(text: str, *, today: date) -> date:
    """« 27 octobre », « mardi 27 octobre », « 27/10 », « 27/10/2026 », « demain », ISO, English."""
    if len(text) > _MAX_TYPED:
        raise UnreadDay
    words = _plain(text)
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    weekday, words = _take_weekday(words)
    if weekday is not None and words in {"", "prochain", "next"}:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    day = _day_of(words, today)
    if day < today:
        raise PastDay
    if day > today + _MAX_AHEAD:
        raise FarDay
    if weekday is not None and day.weekday() != weekday:
        raise OtherWeekday(day)
    return day


def _plain(text: str) -> str:
    """Lower case without accents, typographic signs or double spaces."""
    bare = unicodedata.normalize("NFKD", text.replace("\u2019", "'")).lower()
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(bare.replace(",", " ").split())


def _take_weekday(words: str) -> tuple[int | None, str]:
    """The day's name, when there is one, and the rest."""
    words = re.sub(r"^(le|the|on|next) ", "", words)
    first, _, rest = words.partition(" ")
    for index, names in enumerate(_WEEKDAYS):
        if first in names or (
            len(first.rstrip(".")) >= 3 and first.rstrip(".") in {name[:3] for name in names}
        ):
            return index, re.sub(r"^(le|the) ", "", rest)
    return None, words


def _day_of(words: str, today: date) -> date:
    """The date of a number and a month; without a year, the coming one."""
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", words, re.ASCII):
        year, month, number = (int(part) for part in found.groups())
        return _made(year, month, number)
    number, month, year_typed = _parts(words)
    if year_typed:
        return _made(int(year_typed) + (2000 if len(year_typed) == 2 else 0), month, number)
    for year in range(today.year - 1, today.year + 9):
        try:
            day = date(year, month, number)
        except ValueError:
            continue
        if day >= today - _JUST_PAST:
            return day
    raise UnreadDay


def _parts(words: str) -> tuple[int, int, str]:
    """Day, month and typed year of « 27/10/2026 », « 27 octobre 2026 » or "October 27"."""
    if found := re.fullmatch(
        r"(\d{1,2}) ?[/.-] ?(\d{1,2})(?: ?[/.-] ?(\d{4}|\d\d))?", words, re.ASCII
    ):
        return int(found[1]), int(found[2]), found[3] or ""
    number = r"(\d{1,2})(?:er|e|st|nd|rd|th)?"
    if found := re.fullmatch(number + r" (?:of )?([a-z]+)\.?(?: (\d{4}))?", words, re.ASCII):
        return int(found[1]), _month(found[2]), found[3] or ""
    if found := re.fullmatch(r"([a-z]+)\.? " + number + r"(?: (\d{4}))?", words, re.ASCII):
        return int(found[2]), _month(found[1]), found[3] or ""
    raise UnreadDay


def _month(word: str) -> int:
    """The month that only this word can mean: « oct », « sept », not « ju »."""
    fitting = {
        index
        for index, names in enumerate(_MONTHS, start=1)
        if any(name.startswith(word) for name in names)
    }
    if len(word) < 3 or len(fitting) != 1:
        raise UnreadDay
    return fitting.pop()


def _made(year: int, month: int, number: int) -> date:
    try:
        return date(year, month, number)
    except ValueError as error:
        raise UnreadDay from error


def read_time(text: str) -> time:
    """« 14 h 30 », « 14:30 », « 14h », « midi », "2.30pm"."""
    words = _plain(text) if len(text) <= _MAX_TYPED else ""
    words = re.sub(r"^(a|at) ", "", words)
    if words in {"midi", "noon"}:
        return time(12)
    found = re.fullmatch(
        r"(\d{1,2})(?: ?(?:heures?|h|:|\.) ?(\d\d)?)? ?(am|pm|a\.m\.|p\.m\.)?", words, re.ASCII
    )
    if not found:
        raise UnreadTime
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            raise UnreadTime
        hour = hour % 12 + (12 if found[3].startswith("p") else 0)
    if hour > 23 or minute > 59:
        raise UnreadTime
    return time(hour, minute)
