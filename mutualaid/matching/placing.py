"""Place wide requests one by one on what the singles left: each takes its cheapest helper.

The pressing first, then the longest wait. Every step is the best one by the costs of the singles;
the whole is feasible and not jointly optimal (docs/matching.md).
"""

from typing import NamedTuple

import numpy as np

from mutualaid.matching.candidates import is_suitable
from mutualaid.matching.compiled import BOOL, I64, I64S, U64S, VOID, njit, tuple_of
from mutualaid.matching.costs import Weights, load_cost, lottery_ranks, rhythm_left
from mutualaid.matching.distance import distance_m
from mutualaid.matching.facts import FACTS, Facts, facts_of
from mutualaid.matching.instance import Array, Instance
from mutualaid.matching.plan import Plan
from mutualaid.matching.points import pair_points
from mutualaid.matching.wide import WHOLE, Placed, Wide, missing_day, nothing_placed

FOUND_NOBODY = 2**62


class Room(NamedTuple):
    """What each helper has left, and what a choice takes."""

    free: Array
    "Half-days."
    places: Array
    "How many more pairs."
    rhythm: Array
    "How many more coups de main this month."
    booked: Array
    pace: Array
    "The rhythm that a load is measured by."
    lot: Array
    "Offer rows in the order drawn by lot, which decides between equals."
    takes: Array
    "Per choice."


ROOM = tuple_of(Room, U64S, I64S, I64S, I64S, I64S, I64S, U64S)


@njit(I64(ROOM, I64, I64, I64, BOOL, I64S))
def _first_choice(
    room: Room, give: int, first: int, last: int, may_miss: bool, missing: Array
) -> int:
    """The earliest choice for which a helper is free, or -1; the missing day in `missing`."""
    for choice in range(first, last):
        day = missing_day(room.takes[choice], room.free[give])
        if day == WHOLE or (may_miss and day >= 0):
            missing[0] = day
            return choice
    return -1


@njit(VOID(FACTS, ROOM, I64, I64, I64, I64, BOOL, I64, I64, I64S))
def _cheapest(
    facts: Facts,
    room: Room,
    ask: int,
    first: int,
    last: int,
    books: int,
    may_miss: bool,
    never_asked: int,
    load: int,
    best: Array,
) -> None:
    """Fill `best`: points, offer, choice, missing day, metres."""
    category = np.uint64(facts.ask_category[ask])
    missing = np.zeros(1, dtype=np.int64)
    for give in room.lot:
        if (facts.give_categories[give] >> category) & np.uint64(1) == np.uint64(0):
            continue
        if room.places[give] < 1 or room.rhythm[give] < books:
            continue
        choice = _first_choice(room, give, first, last, may_miss, missing)
        if choice < 0 or not is_suitable(facts, ask, give):
            continue
        metres = 0
        if facts.ask_placed[ask]:
            if np.isnan(facts.give_lat[give]):
                continue
            metres = distance_m(
                facts.ask_lat[ask], facts.ask_lon[ask], facts.give_lat[give], facts.give_lon[give]
            )
            if metres > min(facts.give_reach_m[give], facts.ask_reach_m[ask]):
                continue
        points = pair_points(facts, ask, give, metres)
        points += load_cost(room.booked[give], room.pace[give], never_asked, load)
        if points < best[0]:
            best[0], best[1], best[2] = points, give, choice
            best[3], best[4] = missing[0], metres


def _left_by(instance: Instance, plan: Plan, wide: Wide, weights: Weights) -> Room:
    """What the singles left."""
    gives = instance.offers
    held, jobs = plan.held(len(gives)), plan.jobs(len(gives))
    booked = gives.load.astype(np.int64) + jobs
    return Room(
        free=gives.slots & ~held,
        places=gives.capacity.astype(np.int64) - jobs,
        rhythm=rhythm_left(gives) - jobs,
        booked=booked,
        pace=np.where(gives.rhythm > 0, gives.rhythm, weights.open_rhythm).astype(np.int64),
        lot=np.lexsort((gives.ids, lottery_ranks(gives.ids, instance.seed, 1))).astype(np.int64),
        takes=wide.choice_takes,
    )


def order_of(wide: Wide) -> Array:
    """The rows in the order of placing: the pressing, then the longest wait, then by lot."""
    asks = wide.instance.requests
    lots = lottery_ranks(asks.ids, wide.instance.seed, 0)
    return np.lexsort((asks.ids, lots, -asks.waiting_days, ~(asks.urgent | asks.at_deadline)))


def place(instance: Instance, plan: Plan, wide: Wide, weights: Weights) -> Placed:
    """Give each wide request the cheapest helper who is left, those with a gap only at last."""
    if not len(wide):
        return nothing_placed()
    facts, room = facts_of(wide.instance, weights), _left_by(instance, plan, wide, weights)
    starts, found = wide.choice_start, []
    for row in order_of(wide).tolist():
        books = int(wide.books[row])
        best = np.full(5, FOUND_NOBODY, dtype=np.int64)
        for may_miss in (False, True)[: 1 + int(wide.may_miss[row])]:
            _cheapest(
                *(facts, room, row, int(starts[row]), int(starts[row + 1]), books, may_miss),
                *(weights.never_asked, weights.load, best),
            )
            if best[0] < FOUND_NOBODY:
                found.append((row, *_take(room, books, best)))
                break
    columns = np.array(found, dtype=object).reshape(-1, 5).T
    return Placed(
        *(columns[0].astype(np.int64), columns[1].astype(np.int64), columns[2].astype(np.uint64)),
        *(columns[3].astype(np.int64), columns[4].astype(np.int64)),
    )


def _take(room: Room, books: int, best: Array) -> tuple[int, int, int, int]:
    """Write one pair off what the helper has left: offer, choice, missing day, metres."""
    _points, give, choice, day, metres = best.tolist()
    takes = int(room.takes[choice])
    kept = takes & ~(0b111 << 3 * day) if day >= 0 else takes
    room.free[give] &= ~np.uint64(kept)
    room.places[give] -= 1
    room.rhythm[give] -= books
    room.booked[give] += books
    return give, takes, day, metres
