"""What one pair costs, load apart: the walk, the refusals to expect, the face (levels 3, 5, 6).

Refusals are counted by kind of help and part of the day, so the points of an arc depend on when it
takes place. An arc therefore has a *part*: 0, 1, 2 may take mornings, afternoons, evenings only;
`ANY_PART`, all of them, is what a request has whose parts of the day cost the same.
"""

import numpy as np

from mutualaid.matching.compiled import BOOL, I64, I64S, U64, VOID, loop
from mutualaid.matching.costs import REFUSAL_CEILING, Weights, walking_cost
from mutualaid.matching.facts import FACTS, Facts, facts_of
from mutualaid.matching.instance import KNOWN_FACE, N_PARTS, NO_MATTER, Array, Instance

ANY_PART = N_PARTS
MORNINGS = np.uint64(0x1249249249249249)
"""Half-day h of day d is bit 3 d + h, and h is its part."""
ALL_HALF_DAYS = np.uint64(2**63 - 1)
DIFFERENT = -1
"""`common_points` of a request whose parts of the day cost different points."""


@loop(U64(I64))
def half_days_of(part: int) -> int:
    """The half-days that an arc of this part may take."""
    return ALL_HALF_DAYS if part == ANY_PART else MORNINGS << np.uint64(part)


@loop(BOOL(FACTS, I64, I64))
def have_met(facts: Facts, ask: int, give: int) -> bool:
    """Whether these two have met through us before."""
    for pair in range(facts.known_start[ask], facts.known_start[ask + 1]):
        if facts.known_offer[pair] == give:
            return True
    return False


@loop(I64(FACTS, I64, I64, I64))
def pair_points(facts: Facts, ask: int, give: int, metres: int) -> int:
    """Levels 3 and 6: the walk, and the face that is not the preferred one."""
    points = walking_cost(metres, facts.walk_band, facts.walk_metre)
    prefers = facts.ask_prefers[ask]
    if prefers != NO_MATTER and (prefers == KNOWN_FACE) != have_met(facts, ask, give):
        points += facts.tie
    return points


@loop(I64(FACTS, I64, I64))
def part_points(facts: Facts, ask: int, part: int) -> int:
    """Level 5: the refusals to expect for this kind of help at this part of the day."""
    return np.int64(facts.refusal[facts.ask_category[ask] * N_PARTS + part])


@loop(I64(FACTS, I64))
def common_points(facts: Facts, ask: int) -> int:
    """`part_points` of all parts of the day that a request may take; `DIFFERENT` if not one."""
    lowest, highest, slots = REFUSAL_CEILING, 0, facts.ask_slots[ask]
    for part in range(N_PARTS):
        if slots & half_days_of(part) != np.uint64(0):
            points = part_points(facts, ask, part)
            lowest, highest = min(lowest, points), max(highest, points)
    return DIFFERENT if lowest < highest else highest


@loop(VOID(FACTS, I64S, I64S, I64S, I64S, I64S))
def _fill_points(
    facts: Facts, asks: Array, gives: Array, slots: Array, metres: Array, points: Array
) -> None:
    """The points of each pair on its half-day."""
    for pair in range(len(asks)):
        walk_and_face = pair_points(facts, asks[pair], gives[pair], metres[pair])
        points[pair] = walk_and_face + part_points(facts, asks[pair], slots[pair] % N_PARTS)


def points_of(
    instance: Instance, weights: Weights, rows: tuple[Array, Array, Array, Array]
) -> Array:
    """The points of pairs, given as request rows, offer rows, half-days and metres."""
    points = np.empty(len(rows[0]), dtype=np.int64)
    asks, gives, slots, metres = (np.ascontiguousarray(row, dtype=np.int64) for row in rows)
    _fill_points(facts_of(instance, weights), asks, gives, slots, metres, points)
    return points
