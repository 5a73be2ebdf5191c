"""The event queue and the draws: in order, and the same for everybody."""

from __future__ import annotations

import pytest

from mutualaid.simulation import times
from mutualaid.simulation.draws import Purpose, lognormal, uniform
from mutualaid.simulation.events import EventQueue, Kind


def test_events_come_by_their_hour_then_as_they_were_written() -> None:
    queue = EventQueue()
    for at, number in ((5.0, 1), (2.0, 2), (5.0, 3), (2.0, 4)):
        queue.push(at, Kind.ANSWER, number)
    assert [queue.pop()[1] for _ in range(4)] == [2, 4, 1, 3]
    assert queue.now == 5.0


def test_nothing_is_planned_for_the_past() -> None:
    queue = EventQueue()
    queue.push(3.0, Kind.TICK)
    queue.pop()
    with pytest.raises(ValueError, match=r"before 3\.00 h"):
        queue.push(2.9, Kind.TICK)


def test_a_draw_belongs_to_what_it_is_about() -> None:
    same = {uniform(7, Purpose.WILLING, 12, 34) for _ in range(3)}
    others = {
        uniform(8, Purpose.WILLING, 12, 34),
        uniform(7, Purpose.SAYS_NO, 12, 34),
        uniform(7, Purpose.WILLING, 13, 34),
        uniform(7, Purpose.WILLING, 34, 12),
    }
    assert len(same) == 1
    assert len(others | same) == 5


def test_draws_are_uniform() -> None:
    drawn = sorted(
        uniform(1, Purpose.WILLING, who, what) for who in range(60) for what in range(60)
    )
    farthest = max(abs(value - rank / 3600) for rank, value in enumerate(drawn))
    assert farthest < 1.63 / 60.0  # Kolmogorov and Smirnov, 1 in 100; the draws never change


def test_a_delay_has_its_median() -> None:
    assert lognormal(0.5, 3.0, 1.28) == pytest.approx(3.0)
    assert lognormal(0.0, 3.0, 1.28) > 0.0


@pytest.mark.parametrize(("slot", "urgent", "hours"), [(61, False, 12.0), (61, True, 2.0)])
def test_the_last_moment_to_ask_is_the_products_own(slot: int, urgent: bool, hours: float) -> None:
    """An afternoon: 12 hours ahead, 2 when it is urgent (docs/glossary.md)."""
    ahead = times.starts_at(slot) - times.last_ask(slot, urgent=urgent)
    assert ahead == pytest.approx(hours, abs=0.01)
    later = times.starts_at(slot + 21 * 5) - times.last_ask(slot + 21 * 5, urgent=urgent)
    assert later == pytest.approx(ahead, abs=0.01)
