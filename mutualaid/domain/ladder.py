"""The one ladder of silence: which rung, after what, by when. A table, and nothing else.

Ordinary days: the second silence calls the named relative; the fourth, or 48 hours since the
first, sends somebody to the door; then the CCAS or the police. Orange or red: the second silence
of one day does both, before 18 h. Each rung is climbed once in a silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from mutualaid.domain.clock import at_wall_time, local_date


class Rung(StrEnum):
    """What somebody has to do now."""

    RELATIVE = "relative"
    """Call the named relative; without one, somebody of the circle."""
    DOOR = "door"
    """Somebody goes to the door."""
    SERVICES = "services"
    """The CCAS, or the police."""


@dataclass(frozen=True)
class Silence:
    """One call or knock that nobody answered."""

    at: datetime
    is_alert: bool
    """In a round of an orange or red alert."""


@dataclass(frozen=True)
class Climb:
    """A rung that is due, since when, and by when somebody has to have done it."""

    rung: Rung
    due_at: datetime
    deadline_at: datetime


@dataclass(frozen=True)
class Step:
    """A line of the table, for ordinary days."""

    rung: Rung
    after_silences: int
    or_since_first: timedelta | None
    within: timedelta


RELATIVE_AFTER = 2
ORDINARY = (
    Step(Rung.RELATIVE, RELATIVE_AFTER, None, timedelta(hours=24)),
    Step(Rung.DOOR, 4, timedelta(hours=48), timedelta(hours=24)),
)
ALERT_AFTER = 2
"""Silences of one day, in orange or red."""
ALERT_RUNGS = (Rung.RELATIVE, Rung.DOOR)
ALERT_DEADLINE = time(18)
AT_LEAST = timedelta(hours=1)
"""After 18 h, or when the rung is climbed late: at once, within the hour."""
SERVICES_WITHIN = timedelta(hours=12)


def climbs_due(
    silences: Sequence[Silence], climbed: Mapping[Rung, datetime], now: datetime, zone: str
) -> list[Climb]:
    """The rungs that are due and not climbed yet in this silence, from the lowest.

    `silences` in order, since the last news; `climbed` says each rung's deadline.
    """
    due: dict[Rung, Climb] = {}
    for climb in (*_ordinary(silences, now), *_alert(silences, zone)):
        known = due.get(climb.rung)
        if known is None or climb.deadline_at < known.deadline_at:
            due[climb.rung] = climb
    door = climbed.get(Rung.DOOR)
    if door is not None and door <= now:
        due[Rung.SERVICES] = Climb(Rung.SERVICES, door, door + SERVICES_WITHIN)
    return [due[rung] for rung in Rung if rung in due and rung not in climbed]


def _ordinary(silences: Sequence[Silence], now: datetime) -> list[Climb]:
    found = []
    for step in ORDINARY:
        due_at = _due_at(step, silences)
        if due_at is not None and due_at <= now:
            found.append(Climb(step.rung, due_at, due_at + step.within))
    return found


def _due_at(step: Step, silences: Sequence[Silence]) -> datetime | None:
    """When the table says so: at the n-th silence, or so long after the first of at least two."""
    moments = []
    if len(silences) >= step.after_silences:
        moments.append(silences[step.after_silences - 1].at)
    if step.or_since_first is not None and len(silences) >= RELATIVE_AFTER:
        moments.append(max(silences[0].at + step.or_since_first, silences[RELATIVE_AFTER - 1].at))
    return min(moments, default=None)


def _alert(silences: Sequence[Silence], zone: str) -> list[Climb]:
    by_day: dict[object, list[Silence]] = {}
    for silence in silences:
        if silence.is_alert:
            by_day.setdefault(local_date(silence.at, zone), []).append(silence)
    for of_day in by_day.values():
        if len(of_day) >= ALERT_AFTER:
            due_at = of_day[ALERT_AFTER - 1].at
            six = at_wall_time(local_date(due_at, zone), ALERT_DEADLINE, zone)
            deadline_at = max(six, due_at + AT_LEAST)
            return [Climb(rung, due_at, deadline_at) for rung in ALERT_RUNGS]
    return []
