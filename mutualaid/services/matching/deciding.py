"""From a snapshot to a proved plan: call the core, and read its rows as people and half-days."""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mutualaid.domain.driving import DRIVEN
from mutualaid.domain.faces import WISHED_FACES
from mutualaid.domain.slots import slot_of_bit
from mutualaid.services.matching import snapshot as snapshots
from mutualaid.services.proposals import Pairing

if TYPE_CHECKING:
    from mutualaid.matching.instance import Instance
    from mutualaid.matching.solve import Result
    from mutualaid.matching.unmatched import Unmatched
    from mutualaid.matching.wide import Wide

Reason = dict[str, Any]


@dataclass
class RunSummary:
    """What a run did, for the desk, the command line and the run's record."""

    group: list[int]
    run_id: int | None = None
    n_requests: int = 0
    n_offers: int = 0
    n_wanted: int = 0
    """Helpers looked for, beside the yeses that can be expected within a week."""
    n_expected: int = 0
    pairings: list[Pairing] = field(default_factory=list)
    n_together: int = 0
    """Of these, those of requests of several people or half-days."""
    n_proposed: int = 0
    unmatched: dict[int, Reason] = field(default_factory=dict)
    certificate: str = ""
    gap: int = 0
    """Millionths by which the plan may cost more than the best one, at most."""
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


def decide(snapshot: snapshots.Snapshot, summary: RunSummary) -> None:
    """Call the core on the snapshot's columns; fill in pairs, reasons and proof."""
    from mutualaid.matching.solve import match

    instance, wide = tables_of(snapshot)
    result = match(instance, wide=wide)
    summary.certificate = "ok" if result.ok else _violations(result)
    summary.gap = int(result.certificate.gap_ppm)
    summary.input_hash = result.input_hash
    summary.seconds.update(result.seconds)
    summary.pairings = [*_pairings(snapshot, result), *_pairings_together(snapshot, result)]
    summary.n_together = len(result.placed)
    summary.unmatched = {
        **{request_id: reason_of(code) for request_id, code in snapshot.set_aside.items()},
        **_unmatched(snapshot, snapshot.requests, result.unmatched),
        **_unmatched(snapshot, snapshot.wide.requests, result.unplaced),
    }


def tables_of(snapshot: snapshots.Snapshot) -> tuple[Instance, Wide]:
    """The arrays of the singles, and of requests of several people or half-days."""
    from mutualaid.matching.instance import instance_of
    from mutualaid.matching.wide import wide_of

    singles, others = (
        instance_of(
            asked.requests,
            snapshot.offers,
            agree=snapshot.agree,
            forbidden=asked.forbidden,
            asked=asked.asked,
            acquainted=sorted(asked.acquainted),
            refusal=snapshot.refusals,
            seed=zlib.crc32(snapshot.first_day.isoformat().encode()),
        )
        for asked in (snapshot, snapshot.wide)
    )
    wide = snapshot.wide
    return singles, wide_of(
        others, wide.choices, books=wide.books, may_miss=wide.may_miss, needs=wide.needs
    )


def _pairings(snapshot: snapshots.Snapshot, result: Result) -> list[Pairing]:
    """The plan's rows as people and half-days."""
    plan = result.plan
    rows = zip(plan.request_row, plan.offer_row, plan.slot, plan.distance_m, strict=True)
    return [
        _pairing(snapshot, snapshot, request, offer, bit=bit, metres=metres)
        for request, offer, bit, metres in (map(int, row) for row in rows)
    ]


def _pairings_together(snapshot: snapshots.Snapshot, result: Result) -> list[Pairing]:
    """The same for several people or half-days: a team's pairs follow one another, at one slot.

    A helper of a series may lack one date.
    """
    placed, first_day = result.placed, snapshot.first_day
    columns = (placed.offer_row, placed.slot, placed.distance_m, placed.missing_day)
    return [
        _pairing(
            *(snapshot, snapshot.wide, request, offer),
            bit=bit,
            metres=metres,
            gaps=(first_day + timedelta(days=day),) if day >= 0 else (),
        )
        for request, offer, bit, metres, day in (
            map(int, row) for row in zip(placed.request_row, *columns, strict=True)
        )
    ]


def _pairing(
    snapshot: snapshots.Snapshot,
    asked: snapshots.Asked,
    request_row: int,
    offer_row: int,
    *,
    bit: int,
    metres: int,
    gaps: tuple[date, ...] = (),
) -> Pairing:
    """One pair with its reasons, and the versions it was computed from."""
    from mutualaid.matching.explain import reasons_for_pair

    requests = asked.requests
    request_id = requests["ids"][request_row]
    offer_id = snapshot.offers["ids"][offer_row]
    distance_m = metres if requests["has_place"][request_row] else None
    reasons = reasons_for_pair(
        *(distance_m, bit, snapshot.offers["load"][offer_row]),
        is_known=(request_row, offer_row) in asked.acquainted,
        prefers_known=WISHED_FACES[requests["prefers"][request_row]],
    )
    return Pairing(
        request_id,
        offer_id,
        snapshot.helper_ids[offer_id],
        slot_of_bit(bit, snapshot.first_day),
        gaps=gaps,
        distance_m=distance_m,
        reasons=[{"code": each.code.name.lower(), "n": each.n} for each in reasons],
        request_version=snapshot.request_versions[request_id],
        offer_version=snapshot.offer_versions[offer_id],
    )


def _violations(result: Result) -> str:
    return "; ".join(str(each) for each in result.certificate.violations)[:200] or "gap"


def _unmatched(
    snapshot: snapshots.Snapshot, requests: dict[str, list[Any]], unmatched: Unmatched
) -> dict[int, Reason]:
    reasons: dict[int, Reason] = {}
    for number, row in enumerate(unmatched.request_row.tolist()):
        reason = unmatched.reason(number)
        unlock = (
            slot_of_bit(reason.unlock_slot, snapshot.first_day) if reason.unlock_slot >= 0 else None
        )
        code = reason.code.name.lower()
        if code == "nobody_offers" and requests["category"][row] == DRIVEN:
            code = "no_driver"
        reasons[requests["ids"][row]] = reason_of(
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
