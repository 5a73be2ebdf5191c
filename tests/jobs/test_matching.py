"""When the matcher runs: asked, by the clock of each group, and again after an interruption."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.schedule import latest_tick
from mutualaid.jobs import matching
from mutualaid.jobs.bench import Bench
from mutualaid.jobs.locks import run_lock
from mutualaid.models import MatchingRun, Message, Proposal, RunRequest
from mutualaid.services import leases, run_requests
from tests import factories
from tests.jobs.conftest import Clock

SIX_IN_THE_MORNING = datetime(2026, 10, 12, 4, 0, tzinfo=UTC)


def les_brosses(database: Database) -> int:
    """Jeanne asks, Karim can help."""
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        factories.help_request(session, factories.person(session, home, "Jeanne"))
        factories.helper(session, home, "Karim")
        return home.id


def ask(database: Database, neighbourhood_id: int | None, now: datetime) -> None:
    with database.transaction() as session:
        run_requests.ask(session, neighbourhood_id=neighbourhood_id, by=None, now=now)


def runs(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        rows = session.scalars(select(MatchingRun).order_by(MatchingRun.id))
        return [(str(row.local_date), row.tick) for row in rows]


def test_a_run_that_was_asked_for_proposes_and_says_so(
    database: Database, bench: Bench, clock: Clock
) -> None:
    home_id = les_brosses(database)
    ask(database, home_id, clock.now)
    assert matching.run_asked(bench) == 1
    assert matching.run_asked(bench) == 0
    with database.reading() as session:
        assert session.scalars(select(Proposal)).one().helper.first_name == "Karim"
        assert len(session.scalars(select(Message)).all()) == 2
        request = session.scalars(select(RunRequest)).one()
        assert request.finished_at == clock.now
        assert request.run_id is not None


def test_asking_twice_is_one_run(database: Database, bench: Bench, clock: Clock) -> None:
    home_id = les_brosses(database)
    for _ in range(2):
        ask(database, home_id, clock.now)
    assert matching.run_asked(bench) == 1


def test_a_run_request_of_a_dead_worker_is_answered_by_the_next(
    database: Database, bench: Bench, clock: Clock
) -> None:
    home_id = les_brosses(database)
    ask(database, home_id, clock.now)
    with database.transaction() as session:
        assert run_requests.take_next(session, now=clock.now) is not None
    assert matching.run_asked(bench) == 0
    clock.move(minutes=5)
    assert matching.run_asked(bench) == 1


def test_a_group_that_somebody_else_runs_waits(
    database: Database, bench: Bench, clock: Clock
) -> None:
    home_id = les_brosses(database)
    ask(database, home_id, clock.now)
    with run_lock(database, str(home_id), "flask matching run", clock=clock) as is_ours:
        assert is_ours
        assert matching.run_asked(bench) == 0
    assert matching.run_asked(bench) == 1


def test_the_matcher_runs_at_8_12_and_17_local_time(
    database: Database, bench: Bench, clock: Clock
) -> None:
    les_brosses(database)
    clock.now = SIX_IN_THE_MORNING
    for _quarter_hour in range(4 * 14):
        matching.run_scheduled(bench)
        clock.move(minutes=15)
    assert runs(database) == [("2026-10-12", tick) for tick in ("08", "12", "17")]


def test_ticks_that_were_missed_are_one_run(database: Database, bench: Bench, clock: Clock) -> None:
    les_brosses(database)
    clock.now = SIX_IN_THE_MORNING + timedelta(hours=8)
    matching.run_scheduled(bench)
    assert runs(database) == [("2026-10-12", "12")]


def test_a_tick_from_before_the_start_may_be_left_out(
    database: Database, bench: Bench, clock: Clock
) -> None:
    les_brosses(database)
    assert matching.run_scheduled(bench, since=clock.now) == 0


@pytest.mark.parametrize("n_times", [1, 5])
def test_an_interrupted_run_is_done_again_but_not_for_ever(
    database: Database, bench: Bench, clock: Clock, n_times: int
) -> None:
    home_id = les_brosses(database)
    with database.transaction() as session:
        for number in range(n_times):
            session.add(
                MatchingRun(
                    group_key=str(home_id), local_date=factories.TODAY, seconds={},
                    tick="08" if number == 0 else "", started_at=clock.now,
                )
            )  # fmt: skip
    assert matching.run_scheduled(bench) == (1 if n_times == 1 else 0)
    assert matching.run_scheduled(bench) == 0


def test_a_day_that_skips_an_hour_keeps_its_ticks() -> None:
    change = datetime(2027, 3, 28, 6, 0, tzinfo=UTC)
    struck = latest_tick(change, "Europe/Paris")
    assert struck is not None
    assert (struck[1], struck[2]) == ("08", change)
    assert latest_tick(change - timedelta(seconds=1), "Europe/Paris") is None


def test_a_lease_has_one_owner_and_a_higher_fence_for_the_next(
    database: Database, new_bench: Callable[..., Bench], clock: Clock
) -> None:
    def acquire(owner: str) -> int | None:
        with database.transaction() as session:
            return leases.acquire(
                session, leases.LEADER, owner, now=clock.now, life=leases.LEADER_LIFE
            )

    first = acquire("a")
    assert first is not None
    assert acquire("b") is None
    clock.move(seconds=30)
    second = acquire("b")
    assert second == first + 1
    with database.transaction() as session:
        life = leases.LEADER_LIFE
        assert not leases.renew(session, leases.LEADER, "a", first, now=clock.now, life=life)
        assert leases.release(session, leases.LEADER, "b", second, now=clock.now)
    assert acquire("a") == second + 1


def test_a_group_whose_run_fails_keeps_no_other_from_its_own(
    database: Database, bench: Bench, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = les_brosses(database)
    with database.transaction() as session:
        factories.neighbourhood(session, "Cusset")
    run = matching._run

    def fail(bench: Bench, group: list[int], tick: str) -> int | None:
        if first in group:
            raise RuntimeError
        return run(bench, group, tick)

    monkeypatch.setattr(matching, "_run", fail)
    assert matching.run_scheduled(bench) == 1
    assert [tick for _day, tick in runs(database)] == ["08"]
