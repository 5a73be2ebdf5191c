"""The prices of a flow, as a guide to wide requests and as the start of a bound."""

import numpy as np

from mutualaid.matching.bound import TARIFF, Tariff, rent, tariff_of
from mutualaid.matching.candidates import Arcs
from mutualaid.matching.compiled import I64, I64S, U64, VOID, njit
from mutualaid.matching.copies import Flowed
from mutualaid.matching.costs import NO_LIMIT
from mutualaid.matching.instance import N_SLOTS, Array
from mutualaid.matching.joint_state import Draft, Table, Use, slots_of_keys, use_of
from mutualaid.matching.network import ROW
from mutualaid.matching.plan import SlotPrices


@njit(VOID(TARIFF, I64S, U64, I64, I64S))
def _rents(tariff: Tariff, helpers: Array, takes: int, ceiling: int, paid: Array) -> None:
    """Fill `paid`: the rent of one pattern at each helper."""
    for position in range(len(helpers)):
        paid[position] = rent(tariff, helpers[position], takes, ceiling)


def rents(tariff: Tariff, helpers: Array, takes: int, ceiling: int) -> Array:
    """The rent of one pattern at each helper."""
    paid = np.empty(len(helpers), dtype=np.int64)
    _rents(tariff, np.ascontiguousarray(helpers), np.uint64(takes), ceiling, paid)
    return paid


def cheapest(
    table: Table, row: int, tariff: Tariff, use: Use | None = None
) -> tuple[int, int, Array, Array]:
    """Points, pattern, helpers and their points of the best way to serve one wide request.

    With `use`, only on what is not taken. The points are those of leaving it out when no way is
    cheaper, and the pattern is -1.
    """
    needs, books = int(table.wide.needs[row]), int(table.wide.books[row])
    ceiling = int(table.wide_left_out[row])
    best, none = ceiling, np.empty(0, dtype=np.int64)
    found = (-1, none, none)
    for pattern in table.patterns_of(row):
        takes = table.patterns.takes[pattern]
        helpers, points = table.fits(pattern)
        if use is not None:
            able = ((use.taken[helpers] & takes) == 0) & use.has_room(table, helpers, books)
            helpers, points = helpers[able], points[able]
        if len(helpers) < needs:
            continue
        paid = points + rents(tariff, helpers, takes, ceiling)
        order = np.argsort(paid, kind="stable")[:needs]
        total = min(ceiling, sum(paid[order].tolist()) + needs * int(table.patterns.extra[pattern]))
        if total < best:
            best, found = total, (pattern, helpers[order], points[order])
    return (best, *found)


def place_by_price(table: Table, draft: Draft, rows: Array, tariff: Tariff, use: Use) -> None:
    """Give each of some wide requests what is cheapest and not taken, in this order."""
    for row in rows.tolist():
        _, pattern, helpers, points = cheapest(table, row, tariff, use)
        if pattern < 0:
            continue
        draft.give(row, pattern, helpers.tolist(), points.tolist())
        use.add(table, row, pattern, helpers.tolist())


def as_guide(table: Table, prices: SlotPrices, used: Array) -> Tariff:
    """Prices with the place as it would be paid: her next place's load while one is free."""
    free = used < table.capacity
    v = np.where(free, np.minimum(prices.v, -table.next_place(used)), prices.v)
    return tariff_of(table.instance, SlotPrices(v, prices.offer_row, prices.slot, prices.w))


def jobs_of(table: Table, flowed: Flowed) -> Array:
    """How many places of each helper a flow fills."""
    return np.bincount(flowed.offer[flowed.offer >= 0], minlength=len(table.free))


def completed(table: Table, flowed: Flowed, fixed: Draft, masks: Array, arcs: Arcs) -> SlotPrices:
    """The flow's prices, and prices for what the fixed requests keep from it.

    A half-day kept from the flow gets the least price at which nobody in it would take it; so
    does a place where none was left to the flow.
    """
    use = use_of(table, fixed, singles=False)
    kept = use.used > 0
    if not kept.any():
        return flowed.prices
    jobs = jobs_of(table, flowed)
    last = table.place_start[:-1] + use.used + jobs - 1
    v = flowed.prices.v.copy()
    v[kept] = np.minimum(v[kept], -table.place_cost[last[kept]])
    offers, slots, gains = _wanting(table, flowed, masks, arcs, kept)
    room = np.where(use.series > 0, table.room - use.booked, NO_LIMIT)
    left = np.minimum(table.capacity - use.used, room)
    elsewhere = (slots & ~use.taken[offers] != 0) & (left[offers] <= 0)
    worth = np.zeros(len(v), dtype=np.int64)
    np.maximum.at(worth, offers[elsewhere], gains[elsewhere])
    v = np.minimum(v, -worth)
    named = [(flowed.prices.offer_row, flowed.prices.slot, flowed.prices.w)]
    for slot in range(N_SLOTS):
        bit = np.uint64(1) << np.uint64(slot)
        wanted = (slots & use.taken[offers] & bit) != 0
        worth = np.zeros(len(v), dtype=np.int64)
        np.maximum.at(worth, offers[wanted], gains[wanted] + v[offers[wanted]])
        priced = np.flatnonzero(worth > 0)
        named.append((priced, np.full(len(priced), slot, dtype=np.int64), -worth[priced]))
    return SlotPrices(v, *(np.concatenate(column) for column in zip(*named, strict=True)))


def _wanting(
    table: Table, flowed: Flowed, masks: Array, arcs: Arcs, kept: Array
) -> tuple[Array, Array, Array]:
    """Arcs of the flow's requests to some helpers: the helper, the half-days shared, u - c."""
    n_singles = len(table.instance.requests)
    row = np.repeat(np.arange(n_singles), arcs.count)
    at = np.repeat(arcs.start, arcs.count) + (
        np.arange(len(row)) - np.repeat(np.cumsum(arcs.count) - arcs.count, arcs.count)
    )
    keys = arcs.pool[at]
    able = kept[keys & ROW]
    row, keys = row[able], keys[able]
    offer, points = keys & ROW, keys >> 32
    shared = table.instance.requests.slots[row] & table.free[offer] & slots_of_keys(keys)
    u = np.zeros(len(table.wide), dtype=np.int64)
    np.maximum.at(u, flowed.copy_row, flowed.u[n_singles:])
    count = np.diff(table.fit_start)
    pattern = np.repeat(np.arange(len(count)), count)
    takes, of_row = table.patterns.takes[pattern], table.patterns.row[pattern]
    able = kept[table.fit_offer] & ((takes & masks[of_row]) != 0)
    return (
        np.concatenate([offer, table.fit_offer[able]]),
        np.concatenate([shared, takes[able]]),
        np.concatenate([flowed.u[row] - points, u[of_row[able]] - table.fit_points[able]]),
    )
