"""A year in figures: months in order, waits that are known, shares that are large enough."""

from __future__ import annotations

from datetime import date

from mutualaid.domain.figures import (
    Asked,
    Figures,
    Helper,
    Outcome,
    Share,
    months_until,
    sum_up,
)

TODAY = date(2026, 3, 31)


def year(
    *,
    asked: list[Asked] | None = None,
    hands: list[date] | None = None,
    helpers: list[Helper] | None = None,
    good: Share | None = None,
) -> Figures:
    return sum_up(asked or [], hands or [], [], helpers or [], good or Share(0, 0), today=TODAY)


def test_twelve_months_end_with_this_one() -> None:
    months = months_until(TODAY)
    assert len(months) == 12
    assert (months[0], months[-1]) == (date(2025, 4, 1), date(2026, 3, 1))
    assert [each.day for each in months] == [1] * 12


def test_a_month_without_anything_is_a_nought_and_one_scale_holds_them_all() -> None:
    found = year(hands=[date(2026, 3, 2), date(2026, 3, 30), date(2025, 4, 1)])
    assert [month.n_hands for month in found.months] == [1, *[0] * 10, 2]
    assert (found.n_hands, found.most) == (3, 2)
    assert year().most == 0


def test_withdrawn_and_waiting_requests_are_no_failure_and_no_success() -> None:
    outcomes = [Outcome.HELPED] * 3 + [Outcome.UNMET] + [Outcome.WITHDRAWN] * 9 + [Outcome.WAITING]
    assert year(asked=[Asked(TODAY, each) for each in outcomes]).helped == Share(3, 4)


def test_a_percentage_needs_eleven_answers() -> None:
    assert Share(6, 10).percent is None
    assert Share(6, 11).percent == 55
    assert Share(0, 0).percent is None


def test_half_and_nine_tenths_of_those_who_had_an_appointment() -> None:
    waits = [Asked(TODAY, Outcome.HELPED, float(hours)) for hours in range(1, 11)]
    few = year(asked=[*waits, Asked(TODAY, Outcome.WAITING)])
    assert (few.median_hours, few.slow_hours, few.n_answered) == (5.5, None, 10)
    enough = year(asked=[*waits, Asked(TODAY, Outcome.HELPED, 400.0)])
    assert (enough.median_hours, enough.slow_hours) == (6.0, 10.0)
    assert enough.months[-1].median_hours == 6.0
    assert enough.months[0].median_hours is None


def test_the_busiest_tenth_is_at_least_one_person() -> None:
    helpers = [Helper(3, 9), *[Helper(1, 1)] * 4, *[Helper(0, 0)] * 6]
    found = year(helpers=helpers)
    assert (found.n_busiest, found.busiest) == (2, Share(10, 13))
    assert (found.n_helpers, found.n_never_asked) == (11, 6)
    alone = year(helpers=[Helper(1, 1)])
    assert (alone.n_busiest, alone.busiest) == (1, Share(1, 1))
    assert year().n_busiest == 0
