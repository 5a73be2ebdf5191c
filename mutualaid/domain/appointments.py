"""The hours around an appointment: reminder, close to it, at the door, and the days after."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from mutualaid.domain.clock import at_wall_time

REMINDER_AT = time(10)
REMINDER_CALL_WITHIN = timedelta(days=7)
"""A desk that is closed on the eve calls at its last opening before, within these days."""
FEEDBACK_AT = time(18)
VOICE_WITHIN = timedelta(hours=24)
"""So close to the hour, a change is also told by voice."""
DOOR_OPENS = timedelta(minutes=15)
"""From so long before the hour, somebody may already stand at a closed door."""
DOOR_CLOSES = timedelta(hours=1)
QUIETLY = "quietly"
"""The event of a cancellation that says nothing of who wanted it."""
FEWER = "fewer"
"""The event of a word that fewer come than were agreed, and that nobody else was found."""
CONTACTS_LAST = timedelta(days=7)
"""After the end, unless both want to meet again."""
FEEDBACK_LASTS = timedelta(days=30)
"""How long the page of the day after takes answers and corrections."""
LATE_MINUTES = (10, 20, 30)
"""What one may say, besides « je ne sais pas »."""
REMIND_AFTER_DAYS = 3
FEEDBACK_PAUSE = timedelta(days=30)
"""Who meets every week is asked once a month at most."""


def reminder_due(on_date: date, zone: str) -> datetime:
    """The day before at 10 h, on the clock of `zone`."""
    return at_wall_time(on_date - timedelta(days=1), REMINDER_AT, zone)


def feedback_due(on_date: date, zone: str) -> datetime:
    """The day after at 18 h, on the clock of `zone`."""
    return at_wall_time(on_date + timedelta(days=1), FEEDBACK_AT, zone)


def feedback_reminder_due(on_date: date, zone: str) -> datetime:
    """Three days later at the same hour: the only reminder."""
    return feedback_due(on_date + timedelta(days=REMIND_AFTER_DAYS), zone)


def is_close(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Within the last day before it, and until it ends."""
    return starts_at - VOICE_WITHIN <= now < ends_at


def may_be_missed(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether somebody may stand there alone now."""
    return starts_at - DOOR_OPENS <= now <= ends_at + DOOR_CLOSES
