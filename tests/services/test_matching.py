"""One run from the database to proposals."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import ProposalStatus
from mutualaid.models import HelpRequest, MatchingRun, Message, Proposal, Task
from mutualaid.services.matching import run_group
from mutualaid.services.matching import snapshot as snapshots
from mutualaid.services.matching.run import BATCH, whole_batches
from mutualaid.services.proposals import Pairing
from mutualaid.wording.coordination import run_phrase
from tests import factories
from tests.factories import NOW, TODAY, thursday


def test_a_run_proposes_and_owes_both_messages(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        factories.help_request(session, factories.person(session, home, "Jeanne"))
        factories.helper(session, home)
        group = [home.id]
    summary = run_group(database, group, now=NOW)
    assert (summary.is_ok, summary.n_proposed, summary.gap) == (True, 1, 0)
    with database.reading() as session:
        assert session.scalars(select(Proposal)).one().status is ProposalStatus.OPEN
        assert session.scalar(select(func.count(Message.id))) == 2
        run = session.scalars(select(MatchingRun)).one()
        assert (run.certificate, run.n_pairs, run.n_proposed) == ("ok", 1, 1)


def test_a_run_keeps_what_was_wanted_beside_what_can_be_expected(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        for name in ("Jeanne", "Odette", "Marcel"):
            factories.help_request(session, factories.person(session, home, name))
        for name, rhythm in (("Karim", None), ("Rose", 1), ("Ali", 0)):
            factories.helper(session, home, name, phone=None, rhythm_per_month=rhythm)
        group = [home.id]
    run_group(database, group, now=NOW)
    with database.reading() as session:
        run = session.scalars(select(MatchingRun)).one()
        assert (run.n_wanted, run.n_expected) == (3, 1)


def test_a_second_run_proposes_nothing(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        factories.help_request(session, factories.person(session, home, "Jeanne"))
        factories.helper(session, home)
        group = [home.id]
    run_group(database, group, now=NOW)
    assert run_group(database, group, now=NOW + timedelta(minutes=5)).n_proposed == 0


def test_a_dry_run_writes_nothing(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        factories.help_request(session, factories.person(session, home, "Jeanne"))
        factories.helper(session, home)
        group = [home.id]
    summary = run_group(database, group, now=NOW, dry_run=True)
    assert len(summary.pairings) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count(Proposal.id))) == 0
        assert session.scalar(select(func.count(MatchingRun.id))) == 0


def test_a_tick_runs_once_a_day(database: Database) -> None:
    with database.transaction() as session:
        group = [factories.neighbourhood(session).id]
    assert not run_group(database, group, now=NOW, tick="08").was_run_before
    assert run_group(database, group, now=NOW, tick="08").was_run_before


@pytest.mark.parametrize("values", [{"category": "talk_first"}])
def test_what_the_coordinator_arranges_is_never_paired(
    database: Database, values: dict[str, object]
) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        need = factories.help_request(session, factories.person(session, home), **values)
        factories.helper(session, home)
        group, request_id = [home.id], need.id
    summary = run_group(database, group, now=NOW)
    assert summary.n_proposed == 0
    with database.reading() as session:
        reason = session.get_one(HelpRequest, request_id).unmatched_reason
    assert reason is not None
    assert reason["code"] == "needs_coordinator"


@pytest.mark.parametrize("n_half_days", [1, 2])
def test_a_team_is_asked_complete_for_one_time_in_one_run(
    database: Database, n_half_days: int
) -> None:
    morning = thursday(HalfDay.MORNING)
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        need = factories.help_request(
            *(session, factories.person(session, home), "moving"),
            slots=(morning, thursday()) if n_half_days == 1 else (morning,),
            helpers_needed=2,
            n_half_days=n_half_days,
        )
        for n in range(3):
            factories.helper(session, home, f"Aide{n}", phone=f"+3363998000{n}")
        group, request_id = [home.id], need.id
    summary = run_group(database, group, now=NOW)
    assert (summary.is_ok, summary.gap, summary.n_together) == (True, 0, 2)
    pairs = [pairing for pairing in summary.pairings if pairing.request_id == request_id]
    assert len({pairing.helper_id for pairing in pairs}) == len(pairs) == 2
    assert len({pairing.slot for pairing in pairs}) == 1


def test_a_team_that_cannot_be_complete_asks_nobody(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        person = factories.person(session, home)
        need = factories.help_request(session, person, "moving", helpers_needed=2)
        factories.helper(session, home)
        group, request_id = [home.id], need.id
    summary = run_group(database, group, now=NOW)
    assert summary.n_proposed == 0
    reason = summary.unmatched[request_id]
    assert (reason["code"], reason["n"]) == ("too_few_together", 1)


def test_a_team_is_never_parted_between_two_transactions() -> None:
    sizes = [1] * 98 + [3, 2, 6, *[1] * 95, 4]
    pairings = [
        Pairing(request_id, n, n, thursday())
        for request_id, size in enumerate(sizes)
        for n in range(size)
    ]
    batches = list(whole_batches(pairings))
    assert [pairing for batch in batches for pairing in batch] == pairings
    assert max(map(len, batches)) <= BATCH
    teams = [{pairing.request_id for pairing in batch} for batch in batches]
    assert sum(map(len, teams)) == len(set.union(*teams)) == len(sizes)


def test_moving_with_one_helper_is_matched_like_any_other(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        factories.help_request(session, factories.person(session, home), "moving")
        factories.helper(session, home)
        group = [home.id]
    assert run_group(database, group, now=NOW).n_proposed == 1


def test_a_failed_certificate_sends_nothing_and_tells_the_desk(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mutualaid.services.matching import run as runs

    with database.transaction() as session:
        home = factories.neighbourhood(session)
        factories.help_request(session, factories.person(session, home))
        factories.helper(session, home)
        group = [home.id]
    decide = runs.decide

    def spoil(snapshot: snapshots.Snapshot, summary: runs.RunSummary) -> None:
        decide(snapshot, summary)
        summary.certificate = "capacity of offer 1"

    monkeypatch.setattr(runs, "decide", spoil)
    summary = run_group(database, group, now=NOW)
    assert summary.n_proposed == 0
    with database.reading() as session:
        assert session.scalar(select(func.count(Proposal.id))) == 0
        assert [task.kind for task in session.scalars(select(Task))] == ["run_failed"]


def test_a_request_that_changed_since_the_plan_waits_for_the_next_run(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mutualaid.services.matching import run as runs

    with database.transaction() as session:
        home = factories.neighbourhood(session)
        request_id = factories.help_request(session, factories.person(session, home)).id
        factories.helper(session, home)
        group = [home.id]
    decide = runs.decide

    def change_meanwhile(snapshot: snapshots.Snapshot, summary: runs.RunSummary) -> None:
        decide(snapshot, summary)
        with database.transaction() as session:
            session.get_one(HelpRequest, request_id).version += 1

    monkeypatch.setattr(runs, "decide", change_meanwhile)
    summary = run_group(database, group, now=NOW)
    assert (len(summary.pairings), summary.n_proposed) == (1, 0)


def test_a_run_at_night_asks_nobody_for_the_early_morning(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        jeanne = factories.person(session, home, "Jeanne")
        morning = Slot.of(TODAY + timedelta(days=1), HalfDay.MORNING)
        need = factories.help_request(session, jeanne, slots=(morning,))
        factories.helper(session, home)
        group, request_id = [home.id], need.id
    summary = run_group(database, group, now=NOW + timedelta(hours=12))
    assert summary.n_proposed == 0
    assert summary.unmatched[request_id]["code"] == "no_time_left"
    assert run_group(database, group, now=NOW + timedelta(hours=8)).n_proposed == 1


def test_every_request_that_a_run_leaves_out_has_its_reason(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        jeanne = factories.person(session, home, "Jeanne")
        far_off = Slot.of(TODAY + timedelta(days=40), HalfDay.MORNING)
        need = factories.help_request(session, jeanne, slots=(far_off,))
        group, request_id = [home.id], need.id
    summary = run_group(database, group, now=NOW)
    assert (summary.n_requests, summary.unmatched[request_id]["code"]) == (1, "too_early")


@pytest.mark.parametrize(
    ("gap", "n_unmatched", "words"),
    [
        (12_345, 3, "Un autre plan servirait au plus 1,3\u00a0% de ce qui reste."),
        (900, 0, "Un autre plan épargnerait au plus 0,1\u00a0% des trajets."),
        (0, 3, "3 demandes sans personne."),
    ],
)
def test_the_desk_reads_how_much_another_plan_could_do(
    app: Flask, gap: int, n_unmatched: int, words: str
) -> None:
    run = MatchingRun(
        started_at=NOW, certificate="ok", gap=gap, n_unmatched=n_unmatched, n_proposed=1
    )
    with app.test_request_context("/"):
        assert run_phrase(run, "Europe/Paris").endswith(words)
