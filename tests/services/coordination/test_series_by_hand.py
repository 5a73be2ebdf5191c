"""A weekly need asked by hand: the same rules, a gap only when nobody is free on all dates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mutualaid.domain.errors import Refusal
from mutualaid.domain.requests import every_week
from mutualaid.models import Absence, Recurrence
from mutualaid.services import coordination as desk
from tests import factories
from tests.factories import NOW, thursday
from tests.services.coordination.conftest import Quarter

DAYS = [thursday().on_date + timedelta(weeks=week) for week in range(3)]


@pytest.fixture
def weekly(quarter: Quarter) -> Quarter:
    """Every Thursday; Rose is away on the second one."""
    quarter.request = factories.help_request(
        quarter.session,
        quarter.jeanne,
        slots=tuple(every_week([thursday()], None)),
        recurrence=Recurrence.WEEKLY,
    )
    away(quarter, DAYS[1])
    return quarter


def away(quarter: Quarter, day: object) -> None:
    quarter.session.add(Absence(user_id=quarter.rose.user_id, starts_on=day, ends_on=day))
    quarter.session.flush()
    quarter.session.expire_all()


def candidates(quarter: Quarter) -> dict[str, desk.Candidate]:
    found = desk.list_candidates(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    return {each.helper.first_name: each for each in found}


def test_a_helper_with_a_gap_is_asked_when_nobody_else_is_free(weekly: Quarter) -> None:
    rose = candidates(weekly)["Rose"]
    assert (rose.slots, rose.gaps) == ([thursday()], {thursday(): DAYS[1]})
    proposal = weekly.ask(weekly.rose)
    assert (proposal.on_date, proposal.missing_dates) == (DAYS[0], [DAYS[1].isoformat()])


def test_a_helper_free_on_all_dates_comes_before_one_with_a_gap(weekly: Quarter) -> None:
    ali = weekly.phone_helper(weekly.home, "Ali", "+33639981203")
    found = candidates(weekly)
    assert (found["Ali"].slots, found["Ali"].gaps) == ([thursday()], {})
    assert (found["Rose"].slots, found["Rose"].obstacle) == ([], "not_free")
    with pytest.raises(Refusal, match="not_free"):
        weekly.ask(weekly.rose)
    assert weekly.ask(ali).missing_dates == []


def test_two_gaps_are_too_many(weekly: Quarter) -> None:
    away(weekly, DAYS[2])
    assert candidates(weekly)["Rose"].obstacle == "not_free"


def test_a_series_without_its_first_date_begins_a_week_later(quarter: Quarter) -> None:
    quarter.request = factories.help_request(
        quarter.session,
        quarter.jeanne,
        slots=tuple(every_week([thursday()], None)),
        recurrence=Recurrence.WEEKLY,
    )
    away(quarter, DAYS[0])
    proposal = quarter.ask(quarter.rose)
    assert (proposal.on_date, proposal.missing_dates) == (DAYS[1], [DAYS[0].isoformat()])
