"""What the joint solver knows, and the plan it is working on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from mutualaid.matching.candidates import COMPLETE, Arcs
from mutualaid.matching.costs import (
    Weights,
    exact_sum,
    load_costs,
    place_starts,
    rhythm_left,
    unmatched_costs,
)
from mutualaid.matching.distance import distances_m
from mutualaid.matching.instance import N_PARTS, Array, Instance
from mutualaid.matching.network import ROW
from mutualaid.matching.plan import SlotPrices
from mutualaid.matching.points import ANY_PART, half_days_of
from mutualaid.matching.stakes import left_out_costs
from mutualaid.matching.wide import Patterns, Placed, Wide, patterns_of

PART_SHIFT = 30
"""Where the part of the day stands in the key of an arc."""
WIDE_ARCS = 256
"""How many of its cheapest helpers the solver knows of each wide request."""


def slots_of_keys(keys: Array) -> Array:
    """The half-days of the part of the day that each arc may take."""
    masks = np.array([half_days_of(part) for part in range(N_PARTS + 1)], dtype=np.uint64)
    return masks[(keys >> PART_SHIFT) & ANY_PART]


class Table:
    """Both tables on one scale, with what each wide request may take and from whom."""

    def __init__(self, instance: Instance, wide: Wide, weights: Weights) -> None:
        self.instance, self.wide, self.weights = instance, wide, weights
        offers = instance.offers
        self.patterns: Patterns = patterns_of(wide)
        self.free = offers.slots
        self.capacity = offers.capacity.astype(np.int64)
        self.room = rhythm_left(offers)
        self.place_start = place_starts(offers)
        self.place_cost = load_costs(offers, weights)
        self.single_left_out = unmatched_costs(instance, weights)
        self.wide_left_out = left_out_costs(wide, weights)
        self._arcs = Arcs(wide.instance, weights, wanted=WIDE_ARCS)
        every = np.arange(len(self.patterns.row))
        self.fit_start, self.fit_offer, self.fit_points = self._fitting(every)
        self._more: dict[int, tuple[Array, Array]] = {}

    def _fitting(self, patterns: Array) -> tuple[Array, Array, Array]:
        """Per pattern, those who have every half-day of it, the cheapest first, and the points."""
        arcs, row = self._arcs, self.patterns.row[patterns]
        count = arcs.count[row]
        of_pattern = np.repeat(patterns, count)
        within = np.arange(len(of_pattern)) - np.repeat(np.cumsum(count) - count, count)
        keys = arcs.pool[np.repeat(arcs.start[row], count) + within]
        offers, part = keys & ROW, (keys >> PART_SHIFT) & ANY_PART
        able = (part == ANY_PART) | (part == self.patterns.slot[of_pattern] % N_PARTS)
        able &= (self.patterns.takes[of_pattern] & ~self.free[offers]) == 0
        able &= self.capacity[offers] > 0
        books = self.wide.books[self.patterns.row[of_pattern]]
        able &= (books == 1) | (books <= self.room[offers])
        counts = np.bincount(np.repeat(np.arange(len(count)), count)[able], minlength=len(count))
        start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        return start, offers[able].astype(np.int64), (keys >> 32)[able].astype(np.int64)

    def fits(self, pattern: int) -> tuple[Array, Array]:
        """Those who have every half-day of a pattern."""
        if pattern in self._more:
            return self._more[pattern]
        here = slice(self.fit_start[pattern], self.fit_start[pattern + 1])
        return self.fit_offer[here], self.fit_points[here]

    def complete(self, row: int) -> None:
        """Know every helper of a wide request, not the cheapest alone."""
        if self._arcs.beyond[row] >= COMPLETE:
            return
        while self._arcs.beyond[row] < COMPLETE:
            self._arcs.ask_more(row)
        patterns = self.patterns_of(row)
        start, offers, points = self._fitting(np.array(patterns))
        for at, pattern in enumerate(patterns):
            here = slice(start[at], start[at + 1])
            self._more[pattern] = offers[here], points[here]

    def patterns_of(self, row: int) -> range:
        """The patterns of one request."""
        return range(int(self.patterns.start[row]), int(self.patterns.start[row + 1]))

    def next_place(self, used: Array) -> Array:
        """Per helper, the points of her next place; 0 when none is left."""
        place = self.place_start[:-1] + used
        left = place < self.place_start[1:]
        cost = np.zeros(len(used), dtype=np.int64)
        cost[left] = self.place_cost[place[left]]
        return cost


@dataclass
class Draft:
    """Who has whom. Rows are those of the two tables."""

    single_offer: Array
    "-1 = left out."
    single_slot: Array
    single_points: Array
    pattern: Array
    "Per wide request, the pattern it takes; -1 = left out."
    helpers: list[tuple[int, ...]]
    points: list[tuple[int, ...]] = field(default_factory=list)

    def copy(self) -> "Draft":
        """Another one to change."""
        return Draft(
            *(self.single_offer.copy(), self.single_slot.copy(), self.single_points.copy()),
            *(self.pattern.copy(), list(self.helpers), list(self.points)),
        )

    def leave_out(self, row: int) -> None:
        """Nobody for a wide request."""
        self.pattern[row], self.helpers[row], self.points[row] = -1, (), ()

    def give(self, row: int, pattern: int, helpers: Sequence[int], points: Sequence[int]) -> None:
        """Its helpers for a wide request."""
        self.pattern[row], self.helpers[row] = pattern, tuple(helpers)
        self.points[row] = tuple(points)


def empty_draft(table: Table) -> Draft:
    """Nobody has anybody."""
    n_singles, n_wide = len(table.instance.requests), len(table.wide)
    return Draft(
        np.full(n_singles, -1, dtype=np.int64),
        np.zeros(n_singles, dtype=np.int64),
        np.zeros(n_singles, dtype=np.int64),
        np.full(n_wide, -1, dtype=np.int64),
        [()] * n_wide,
        [()] * n_wide,
    )


@dataclass
class Use:
    """What is taken of each helper."""

    taken: Array
    "Half-days."
    used: Array
    "Places."
    booked: Array
    "Coups de main of the month."
    series: Array
    "What counts for more than one: where there is one, the rhythm holds for everything."

    def add(self, table: Table, row: int, pattern: int, helpers: list[int], sign: int = 1) -> None:
        """Put the pairs of a wide request in; with -1, take them out."""
        takes, books = table.patterns.takes[pattern], int(table.wide.books[row])
        taken = self.taken[helpers]
        self.taken[helpers] = taken | takes if sign > 0 else taken & ~takes
        self.used[helpers] += sign
        self.booked[helpers] += sign * books
        self.series[helpers] += sign * (books > 1)

    def has_room(self, table: Table, helpers: Array, books: int) -> Array:
        """Whether one more pair fits, half-days apart."""
        fits = self.booked[helpers] + books <= table.room[helpers]
        if books == 1:
            fits |= self.series[helpers] == 0
        return fits & (self.used[helpers] < table.capacity[helpers])


def pairs_of(draft: Draft) -> tuple[Array, Array]:
    """The wide request and the helper of each pair."""
    counts = [len(helpers) for helpers in draft.helpers]
    rows = np.repeat(np.arange(len(counts)), counts)
    helpers = np.fromiter(chain.from_iterable(draft.helpers), np.int64, len(rows))
    return rows, helpers


def use_of(table: Table, draft: Draft, *, singles: bool = True) -> Use:
    """What a draft takes, with or without the singles."""
    n_offers = len(table.free)
    use = Use(
        np.zeros(n_offers, dtype=np.uint64),
        *(np.zeros(n_offers, dtype=np.int64) for _ in range(3)),
    )
    rows, helpers = pairs_of(draft)
    books = table.wide.books[rows]
    np.bitwise_or.at(use.taken, helpers, table.patterns.takes[draft.pattern[rows]])
    np.add.at(use.used, helpers, 1)
    np.add.at(use.booked, helpers, books)
    np.add.at(use.series, helpers, books > 1)
    if singles:
        rows = np.flatnonzero(draft.single_offer >= 0)
        offers, slots = draft.single_offer[rows], draft.single_slot[rows].astype(np.uint64)
        np.bitwise_or.at(use.taken, offers, np.uint64(1) << slots)
        jobs = np.bincount(offers, minlength=n_offers)
        use.used += jobs
        use.booked += jobs
    return use


def value_of(table: Table, draft: Draft) -> int:
    """What a draft costs: pairs, load, everybody left out."""
    used = use_of(table, draft).used
    places = np.arange(len(table.place_cost)) - np.repeat(
        table.place_start[:-1], np.diff(table.place_start)
    )
    filled = places < np.repeat(used, np.diff(table.place_start))
    total = exact_sum(table.place_cost[filled])
    served = draft.single_offer >= 0
    total += exact_sum(draft.single_points[served]) + exact_sum(table.single_left_out[~served])
    total += exact_sum(table.wide_left_out[draft.pattern < 0])
    rows, _ = pairs_of(draft)
    total += exact_sum(table.patterns.extra[draft.pattern[rows]])
    return total + sum(chain.from_iterable(draft.points))


def placed_of(table: Table, draft: Draft, prices: SlotPrices) -> Placed:
    """The wide requests of a draft as pairs."""
    rows = [
        (row, helper, int(draft.pattern[row]), cost)
        for row in np.flatnonzero(draft.pattern >= 0).tolist()
        for helper, cost in sorted(zip(draft.helpers[row], draft.points[row], strict=True))
    ]
    columns = list(zip(*rows, strict=True)) or [()] * 4
    request, offer, pattern, cost = (np.array(column, dtype=np.int64) for column in columns)
    asks, gives = table.wide.instance.requests, table.instance.offers
    metres = distances_m(asks.lat[request], asks.lon[request], gives.lat[offer], gives.lon[offer])
    return Placed(
        request_row=request,
        offer_row=offer,
        takes=table.patterns.choice[pattern],
        missing_day=table.patterns.day[pattern],
        distance_m=np.where(asks.has_place[request], metres, 0),
        cost=cost,
        prices=prices,
    )
