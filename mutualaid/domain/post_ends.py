"""When a post ends by itself, and from which day on its person reads that it will."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

OFFER_MONTHS = 6
WARN_OFFER = timedelta(days=14)
OFFER_RENEWED_FROM = timedelta(days=30)
"""So long before its end one may already go on with it."""
WARN_SERIES = timedelta(days=14)
WARN_REQUEST = timedelta(days=1)


def offer_end(day: date) -> date:
    """Six months after `day`: the same number of the month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + OFFER_MONTHS, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def warning_day(last: date, confirmed_on: date, *, is_series: bool) -> date | None:
    """From when on the end of a request is told; None when it was posted that shortly before."""
    notice = WARN_SERIES if is_series and last - confirmed_on > WARN_SERIES else WARN_REQUEST
    day = last - notice
    return day if day > confirmed_on else None
