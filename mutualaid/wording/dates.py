"""Dates as whole phrases: « mardi 14 octobre, 14 h 30 », "Tuesday 14 October, 2.30pm"."""

from __future__ import annotations

from datetime import date, datetime, time

from babel.dates import format_date
from flask_babel import get_locale, gettext

from mutualaid.domain.clock import local
from mutualaid.domain.slots import HalfDay

NBSP = "\u00a0"


def _is_english() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "en"


def weekday_name(on: date) -> str:
    """« mardi »."""
    return format_date(on, "EEEE", locale="en_GB" if _is_english() else "fr")


def weekday_of(index: int) -> str:
    """The name of a day of the week, Monday being 0."""
    return weekday_name(date(2024, 1, 1 + index))


def day_phrase(on: date, *, with_year: bool = False) -> str:
    """« mardi 14 octobre », « jeudi 1er octobre »."""
    if _is_english():
        return format_date(on, "EEEE d MMMM y" if with_year else "EEEE d MMMM", locale="en_GB")
    number = "1er" if on.day == 1 else str(on.day)
    month = format_date(on, "MMMM y" if with_year else "MMMM", locale="fr")
    return f"{weekday_name(on)} {number} {month}"


def period_phrase(starts_on: date, ends_on: date) -> str:
    """« du lundi 3 août au vendredi 7 août », both days included; or the one day."""
    if starts_on == ends_on:
        return day_phrase(starts_on)
    return gettext(
        "from %(first)s to %(last)s", first=day_phrase(starts_on), last=day_phrase(ends_on)
    )


def time_phrase(at: time) -> str:
    """« 14 h 30 », « 18 h », « midi »."""
    if _is_english():
        return _english_time(at)
    if (at.hour, at.minute) == (12, 0):
        return "midi"
    minutes = f"{NBSP}{at.minute:02d}" if at.minute else ""
    return f"{at.hour}{NBSP}h{minutes}"


def _english_time(at: time) -> str:
    if at.minute == 0 and at.hour in {0, 12}:
        return "noon" if at.hour else "midnight"
    minutes = f".{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'pm' if at.hour >= 12 else 'am'}"


def half_day_phrase(half_day: HalfDay) -> str:
    """« le matin », « l'après-midi », « le soir »."""
    return {
        HalfDay.MORNING: gettext("in the morning"),
        HalfDay.AFTERNOON: gettext("in the afternoon"),
        HalfDay.EVENING: gettext("in the evening"),
    }[half_day]


def slot_phrase(on: date, half_day: HalfDay, start: time | None = None) -> str:
    """« mardi 14 octobre, l'après-midi »; « mardi 14 octobre, 14 h 30 » with a known time."""
    return f"{day_phrase(on)}, {time_phrase(start) if start else half_day_phrase(half_day)}"


def moment_phrase(instant: datetime, zone: str) -> str:
    """An instant on the clock of a neighbourhood: « lundi 13 octobre, 18 h »."""
    there = local(instant, zone)
    return f"{day_phrase(there.date())}, {time_phrase(there.time())}"
