"""The first run of the matcher, and the one line that says what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime

from mutualaid.db import Database
from mutualaid.demo.place import ZONE
from mutualaid.domain.clock import next_midnight
from mutualaid.jobs.locks import run_lock
from mutualaid.jobs.matching import group_key
from mutualaid.queries import neighbours
from mutualaid.services import outbox
from mutualaid.services.matching import RunSummary, run_group


@dataclass(frozen=True)
class Summary:
    """What the first run did."""

    n_requests: int
    n_offers: int
    n_pairs: int
    n_unmatched: int
    commonest_reason: str
    seconds: float
    certificate: str

    @property
    def line(self) -> str:
        """As it is printed."""
        return (
            f"Run: {self.n_requests} requests, {self.n_offers} offers, {self.n_pairs} pairs, "
            f"{self.n_unmatched} unmatched (most often: {self.commonest_reason}), "
            f"{self.seconds:.2f} s, certificate {self.certificate}"
        )


def run_first(database: Database, *, now: datetime) -> Summary:
    """Match as at the coming midnight, so that every demo of a day is the same; send at once.

    The worker is starting meanwhile: the lock keeps it from running the same group.
    """
    midnight = next_midnight(now, ZONE)
    with database.reading() as session:
        (group,) = neighbours.groups(session)
    began = time.perf_counter()
    with run_lock(database, group_key(group), "demo"):
        run = run_group(database, group, now=midnight)
    seconds = time.perf_counter() - began
    with database.transaction() as session:
        outbox.bring_forward(session, now=now)
    return _told(run, seconds)


def _told(run: RunSummary, seconds: float) -> Summary:
    return Summary(
        n_requests=run.n_requests,
        n_offers=run.n_offers,
        n_pairs=run.n_proposed,
        n_unmatched=len(run.unmatched),
        commonest_reason=(run.commonest_reason or "none").replace("_", " "),
        seconds=seconds,
        certificate=run.certificate,
    )
