"""When a mail may ring: what comes to people unasked comes between 8 and 21 h, their time."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from mutualaid.domain.clock import at_wall_time, local

OPENS, CLOSES = time(8), time(21)


def is_quiet(moment: datetime, zone: str) -> bool:
    """Whether people of `zone` are to be left in peace."""
    return not OPENS <= local(moment, zone).time() < CLOSES


def next_opening(moment: datetime, zone: str) -> datetime:
    """The first 8 h after `moment`."""
    there = local(moment, zone)
    day = there.date() if there.time() < OPENS else there.date() + timedelta(days=1)
    return at_wall_time(day, OPENS, zone)
