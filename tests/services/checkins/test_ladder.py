"""The ladder of silence on real rows (product.md « Round », T23)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.checkins import AlertLevel, Outcome, RoundKind
from mutualaid.domain.statuses import TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import LadderRung, Neighbourhood, Round, Task, User
from mutualaid.services import checkins
from tests import factories as f
from tests.factories import NOW, veille

RUNGS = (TaskKind.CALL_RELATIVE, TaskKind.GO_TO_DOOR, TaskKind.CALL_SERVICES)


@pytest.fixture
def fatima(session: Session, home: Neighbourhood) -> User:
    return f.coordinator(session, home)


@pytest.fixture
def jeanne(session: Session, home: Neighbourhood, fatima: User) -> User:
    jeanne = f.by_phone(session, home, "Jeanne", "+33639981200")
    veille.takes_part(session, jeanne, by=fatima)
    return jeanne


class Rounds:
    """Rounds that follow each other, hours after NOW."""

    def __init__(self, session: Session, home: Neighbourhood, by: User) -> None:
        self.session, self.home, self.by = session, home, by
        self.kind, self.level = RoundKind.ORDINARY, None

    def call(self, outcome: Outcome, hours: float) -> Round:
        now = NOW + timedelta(hours=hours)
        round_ = veille.begin(
            self.session, self.home, by=self.by, now=now, kind=self.kind, level=self.level
        )
        (line,) = veille.lines(self.session, round_)
        veille.note(self.session, line, outcome, by=self.by, now=now)
        return round_

    def end(self, round_: Round) -> None:
        veille.close(self.session, round_, by=self.by)

    def work(self, hours: float) -> int:
        """What the worker does then."""
        now = NOW + timedelta(hours=hours)
        due = checkins.list_due(self.session, now=now)
        return sum(checkins.climb_due(self.session, number, now=now) for number in due)


@pytest.fixture
def rounds(session: Session, home: Neighbourhood, fatima: User) -> Rounds:
    return Rounds(session, home, fatima)


def climbed(session: Session, status: TaskStatus = TaskStatus.OPEN) -> list[TaskKind]:
    rows = session.scalars(
        select(Task).where(Task.kind.in_(RUNGS), Task.status == status).order_by(Task.id)
    )
    return [task.kind for task in rows]


def test_one_silence_calls_nobody_else(session: Session, jeanne: User, rounds: Rounds) -> None:
    rounds.call(Outcome.SILENT, 0)
    assert rounds.work(24) == 0
    assert climbed(session) == []


def test_the_second_silence_calls_the_relative_with_a_name_and_an_hour(
    session: Session, fatima: User, jeanne: User, rounds: Rounds
) -> None:
    rounds.call(Outcome.SILENT, 0)
    rounds.call(Outcome.SILENT, 5)
    assert climbed(session) == [TaskKind.CALL_RELATIVE]
    rung = session.scalars(select(LadderRung)).one()
    assert rung.responsible_id == fatima.id
    assert rung.deadline_at == NOW + timedelta(hours=29)
    task = session.get_one(Task, rung.task_id)
    assert (task.is_urgent, task.due_at) == (True, rung.deadline_at)


def test_the_fourth_silence_sends_somebody_to_the_door_before_48_hours(
    session: Session, jeanne: User, rounds: Rounds
) -> None:
    for hours in (0, 5, 10):
        rounds.call(Outcome.SILENT, hours)
    assert climbed(session) == [TaskKind.CALL_RELATIVE]
    rounds.call(Outcome.SILENT, 24)
    assert climbed(session) == [TaskKind.CALL_RELATIVE, TaskKind.GO_TO_DOOR]


def test_48_hours_send_somebody_to_the_door_and_then_the_services(
    session: Session, jeanne: User, rounds: Rounds
) -> None:
    rounds.call(Outcome.SILENT, 0)
    rounds.call(Outcome.SILENT, 24)
    assert rounds.work(47.9) == 0
    assert rounds.work(48) == 1
    assert rounds.work(48) == 0
    assert climbed(session) == [TaskKind.CALL_RELATIVE, TaskKind.GO_TO_DOOR]
    assert rounds.work(71.9) == 0
    assert rounds.work(72) == 1
    assert rounds.work(500) == 0, "each rung once"
    assert climbed(session) == list(RUNGS)


def test_any_news_takes_everybody_down_the_ladder(
    session: Session, jeanne: User, rounds: Rounds
) -> None:
    for hours in (0, 5, 10, 24):
        rounds.call(Outcome.SILENT, hours)
    rounds.call(Outcome.FINE, 26)
    assert climbed(session) == []
    assert rounds.work(100) == 0


def test_a_later_silence_climbs_anew(session: Session, jeanne: User, rounds: Rounds) -> None:
    rounds.call(Outcome.SILENT, 0)
    rounds.end(rounds.call(Outcome.SILENT, 5))
    rounds.end(rounds.call(Outcome.FINE, 24))
    rounds.call(Outcome.SILENT, 48)
    assert climbed(session) == []
    rounds.call(Outcome.SILENT, 50)
    assert climbed(session) == [TaskKind.CALL_RELATIVE]
    assert climbed(session, TaskStatus.CANCELLED) == [TaskKind.CALL_RELATIVE]


def test_news_from_the_stairs_ends_it(
    session: Session, fatima: User, jeanne: User, rounds: Rounds
) -> None:
    rounds.call(Outcome.SILENT, 0)
    rounds.call(Outcome.SILENT, 5)
    checkins.heard_of(session, jeanne, by=fatima, now=NOW + timedelta(hours=6))
    assert climbed(session) == []
    assert rounds.work(60) == 0


def test_still_nothing_climbs_at_once(
    session: Session, fatima: User, jeanne: User, rounds: Rounds
) -> None:
    rounds.call(Outcome.SILENT, 0)
    rounds.call(Outcome.SILENT, 5)
    checkins.climb_next(session, jeanne, by=fatima, now=NOW + timedelta(hours=6))
    assert climbed(session) == [TaskKind.GO_TO_DOOR]
    assert climbed(session, TaskStatus.DONE) == [TaskKind.CALL_RELATIVE]
    assert rounds.work(12) == 0


def test_in_orange_the_second_silence_of_a_day_does_both_before_18_h(
    session: Session, jeanne: User, rounds: Rounds
) -> None:
    rounds.kind, rounds.level = RoundKind.HEAT, AlertLevel.ORANGE
    rounds.call(Outcome.SILENT, 0)
    rounds.call(Outcome.SILENT, 3)
    assert climbed(session) == [TaskKind.CALL_RELATIVE, TaskKind.GO_TO_DOOR]
    six = datetime(2026, 10, 12, 16, tzinfo=UTC)
    assert {rung.deadline_at for rung in session.scalars(select(LadderRung))} == {six}
    assert rounds.work(7.9) == 0
    assert rounds.work(8) == 1
    assert climbed(session) == list(RUNGS)


def test_in_yellow_the_ordinary_ladder_stands(
    session: Session, jeanne: User, rounds: Rounds
) -> None:
    rounds.kind, rounds.level = RoundKind.HEAT, AlertLevel.YELLOW
    rounds.call(Outcome.SILENT, 0)
    rounds.call(Outcome.SILENT, 3)
    assert climbed(session) == [TaskKind.CALL_RELATIVE]


def test_a_slip_that_said_news_does_not_stop_the_ladder(
    session: Session, fatima: User, jeanne: User, rounds: Rounds
) -> None:
    rounds.call(Outcome.SILENT, 0)
    round_ = rounds.call(Outcome.SILENT, 5)
    (line,) = veille.lines(session, round_)
    for outcome in (Outcome.FINE, Outcome.SILENT):
        veille.note(session, line, outcome, by=fatima, attempt=2, now=NOW + timedelta(hours=6))
    assert climbed(session) == [TaskKind.CALL_RELATIVE]
    assert len(session.scalars(select(LadderRung)).all()) == 1
    assert rounds.work(48) == 1
    assert climbed(session) == [TaskKind.CALL_RELATIVE, TaskKind.GO_TO_DOOR]


def test_whoever_stops_is_looked_for_no_more(
    session: Session, jeanne: User, rounds: Rounds
) -> None:
    rounds.call(Outcome.SILENT, 0)
    rounds.call(Outcome.SILENT, 5)
    checkins.withdraw(session, jeanne, by=jeanne, now=NOW + timedelta(hours=6))
    assert climbed(session) == []
    assert rounds.work(100) == 0
