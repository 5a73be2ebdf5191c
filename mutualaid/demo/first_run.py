"""The first run of the matcher, and the one line that says what came of it."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from mutualaid.db import Database
from mutualaid.demo.place import ZONE
from mutualaid.domain.clock import next_midnight
from mutualaid.queries import neighbours
from mutualaid.services import outbox
from mutualaid.services.matching import RunSummary, run_group


@dataclass(frozen=True)
class Summary:
    """What the first run did, over all groups."""

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
    """Match as at the coming midnight, so that every demo of a day is the same; send at once."""
    midnight = next_midnight(now, ZONE)
    with database.reading() as session:
        groups = neighbours.groups(session)
    began = time.perf_counter()
    runs = [run_group(database, group, now=midnight) for group in groups]
    seconds = time.perf_counter() - began
    with database.transaction() as session:
        outbox.bring_forward(session, now=now)
    return _summed(runs, seconds)


def _summed(runs: list[RunSummary], seconds: float) -> Summary:
    reasons = Counter(reason["code"] for run in runs for reason in run.unmatched.values())
    commonest = reasons.most_common(1)
    return Summary(
        n_requests=sum(run.n_requests for run in runs),
        n_offers=sum(run.n_offers for run in runs),
        n_pairs=sum(run.n_proposed for run in runs),
        n_unmatched=sum(len(run.unmatched) for run in runs),
        commonest_reason=commonest[0][0].replace("_", " ") if commonest else "none",
        seconds=seconds,
        certificate="; ".join(sorted({run.certificate for run in runs})),
    )
