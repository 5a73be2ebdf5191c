"""The next neighbour of a weekly need; and what is written when there is nobody to ask."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.requests import every_week
from mutualaid.domain.statuses import RequestStatus
from mutualaid.jobs.bench import Bench
from mutualaid.models import Absence, Proposal, Recurrence, User
from tests.factories import thursday
from tests.jobs.conftest import Clock
from tests.jobs.quarter import Quarter

THURSDAYS = [thursday().on_date + timedelta(weeks=week) for week in range(3)]


@pytest.fixture
def weekly(database: Database, bench: Bench, clock: Clock) -> Quarter:
    return Quarter(database, bench, clock).open(
        slots=tuple(every_week([thursday()], None)), recurrence=Recurrence.WEEKLY
    )


def away(quarter: Quarter, name: str, *days: date) -> None:
    def declare(session) -> None:
        helper_id = quarter.offer(session, name).user_id
        session.add_all(Absence(user_id=helper_id, starts_on=day, ends_on=day) for day in days)

    quarter.change(declare)


def missing(quarter: Quarter) -> list[tuple[date, list[str]]]:
    with quarter.database.reading() as session:
        rows = session.scalars(select(Proposal).order_by(Proposal.id)).all()
        return [(row.on_date, row.missing_dates) for row in rows]


def test_somebody_free_on_all_dates_comes_before_a_nearer_one_with_a_gap(weekly: Quarter) -> None:
    away(weekly, "Karim", THURSDAYS[1])
    weekly.ask_soon()
    assert weekly.asked() == ["Rose"]
    assert missing(weekly) == [(THURSDAYS[0], [])]


@pytest.mark.parametrize(
    ("lacking", "begins"), [(1, THURSDAYS[0]), (2, THURSDAYS[0]), (0, THURSDAYS[1])]
)
def test_when_nobody_is_free_on_all_dates_one_may_be_missing(
    weekly: Quarter, lacking: int, begins: date
) -> None:
    away(weekly, "Karim", THURSDAYS[lacking])
    for name in ("Rose", "Ali"):
        away(weekly, name, *THURSDAYS[:2])
    weekly.ask_soon()
    assert weekly.asked() == ["Karim"]
    assert missing(weekly) == [(begins, [THURSDAYS[lacking].isoformat()])]


def test_two_missing_dates_are_too_many(weekly: Quarter) -> None:
    for name in ("Karim", "Rose", "Ali"):
        away(weekly, name, *THURSDAYS[:2])
    weekly.ask_soon()
    assert weekly.asked() == []
    with weekly.database.reading() as session:
        reason = weekly.need(session).unmatched_reason
    assert reason is not None
    assert (reason["code"], reason["n"]) == ("nobody_free", 3)


def test_a_gap_waits_while_somebody_free_on_all_dates_may_still_say_yes(weekly: Quarter) -> None:
    for name in ("Rose", "Ali"):
        away(weekly, name, THURSDAYS[1])
    weekly.ask_soon()
    weekly.clock.move(minutes=1)
    weekly.ask_soon()
    assert weekly.in_flight() == ["Karim"]
    weekly.answer("Karim", yes=False)
    weekly.work()
    assert weekly.in_flight() == ["Rose"]
    assert missing(weekly)[-1] == (THURSDAYS[0], [THURSDAYS[1].isoformat()])


def test_a_look_that_finds_nobody_says_why_on_the_request(
    database: Database, bench: Bench, clock: Clock
) -> None:
    quarter = Quarter(database, bench, clock).open()
    with database.transaction() as session:
        for user in session.scalars(select(User)):
            user.weekly_mask = 1  # Monday morning
    quarter.ask_soon()
    assert quarter.status() is RequestStatus.OPEN
    with database.reading() as session:
        need = quarter.need(session)
        assert need.unmatched_reason is not None
        assert (need.unmatched_reason["code"], need.unmatched_reason["n"]) == ("nobody_free", 3)
        assert need.unmatched_reason["unlock_half_day"] == "morning"


def test_after_the_last_no_the_reason_is_that_all_were_asked(
    database: Database, bench: Bench, clock: Clock
) -> None:
    quarter = Quarter(database, bench, clock).open()
    for name in ("Karim", "Rose", "Ali"):
        quarter.ask_soon()
        quarter.answer(name, yes=False)
        quarter.clock.move(minutes=31)  # a no may be taken back until then
    quarter.ask_soon()
    with database.reading() as session:
        reason = quarter.need(session).unmatched_reason
    assert reason is not None
    assert (reason["code"], reason["n"]) == ("all_have_been_asked", 3)
