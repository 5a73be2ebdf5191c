"""`flask matching run`: what an operator reads, and what is written."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.domain.clock import local_date, now_utc
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.jobs.locks import run_lock
from mutualaid.models import Proposal
from tests import factories


def les_brosses(app: Flask) -> int:
    """Jeanne asks for a hand in four days, Karim can."""
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        day = local_date(now_utc(), home.zone) + timedelta(days=4)
        jeanne = factories.person(session, home, "Jeanne")
        factories.help_request(session, jeanne, slots=(Slot.of(day, HalfDay.AFTERNOON),))
        factories.helper(session, home, "Karim")
        return home.id


def n_proposals(app: Flask) -> int:
    with app.extensions["database"].reading() as session:
        return session.scalar(select(func.count(Proposal.id))) or 0


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(app: Flask) -> None:
    les_brosses(app)
    ended = app.test_cli_runner().invoke(args=["matching", "run", "--dry-run"])
    assert ended.exit_code == 0
    assert "1 requests, 1 offers, 1 pairs, 0 proposed" in ended.output
    assert n_proposals(app) == 0


def test_a_run_by_hand_proposes(app: Flask) -> None:
    les_brosses(app)
    ended = app.test_cli_runner().invoke(args=["matching", "run"])
    assert ended.exit_code == 0
    assert "certificate ok" in ended.output
    assert n_proposals(app) == 1


def test_a_run_by_hand_leaves_a_group_that_the_worker_runs(app: Flask) -> None:
    home_id = les_brosses(app)
    with run_lock(app.extensions["database"], str(home_id), "worker"):
        ended = app.test_cli_runner().invoke(args=["matching", "run"])
    assert "somebody else is running it" in ended.output
    assert n_proposals(app) == 0
