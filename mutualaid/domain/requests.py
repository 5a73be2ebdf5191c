"""What a request may hold, and when it is urgent: rules without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from mutualaid.domain.categories import Category
from mutualaid.domain.deadlines import URGENT_WITHIN, leaves_time_to_answer, notice_for
from mutualaid.domain.facts import Fact, FactKind
from mutualaid.domain.occurrences import beginnings, fits_two_half_days
from mutualaid.domain.slots import HORIZON_DAYS, Slot

NOTE_LENGTH = 300
TEXT_LENGTH = 120
MINUTES = (30, 60, 90, 120, 180)
"""How long a hand may take, to choose from."""
LONG_MINUTES = 120
N_WEEKS = 8
"""A weekly need keeps this many possible first weeks: it may begin later than asked."""


def is_at_deadline(slots: Iterable[Slot], now: datetime, zone: str) -> bool:
    """Whether the last possible half-day starts within 48 h."""
    last = max(slots, default=None)
    return last is not None and last.starts_at(zone) <= now + URGENT_WITHIN


def is_urgent(slots: Iterable[Slot], now: datetime, zone: str, *, flagged: bool = False) -> bool:
    """Needed within 48 h of `now`, or set by a coordinator.

    Somebody who also has time next week is not in a hurry, whatever the first half-day.
    """
    return flagged or is_at_deadline(slots, now, zone)


def is_far_ahead(slots: Iterable[Slot], today: date) -> bool:
    """Whether its first half-day lies beyond what a run looks at."""
    first = min(slots, default=None)
    return first is not None and (first.on_date - today).days >= HORIZON_DAYS


def reachable(
    slots: Iterable[Slot],
    now: datetime,
    zone: str,
    *,
    start: time | None = None,
    n_half_days: int = 1,
    flagged: bool = False,
) -> list[Slot]:
    """The half-days that start 12 h ahead (urgent: 2 h) and leave room for a second one."""
    wanted = sorted(set(slots))
    earliest = now + notice_for(urgent=is_urgent(wanted, now, zone, flagged=flagged))
    return [
        slot
        for slot in wanted
        if slot.starts_at(zone, start) >= earliest
        and (n_half_days == 1 or fits_two_half_days(slot))
    ]


def startable(
    slots: Iterable[Slot],
    now: datetime,
    zone: str,
    *,
    start: time | None = None,
    n_half_days: int = 1,
    flagged: bool = False,
    is_weekly: bool = False,
) -> list[Slot]:
    """The half-days in which somebody can still be asked to begin; of a series its first week."""
    wanted = list(slots)
    urgent = is_urgent(wanted, now, zone, flagged=flagged)
    possible = [
        slot
        for slot in reachable(
            wanted, now, zone, start=start, n_half_days=n_half_days, flagged=flagged
        )
        if leaves_time_to_answer(now, slot.starts_at(zone, start), zone, urgent=urgent)
    ]
    return beginnings(possible) if is_weekly else possible


def every_week(slots: Iterable[Slot], until: date | None) -> list[Slot]:
    """One week's half-days, repeated up to the last day of the need."""
    repeated = {
        Slot(slot.on_date + timedelta(weeks=week), slot.half_day_index)
        for slot in slots
        for week in range(N_WEEKS)
    }
    return sorted(slot for slot in repeated if until is None or slot.on_date <= until)


def missing_facts(kind: Category, facts: Mapping[str, str]) -> list[Fact]:
    """The questions of its category that a request leaves without a usable answer."""
    return [fact for fact in kind.facts if not _is_answered(fact, facts.get(fact.key, ""))]


def known_facts(kind: Category, facts: Mapping[str, str]) -> dict[str, str]:
    """The answers that belong to the category; whatever else was sent is dropped."""
    keys = {fact.key for fact in kind.facts}
    return {key: value for key, value in facts.items() if key in keys and value}


def _is_answered(fact: Fact, answer: str) -> bool:
    if not answer:
        return fact.is_optional
    if fact.kind is FactKind.CHOICE:
        return answer in {value for value, _label in fact.choices}
    if fact.kind is FactKind.NUMBER:
        return answer.isascii() and answer.isdecimal() and int(answer[:9]) <= fact.maximum
    return len(answer) <= TEXT_LENGTH


def may_be_long(kind: Category) -> bool:
    """Whether two half-days in a row are usual for this kind of help."""
    return kind.usual_minutes >= LONG_MINUTES
