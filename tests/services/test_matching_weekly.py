"""Weekly and long requests through a run: one pair for all dates, a gap only when it must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.requests import every_week
from mutualaid.domain.slots import HalfDay, weekly_bit
from mutualaid.models import Absence, Appointment, MatchingRun, Proposal, Recurrence
from mutualaid.queries import capacity
from mutualaid.services import appointments, proposals, series
from mutualaid.services.matching import run_group
from tests import factories
from tests.factories import NOW, TODAY, thursday

THURSDAYS = [thursday().on_date + timedelta(weeks=week) for week in range(3)]


@dataclass(frozen=True)
class Town:
    """Jeanne asks for every Thursday afternoon; Karim may be away on some of them."""

    group: list[int]
    request_id: int
    karim_id: int


def town_of(database: Database, *, away_on: tuple[date, ...] = (), **karim: object) -> Town:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        need = factories.help_request(
            session,
            factories.person(session, home, "Jeanne"),
            slots=tuple(every_week([thursday()], None)),
            recurrence=Recurrence.WEEKLY,
        )
        helper_id = factories.helper(session, home, **karim).user_id
        for day in away_on:
            session.add(Absence(user_id=helper_id, starts_on=day, ends_on=day))
        session.flush()
        return Town([home.id], need.id, helper_id)


def test_a_weekly_need_is_proposed_once_for_all_its_dates(database: Database) -> None:
    town = town_of(database, rhythm_per_month=4)
    summary = run_group(database, town.group, now=NOW)
    assert (summary.is_ok, summary.n_proposed, summary.n_together) == (True, 1, 1)
    with database.reading() as session:
        proposal = session.scalars(select(Proposal)).one()
        assert (proposal.on_date, proposal.missing_dates) == (THURSDAYS[0], [])
        run = session.scalars(select(MatchingRun)).one()
        assert (run.n_pairs, run.n_together) == (1, 1)
        taken = capacity.taken_slots(session, today=TODAY)[town.karim_id]
        assert sorted(slot.on_date for slot in taken) == THURSDAYS
        load = capacity.loads(session, today=TODAY, now=NOW)[town.karim_id]
        assert (load.booked, load.open, load.asked) == (4, 1, 1)
    assert run_group(database, town.group, now=NOW + timedelta(minutes=5)).n_proposed == 0


@pytest.mark.parametrize(
    ("missing", "begins"), [(1, THURSDAYS[0]), (2, THURSDAYS[0]), (0, THURSDAYS[1])]
)
def test_one_missing_date_is_written_on_the_proposal(
    database: Database, missing: int, begins: date
) -> None:
    town = town_of(database, away_on=(THURSDAYS[missing],))
    assert run_group(database, town.group, now=NOW).n_proposed == 1
    with database.reading() as session:
        proposal = session.scalars(select(Proposal)).one()
        assert proposal.on_date == begins
        assert proposal.missing_dates == [THURSDAYS[missing].isoformat()]
        taken = capacity.taken_slots(session, today=TODAY)[town.karim_id]
        assert THURSDAYS[missing] not in {slot.on_date for slot in taken}


def test_two_missing_dates_are_too_many(database: Database) -> None:
    town = town_of(database, away_on=(THURSDAYS[0], THURSDAYS[2]))
    summary = run_group(database, town.group, now=NOW)
    assert summary.n_proposed == 0
    assert summary.unmatched[town.request_id]["code"] == "nobody_free"


def test_a_weekly_need_asks_for_room_for_four(database: Database) -> None:
    town = town_of(database, rhythm_per_month=3)
    summary = run_group(database, town.group, now=NOW)
    assert summary.unmatched[town.request_id]["code"] == "all_at_their_rhythm"


def test_an_agreed_series_counts_four_however_many_dates_are_written(database: Database) -> None:
    town = town_of(database)
    run_group(database, town.group, now=NOW)
    with database.transaction() as session:
        proposal = session.scalars(select(Proposal)).one()
        helper, resident = proposal.helper, proposal.help_request.user
        proposals.answer_as_helper(session, proposal, True, by=helper, now=NOW)
        proposals.answer_as_resident(session, proposal, True, by=resident, now=NOW)
        later = NOW + timedelta(days=20)
        series.materialise(session, now=later)
        for now in (NOW, later):
            load = capacity.loads(session, today=now.date(), now=now)[town.karim_id]
            assert (load.booked, load.open) == (4, 0)
        taken = capacity.taken_slots(session, today=TODAY)[town.karim_id]
        assert {slot.on_date for slot in taken} >= set(THURSDAYS)
        second = session.scalars(
            select(Appointment).where(Appointment.on_date == THURSDAYS[1])
        ).one()
        appointments.cancel(session, second, by=resident, now=NOW, person=resident)
        taken = capacity.taken_slots(session, today=TODAY)[town.karim_id]
        assert THURSDAYS[1] not in {slot.on_date for slot in taken}


def test_two_half_days_are_both_taken(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        jeanne = factories.person(session, home, "Jeanne")
        morning = thursday(HalfDay.MORNING)
        factories.help_request(session, jeanne, "moving", slots=(morning,), n_half_days=2)
        karim_id = factories.helper(session, home).user_id
        group = [home.id]
    summary = run_group(database, group, now=NOW)
    assert (summary.n_proposed, summary.n_together) == (1, 1)
    with database.reading() as session:
        taken = capacity.taken_slots(session, today=TODAY)[karim_id]
    assert taken == {morning, thursday()}


def test_a_helper_free_on_one_of_two_half_days_is_not_asked(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        jeanne = factories.person(session, home, "Jeanne")
        morning = thursday(HalfDay.MORNING)
        need = factories.help_request(session, jeanne, "moving", slots=(morning,), n_half_days=2)
        mornings = 1 << weekly_bit(3, HalfDay.MORNING)
        factories.helper(session, home, weekly_mask=mornings)
        group, request_id = [home.id], need.id
    summary = run_group(database, group, now=NOW)
    assert (summary.n_proposed, summary.unmatched[request_id]["code"]) == (0, "nobody_free")
