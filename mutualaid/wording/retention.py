"""How long something is kept, in words, from the one registry that the night follows."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext, ngettext

from mutualaid import retention
from mutualaid.retention import RETENTION, Since

_MONTH_DAYS = 30.4375
_IN_MONTHS_FROM = timedelta(days=180)


def duration_phrase(span: timedelta) -> str:
    """« 24 heures », « 30 jours », « 24 mois »."""
    if span >= _IN_MONTHS_FROM:
        return ngettext("%(num)d month", "%(num)d months", round(span.days / _MONTH_DAYS))
    if span > timedelta(days=1):
        return ngettext("%(num)d day", "%(num)d days", span.days)
    hours = round(span / timedelta(hours=1))
    return ngettext("%(num)d hour", "%(num)d hours", hours)


def kept(column: str) -> str:
    """« 30 jours après la fin »: the line of one column. A name that is no line is a KeyError."""
    rule = RETENTION[column]
    span = duration_phrase(rule.after)
    return {
        Since.WRITTEN: span,
        Since.ENDED: gettext("%(span)s after it ended", span=span),
        Since.LAST_SEEN: gettext("%(span)s after we last heard from you", span=span),
        Since.REPLACED: gettext("%(span)s after nobody lives there any more", span=span),
    }[rule.since]


def lasting(name: str) -> str:
    """« 12 mois »: one of the registry's other times, by its name there."""
    span: timedelta = getattr(retention, name)
    return duration_phrase(span)
