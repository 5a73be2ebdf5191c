"""Random histories of rounds with crashes (trust.md G6, I11, P3), and controls that must fail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.statuses import EnrolmentStatus
from mutualaid.models import Enrolment, User
from mutualaid.queries.checkins import people
from mutualaid.services.checkins import ladder
from tests.services.checkins.histories import History

N_STEPS = 10
IN_ALL = 10_000 if "CAMPAIGN" in os.environ else 120
SHARE = {"sqlite": 0.75, "postgresql": 0.25}
CONTROLS = 60
"""Histories within which a broken variant must be caught."""


@pytest.fixture
def town(database: Database) -> Iterator[Session]:
    with database.open_writer() as session:
        yield session
        session.rollback()


def live(session: Session, seed: int, *, careless: bool = False) -> int:
    """One history, then as if it had never been; how many crashes it saw."""
    savepoint = session.begin_nested()
    history = History(session, seed, careless=careless)
    try:
        history.run(N_STEPS)
    finally:
        if savepoint.is_active:
            savepoint.rollback()
        session.expire_all()
    return history.n_crashes


@pytest.mark.timeout(7200)
def test_nobody_is_dropped_doubled_or_called_without_a_yes(town: Session, kind: str) -> None:
    n_crashes = 0
    for seed in range(int(IN_ALL * SHARE.get(kind, 0.25))):
        try:
            n_crashes += live(town, seed)
        except AssertionError as error:
            raise AssertionError(f"history {seed}: {error}") from error
    assert n_crashes > IN_ALL * SHARE.get(kind, 0.25) / 4, "crashes are part of it"


def is_caught(session: Session, *, careless: bool = False) -> bool:
    for seed in range(CONTROLS):
        try:
            live(session, seed, careless=careless)
        except AssertionError:
            return True
    return False


@pytest.mark.parametrize("kind", ["sqlite"])
def test_half_done_changes_would_be_seen(town: Session) -> None:
    assert is_caught(town, careless=True)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_calling_somebody_without_her_own_yes_would_be_seen(
    town: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        people,
        "agreed",
        lambda _today: (Enrolment.status != EnrolmentStatus.ENDED, User.left_at.is_(None)),
    )
    assert is_caught(town)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_rung_climbed_late_or_never_would_be_seen(
    town: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ladder.climbs_due
    monkeypatch.setattr(
        ladder,
        "climbs_due",
        lambda silences, climbed, now, zone: real(
            silences, climbed, now - timedelta(hours=1), zone
        )[:0],
    )
    assert is_caught(town)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_histories_hold_what_they_are_about(town: Session) -> None:
    """Silences, rungs, withdrawals: a history in which nothing happens proves nothing."""
    savepoint = town.begin_nested()
    for seed in range(25):
        History(town, seed).run(N_STEPS)
    assert len(town.scalars(select(Enrolment.id)).all()) > 25
    rungs = town.scalars(select(ladder.LadderRung.rung)).all()
    assert {"relative", "door"} <= {str(rung) for rung in rungs}
    savepoint.rollback()
