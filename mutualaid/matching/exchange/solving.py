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
    UnmatchedReason,
    reasons_for_pair,
)
from mutualaid.matching.instance import Array
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
        n_requests, first_day = len(self.requests), self.reading.calendar.first_day
        row, offer, bit, metres = self._pairs()
        starts = np.searchsorted(row, np.arange(n_requests + 1)).tolist()
        has_place = ~np.isnan(self.requests["lat"][row])
        loads = self.offers["load"][offer].astype(np.int64)
        pairs = list(zip(*map(Array.tolist, (offer, bit, metres, has_place, loads)), strict=True))
        reasons = self._reasons()
        for number, name in enumerate(self.requests.ids):
            helps = tuple(self._help(*pair) for pair in pairs[starts[number] : starts[number + 1]])
            reason = None if helps else reasons(number)
            slot = reason.unlock_slot if reason is not None else -1
            yield Answer(name, helps, reason, slot_of_bit(slot, first_day) if slot >= 0 else None)

    def _pairs(self) -> tuple[Array, ...]:
        """Request and offer rows of the files, half-days and metres, in the order of requests."""
        plan, placed, given = self.result.plan, self.result.placed, self.given
        columns = (
            (given.rows[plan.request_row], given.wide_rows[placed.request_row]),
            (plan.offer_row, placed.offer_row),
            (plan.slot, placed.slot),
            (plan.distance_m, placed.distance_m),
        )
        row, offer, bit, metres = (np.concatenate(column) for column in columns)
        order = np.lexsort((offer, row))
        return row[order], offer[order], bit[order], metres[order]

    def _help(self, offer: int, bit: int, metres: int, has_place: bool, load: int) -> Help:
        slot = slot_of_bit(bit, self.reading.calendar.first_day)
        reasons = reasons_for_pair(metres if has_place else None, bit, load)
        return Help(self.offers.ids[offer], slot, metres, reasons)

    def _reasons(self) -> Callable[[int], UnmatchedReason]:
        """Why nobody was found, by the row of the file."""
        given, result = self.given, self.result
        place_of = np.full(len(self.requests), -1, dtype=np.int64)
        place_of[given.rows[result.unmatched.request_row]] = np.arange(len(result.unmatched))
        wide = given.wide_rows[result.unplaced.request_row]
        place_of[wide] = np.arange(len(wide))
        is_wide = np.zeros(len(self.requests), dtype=np.bool_)
        is_wide[wide] = True

        def reason(row: int) -> UnmatchedReason:
            found = result.unplaced if is_wide[row] else result.unmatched
            return found.reason(int(place_of[row]))

        return reason

    def summary(self, write_seconds: float) -> dict[str, Any]:
        """What was done, in numbers: the last line that the command prints."""
        result, seconds = self.result, self.result.seconds
        return {
            "requests": len(self.requests),
            "offers": len(self.offers),
            "arcs": result.counts["arcs"],
            "served": len(result.plan) + len(np.unique(result.placed.request_row)),
            "helpers_assigned": len(result.plan) + len(result.placed),
            "total_distance_m": int(result.plan.distance_m.sum() + result.placed.distance_m.sum()),
            "gap": result.certificate.gap_ppm / 1e6 if result.certificate.gap else 0,
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
    result = match(given.instance, weights, given.wide)
    return Solved(asked, offered, given, result, reading, read_seconds)
