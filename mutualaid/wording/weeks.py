"""A normal week in words."""

from __future__ import annotations

from flask_babel import gettext

from mutualaid.domain.slots import HalfDay, weekly_bit
from mutualaid.wording.dates import half_day_phrase, weekday_of


def week_phrases(mask: int, *, weeks_vary: bool) -> list[str]:
    """« Le matin : lundi, mardi », one line for each half-day."""
    lines = []
    for half_day in HalfDay:
        days = [weekday_of(day) for day in range(7) if mask >> weekly_bit(day, half_day) & 1]
        if len(days) == 7:
            days = [gettext("every day")]
        if days:
            phrase = gettext(
                "%(moment)s: %(days)s", moment=half_day_phrase(half_day), days=", ".join(days)
            )
            lines.append(phrase[:1].upper() + phrase[1:])
    if weeks_vary:
        lines.append(gettext("It depends on the week"))
    return lines
