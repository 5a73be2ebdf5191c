"""The next neighbours of a team: as many as are missing, all for the half-day that is held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import HelperStatus, MessageStatus, RequestStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.jobs.bench import Bench
from mutualaid.models import Appointment, Message, Neighbourhood, RunRequest, Task
from mutualaid.services import appointments, asking_next, fewer, proposals
from mutualaid.services.proposals import Pairing, hedging
from tests import factories
from tests.factories import TODAY, thursday
from tests.jobs.conftest import Clock
from tests.jobs.quarter import Quarter

TEAM = ("Karim", "Rose")
FRIDAY = Slot.of(TODAY + timedelta(days=4), HalfDay.MORNING)


class Moving(Quarter):
    """Karim and Rose are asked for Thursday or Friday; Ali, and Zoé beside him, are not yet."""

    def gather(self, *others: str) -> Moving:
        self.open(category="moving", helpers_needed=2, slots=(thursday(), FRIDAY))
        with self.database.transaction() as session:
            home = session.scalars(select(Neighbourhood)).one()
            for north_m, name in enumerate(others, start=1401):
                place = factories.place(session, home, number=name, flat=name, north_m=north_m)
                offer = factories.helper(session, home, name, place=place, phone=None)
                self.offers[name] = offer.id
            pairs = [
                Pairing(self.request_id, offer.id, offer.user_id, thursday())
                for offer in (self.offer(session, name) for name in TEAM)
            ]
            proposals.propose_many(session, pairs, now=self.clock.now)
        return self

    def resident_says_yes(self) -> None:
        def say(session: Session) -> None:
            proposal, need = self.proposal(session, "Karim"), self.need(session)
            proposals.answer_as_resident(session, proposal, True, by=need.user, now=self.clock.now)

        self.change(say)

    def agree(self) -> Moving:
        for name in TEAM:
            self.answer(name, yes=True)
        self.resident_says_yes()
        return self

    def cannot_come(self, name: str) -> None:
        def cancel(session: Session) -> None:
            helper = self.offer(session, name).user
            appointment = session.scalars(select(Appointment)).one()
            appointments.cancel(session, appointment, by=helper, person=helper, now=self.clock.now)

        self.change(cancel)
        self.work()

    def coming(self) -> list[str]:
        with self.database.reading() as session:
            rows = session.scalars(select(Appointment)).one().helper_rows
            return [row.helper.first_name for row in rows if row.status is HelperStatus.COMING]

    def desk(self) -> list[str]:
        """What each open task of a team is about."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(Task.reason_key).where(
                    Task.kind == TaskKind.ARRANGE, Task.status == TaskStatus.OPEN
                )
            )
            return [key.split(":")[2] for key in rows]

    def tell_fewer(self) -> int:
        """How many needs were told that fewer come."""
        with self.database.reading() as session:
            due = fewer.list_due(session, now=self.clock.now)
        for number in due:
            self.change(lambda s, n=number: fewer.tell(s, n, now=self.clock.now))  # type: ignore[misc]
        return len(due)

    def hedge(self) -> None:
        self.clock.move(hours=4)
        for number in self.database.run(lambda s: hedging.list_due(s, now=self.clock.now)):
            self.change(lambda s, n=number: hedging.ask_one_more(s, n, now=self.clock.now))  # type: ignore[misc]
        self.work()


@pytest.fixture
def moving(database: Database, bench: Bench, clock: Clock) -> Moving:
    return Moving(database, bench, clock)


def test_a_no_asks_the_next_for_the_half_day_that_is_held(moving: Moving) -> None:
    moving.gather()
    moving.answer("Karim", yes=True)
    moving.answer("Rose", yes=False)
    moving.work()
    assert moving.in_flight() == ["Karim", "Ali"]
    with moving.database.reading() as session:
        assert moving.proposal(session, "Ali").slot == thursday()
    moving.answer("Ali", yes=True)
    moving.resident_says_yes()
    assert moving.coming() == ["Karim", "Ali"]


def test_two_who_refuse_at_once_are_both_replaced(moving: Moving) -> None:
    moving.gather("Zoé")
    with moving.database.transaction() as session:
        ali = moving.offer(session, "Ali")
        pair = Pairing(moving.request_id, ali.id, ali.user_id, thursday())
        proposals.propose_many(session, [pair], now=moving.clock.now)
    for name in TEAM:
        moving.answer(name, yes=False)
    moving.work()
    assert moving.in_flight() == ["Ali", "Zoé"]


def test_backups_are_asked_for_each_who_is_missing(moving: Moving) -> None:
    moving.gather("Zoé")
    moving.hedge()
    assert moving.in_flight() == ["Karim", "Rose", "Ali", "Zoé"]


def test_when_nobody_is_left_for_the_half_day_the_desk_reads_which_others_would_do(
    moving: Moving,
) -> None:
    moving.gather()
    moving.change(lambda s: setattr(moving.offer(s, "Ali").user, "weekly_mask", 1 << 4 * 3))
    moving.answer("Karim", yes=True)
    moving.answer("Rose", yes=False)
    moving.work()
    assert moving.desk() == ["short"]
    with moving.database.reading() as session:
        reason = moving.need(session).unmatched_reason
    assert reason is not None
    assert reason["others"] == [{"on": FRIDAY.on_date.isoformat(), "half_day": "morning", "n": 2}]


def test_nobody_is_asked_alone_for_a_team_that_has_nobody(moving: Moving) -> None:
    moving.open(category="moving", helpers_needed=2)
    with moving.database.reading() as session:
        alone = RunRequest(help_request_id=moving.request_id, created_at=moving.clock.now)
        assert asking_next.find(session, alone, now=moving.clock.now) is None
    moving.ask_soon()
    assert moving.asked() == ["Karim", "Rose"], "a run asks for both"


def test_one_who_cannot_come_any_more_is_replaced_for_the_same_half_day(moving: Moving) -> None:
    moving.gather().agree()
    moving.cannot_come("Rose")
    assert moving.in_flight() == ["Ali"]
    moving.answer("Ali", yes=True)
    with moving.database.transaction() as session:
        proposal, need = moving.proposal(session, "Ali"), moving.need(session)
        proposals.answer_as_resident(session, proposal, True, by=need.user, now=moving.clock.now)
    assert moving.coming() == ["Karim", "Ali"]
    assert moving.status() is RequestStatus.AGREED


def test_only_one_is_looked_for_and_the_next_after_a_no(moving: Moving) -> None:
    moving.gather("Zoé").agree()
    moving.cannot_come("Rose")
    moving.answer("Ali", yes=False)
    moving.work()
    assert moving.in_flight() == ["Zoé"]


def test_a_replacement_that_nobody_could_give_is_looked_for_again(moving: Moving) -> None:
    moving.gather().agree()
    moving.change(
        lambda s: setattr(
            moving.offer(s, "Ali").user, "rest_until", moving.clock.now + timedelta(hours=3)
        )
    )
    moving.cannot_come("Rose")
    assert moving.in_flight() == []
    assert "short" in moving.desk()
    moving.hedge()
    assert moving.in_flight() == ["Ali"]


def test_when_nobody_else_is_found_in_time_everybody_reads_how_many_come(moving: Moving) -> None:
    moving.gather().agree()
    moving.change(lambda s: setattr(moving.offer(s, "Ali").user, "weekly_mask", 1))
    moving.cannot_come("Rose")
    with moving.database.reading() as session:
        starts_at = session.scalars(select(Appointment)).one().starts_at
    moving.clock.now = starts_at - timedelta(hours=2, minutes=1)
    assert moving.tell_fewer() == 0
    moving.clock.move(minutes=1)
    assert moving.tell_fewer() == 1
    assert moving.tell_fewer() == 0, "once"
    with moving.database.reading() as session:
        told = session.scalars(select(Message).where(Message.event_key.endswith(":fewer"))).all()
        assert sorted(each.user.first_name for each in told) == ["Jeanne", "Karim"]
    assert moving.coming() == ["Karim"]
    assert moving.status() is RequestStatus.AGREED
    assert "fewer" in moving.desk()


def test_who_is_still_asked_then_is_let_go(moving: Moving) -> None:
    moving.gather().agree()
    moving.cannot_come("Rose")
    with moving.database.reading() as session:
        starts_at = session.scalars(select(Appointment)).one().starts_at
    moving.clock.now = starts_at - timedelta(hours=2)
    moving.change(lambda s: setattr(moving.proposal(s, "Ali"), "expires_at", starts_at))
    assert moving.in_flight() == ["Ali"]
    moving.tell_fewer()
    assert moving.in_flight() == []


def test_the_last_who_leaves_makes_it_a_search_of_the_whole(moving: Moving) -> None:
    moving.gather().agree()
    moving.cannot_come("Rose")
    moving.answer("Ali", yes=True)
    moving.cannot_come("Karim")
    assert moving.status() is RequestStatus.PROPOSED
    with moving.database.reading() as session:
        planned = session.scalars(select(Appointment.status)).all()
        questions = session.scalars(
            select(Message.status).where(Message.kind == MessageKind.HELPER_SAID_YES)
        ).all()
    assert [str(each) for each in planned] == ["cancelled"]
    assert moving.in_flight() == ["Ali"]
    assert MessageStatus.PENDING not in questions, "his yes waits for others again"
