"""What a plan costs: one function per term of the objective, whole numbers only.

Levels 1 and 2 (who is served) are paid by whoever is left out, in `unmatched_costs`; levels 3 to 6
(walking, load, refusals to expect, faces) are paid by a pair, at most `DEAREST_PAIR` in all, those
of one pair alone being added up in `points.py`; level 7 is the order of the rows. Every step of
the first two weighs more than all pairs together, so nobody is left out to save others a walk.
"""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from mutualaid.matching.compiled import I64, I64S, VOID, loop
from mutualaid.matching.instance import Array, Instance, Offers, Requests

WALK_CEILING = 2**19
"""Reached at 64 bands; where each metre counts for itself, at 524 km."""
LOAD_CEILING = 2**18
REFUSAL_CEILING = 2**17
TIE_CEILING = 2**17
DEAREST_PAIR = WALK_CEILING + LOAD_CEILING + REFUSAL_CEILING + TIE_CEILING
"""No pair costs more: 2**20."""
MISSING_DATE = DEAREST_PAIR
"""On top of a pair whose helper lacks one date of a series: more than any walk and any load."""
HEAVIEST = 2**60
"""The dearest request left out must stay under it, so that no sum of prices leaves 64 bits."""
ANY_DISTANCE = 2**31
"""A walk that is longer than any."""
NO_LIMIT = 2**31
"""What is left of a rhythm that nobody limited."""
PRESSING = 2**40
"""In a comparison of needs: more than any wait."""
WAITING_STEPS = 100
"""A wait counts in hundredths of τ."""


class TooLargeError(ValueError):
    """The weights of this instance do not fit in 64 bits."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The published exchange rates: how many points each thing is worth."""

    walk_band: int = 8192
    "One walking band farther (10 minutes, 20 minutes, then each kilometre)."
    load: int = 8192
    "Going from nothing to one's whole rhythm within the month."
    never_asked: int = 4096
    "Paid by everyone but a helper's first coup de main this month."
    refusal: int = 4096
    "From a half-day and kind of help that nobody ever declines to one that everybody does."
    tie: int = 2048
    "The face that is not the preferred one. Less than a band: nobody walks farther for it."
    walk_metre: int = 0
    "Each whole metre."
    open_rhythm: int = 8
    "The rhythm counted for a helper who set no limit."
    urgent_tau_days: float = 2.0
    "An urgent request gains its own weight once more every τ days."
    normal_tau_days: float = 5.0
    by_need: bool = True
    "Whether urgency and waiting count; otherwise every request weighs the same."

    @classmethod
    def distance_only(cls) -> Self:
        """Serve as many as possible, then walk the fewest metres in all; nothing else counts."""
        return cls(
            walk_band=0,
            load=0,
            never_asked=0,
            refusal=0,
            tie=0,
            walk_metre=1,
            by_need=False,
        )

    def __post_init__(self) -> None:
        ranges = {
            "walk_band": (0, WALK_CEILING),
            "load": (0, LOAD_CEILING),
            "never_asked": (0, LOAD_CEILING),
            "refusal": (0, REFUSAL_CEILING),
            "tie": (0, TIE_CEILING),
            "walk_metre": (0, WALK_CEILING),
            "by_need": (0, 1),
            "open_rhythm": (1, 1000),
            "urgent_tau_days": (0.01, 1000.0),
            "normal_tau_days": (0.01, 1000.0),
        }
        for column in fields(self):
            low, high = ranges[column.name]
            value = getattr(self, column.name)
            if isinstance(low, int) and not isinstance(value, int):
                raise TypeError(f"weights.{column.name} is {value!r}: it must be a whole number")
            if not low <= value <= high:
                raise ValueError(
                    f"weights.{column.name} is {value}: it must lie between {low} and {high}"
                )


@loop(I64(I64))
def walking_band(metres: int) -> int:
    """0 up to 400 m, 1 up to 800 m, 2 up to 1 600 m, then one more for each kilometre begun."""
    if metres <= 400:
        return 0
    if metres <= 800:
        return 1
    if metres <= 1600:
        return 2
    return 1 + (metres + 999) // 1000


@loop(I64(I64, I64, I64))
def walking_cost(metres: int, walk_band: int, walk_metre: int) -> int:
    """Level 3, points for the distance."""
    return min(WALK_CEILING, walking_band(metres) * walk_band + metres * walk_metre)


def _mixed(values: Array) -> Array:
    """The 64-bit finalizer of splitmix64: neighbouring numbers end far apart."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def lottery_ranks(ids: Array, seed: int, table: int) -> Array:
    """Level 7, a number drawn for each id: rows are taken in this order, so it decides ties alone.

    Between exact equals only, which a cost could not promise: summed over a long chain of pairs
    it would outweigh a walk. Requests (`table` 0) and offers (1) are drawn apart.
    """
    key = _mixed(np.array([2 * seed + table], dtype=np.uint64))
    return (_mixed(ids.astype(np.uint64) ^ key) >> np.uint64(1)).astype(np.int64)


def usable_places(offers: Offers) -> Array:
    """Places each helper can fill in this run: the capacity, one per free half-day at most."""
    return np.minimum(offers.capacity, np.bitwise_count(offers.slots)).astype(np.int64)


def place_starts(offers: Offers) -> Array:
    """Where each helper's places begin in `load_costs`, with the end in last position."""
    return np.concatenate([[0], np.cumsum(usable_places(offers))]).astype(np.int64)


def load_costs(offers: Offers, weights: Weights) -> Array:
    """Level 4, points for each place of each helper: never less than for the place before."""
    starts = place_starts(offers)
    helper = np.repeat(np.arange(len(offers)), np.diff(starts))
    earlier = offers.load[helper] + np.arange(starts[-1]) - starts[helper]
    rhythm = np.where(offers.rhythm > 0, offers.rhythm, weights.open_rhythm)[helper]
    cost = np.where(earlier > 0, weights.never_asked + weights.load * earlier // rhythm, 0)
    return np.minimum(cost, LOAD_CEILING).astype(np.int64)


@loop(I64(I64, I64, I64, I64))
def load_cost(earlier: int, rhythm: int, never_asked: int, load: int) -> int:
    """The same for one place, after `earlier` coups de main this month."""
    if earlier <= 0:
        return 0
    return min(LOAD_CEILING, never_asked + load * earlier // rhythm)


def rhythm_left(offers: Offers) -> Array:
    """Coups de main that each helper's own rhythm leaves this month, before the run."""
    left = offers.rhythm.astype(np.int64) - offers.load
    return np.where(offers.rhythm > 0, left, np.int64(NO_LIMIT))


def waiting_weights(requests: Requests, weights: Weights) -> Array:
    """Level 2, hundredths of 1 + waiting / τ: growing without bound."""
    tau = np.where(requests.urgent, weights.urgent_tau_days, weights.normal_tau_days)
    return np.floor(WAITING_STEPS * (1.0 + requests.waiting_days / tau)).astype(np.int64)


def needs_of(requests: Requests, weights: Weights) -> Array:
    """Whom a request comes after: the pressing, then the longest wait; equals by lot alone."""
    if not weights.by_need:
        return np.zeros(len(requests), dtype=np.int64)
    pressing = requests.urgent | requests.at_deadline
    return waiting_weights(requests, weights) + np.where(pressing, PRESSING, 0)


def service_weights(requests: Requests, weights: Weights, lift: int | None = None) -> Array:
    """Levels 1 and 2: the wait, and for the pressing more than any wait of the others.

    The sets of requests that can be served together form a matroid, where the heaviest set
    depends on the order of the weights alone: this is enough for level 1 to come first.
    """
    if not weights.by_need:
        return np.ones(len(requests), dtype=np.int64)
    waits = waiting_weights(requests, weights)
    pressing = requests.urgent | requests.at_deadline
    if lift is None:
        others = waits[~pressing]
        lift = int(others.max()) + 1 if len(others) else 0
    return waits + np.where(pressing, lift, 0)


def unmatched_costs(instance: Instance, weights: Weights) -> Array:
    """What leaving each request out costs: U · weight, with U above twice all pairs together.

    Raises
    ------
    TooLargeError
        When the dearest would not stay under `HEAVIEST`.
    """
    if instance.stakes is not None:
        heavy = service_weights(instance.requests, weights, instance.stakes.lift)
        return heavy * instance.stakes.unit
    heavy = service_weights(instance.requests, weights)
    n_pairs = min(len(instance.requests), int(usable_places(instance.offers).sum()))
    unit = 2 * n_pairs * DEAREST_PAIR + 1
    if len(heavy) and unit * int(heavy.max()) >= HEAVIEST:
        raise TooLargeError(
            f"{n_pairs} pairs with waits up to {instance.requests.waiting_days.max():.0f} days "
            "do not fit in 64 bits: solve each neighbourhood group on its own"
        )
    return heavy * unit


@loop(VOID(I64S, I64, I64, I64S))
def _fill_farthest(points: Array, walk_band: int, walk_metre: int, metres: Array) -> None:
    """The last metre before the walk costs the points, by halving; -1 when there is none."""
    for row in range(len(points)):
        low, high = -1, ANY_DISTANCE
        while low + 1 < high:
            middle = (low + high) >> 1
            if walking_cost(middle, walk_band, walk_metre) < points[row]:
                low = middle
            else:
                high = middle
        metres[row] = ANY_DISTANCE if high == ANY_DISTANCE else low


def farthest_worth(points: Array, weights: Weights) -> Array:
    """The metres beyond which the walk alone costs `points` or more, or `ANY_DISTANCE`."""
    metres = np.empty(len(points), dtype=np.int64)
    _fill_farthest(points.astype(np.int64), weights.walk_band, weights.walk_metre, metres)
    return metres


def exact_sum(values: Array) -> int:
    """The sum as a Python integer, whatever its size."""
    high = values >> 32
    return (int(high.sum()) << 32) + int((values - (high << 32)).sum())
