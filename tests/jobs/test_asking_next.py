"""The next neighbour is asked within seconds, by the same rules as in a run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.statuses import RequestStatus
from mutualaid.jobs.bench import Bench
from mutualaid.models import Appointment, Message, Neighbourhood, Proposal, RunRequest, User
from mutualaid.services import appointments, offers, proposals, run_requests
from tests import factories
from tests.factories import NOW
from tests.jobs.conftest import Clock
from tests.jobs.quarter import Quarter


@pytest.fixture
def quarter(database: Database, bench: Bench, clock: Clock) -> Quarter:
    return Quarter(database, bench, clock).open()


def test_the_nearest_is_asked_and_both_are_told(quarter: Quarter, database: Database) -> None:
    quarter.ask_soon()
    assert quarter.asked() == ["Karim"]
    assert quarter.status() is RequestStatus.PROPOSED
    with database.reading() as session:
        kinds = session.scalars(select(Message.kind).order_by(Message.id)).all()
        assert kinds == ["proposal_helper", "proposal_resident"]
        proposal = session.scalars(select(Proposal)).one()
        assert [each["code"] for each in proposal.reasons] == [
            "close_by",
            "free_on",
            "not_asked_this_month",
            "new_face",
        ]


def test_a_no_asks_the_next_at_once(quarter: Quarter) -> None:
    quarter.ask_soon()
    quarter.answer("Karim", yes=False)
    quarter.work()
    assert quarter.asked() == ["Karim", "Rose"]


def test_a_time_out_asks_the_next(quarter: Quarter, database: Database) -> None:
    quarter.ask_soon()
    quarter.clock.move(hours=24)
    quarter.change(lambda s: factories.expire_due(s, now=quarter.clock.now))
    quarter.work()
    assert quarter.asked() == ["Karim", "Rose"]


def test_a_helper_who_stops_leaves_her_place_to_the_next(quarter: Quarter) -> None:
    quarter.ask_soon()

    def stop(session: Session) -> None:
        offer = quarter.offer(session, "Karim")
        offers.withdraw(session, offer, by=offer.user, now=quarter.clock.now)

    quarter.change(stop)
    quarter.work()
    assert quarter.in_flight() == ["Rose"]


def test_a_residents_no_asks_the_next_and_lowers_nobody(quarter: Quarter) -> None:
    quarter.ask_soon()
    quarter.answer("Karim", yes=True)
    quarter.refuse("Karim")
    quarter.work()
    assert quarter.asked() == ["Karim", "Rose"]
    with quarter.database.reading() as session:
        karim = quarter.offer(session, "Karim").user
        assert (karim.n_ignored, karim.rest_until, karim.level) == (0, None, 1)


def test_a_helper_who_cannot_come_any_more_is_replaced(quarter: Quarter) -> None:
    quarter.change(lambda s: setattr(quarter.need(s), "agreed_in_advance_at", NOW))
    quarter.ask_soon()
    quarter.answer("Karim", yes=True)
    assert quarter.status() is RequestStatus.AGREED

    def cancel(session: Session) -> None:
        appointment = session.scalars(select(Appointment)).one()
        karim = quarter.offer(session, "Karim").user
        appointments.cancel(session, appointment, by=karim, person=karim, now=quarter.clock.now)

    quarter.change(cancel)
    quarter.work()
    assert quarter.asked() == ["Karim", "Rose"]
    with quarter.database.reading() as session:
        assert quarter.need(session).searching_since is not None


def test_a_held_yes_takes_the_place_and_nobody_new_is_asked(quarter: Quarter) -> None:
    quarter.ask_soon()
    quarter.ask_soon()
    quarter.answer("Karim", yes=True)
    quarter.answer("Rose", yes=True)
    quarter.refuse("Karim")
    quarter.work()
    assert quarter.in_flight() == ["Rose"]


def test_asking_twice_at_once_asks_one(quarter: Quarter) -> None:
    for _ in range(2):
        quarter.change(
            lambda s: run_requests.ask_next_soon(s, quarter.need(s), now=quarter.clock.now)
        )
    quarter.work()
    quarter.work()
    assert quarter.asked() == ["Karim"]


def test_a_worker_that_died_after_asking_asks_nobody_twice(quarter: Quarter) -> None:
    quarter.ask_soon()
    quarter.change(lambda s: s.query(RunRequest).update({"taken_at": NOW, "finished_at": None}))
    quarter.clock.move(minutes=10)
    quarter.work()
    assert quarter.asked() == ["Karim"]


def test_at_most_three_are_in_flight(database: Database, bench: Bench, clock: Clock) -> None:
    quarter = Quarter(database, bench, clock).open()
    with database.transaction() as session:
        home = session.scalars(select(Neighbourhood)).one()
        factories.helper(session, home, "Lucie", phone=None)
    for _ in range(5):
        quarter.ask_soon()
        quarter.clock.move(minutes=1)
    assert len(quarter.in_flight()) == 3


def test_a_no_that_may_be_taken_back_keeps_its_place_among_the_three(quarter: Quarter) -> None:
    with quarter.database.transaction() as session:
        home = session.scalars(select(Neighbourhood)).one()
        factories.helper(session, home, "Lucie", phone=None)
    for _ in range(3):
        quarter.ask_soon()
    first, *_ = quarter.in_flight()
    with quarter.database.transaction() as session:
        proposal = session.scalars(select(Proposal).order_by(Proposal.id)).first()
        assert proposal is not None
        proposals.answer_as_helper(
            session, proposal, False, by=proposal.helper, now=quarter.clock.now
        )
    quarter.work()
    assert len(quarter.in_flight()) == 2
    with quarter.database.transaction() as session:
        proposal = session.scalars(select(Proposal).order_by(Proposal.id)).first()
        assert proposal is not None
        proposals.undo(session, proposal, by=proposal.helper, now=quarter.clock.now)
    assert len(quarter.in_flight()) == 3
    assert first in quarter.in_flight()


def test_one_next_neighbour_is_asked_before_a_whole_run(quarter: Quarter) -> None:
    with quarter.database.transaction() as session:
        run_requests.ask(session, neighbourhood_id=None, by=None, now=NOW - timedelta(minutes=1))
        run_requests.ask_next_soon(session, quarter.need(session), now=NOW)
        first = run_requests.take_next(session, now=NOW)
        assert first is not None
        assert first.help_request_id == quarter.request_id


@pytest.mark.parametrize("n_offers", [50, 200])
def test_a_large_quarter_takes_no_more_questions_than_a_small_one(
    quarter: Quarter, n_offers: int
) -> None:
    with quarter.database.transaction() as session:
        home = session.scalars(select(Neighbourhood)).one()
        shared = factories.place(session, home, number="9", north_m=1500)
        for number in range(n_offers):
            factories.helper(session, home, f"Voisin{number}", phone=None, place=shared)
    asked: list[str] = []
    engine = quarter.database.engine
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    quarter.ask_soon()
    assert quarter.asked() == ["Karim"]
    assert len(asked) < 90


def test_nobody_to_ask_leaves_the_request_open(quarter: Quarter, database: Database) -> None:
    with database.transaction() as session:
        for user in session.scalars(select(User)):
            user.weekly_mask = 0
    quarter.ask_soon()
    assert quarter.asked() == []
    with database.reading() as session:
        assert session.scalars(select(RunRequest)).one().finished_at is not None
    assert quarter.status() is RequestStatus.OPEN
