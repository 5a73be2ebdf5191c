"""From two files to a plan file: read, match as a run does, prove, write."""

import resource
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from mutualaid.domain.slots import Slot, slot_of_bit
from mutualaid.matching.costs import Weights
from mutualaid.matching.exchange.arrays import Given, given_by
from mutualaid.matching.exchange.tables import Progress, Reading, Table
from mutualaid.matching.explain import (
    PairReason,
    UnmatchedCode,
    UnmatchedReason,
    reasons_for_pair,
)
from mutualaid.matching.solve import Result, match


class Help(NamedTuple):
    """One helper for one request."""

    offer_id: str
    slot: Slot
    distance_m: int
    reasons: tuple[PairReason, ...]


class Answer(NamedTuple):
    """What the plan says of one request: who comes, or why nobody does."""

    request_id: str
    helps: tuple[Help, ...]
    reason: UnmatchedReason | None = None
    unlock: Slot | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """A plan with its proof, and where its rows come from."""

    requests: Table
    offers: Table
    given: Given
    result: Result
    reading: Reading
    read_seconds: float

    @property
    def is_proven(self) -> bool:
        """Whether the certificate holds: nothing may be written otherwise."""
        return self.result.ok

    def answers(self) -> Iterator[Answer]:
        """One answer per request, in the order of the file."""
        plan, unmatched, rows = self.result.plan, self.result.unmatched, self.given.rows
        pair_of = np.full(len(self.requests), -1, dtype=np.int64)
        pair_of[rows[plan.request_row]] = np.arange(len(plan))
        left_of = np.full(len(self.requests), -1, dtype=np.int64)
        left_of[rows[unmatched.request_row]] = np.arange(len(unmatched))
        columns = (plan.offer_row, plan.slot, plan.distance_m, self.offers["load"][plan.offer_row])
        pairs = list(zip(*(column.tolist() for column in columns), strict=True))
        has_place = self.given.instance.requests.has_place[plan.request_row].tolist()
        first_day = self.reading.calendar.first_day
        several = UnmatchedReason(UnmatchedCode.NEEDS_COORDINATOR, 0)
        for name, pair, left in zip(
            self.requests.ids, pair_of.tolist(), left_of.tolist(), strict=True
        ):
            if pair >= 0:
                offer, bit, metres, load = pairs[pair]
                reasons = reasons_for_pair(metres if has_place[pair] else None, bit, int(load))
                slot = slot_of_bit(bit, first_day)
                yield Answer(name, (Help(self.offers.ids[offer], slot, metres, reasons),))
                continue
            reason = unmatched.reason(left) if left >= 0 else several
            unlock = slot_of_bit(reason.unlock_slot, first_day) if reason.unlock_slot >= 0 else None
            yield Answer(name, (), reason, unlock)

    def summary(self, write_seconds: float) -> dict[str, Any]:
        """What was done, in numbers: the last line that the command prints."""
        result, seconds = self.result, self.result.seconds
        return {
            "requests": len(self.requests),
            "offers": len(self.offers),
            "arcs": result.counts["arcs"],
            "served": len(result.plan),
            "helpers_assigned": len(result.plan),
            "total_distance_m": int(result.plan.distance_m.sum()),
            "gap": result.certificate.gap,
            "certificate": "ok" if result.ok else "; ".join(result.certificate.violations) or "gap",
            "seconds": {
                "read": round(self.read_seconds, 3),
                "candidates": round(seconds["candidates"], 3),
                "solve": round(seconds["solve"], 3),
                "verify": round(seconds["verify"], 3),
                "write": round(seconds["explain"] + write_seconds, 3),
            },
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        }


def solve_files(
    requests: Path,
    offers: Path,
    *,
    weights: Weights | None = None,
    cell_m: int = 0,
    seed: int = 0,
    on_lines: Progress = lambda _file, _n: None,
    on_match: Callable[[int, int], None] = lambda _requests, _offers: None,
) -> Solved:
    """Read both files and match them as a run matches its snapshot.

    Raises
    ------
    BadFile
        When a file cannot be taken; it says where and what to change.
    TooLargeError
        When the objective does not fit in 64 bits.
    """
    began = perf_counter()
    reading = Reading(on_lines)
    asked, offered = reading.requests(requests), reading.offers(offers)
    given = given_by(reading, asked, offered, cell_m=cell_m, seed=seed)
    read_seconds = perf_counter() - began
    on_match(len(asked), len(offered))
    result = match(given.instance, weights)
    return Solved(asked, offered, given, result, reading, read_seconds)
