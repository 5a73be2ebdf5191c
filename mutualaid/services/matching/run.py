"""Read, decide, prove, write. The transactions of a run are opened here, one per batch.

Reading holds no write lock and solving holds nothing: the web goes on meanwhile, and a pair whose
request or offer changed in between is left for the next run.
"""

from __future__ import annotations

import gc
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.driving import DRIVEN
from mutualaid.domain.slots import slot_of_bit
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, MatchingRun
from mutualaid.services import tasks
from mutualaid.services.crashpoints import crashpoint
from mutualaid.services.matching import snapshot as snapshots
from mutualaid.services.proposals import Pairing, propose_many

if TYPE_CHECKING:
    from mutualaid.matching.solve import Result

BATCH = 100
GAP_SECONDS = 0.02
"""Between two batches, so that a page that waits to write gets its turn on SQLite."""
T = TypeVar("T")
Reason = dict[str, Any]


@dataclass
class RunSummary:
    """What a run did, for the desk, the command line and the run's record."""

    group: list[int]
    run_id: int | None = None
    n_requests: int = 0
    n_offers: int = 0
    pairings: list[Pairing] = field(default_factory=list)
    n_proposed: int = 0
    unmatched: dict[int, Reason] = field(default_factory=dict)
    certificate: str = ""
    gap: int = 0
    input_hash: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    was_run_before: bool = False
    """This tick of this day had its run: nothing was done."""

    @property
    def is_ok(self) -> bool:
        """Whether the certificate held; nothing is sent otherwise."""
        return self.certificate == "ok"

    @property
    def commonest_reason(self) -> str | None:
        """The code that most unmatched requests have."""
        counts = Counter(reason["code"] for reason in self.unmatched.values())
        return counts.most_common(1)[0][0] if counts else None


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


def decide(snapshot: snapshots.Snapshot, summary: RunSummary) -> None:
    """Call the core on the snapshot's columns; fill in pairs, reasons and proof."""
    from mutualaid.matching.instance import instance_of
    from mutualaid.matching.solve import match

    instance = instance_of(
        snapshot.requests,
        snapshot.offers,
        agree=snapshot.agree,
        forbidden=snapshot.forbidden,
        asked=snapshot.asked,
        seed=zlib.crc32(snapshot.first_day.isoformat().encode()),
    )
    result = match(instance)
    summary.certificate = "ok" if result.ok else _violations(result)
    summary.gap = int(result.certificate.gap)
    summary.input_hash = result.input_hash
    summary.seconds.update(result.seconds)
    summary.pairings = _pairings(snapshot, result)
    summary.unmatched = _unmatched(snapshot, result)


def _pairings(snapshot: snapshots.Snapshot, result: Result) -> list[Pairing]:
    """The plan's rows as people and half-days, each with its reasons and versions."""
    from mutualaid.matching.explain import reasons_for_pair

    plan, pairings = result.plan, []
    rows = zip(plan.request_row, plan.offer_row, plan.slot, plan.distance_m, strict=True)
    for request_row, offer_row, bit, metres in (map(int, row) for row in rows):
        request_id = snapshot.requests["ids"][request_row]
        offer_id = snapshot.offers["ids"][offer_row]
        distance_m = metres if snapshot.requests["has_place"][request_row] else None
        reasons = reasons_for_pair(distance_m, bit, snapshot.offers["load"][offer_row])
        pairings.append(
            Pairing(
                request_id,
                offer_id,
                snapshot.helper_ids[offer_id],
                slot_of_bit(bit, snapshot.first_day),
                distance_m=distance_m,
                reasons=[{"code": each.code.name.lower(), "n": each.n} for each in reasons],
                request_version=snapshot.request_versions[request_id],
                offer_version=snapshot.offer_versions[offer_id],
            )
        )
    return pairings


def _violations(result: Result) -> str:
    return "; ".join(str(each) for each in result.certificate.violations)[:200] or "gap"


def _unmatched(snapshot: snapshots.Snapshot, result: Result) -> dict[int, Reason]:
    reasons: dict[int, Reason] = {
        request_id: reason_of(code) for request_id, code in snapshot.set_aside.items()
    }
    for number, row in enumerate(result.unmatched.request_row.tolist()):
        reason = result.unmatched.reason(number)
        unlock = (
            slot_of_bit(reason.unlock_slot, snapshot.first_day) if reason.unlock_slot >= 0 else None
        )
        code = reason.code.name.lower()
        if code == "nobody_offers" and snapshot.requests["category"][row] == DRIVEN:
            code = "no_driver"
        reasons[snapshot.requests["ids"][row]] = reason_of(
            code,
            n=reason.n,
            unlock_on=unlock.on_date.isoformat() if unlock else None,
            unlock_half_day=unlock.half_day.value if unlock else None,
            unlock_n=reason.unlock_n,
        )
    return reasons


def reason_of(
    code: str,
    *,
    n: int = 0,
    unlock_on: str | None = None,
    unlock_half_day: str | None = None,
    unlock_n: int = 0,
) -> Reason:
    """A stored reason; `mutualaid.wording.reasons` says it in a language."""
    return {
        "code": code,
        "n": n,
        "unlock_on": unlock_on,
        "unlock_half_day": unlock_half_day,
        "unlock_n": unlock_n,
    }


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
    for batch in _batches(summary.pairings):
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
        run.gap = summary.gap
        run.certificate = summary.certificate
        run.input_hash = summary.input_hash
        run.seconds = {name: round(value, 4) for name, value in summary.seconds.items()}

    database.run(finish)
