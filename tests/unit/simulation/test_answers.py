"""The reply model says what it said when the policy was designed."""

from __future__ import annotations

from statistics import median

import pytest

from mutualaid.simulation import answers
from mutualaid.simulation.answers import Reply, Says

N = 4000


def reply(helper: int, need: int, read_at: float = 8.0, willing: float = 0.3) -> Reply:
    return answers.reply(1, helper, need, willing=willing, read_at=read_at)


def test_three_in_ten_say_yes_three_say_no_and_four_nothing() -> None:
    said = [reply(0, need).says for need in range(N)]
    shares = [said.count(says) / N for says in Says]
    assert shares == pytest.approx([0.3, 0.3, 0.4], abs=0.025)


def test_half_of_the_answers_come_within_three_hours() -> None:
    """By day: what would fall in the night comes in the morning."""
    delays = [reply(0, need).at - 8.0 for need in range(N) if reply(0, need).says is Says.YES]
    assert median(delays) == pytest.approx(3.0, abs=0.3)


def test_nobody_answers_in_the_night() -> None:
    replies = [reply(3, need, read_at=20.0) for need in range(500)]
    hours = [each.at % 24.0 for each in replies if each.says is not Says.NOTHING]
    assert all(7.0 <= hour < 22.0 for hour in hours)


def test_a_third_mail_within_a_week_is_taken_up_half_as_often() -> None:
    first, second, third, fourth, tenth = (
        answers.willingness(0.3, "digital", 0, n) for n in (0, 1, 2, 3, 9)
    )
    assert first == second == 2 * third == 4 * fourth == 4 * tenth


def test_whoever_is_willing_at_a_low_rate_is_willing_at_a_high_one() -> None:
    """So that fatigue only takes yeses away: the draw is the same."""
    for need in range(300):
        if reply(5, need, willing=0.15).says is Says.YES:
            assert reply(5, need, willing=0.3).says is Says.YES


def test_whoever_was_asked_too_much_leaves_more_often() -> None:
    rested = sum(answers.leaves(1, who, 3, base=0.01, n_asked=2) for who in range(N))
    tired = sum(answers.leaves(1, who, 3, base=0.01, n_asked=8) for who in range(N))
    assert rested < tired
    assert rested / N == pytest.approx(0.01, abs=0.006)


def test_a_resident_who_agreed_in_advance_is_not_waited_for() -> None:
    replies = [answers.resident_reply(1, 4, helper, 9, 30.0) for helper in range(50)]
    at_once = {each.at == 30.0 for each in replies}
    assert len(at_once) == 1  # her word is about the request, whoever helps
    assert all(30.0 <= each.at <= 54.0 for each in replies)
