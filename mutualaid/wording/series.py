"""What a proposal asks for in time: once, two half-days, or every week but a date that is named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from flask_babel import gettext

from mutualaid.domain.occurrences import beginnings
from mutualaid.domain.slots import HalfDay
from mutualaid.models import HelpRequest, Proposal
from mutualaid.wording.dates import (
    day_phrase,
    half_day_phrase,
    slot_phrase,
    time_phrase,
    weekday_name,
)


def every_week(on_date: date, half_day: HalfDay, start: time | None = None) -> str:
    """« tous les jeudis, l'après-midi », « tous les jeudis, 14 h 30 »."""
    moment = time_phrase(start) if start else half_day_phrase(half_day)
    return gettext("every %(weekday)s, %(moment)s", weekday=weekday_name(on_date), moment=moment)


def asked_phrase(proposal: Proposal) -> str:
    """All the time that is asked for, with the date on which this helper does not come."""
    need = proposal.help_request
    if not need.is_weekly:
        slot = slot_phrase(proposal.on_date, proposal.half_day, need.start_time)
        return over_two(slot) if need.n_half_days > 1 else slot
    week = every_week(proposal.on_date, proposal.half_day, need.start_time)
    parts = [over_two(week) if need.n_half_days > 1 else week]
    parts.append(gettext("from %(day)s", day=day_phrase(proposal.on_date)))
    if need.until_on is not None:
        parts.append(gettext("until %(day)s", day=day_phrase(need.until_on)))
    parts += [gettext("except %(day)s", day=day_phrase(day)) for day in sorted(proposal.gaps)]
    return ", ".join(parts)


def need_phrases(help_request: HelpRequest) -> list[str]:
    """When a need may take place; a series is said once, one exact time over two once."""
    start = help_request.start_time
    if not help_request.is_weekly:
        phrases = (slot_phrase(each.on_date, each.half_day, start) for each in help_request.slots)
        return list(dict.fromkeys(phrases))
    weeks = [
        every_week(each.on_date, each.half_day, start) for each in beginnings(help_request.slots)
    ]
    if help_request.until_on is not None:
        weeks.append(gettext("until %(day)s", day=day_phrase(help_request.until_on)))
    return list(dict.fromkeys(weeks))


def over_two(slot: str) -> str:
    """The same, and the half-day after it."""
    return gettext("%(slot)s, and the half-day after it", slot=slot)


def dates_phrase(days: Iterable[date]) -> str:
    """« jeudi 15 octobre, jeudi 22 octobre »."""
    return ", ".join(day_phrase(day) for day in days)
