"""When the matcher runs by itself: 8, 12 and 17 h on the wall clock of each neighbourhood."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from mutualaid.domain.clock import at_wall_time, local_date

TICKS = (("08", time(8)), ("12", time(12)), ("17", time(17)))


def latest_tick(now: datetime, zone: str) -> tuple[date, str, datetime] | None:
    """Today's last tick that has struck: its local date, its name, its instant.

    Ticks that were missed before it are not made up for: one run serves them all.
    """
    today = local_date(now, zone)
    struck = [(name, at_wall_time(today, wall, zone)) for name, wall in TICKS]
    return next(((today, name, at) for name, at in reversed(struck) if at <= now), None)


def next_tick(now: datetime, zone: str) -> datetime:
    """The instant of the next run by itself."""
    today = local_date(now, zone)
    days = (today, today + timedelta(days=1))
    coming = (at_wall_time(day, wall, zone) for day in days for _name, wall in TICKS)
    return next(at for at in coming if at > now)
