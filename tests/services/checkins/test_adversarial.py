"""T23 and T24 of trust.md, with a worker that dies at the deadline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.checkins import Outcome
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Enrolment, LadderRung, Neighbourhood, Round, RoundEntry, Task, User
from mutualaid.queries import checkins as queries
from mutualaid.services import checkins, crashpoints
from mutualaid.services.checkins import keeping
from tests import factories as f
from tests.factories import NOW, TODAY, veille

WITHIN = timedelta(minutes=15)


class Killed(BaseException):
    """SIGKILL, between two statements."""


@pytest.fixture
def ids(database: Database) -> tuple[int, int, int]:
    """Les Brosses, Fatima, and Jeanne who takes part."""
    with database.transaction() as session:
        home = f.neighbourhood(session)
        fatima = f.coordinator(session, home)
        jeanne = f.by_phone(session, home, "Jeanne", "+33639981200")
        veille.takes_part(session, jeanne, by=fatima)
        return home.id, fatima.id, jeanne.id


def miss(database: Database, ids: tuple[int, int, int], hours: float) -> None:
    home_id, fatima_id, _ = ids
    with database.transaction() as session:
        fatima, home = session.get_one(User, fatima_id), session.get_one(Neighbourhood, home_id)
        now = NOW + timedelta(hours=hours)
        round_ = veille.begin(session, home, by=fatima, now=now)
        veille.note(session, veille.lines(session, round_)[0], Outcome.SILENT, by=fatima, now=now)


def wake(database: Database, at: timedelta) -> None:
    """What the worker does at each look: each person in a transaction of her own."""
    with database.reading() as session:
        due = checkins.list_due(session, now=NOW + at)
    for number in due:
        with database.transaction() as session:
            checkins.climb_due(session, number, now=NOW + at)


def escalations(database: Database) -> list[Task]:
    with database.reading() as session:
        tasks = select(Task).where(Task.kind == TaskKind.GO_TO_DOOR)
        return list(session.scalars(tasks))


@pytest.mark.parametrize("point", ["task of a rung, without the rung", None])
def test_t23_two_missed_calls_and_a_worker_killed_at_48_hours(
    database: Database, ids: tuple[int, int, int], point: str | None
) -> None:
    miss(database, ids, 0)
    miss(database, ids, 24)
    wake(database, timedelta(hours=47, minutes=59))
    assert escalations(database) == []

    def die(name: str) -> None:
        if name == point:
            raise Killed

    if point is not None:
        crashpoints.set_hook(die)
        with pytest.raises(Killed):
            wake(database, timedelta(hours=48))
        crashpoints.set_hook(None)
    assert escalations(database) == [], "neither half of it"

    restart = timedelta(hours=53)
    for minutes in (0, 5, 10, 15):
        wake(database, restart + timedelta(minutes=minutes))
    (task,) = escalations(database)
    assert task.created_at <= NOW + restart + WITHIN
    with database.reading() as session:
        assert len(session.scalars(select(LadderRung).where(LadderRung.rung == "door")).all()) == 1


def test_t23_the_fourth_missed_call_needs_no_worker(
    database: Database, ids: tuple[int, int, int]
) -> None:
    for hours in (0, 12, 24, 36):
        miss(database, ids, hours)
    assert len(escalations(database)) == 1
    wake(database, timedelta(hours=48))
    assert len(escalations(database)) == 1


def test_t24_entered_by_a_neighbour_and_never_confirmed_is_never_listed(
    database: Database, ids: tuple[int, int, int]
) -> None:
    home_id, fatima_id, _ = ids
    with database.transaction() as session:
        fatima, home = session.get_one(User, fatima_id), session.get_one(Neighbourhood, home_id)
        odette = f.by_phone(session, home, "Odette", "+33639981201")
        veille.takes_part(session, odette, by=fatima, says_yes=False)
        odette_id = odette.id
    for day in range(16):
        with database.reading() as session:
            listed = queries.list_agreed(session, home_id, today=TODAY + timedelta(days=day))
            assert odette_id not in {each.user_id for each in listed}
        with database.transaction() as session:
            keeping.forget_unconfirmed(session, NOW + timedelta(days=day))
    with database.reading() as session:
        found = session.scalars(select(Enrolment.user_id)).all()
        assert odette_id not in found
        assert session.scalars(select(RoundEntry.user_id)).all() == []


def test_t24_who_withdraws_while_the_list_is_open_is_off_it_in_the_same_transaction(
    database: Database, ids: tuple[int, int, int]
) -> None:
    home_id, fatima_id, jeanne_id = ids
    with database.transaction() as session:
        fatima, home = session.get_one(User, fatima_id), session.get_one(Neighbourhood, home_id)
        round_id = veille.begin(session, home, by=fatima).id
    with database.transaction() as session:
        jeanne = session.get_one(User, jeanne_id)
        checkins.withdraw(session, jeanne, by=jeanne, now=NOW + timedelta(minutes=1))
    with database.reading() as session:
        (line,) = veille.lines(session, session.get_one(Round, round_id))
        assert line.outcome is Outcome.WITHDRAWN
        assert queries.list_agreed(session, home_id, today=TODAY) == []
