"""The table of the ladder, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mutualaid.domain.checkins import Cadence, NewsBy, Standing, next_due_on
from mutualaid.domain.ladder import Rung, Silence, climbs_due

NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
ZONE = "Europe/Paris"


def silences(*hours: float, is_alert: bool = False) -> list[Silence]:
    return [Silence(NOW + timedelta(hours=each), is_alert) for each in hours]


def due(found: list[Silence], hours: float, *climbed: Rung) -> list[Rung]:
    at = NOW + timedelta(hours=hours)
    done = dict.fromkeys(climbed, at + timedelta(hours=1))
    return [each.rung for each in climbs_due(found, done, at, ZONE)]


@pytest.mark.parametrize(
    ("hours", "asked_at", "expected"),
    [
        ((), 100, []),
        ((0,), 100, []),
        ((0, 1), 1, [Rung.RELATIVE]),
        ((0, 1), 47, [Rung.RELATIVE]),
        ((0, 1), 48, [Rung.RELATIVE, Rung.DOOR]),
        ((0, 1, 2, 3), 3, [Rung.RELATIVE, Rung.DOOR]),
        ((0, 60), 60, [Rung.RELATIVE, Rung.DOOR]),
    ],
)
def test_the_ordinary_table(
    hours: tuple[float, ...], asked_at: float, expected: list[Rung]
) -> None:
    assert due(silences(*hours), asked_at) == expected


def test_a_rung_that_was_climbed_is_not_climbed_again() -> None:
    assert due(silences(0, 1, 2, 3), 3, Rung.RELATIVE) == [Rung.DOOR]
    assert due(silences(0, 1, 2, 3), 3, Rung.RELATIVE, Rung.DOOR) == []


def test_the_services_come_when_the_door_s_hour_has_passed() -> None:
    door = {Rung.RELATIVE: NOW, Rung.DOOR: NOW + timedelta(hours=72)}
    before = climbs_due(silences(0, 1), door, NOW + timedelta(hours=71), ZONE)
    after = climbs_due(silences(0, 1), door, NOW + timedelta(hours=72), ZONE)
    assert ([each.rung for each in before], [each.rung for each in after]) == (
        [], [Rung.SERVICES],
    )  # fmt: skip


def test_orange_counts_silences_of_one_local_day() -> None:
    assert due(silences(0, 2, is_alert=True), 2) == [Rung.RELATIVE, Rung.DOOR]
    assert due(silences(0, 15, is_alert=True), 15) == [Rung.RELATIVE], "the next local day"


def test_late_in_the_day_the_deadline_is_an_hour_later_not_in_the_past() -> None:
    (first, _door) = climbs_due(silences(9, 10, is_alert=True), {}, NOW + timedelta(hours=10), ZONE)
    assert first.deadline_at == NOW + timedelta(hours=11)


def test_silence_comes_before_every_rhythm_and_call_again_before_the_rhythm() -> None:
    today = NOW.date()
    week_ago = today - timedelta(days=2)

    def standing(**given: object) -> Standing:
        fields: dict[str, object] = {
            "cadence": Cadence.WEEKLY,
            "news_by": NewsBy.ROUND,
            "last_news_on": week_ago,
            "is_silent": False,
            "call_again_on": None,
        }
        return Standing(**{**fields, **given})  # type: ignore[arg-type]

    assert next_due_on(standing(), today) == today + timedelta(days=5)
    assert next_due_on(standing(last_news_on=None), today) == today
    assert next_due_on(standing(is_silent=True), today) == today
    soon = today + timedelta(days=1)
    assert next_due_on(standing(call_again_on=soon), today) == soon
    assert next_due_on(standing(news_by=NewsBy.MAIL), today) is None
    assert next_due_on(standing(cadence=Cadence.ALERTS_ONLY), today) is None
