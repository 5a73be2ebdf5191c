"""How long a neighbour has to answer, by the clock on the wall."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mutualaid.domain.deadlines import answer_deadline, leaves_time_to_answer, reopened_deadline

ZONE = "Europe/Paris"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of October 2026 in Les Brosses."""
    return datetime(2026, 10, day, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "starts_at", "ends"),
    [
        (at(12, 10), at(20, 14), at(13, 10)),
        (at(12, 22), at(20, 14), at(14, 8)),
        (at(12, 14), at(13, 9), at(12, 21)),
    ],
    ids=["a day", "out of the night", "back to the evening"],
)
def test_an_answer_is_awaited_a_day_and_never_in_the_night(
    now: datetime, starts_at: datetime, ends: datetime
) -> None:
    assert answer_deadline(now, starts_at, ZONE, urgent=False) == ends


@pytest.mark.parametrize("minutes", range(0, 24 * 60, 30))
def test_nobody_is_given_a_deadline_that_has_passed(minutes: int) -> None:
    now = at(12, 0) + timedelta(minutes=minutes)
    starts_at = at(13, 8)
    assert answer_deadline(now, starts_at, ZONE, urgent=True) > now
    assert reopened_deadline(now, now, starts_at, ZONE, urgent=True) > now


def test_nobody_is_asked_at_night_for_the_early_morning() -> None:
    assert not leaves_time_to_answer(at(12, 21, 30), at(13, 8), ZONE, urgent=True)
    assert leaves_time_to_answer(at(12, 20), at(13, 8), ZONE, urgent=True)
    assert leaves_time_to_answer(at(12, 21, 30), at(13, 12), ZONE, urgent=True)


def test_the_day_of_somebody_on_the_phone_is_the_desks() -> None:
    assert answer_deadline(at(16, 11), at(25, 14), ZONE, urgent=False, desk_day=at(20, 12)) == at(
        20, 12
    )


@pytest.mark.parametrize(("urgent", "ends"), [(False, at(17, 12)), (True, at(17, 13, 30))])
def test_desk_time_never_ends_after_the_margin(urgent: bool, ends: datetime) -> None:
    deadline = answer_deadline(at(16, 11), at(17, 14), ZONE, urgent=urgent, desk_day=at(20, 12))
    assert deadline == ends


def test_somebody_on_the_phone_who_is_asked_again_can_be_called_before_the_end() -> None:
    deadline = reopened_deadline(
        at(16, 12), at(16, 11), at(25, 14), ZONE, urgent=False, next_desk=at(19, 12)
    )
    assert deadline == at(19, 12)


def test_a_day_over_the_night_that_repeats_an_hour_is_24_hours() -> None:
    assert answer_deadline(at(24, 12), at(26, 9), ZONE, urgent=False) == at(25, 11)
