"""What the product's snapshot would read of the simulated town, as the arrays of one run."""

from __future__ import annotations

import numpy as np

from mutualaid.domain.categories import CATEGORIES, Category
from mutualaid.domain.slots import HORIZON_DAYS
from mutualaid.matching.instance import (
    KNOWN_FACE,
    N_CATEGORIES,
    N_PARTS,
    NEW_FACE,
    Array,
    Instance,
    Offers,
    Requests,
)
from mutualaid.simulation.answers import willingness
from mutualaid.simulation.cases import Case
from mutualaid.simulation.world import World

N_BITS = 3 * HORIZON_DAYS
_BITS = np.uint64(1) << np.arange(N_BITS, dtype=np.uint64)


def refusals(p: float) -> Array:
    """Noes and silences to expect of a thousand, by kind of help and part of the day.

    What a town learns from its own past; here it is known from the start.
    """
    table = np.zeros((N_CATEGORIES, N_PARTS), dtype=np.int32)
    for kind in CATEGORIES:
        for part in range(N_PARTS):
            table[kind.number, part] = expected_refusals(p, kind, part)
    return table


def expected_refusals(p: float, kind: Category, slot: int) -> int:
    """The same for one."""
    return round(1000 * (1.0 - willingness(p, kind.key, slot, 0)))


def instance_of(world: World, cases: list[Case], rows: Array) -> Instance:
    """Requests in the order of `cases`, offers in the order of `rows`."""
    today = int(world.now // 24.0)
    row_of = {int(helper): row for row, helper in enumerate(rows)}
    asked = [
        (number, row_of[helper])
        for number, case in enumerate(cases)
        for helper in case.need.near[case.barred].tolist()
        if helper in row_of
    ]
    acquainted = [
        (number, row_of[helper])
        for number, case in enumerate(cases)
        for helper in world.met_before.get(case.need.resident, ())
        if helper in row_of
    ]
    return Instance(
        requests=_requests(world, cases, 3 * today),
        offers=_offers(world, rows, 3 * today, world.places(rows)),
        agree=np.ones((1, 1), dtype=np.bool_),
        asked=np.array(asked, dtype=np.int32).reshape(-1, 2),
        acquainted=np.array(acquainted, dtype=np.int32).reshape(-1, 2),
        refusal=refusals(world.p),
        seed=today,
    )


def _requests(world: World, cases: list[Case], first: int) -> Requests:
    needs, n = [case.need for case in cases], len(cases)
    remote = np.array([need.kind.is_remote for need in needs])
    urgent = np.array([need.is_urgent(world.now) for need in needs])
    masks = [
        sum(1 << (slot - first) for slot in world.slots_left(need) if slot - first < N_BITS)
        for need in needs
    ]
    return Requests(
        ids=np.array([need.number for need in needs]),
        category=np.array([need.kind.number for need in needs], dtype=np.int32),
        lat=np.where(remote, np.nan, [need.lat for need in needs]),
        lon=np.where(remote, np.nan, [need.lon for need in needs]),
        slots=np.array(masks, dtype=np.uint64),
        level=np.where(remote, 0, [need.kind.level for need in needs]).astype(np.int8),
        waiting_days=np.array([(world.now - need.at) / 24.0 for need in needs]),
        urgent=urgent,
        at_deadline=urgent,
        has_place=~remote,
        needs_met=~remote,
        neighbourhood=np.zeros(n, dtype=np.int32),
        language=np.zeros(n, dtype=np.uint64),
        prefers=np.array(
            [KNOWN_FACE if need.kind.prefers_same_person else NEW_FACE for need in needs],
            dtype=np.int8,
        ),
    )


def _offers(world: World, rows: Array, first: int, places: Array) -> Offers:
    helpers, n = world.town.helpers, len(rows)
    free = world.free[rows, first : first + N_BITS]
    return Offers(
        ids=rows,
        categories=helpers.categories[rows],
        lat=helpers.lat[rows],
        lon=helpers.lon[rows],
        slots=(free * _BITS[: free.shape[1]]).sum(axis=1, dtype=np.uint64),
        reach_m=helpers.reach_m[rows],
        capacity=places.astype(np.int32),
        load=(world.agreed + world.open)[rows].astype(np.int32),
        rhythm=helpers.rhythm[rows].astype(np.int32),
        level=helpers.level[rows],
        met=helpers.met[rows] <= world.now,
        neighbourhood=np.zeros(n, dtype=np.int32),
        languages=np.ones(n, dtype=np.uint64),
    )
