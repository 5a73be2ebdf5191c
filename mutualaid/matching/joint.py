"""Singles, teams, series and long tasks in one plan, and prices that show how good it is.

1. A flow of the singles and of the teams as copies (`copies.py`) gives the helpers and prices.
2. Requests of several half-days take what is cheapest at these prices, and the flow is solved
   again on what is left; teams it left incomplete are taken out, and tried again on free helpers.
3. Blocks around whoever is left out, or could be had for less, are decided anew by a small
   mixed-integer model (`blocks.py`), as long as that helps.
4. Among the prices met, those that prove most are improved for the certificate (`ascent.py`).
"""

from dataclasses import dataclass

import numpy as np

from mutualaid.matching.ascent import ascended
from mutualaid.matching.blocks import Block, improved
from mutualaid.matching.bound import lower_bound, tariff_of
from mutualaid.matching.candidates import Arcs
from mutualaid.matching.copies import Flowed, flow_of, take_singles
from mutualaid.matching.costs import Weights
from mutualaid.matching.flow import solve_flow
from mutualaid.matching.instance import Array, Instance
from mutualaid.matching.joint_prices import (
    as_guide,
    cheapest,
    completed,
    jobs_of,
    place_by_price,
)
from mutualaid.matching.joint_state import (
    Draft,
    Table,
    empty_draft,
    placed_of,
    use_of,
    value_of,
)
from mutualaid.matching.network import ROW, Held
from mutualaid.matching.plan import Prices, SlotPrices, no_prices
from mutualaid.matching.wide import Placed, Wide, left_for_singles

ROUNDS = 3
GAP_ALLOWED = 1000
"""A plan within 1 / 1000 of its bound is good enough to stop."""


@dataclass
class Search:
    """The best draft and the best bound so far."""

    table: Table
    arcs: Arcs
    "Of the singles."
    draft: Draft
    value: int
    prices: SlotPrices
    bound: int

    def offer(self, draft: Draft) -> bool:
        """Keep a draft if it costs less."""
        value = value_of(self.table, draft)
        if value >= self.value:
            return False
        self.draft, self.value = draft, value
        return True

    def offer_prices(self, prices: SlotPrices) -> None:
        """Keep prices if they prove more."""
        bound = lower_bound(self.table.instance, self.table.wide, prices, self.table.weights)
        if bound > self.bound:
            self.prices, self.bound = prices, bound

    @property
    def is_good(self) -> bool:
        """Whether the gap is small beside the points of the pairs, those left out set apart."""
        stakes = self.table.instance.stakes
        unit = stakes.unit if stakes else 1
        points = self.value - self.bound // unit * unit
        return (self.value - self.bound) * GAP_ALLOWED <= points


@dataclass(frozen=True)
class Joint:
    """The best plan found: wide requests, and the singles on what these leave."""

    placed: Placed
    left: Instance
    held: Held
    prices: Prices


def solve_jointly(instance: Instance, wide: Wide, weights: Weights, arcs: Arcs) -> Joint:
    """The best plan found for both tables, which are on one scale (`stakes.with_stakes`).

    `arcs` are those of `instance`.
    """
    table = Table(instance, wide, weights)
    draft, prices = empty_draft(table), no_prices(len(table.free))
    search = Search(table, arcs, draft, value_of(table, draft), prices, 0)
    _by_rounds(search)
    if not search.is_good:
        search.offer_prices(ascended(table, arcs, search.prices, search.value))
    _by_blocks(search)
    return _settled(search)


def _settled(search: Search) -> Joint:
    """The singles solved for good; nobody is left out, and no date missing, without need.

    A wide request that free helpers could serve better takes them, and the singles are solved
    again: each turn costs less than the one before, so it ends.
    """
    table, draft = search.table, search.draft
    while True:
        placed = placed_of(table, draft, search.prices)
        left = left_for_singles(table.instance, table.wide, placed)
        arcs = Arcs(left, table.weights)
        held, prices = solve_flow(left, arcs, table.weights)
        draft.single_offer = np.where(held.place >= 0, held.offer, -1).astype(np.int64)
        draft.single_slot = held.slot.astype(np.int64)
        draft.single_points = held.cost.copy()
        if not _mended(table, draft):
            return Joint(placed, left, held, prices)


def _mended(table: Table, draft: Draft) -> bool:
    """Serve the left out, and replace helpers who lack a date, from those who are free."""
    lacking = np.flatnonzero((draft.pattern >= 0) & (table.patterns.day[draft.pattern] >= 0))
    left = _heaviest_first(table, np.flatnonzero(draft.pattern < 0))
    if not len(left) + len(lacking):
        return False
    use = use_of(table, draft)
    guide = as_guide(table, no_prices(len(table.free)), use.used)
    changed = False
    for row in [*left.tolist(), *lacking.tolist()]:
        table.complete(row)
        before, helpers = int(draft.pattern[row]), list(draft.helpers[row])
        if before >= 0:
            use.add(table, row, before, helpers, -1)
        _, pattern, found, points = cheapest(table, row, guide, use)
        if pattern >= 0 and (before < 0 or table.patterns.day[pattern] < 0):
            draft.give(row, pattern, found.tolist(), points.tolist())
            before, helpers, changed = pattern, found.tolist(), True
        if before >= 0:
            use.add(table, row, before, helpers)
    return changed


def _heaviest_first(table: Table, rows: Array) -> Array:
    """The dearest to leave out for each helper it needs, first."""
    weight = table.wide_left_out[rows] // table.wide.needs[rows]
    return rows[np.argsort(-weight, kind="stable")]


def _is_flat(table: Table) -> Array:
    """Whether every pattern of a wide request is one half-day, so that the flow can hold it."""
    flat = np.zeros(len(table.wide), dtype=np.bool_)
    flat[table.patterns.row] = True
    flat[table.patterns.row[np.bitwise_count(table.patterns.takes) > 1]] = False
    return flat


def _by_rounds(search: Search) -> None:
    """Flows at chosen half-days, each round at the prices of the one before."""
    table = search.table
    flat = _is_flat(table)
    several = _heaviest_first(table, np.flatnonzero(~flat))
    masks = np.zeros(len(table.wide), dtype=np.uint64)
    np.bitwise_or.at(masks, table.patterns.row, table.patterns.takes)
    masks[~flat] = 0
    fixed = empty_draft(table)
    flowed = flow_of(table, fixed, masks)
    prices = completed(table, flowed, fixed, masks, search.arcs)
    search.offer_prices(prices)
    for _ in range(ROUNDS):
        fixed = _fixed_at(table, prices, flowed, fixed, several)
        masks = _masks_at(table, prices, flat, masks)
        flowed = flow_of(table, fixed, masks)
        draft = _whole_teams(search, fixed, flowed, masks)
        search.offer(draft)
        prices = completed(table, flowed, fixed, masks, search.arcs)
        search.offer_prices(prices)
        if search.is_good:
            return


def _fixed_at(
    table: Table, prices: SlotPrices, flowed: Flowed, before: Draft, several: Array
) -> Draft:
    """Requests of several half-days at the helpers who are cheapest at these prices."""
    used = jobs_of(table, flowed) + use_of(table, before, singles=False).used
    fixed = empty_draft(table)
    use = use_of(table, fixed)
    place_by_price(table, fixed, several, as_guide(table, prices, used), use)
    return fixed


def _masks_at(table: Table, prices: SlotPrices, flat: Array, before: Array) -> Array:
    """For each team, the half-day that is cheapest at these prices; the one before if equal."""
    tariff = tariff_of(table.instance, prices)
    masks = np.zeros(len(flat), dtype=np.uint64)
    for row in np.flatnonzero(flat).tolist():
        _, pattern, _, _ = cheapest(table, row, tariff)
        if pattern >= 0:
            masks[row] = table.patterns.takes[pattern]
        elif np.bitwise_count(before[row]) == 1:
            masks[row] = before[row]
        else:
            sizes = np.diff(table.fit_start)[
                table.patterns.start[row] : table.patterns.start[row + 1]
            ]
            masks[row] = table.patterns.takes[table.patterns.start[row] + int(np.argmax(sizes))]
    return masks


def _teams_in(table: Table, flowed: Flowed, masks: Array) -> tuple[Draft, list[int]]:
    """The complete teams of a flow, and the rows of those it left incomplete."""
    draft, n_singles = empty_draft(table), len(table.instance.requests)
    take_singles(draft, flowed)
    starts = np.searchsorted(flowed.copy_row, np.arange(len(masks) + 1)) + n_singles
    incomplete = []
    for row in np.flatnonzero(masks).tolist():
        copies = slice(starts[row], starts[row + 1])
        helpers = flowed.offer[copies]
        if (helpers < 0).any():
            incomplete.append(row)
            continue
        first, last = table.patterns.start[row], table.patterns.start[row + 1]
        pattern = first + int(np.argmax(table.patterns.takes[first:last] == masks[row]))
        draft.give(row, pattern, helpers.tolist(), flowed.points[copies].tolist())
    return draft, incomplete


def _with(fixed: Draft, draft: Draft) -> Draft:
    """A draft with the wide requests of another one added."""
    for row in np.flatnonzero(fixed.pattern >= 0).tolist():
        draft.give(row, int(fixed.pattern[row]), fixed.helpers[row], fixed.points[row])
    return draft


def _whole_teams(search: Search, fixed: Draft, flowed: Flowed, masks: Array) -> Draft:
    """A plan of a flow: without its incomplete teams, then with those that free helpers allow."""
    table = search.table
    draft, incomplete = _teams_in(table, flowed, masks)
    if incomplete:
        masks = masks.copy()
        masks[incomplete] = 0
        draft, _ = _teams_in(table, flow_of(table, fixed, masks), masks)
    draft = _with(fixed, draft)
    left = _heaviest_first(table, np.flatnonzero(draft.pattern < 0))
    use = use_of(table, draft)
    place_by_price(table, draft, left, as_guide(table, no_prices(len(table.free)), use.used), use)
    return draft


BLOCKS = 24
BLOCK_SIZE = 80
WHOLE_SIZE = 60
"""Up to so many requests the model takes them all, with every known arc."""


def _by_blocks(search: Search) -> None:
    """Decide blocks anew, around whoever could be better served."""
    table = search.table
    n_singles, n_wide = len(table.instance.requests), len(table.wide)
    if n_singles + n_wide <= WHOLE_SIZE and search.value > search.bound:
        block = Block(list(range(n_singles)), list(range(n_wide)))
        draft = improved(table, search.draft, block, search.arcs, most=10**6)
        if draft is not None:
            search.offer(draft)
        return
    seen: set[int] = set()
    for _ in range(BLOCKS):
        if search.is_good:
            return
        seeds = [row for row in _seeds(search) if row not in seen]
        if not seeds:
            return
        block = _around(search, seeds)
        seen.update(block.wides)
        draft = improved(table, search.draft, block, search.arcs, most=10)
        if draft is not None:
            search.offer(draft)


def _seeds(search: Search) -> list[int]:
    """Wide requests left out, the heaviest first, then those that miss a date."""
    table, draft = search.table, search.draft
    left = _heaviest_first(table, np.flatnonzero(draft.pattern < 0)).tolist()
    lacking = np.flatnonzero((draft.pattern >= 0) & (table.patterns.day[draft.pattern] >= 0))
    return [*left, *lacking.tolist()]


def _around(search: Search, seeds: list[int]) -> Block:
    """A seed, and those who hold what it could use, and what they could use."""
    table, draft = search.table, search.draft
    holders: dict[int, list[tuple[bool, int]]] = {}
    for row in np.flatnonzero(draft.single_offer >= 0).tolist():
        holders.setdefault(int(draft.single_offer[row]), []).append((False, row))
    for row in np.flatnonzero(draft.pattern >= 0).tolist():
        for helper in draft.helpers[row]:
            holders.setdefault(helper, []).append((True, row))
    queue: list[tuple[bool, int]] = [(True, seeds[0])]
    known = set(queue)
    for is_wide, row in queue:
        if len(queue) >= BLOCK_SIZE:
            break
        helpers: list[int] = []
        if is_wide:
            for pattern in table.patterns_of(row):
                helpers += table.fits(pattern)[0][: 3 * int(table.wide.needs[row]) + 5].tolist()
        else:
            first = search.arcs.start[row]
            keys = search.arcs.pool[first : first + min(6, search.arcs.count[row])]
            helpers = (keys & ROW).tolist()
        for helper in helpers:
            for each in holders.get(helper, []):
                if each not in known and len(queue) < BLOCK_SIZE:
                    known.add(each)
                    queue.append(each)
    return Block(
        sorted(row for is_wide, row in queue if not is_wide),
        sorted(row for is_wide, row in queue if is_wide),
    )
