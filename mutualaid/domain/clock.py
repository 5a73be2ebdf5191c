"""Instants are aware UTC; rules of people are local wall time in a named zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Europe/Paris"
"""Where no neighbourhood says otherwise."""


def now_utc() -> datetime:
    """The wall clock, read only at the edges (web, jobs, cli)."""
    return datetime.now(UTC)


def local(moment: datetime, zone: str) -> datetime:
    """`moment` on the wall clock of `zone`."""
    return moment.astimezone(ZoneInfo(zone))


def local_date(moment: datetime, zone: str) -> date:
    """The calendar day of `moment` in `zone`."""
    return local(moment, zone).date()


@lru_cache(maxsize=4096)
def at_wall_time(day: date, wall: time, zone: str) -> datetime:
    """The instant of a local wall time, as UTC.

    In the hour that a spring night skips, the clock has moved on by one hour; in the hour
    that an autumn night repeats, the first of the two is meant.
    """
    return datetime.combine(day, wall.replace(fold=0), ZoneInfo(zone)).astimezone(UTC)


def last_midnight(moment: datetime, zone: str) -> datetime:
    """When the local day of `moment` began, as UTC."""
    return at_wall_time(local_date(moment, zone), time(0), zone)


def next_midnight(moment: datetime, zone: str) -> datetime:
    """The coming local midnight, as UTC."""
    return at_wall_time(local_date(moment, zone) + timedelta(days=1), time(0), zone)
