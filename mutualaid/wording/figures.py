"""A year in figures, said as findings."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date
from flask_babel import get_locale, gettext, ngettext

from mutualaid.domain.figures import Share


def month_phrase(first: date, *, with_year: bool = False) -> str:
    """« octobre », « octobre 2026 »."""
    locale = get_locale()
    language = "en_GB" if locale is not None and locale.language == "en" else "fr"
    return format_date(first, "MMMM y" if with_year else "MMMM", locale=language)


def wait_phrase(hours: float) -> str:
    """« moins d'une heure », « 5 heures », « 3 jours »."""
    whole = round(hours)
    if whole < 1:
        return gettext("less than an hour")
    if whole < 48:
        return ngettext("%(num)s hour", "%(num)s hours", whole)
    return ngettext("%(num)s day", "%(num)s days", round(hours / 24))


def percent_phrase(share: Share) -> str:
    """« 85 % », or why there is none."""
    if share.percent is None:
        return gettext("Too few answers for a percentage (%(n)s)", n=share.of)
    return gettext("That is %(n)s in a hundred", n=share.percent)
