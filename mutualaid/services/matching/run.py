"""Read, decide, prove, write. The transactions of a run are opened here, one per batch.

Reading holds no write lock and solving holds nothing: the web goes on meanwhile, and a pair whose
request or offer changed in between is left for the next run.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from time import perf_counter, sleep
from typing import TypeVar

from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, MatchingRun
from mutualaid.services import tasks
from mutualaid.services.crashpoints import crashpoint
from mutualaid.services.matching import snapshot as snapshots
from mutualaid.services.matching.deciding import Reason, RunSummary, decide
from mutualaid.services.proposals import Pairing, propose_many

BATCH = 200
GAP_SECONDS = 0.02
"""Between two batches, so that a page that waits to write gets its turn on SQLite."""
T = TypeVar("T")


def run_group(
    database: Database,
    group: Sequence[int],
    *,
    now: datetime,
    tick: str = "",
    dry_run: bool = False,
) -> RunSummary:
    """One run for one neighbourhood group. The caller holds the group's run lock.

    `tick` (08, 12, 17) makes a scheduled run happen once per local date.
    """
    summary = RunSummary(list(group))
    began = perf_counter()
    with database.reading() as session:
        snapshot = snapshots.read(session, group, now=now)
    summary.n_requests, summary.n_offers = snapshot.n_requests, len(snapshot.offers["ids"])
    summary.n_wanted, summary.n_expected = snapshot.n_wanted, snapshot.n_expected
    summary.seconds["read"] = perf_counter() - began
    if not dry_run and not _record_start(database, summary, snapshot.first_day, tick, now):
        summary.was_run_before = True
        return summary
    decide(snapshot, summary)
    if not dry_run:
        began = perf_counter()
        with _collector_at_rest():
            _write(database, summary, now)
        summary.seconds["write"] = perf_counter() - began
        _record_end(database, summary, now)
    return summary


def _record_start(
    database: Database, summary: RunSummary, local_date: date, tick: str, now: datetime
) -> bool:
    run = MatchingRun(
        group_key=str(min(summary.group)),
        local_date=local_date,
        tick=tick,
        started_at=now,
        n_requests=summary.n_requests,
        n_offers=summary.n_offers,
        n_wanted=summary.n_wanted,
        n_expected=summary.n_expected,
        seconds={},
    )
    try:
        with database.transaction() as session:
            session.add(run)
            session.flush()
            summary.run_id = run.id
    except IntegrityError:
        return False
    return True


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """A large plan makes millions of small objects that live: looking through them is wasted."""
    was_awake = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_awake:
            gc.enable()


def _write(database: Database, summary: RunSummary, now: datetime) -> None:
    if not summary.is_ok:
        database.run(lambda session: _tell_desk(session, summary, now))
        return
    for batch in whole_batches(summary.pairings):
        crashpoint("before_batch")
        written = database.run(
            lambda session, batch=batch: len(  # type: ignore[misc]
                propose_many(session, batch, now=now, run_id=summary.run_id)
            )
        )
        summary.n_proposed += written
        crashpoint("after_batch")
        sleep(GAP_SECONDS)
    for reasons in _batches(sorted(summary.unmatched.items(), key=itemgetter(0))):
        database.run(
            lambda session, reasons=reasons: _keep_reasons(  # type: ignore[misc]
                session, reasons, summary.run_id
            )
        )


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def whole_batches(pairings: Sequence[Pairing]) -> Iterator[list[Pairing]]:
    """Batches in which a request's pairs stand together: a team is asked in one transaction."""
    batch: list[Pairing] = []
    for _, team in groupby(pairings, key=attrgetter("request_id")):
        members = list(team)
        if batch and len(batch) + len(members) > BATCH:
            yield batch
            batch = []
        batch += members
    if batch:
        yield batch


def _keep_reasons(
    session: Session, reasons: Sequence[tuple[int, Reason]], run_id: int | None
) -> None:
    session.connection().execute(
        update(HelpRequest)
        .where(HelpRequest.id == bindparam("request_id"))
        .values(unmatched_reason=bindparam("reason"), last_run_id=run_id),
        [{"request_id": request_id, "reason": reason} for request_id, reason in reasons],
    )


def _tell_desk(session: Session, summary: RunSummary, now: datetime) -> None:
    """The plan could not be proven: nothing is sent, and every desk of the group reads it."""
    for neighbourhood_id in summary.group:
        tasks.ask_desk(
            session,
            TaskKind.RUN_FAILED,
            f"run:{summary.run_id}:{neighbourhood_id}",
            now=now,
            neighbourhood_id=neighbourhood_id,
        )


def _record_end(database: Database, summary: RunSummary, now: datetime) -> None:
    def finish(session: Session) -> None:
        run = session.get_one(MatchingRun, summary.run_id)
        run.finished_at = now
        run.n_pairs = len(summary.pairings)
        run.n_proposed = summary.n_proposed
        run.n_unmatched = len(summary.unmatched)
        run.n_together = summary.n_together
        run.gap = summary.gap
        run.certificate = summary.certificate
        run.input_hash = summary.input_hash
        run.seconds = {name: round(value, 4) for name, value in summary.seconds.items()}

    database.run(finish)
