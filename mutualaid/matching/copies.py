"""Teams in the flow: a team at one half-day is as many copies of a request as it needs helpers.

Copies of one half-day go to distinct helpers by themselves, as each half-day is given once. What
the flow cannot promise is all or nothing: `joint.py` sees to that.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from mutualaid.matching.candidates import Arcs
from mutualaid.matching.flow import solve_flow
from mutualaid.matching.instance import Array, Instance, Requests
from mutualaid.matching.joint_state import Draft, Table, placed_of
from mutualaid.matching.plan import SlotPrices, no_prices
from mutualaid.matching.wide import left_for_singles


@dataclass(frozen=True, slots=True, eq=False)
class Flowed:
    """What a flow of singles and copies found."""

    offer: Array
    "Per row, singles first; -1 = nobody."
    slot: Array
    points: Array
    u: Array
    copy_row: Array
    "The wide request of each row after the singles."
    prices: SlotPrices


def _joined(instance: Instance, wide: Instance, copy_row: Array, slots: Array) -> Instance:
    """The singles, and copies of wide requests after them."""
    columns = {
        column.name: np.concatenate(
            [
                getattr(instance.requests, column.name),
                getattr(wide.requests, column.name)[copy_row],
            ]
        )
        for column in fields(instance.requests)
    }
    columns["ids"] = np.arange(len(columns["ids"]))
    columns["slots"] = np.concatenate([instance.requests.slots, slots])
    barred, known = (
        np.concatenate([singles, _of_copies(copies, copy_row, len(instance.requests))])
        for singles, copies in (
            (instance.barred, wide.barred),
            (instance.acquainted, wide.acquainted),
        )
    )
    return replace(
        instance,
        requests=Requests(**columns),
        forbidden=barred,
        asked=np.empty((0, 2), dtype=np.int32),
        acquainted=known,
    )


def _of_copies(pairs: Array, copy_row: Array, first: int) -> Array:
    """Listed pairs of wide requests, for each of their copies; `first` is the first copy's row."""
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    starts = np.searchsorted(pairs[:, 0], copy_row)
    counts = np.searchsorted(pairs[:, 0], copy_row, side="right") - starts
    copies = np.repeat(np.arange(len(copy_row)), counts)
    within = np.arange(len(copies)) - np.repeat(np.cumsum(counts) - counts, counts)
    offers = pairs[np.repeat(starts, counts) + within, 1]
    return np.column_stack([copies + first, offers]).astype(np.int32)


def flow_of(table: Table, fixed: Draft, masks: Array) -> Flowed:
    """Solve the singles, with as many copies as it needs of each wide request whose mask is set.

    Wide requests of `fixed` keep their helpers.
    """
    placed = placed_of(table, fixed, no_prices(len(table.free)))
    left = left_for_singles(table.instance, table.wide, placed)
    rows = np.flatnonzero(masks)
    copy_row = np.repeat(rows, table.wide.needs[rows])
    joined = _joined(left, table.wide.instance, copy_row, masks[copy_row])
    held, prices = solve_flow(joined, Arcs(joined, table.weights), table.weights)
    seated = held.place >= 0
    offer = np.where(seated, held.offer, -1).astype(np.int64)
    slot = held.slot.astype(np.int64)
    priced = np.flatnonzero(seated & (prices.w < 0))
    return Flowed(
        offer,
        slot,
        held.cost.copy(),
        prices.u,
        copy_row,
        SlotPrices(prices.v.copy(), offer[priced], slot[priced], prices.w[priced]),
    )


def take_singles(draft: Draft, flowed: Flowed) -> None:
    """Write the singles of a flow into a draft."""
    n_singles = len(draft.single_offer)
    draft.single_offer = flowed.offer[:n_singles].copy()
    draft.single_slot = flowed.slot[:n_singles].copy()
    draft.single_points = flowed.points[:n_singles].copy()
