"""A small mixed-integer model over some requests, everything else staying as it is.

Singles may take any of their known arcs on what is free, wide requests one of their patterns with
all their helpers or none. Solved by HiGHS; numbers are scaled, and the caller counts the result
again in whole points, so a rounding here can never make a plan worse than it is said to be.
"""

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from mutualaid.matching.candidates import Arcs
from mutualaid.matching.instance import Array
from mutualaid.matching.joint_state import Draft, Table, Use, slots_of_keys, use_of
from mutualaid.matching.network import ROW

SCALE = 1024.0
"""Points of one unit of the model."""
NODES = 2000
"""Branches at most: a number, not a time, so that equal input gives equal plans."""
SECONDS = 20.0
"""For what never should be: a hundred times what a block takes. The plan before it stands then."""


@dataclass
class Model:
    """Variables and rows of one model, as they are added."""

    cost: list[float] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[list[int], list[float]]] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def variable(self, cost: float, *, is_whole: bool = True) -> int:
        """One more variable between 0 and 1."""
        self.cost.append(cost)
        self.whole.append(int(is_whole))
        return len(self.cost) - 1

    def row(self, low: float, names: list[int], factors: list[float], high: float) -> None:
        """low <= Σ factor · variable <= high."""
        self.rows.append((names, factors))
        self.low.append(low)
        self.high.append(high)

    def solve(self) -> Array | None:
        """The values, or None when the solver has none."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        counts = [len(names) for names, _ in self.rows]
        matrix = csr_array(
            (
                np.array([factor for _, factors in self.rows for factor in factors]),
                np.array([name for names, _ in self.rows for name in names], dtype=np.int32),
                np.concatenate([[0], np.cumsum(counts)]).astype(np.int32),
            ),
            shape=(len(self.rows), len(self.cost)),
        )
        found = milp(
            np.array(self.cost),
            integrality=np.array(self.whole),
            bounds=Bounds(0.0, 1.0),
            constraints=LinearConstraint(matrix, np.array(self.low), np.array(self.high)),
            options={"mip_rel_gap": 0.0, "node_limit": NODES, "time_limit": SECONDS},
        )
        return None if found.x is None else found.x


@dataclass(frozen=True)
class Block:
    """Requests that are decided anew, together."""

    singles: list[int]
    wides: list[int]


@dataclass
class _Building:
    """A model under construction: which variables use what of each helper."""

    table: Table
    block: Block
    use: Use
    "What everybody outside the block takes."
    model: Model = field(default_factory=Model)
    singles: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    "(variable, row, helper, slot, points)"
    pairs: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    "(variable, row, pattern, helper, points)"
    by_slot: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    by_helper: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    "(variable, coups de main it counts for)"

    def left(self, helpers: Array) -> Array:
        """Half-days that the block may use."""
        return self.table.free[helpers] & ~self.use.taken[helpers]


def improved(table: Table, draft: Draft, block: Block, arcs: Arcs, *, most: int) -> Draft | None:
    """The draft with the block decided anew; None when the solver found nothing.

    `most` bounds the arcs of each single, and (beside what it needs) of each pattern.
    """
    kept = draft.copy()
    kept.single_offer[block.singles] = -1
    for row in block.wides:
        kept.leave_out(row)
    building = _Building(table, block, use_of(table, kept))
    unit = _unit(table, block)
    for row in block.singles:
        _add_single(building, row, arcs, most, unit)
    for row in block.wides:
        _add_wide(building, row, most, unit)
    if not building.singles and not building.pairs:
        return kept
    _add_limits(building)
    values = building.model.solve()
    if values is None:
        return None
    _read(building, values, kept)
    return kept


def _unit(table: Table, block: Block) -> float:
    """Points of one step of weight within the block: above all of its pairs, and no larger.

    The stakes of the whole run would leave the solver's numbers no digits for a walk.
    """
    n_pairs = len(block.singles) + int(table.wide.needs[block.wides].sum())
    dearest = 2**20 + int(table.patterns.extra.max(initial=0))
    stakes = table.instance.stakes
    assert stakes is not None
    return min(float(stakes.unit), 2.0 * n_pairs * dearest + 1) / stakes.unit


def _add_single(building: _Building, row: int, arcs: Arcs, most: int, unit: float) -> None:
    table, model = building.table, building.model
    first = arcs.start[row]
    keys = arcs.pool[first : first + arcs.count[row]]
    helpers, points = keys & ROW, keys >> 32
    shared = building.left(helpers) & table.instance.requests.slots[row] & slots_of_keys(keys)
    able = np.flatnonzero((shared != 0) & building.use.has_room(table, helpers, 1))[:most]
    worth = float(table.single_left_out[row]) * unit
    names = []
    for at in able.tolist():
        helper, slots, cost = int(helpers[at]), int(shared[at]), int(points[at])
        for slot in (slot for slot in range(63) if slots >> slot & 1):
            name = model.variable((cost - worth) / SCALE)
            names.append(name)
            building.singles.append((name, row, helper, slot, cost))
            building.by_slot[helper, slot].append(name)
            building.by_helper[helper].append((name, 1))
    if len(names) > 1:
        model.row(-np.inf, names, [1.0] * len(names), 1.0)


def _add_wide(building: _Building, row: int, most: int, unit: float) -> None:
    table, model = building.table, building.model
    needs, books = int(table.wide.needs[row]), int(table.wide.books[row])
    worth = float(table.wide_left_out[row]) * unit
    wholes = []
    for pattern in table.patterns_of(row):
        takes, extra = table.patterns.takes[pattern], int(table.patterns.extra[pattern])
        helpers, points = table.fits(pattern)
        able = (building.left(helpers) & takes) == takes
        able &= building.use.has_room(table, helpers, books)
        helpers, points = helpers[able], points[able]
        if len(helpers) < needs:
            continue
        order = np.argsort(points + table.next_place(building.use.used)[helpers], kind="stable")[
            : most + 2 * needs
        ]
        whole = model.variable(-worth / SCALE)
        wholes.append(whole)
        slots = [slot for slot in range(63) if int(takes) >> slot & 1]
        names = []
        for helper, cost in zip(helpers[order].tolist(), points[order].tolist(), strict=True):
            name = model.variable((cost + extra) / SCALE)
            names.append(name)
            building.pairs.append((name, row, pattern, helper, cost))
            for slot in slots:
                building.by_slot[helper, slot].append(name)
            building.by_helper[helper].append((name, books))
            if needs > 1:
                model.row(-np.inf, [name, whole], [1.0, -1.0], 0.0)
        model.row(0.0, [*names, whole], [1.0] * len(names) + [-float(needs)], 0.0)
    if len(wholes) > 1:
        model.row(-np.inf, wholes, [1.0] * len(wholes), 1.0)


def _add_limits(building: _Building) -> None:
    """Each half-day once; places at rising cost; the rhythm of whoever takes a wide request."""
    table, model, use = building.table, building.model, building.use
    for names in building.by_slot.values():
        if len(names) > 1:
            model.row(-np.inf, names, [1.0] * len(names), 1.0)
    for helper, found in building.by_helper.items():
        names = [name for name, _ in found]
        first = int(table.place_start[helper] + use.used[helper])
        last = min(int(table.place_start[helper + 1]), first + len(names))
        places = [
            model.variable(float(cost) / SCALE, is_whole=False)
            for cost in table.place_cost[first:last].tolist()
        ]
        model.row(0.0, [*names, *places], [1.0] * len(names) + [-1.0] * len(places), 0.0)
        room = int(table.room[helper] - use.booked[helper])
        total = sum(books for _, books in found)
        if total <= room:
            continue
        if use.series[helper]:
            model.row(-np.inf, names, [float(books) for _, books in found], float(room))
            continue
        for name, books in found:
            if books > 1:
                _add_rhythm(model, name, found, room, last - first)


def _add_rhythm(
    model: Model, wide: int, found: list[tuple[int, int]], room: int, places: int
) -> None:
    """When this one is taken, all that its helper takes fits her rhythm."""
    most = max(places, room) + sum(sorted(books for _, books in found)[-places:])
    names = [name for name, _ in found]
    factors = [float(books) for _, books in found]
    factors[names.index(wide)] += float(most - room)
    model.row(-np.inf, names, factors, float(most))


def _read(building: _Building, values: Array, draft: Draft) -> None:
    """Write what the solver chose."""
    chosen: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for name, row, helper, slot, cost in building.singles:
        if values[name] > 0.5:
            draft.single_offer[row], draft.single_slot[row] = helper, slot
            draft.single_points[row] = cost
    for name, row, pattern, helper, cost in building.pairs:
        if values[name] > 0.5:
            chosen[row].append((pattern, helper, cost))
    for row, taken in chosen.items():
        draft.give(row, taken[0][0], [each[1] for each in taken], [each[2] for each in taken])
