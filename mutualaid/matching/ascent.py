"""Better prices for the bound: ascent along subgradients, over the arcs that the solver knows.

Whatever more than one request would take at the prices gets dearer, what nobody takes cheaper, by
steps that the distance to the best plan sets (Polyak 1969; Held, Wolfe & Crowder 1974). It works
in floating point and promises nothing: `bound.lower_bound` says what the prices found are worth.
"""

from typing import NamedTuple

import numpy as np

from mutualaid.matching.candidates import Arcs
from mutualaid.matching.compiled import F64, F64S, I64, I64S, U64S, VOID, loop, njit, tuple_of
from mutualaid.matching.instance import N_SLOTS, Array
from mutualaid.matching.joint_state import Table, slots_of_keys
from mutualaid.matching.network import ROW
from mutualaid.matching.plan import SlotPrices

STEPS = 200
"""At most; fewer in a large town."""
WORK = 3 * 10**8
"""Prices and arcs looked at in all, about a second: a number, so equal input gives equal plans."""
PATIENCE = 10
"""Steps without gain before steps become half as long."""


class Known(NamedTuple):
    """Arcs as flat lists: per row its patterns, per pattern its helpers."""

    row_start: Array
    takes: Array
    extra: Array
    fit_start: Array
    helper: Array
    points: Array
    needs: Array
    left_out: Array


KNOWN = tuple_of(Known, I64S, U64S, F64S, I64S, I64S, F64S, I64S, F64S)


class Prices(NamedTuple):
    """v by helper and w by helper and half-day, and how often each is taken at these prices."""

    v: Array
    w: Array
    used: Array
    taken: Array
    best_v: Array
    best_w: Array


PRICES = tuple_of(Prices, F64S, F64S, F64S, F64S, F64S, F64S)


@loop(F64(PRICES, I64, U64S, I64))
def _price(prices: Prices, helper: int, takes: Array, pattern: int) -> float:
    """-v - Σ w of a pattern at a helper."""
    price, mask = -prices.v[helper], takes[pattern]
    for slot in range(N_SLOTS):
        if (mask >> np.uint64(slot)) & np.uint64(1):
            price -= prices.w[helper * N_SLOTS + slot]
    return price


@loop(F64(KNOWN, PRICES, I64, F64S, I64S, I64S))
def _cheapest(
    known: Known, prices: Prices, row: int, least: Array, who: Array, best_who: Array
) -> float:
    """The least that a row costs at the prices; its helpers and pattern in `best_who`."""
    needs, best = known.needs[row], known.left_out[row]
    best_who[0] = -1
    for pattern in range(known.row_start[row], known.row_start[row + 1]):
        for place in range(needs):
            least[place] = 1e300
        for fit in range(known.fit_start[pattern], known.fit_start[pattern + 1]):
            helper = known.helper[fit]
            cost = known.points[fit] + known.extra[pattern]
            cost += _price(prices, helper, known.takes, pattern)
            if cost >= least[needs - 1]:
                continue
            at = needs - 1
            while at > 0 and least[at - 1] > cost:
                least[at], who[at] = least[at - 1], who[at - 1]
                at -= 1
            least[at], who[at] = cost, helper
        total = 0.0
        for place in range(needs):
            total += least[place]
        if total < best:
            best, best_who[0] = total, pattern
            for place in range(needs):
                best_who[place + 1] = who[place]
    return best


@loop(F64(KNOWN, PRICES, F64S, I64S, I64S))
def _ask_all(known: Known, prices: Prices, least: Array, who: Array, best_who: Array) -> float:
    """What all rows cost at the prices, and what they take written down."""
    total = 0.0
    for row in range(len(known.needs)):
        total += _cheapest(known, prices, row, least, who, best_who)
        if best_who[0] < 0:
            continue
        mask = known.takes[best_who[0]]
        for place in range(known.needs[row]):
            helper = best_who[place + 1]
            prices.used[helper] += 1.0
            for slot in range(N_SLOTS):
                if (mask >> np.uint64(slot)) & np.uint64(1):
                    prices.taken[helper * N_SLOTS + slot] += 1.0
    return total


@loop(F64(PRICES, I64S, F64S))
def _pay_places(prices: Prices, start: Array, cost: Array) -> float:
    """Rents of places and half-days; `used` and `taken` become the subgradient."""
    total = 0.0
    for helper in range(len(prices.v)):
        n_open = 0.0
        for place in range(start[helper], start[helper + 1]):
            if cost[place] + prices.v[helper] < 0.0:
                total += cost[place] + prices.v[helper]
                n_open += 1.0
        prices.used[helper] = n_open - prices.used[helper]
    for at in range(len(prices.w)):
        total += prices.w[at]
        prices.taken[at] = 1.0 - prices.taken[at]
    return total


@loop(VOID(F64S, F64S, F64))
def _move(price: Array, slope: Array, length: float) -> None:
    """One step; no price rises above 0."""
    for at in range(len(price)):
        price[at] = min(0.0, price[at] + length * slope[at])


@loop(F64(F64S, F64S))
def _square(price: Array, slope: Array) -> float:
    """The squared length of a subgradient, where the price may move."""
    total = 0.0
    for at in range(len(price)):
        if price[at] < 0.0 or slope[at] < 0.0:
            total += slope[at] * slope[at]
    return total


@njit(VOID(KNOWN, PRICES, I64S, F64S, F64, I64))
def _ascend(
    known: Known, prices: Prices, start: Array, cost: Array, aim: float, steps: int
) -> None:
    """Move the prices, and keep the best ones met."""
    longest = known.needs.max()
    least, who = np.empty(longest), np.empty(longest, dtype=np.int64)
    best_who = np.empty(longest + 1, dtype=np.int64)
    best, stride, idle = -1e300, 1.0, 0
    for _ in range(steps):
        prices.used[:] = 0.0
        prices.taken[:] = 0.0
        value = _ask_all(known, prices, least, who, best_who)
        value += _pay_places(prices, start, cost)
        idle += 1
        if value > best:
            best, idle = value, 0
            prices.best_v[:] = prices.v
            prices.best_w[:] = prices.w
        if idle >= PATIENCE:
            stride, idle = stride / 2.0, 0
        square = _square(prices.v, prices.used) + _square(prices.w, prices.taken)
        if square == 0.0 or aim <= value:
            break
        length = stride * (aim - value) / square
        _move(prices.v, prices.used, length)
        _move(prices.w, prices.taken, length)


def _known(table: Table, arcs: Arcs) -> Known:
    """Singles as rows of one pattern for each of their half-days, then the wide requests."""
    n_singles = len(table.instance.requests)
    row = np.repeat(np.arange(n_singles), arcs.count)
    at = np.repeat(arcs.start, arcs.count) + (
        np.arange(len(row)) - np.repeat(np.cumsum(arcs.count) - arcs.count, arcs.count)
    )
    keys = arcs.pool[at]
    shared = table.instance.requests.slots[row] & table.free[keys & ROW] & slots_of_keys(keys)
    bits = (shared[:, None] >> np.arange(N_SLOTS, dtype=np.uint64)) & np.uint64(1) == 1
    arc, slot = np.nonzero(bits)
    order = np.lexsort((slot, row[arc]))
    arc, slot = arc[order], slot[order]
    pattern = row[arc] * N_SLOTS + slot
    named, first = np.unique(pattern, return_index=True)
    patterns, wide = table.patterns, table.wide
    starts = np.searchsorted(named // N_SLOTS, np.arange(n_singles + 1))
    takes = np.uint64(1) << (named % N_SLOTS).astype(np.uint64)
    return Known(
        row_start=np.concatenate([starts, len(named) + patterns.start[1:]]).astype(np.int64),
        takes=np.concatenate([takes, patterns.takes]),
        extra=np.concatenate([np.zeros(len(named)), patterns.extra]).astype(np.float64),
        fit_start=np.concatenate([first, len(arc) + table.fit_start]).astype(np.int64),
        helper=np.concatenate([keys[arc] & ROW, table.fit_offer]).astype(np.int64),
        points=np.concatenate([keys[arc] >> 32, table.fit_points]).astype(np.float64),
        needs=np.concatenate([np.ones(n_singles, dtype=np.int64), wide.needs]),
        left_out=np.concatenate([table.single_left_out, table.wide_left_out]).astype(np.float64),
    )


def ascended(table: Table, arcs: Arcs, prices: SlotPrices, aim: int) -> SlotPrices:
    """Prices that prove more, as far as the steps go; `aim` is what the best plan costs."""
    n_offers = len(table.free)
    w = np.zeros(n_offers * N_SLOTS)
    w[prices.offer_row * N_SLOTS + prices.slot] = prices.w
    v = prices.v.astype(np.float64)
    found = Prices(v, w, np.zeros_like(v), np.zeros_like(w), v.copy(), w.copy())
    cost = table.place_cost.astype(np.float64)
    known = _known(table, arcs)
    steps = max(20, min(STEPS, WORK // (5 * len(w) + len(known.helper) + 1)))
    _ascend(known, found, table.place_start, cost, float(aim), steps)
    at = np.flatnonzero(found.best_w <= -0.5)
    return SlotPrices(
        np.rint(found.best_v).astype(np.int64),
        *(at // N_SLOTS, at % N_SLOTS, np.rint(found.best_w[at]).astype(np.int64)),
    )
