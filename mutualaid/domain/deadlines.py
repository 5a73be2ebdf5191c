"""How long a neighbour has to answer, and when it is too late to ask."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from mutualaid.domain.clock import at_wall_time, local
from mutualaid.domain.quiet_hours import is_quiet, next_opening

ANSWER_WITHIN = timedelta(hours=24)
REOPENED_FOR_AT_LEAST = timedelta(hours=4)
UNDO_WITHIN = timedelta(minutes=30)
FIRST_REST = timedelta(hours=48)
LONGEST_REST = timedelta(days=14)
MOST_IN_FLIGHT = 3
"""Asked at once for one request, per helper still missing."""
HEDGE_AFTER = timedelta(hours=24)
EARLY_HEDGE_AFTER = timedelta(hours=4)
EARLY_HEDGE_WITHIN = timedelta(hours=72)
NOTICE = timedelta(hours=12)
URGENT_NOTICE = timedelta(hours=2)
URGENT_WITHIN = timedelta(hours=48)
_MORNING, _NIGHT = time(8), time(21)


def margin_before(*, urgent: bool) -> timedelta:
    """An answer comes at the latest this long before the appointment would start."""
    return timedelta(minutes=30) if urgent else timedelta(hours=2)


def answer_deadline(
    now: datetime,
    starts_at: datetime,
    zone: str,
    *,
    urgent: bool,
    desk_day: datetime | None = None,
) -> datetime:
    """24 hours, never in the night when that can be helped, never after the margin.

    For somebody on the phone the 24 hours are desk time: they end at `desk_day`.
    """
    latest = starts_at - margin_before(urgent=urgent)
    wanted = min(desk_day or now + ANSWER_WITHIN, latest)
    return min(_out_of_the_night(wanted, latest, zone, now), latest)


def reopened_deadline(
    old: datetime,
    now: datetime,
    starts_at: datetime,
    zone: str,
    *,
    urgent: bool,
    next_desk: datetime | None = None,
) -> datetime:
    """Somebody who was held is asked again: at least four hours, within the margin.

    Somebody on the phone is called again: at least to the end of the next open half-day.
    """
    latest = starts_at - margin_before(urgent=urgent)
    wanted = min(max(old, now + REOPENED_FOR_AT_LEAST, next_desk or now), latest)
    return min(_out_of_the_night(wanted, latest, zone, now), latest)


def leaves_time_to_answer(now: datetime, starts_at: datetime, zone: str, *, urgent: bool) -> bool:
    """Whether somebody asked now reads it in time: whoever is asked at night reads it at 8 h."""
    read_at = next_opening(now, zone) if is_quiet(now, zone) else now
    return answer_deadline(now, starts_at, zone, urgent=urgent) > read_at


def notice_for(*, urgent: bool) -> timedelta:
    """How far ahead a slot must begin to be proposed at all."""
    return URGENT_NOTICE if urgent else NOTICE


def rest_after(n_ignored: int) -> timedelta:
    """How long somebody is left in peace after so many proposals in a row without an answer."""
    doublings = min(n_ignored - 1, 10)
    return min(FIRST_REST * (1 << doublings), LONGEST_REST)


def hedge_due_at(asked_at: datetime, starts_at: datetime, zone: str, *, urgent: bool) -> datetime:
    """When a second neighbour is asked while the last one has not answered.

    Early only when it presses; whoever was asked in the night has had time since 8 h.
    """
    read_at = next_opening(asked_at, zone) if is_quiet(asked_at, zone) else asked_at
    early = read_at + EARLY_HEDGE_AFTER
    if urgent or starts_at - early < EARLY_HEDGE_WITHIN:
        return early
    return min(read_at + HEDGE_AFTER, starts_at - EARLY_HEDGE_WITHIN)


def _out_of_the_night(end: datetime, latest: datetime, zone: str, now: datetime) -> datetime:
    """8 h, else back to 21 h; where 21 h is gone too, the end stands as it is."""
    wall = local(end, zone)
    if _MORNING <= wall.time() <= _NIGHT:
        return end
    evening = wall.date() if wall.time() > _NIGHT else wall.date() - timedelta(days=1)
    next_morning = at_wall_time(evening + timedelta(days=1), _MORNING, zone)
    if next_morning <= latest:
        return next_morning
    night = at_wall_time(evening, _NIGHT, zone)
    return night if night > now else end
