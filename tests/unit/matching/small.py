"""Small instances in plain words, and the naive search that the solver must equal."""

from dataclasses import dataclass, fields
from functools import cache
from math import asin, cos, floor, radians, sin, sqrt

import numpy as np

from mutualaid.matching.costs import Weights
from mutualaid.matching.instance import (
    N_CATEGORIES,
    N_PARTS,
    OFFER_COLUMNS,
    REQUEST_COLUMNS,
    Instance,
    Offers,
    Requests,
)


@dataclass(frozen=True)
class Ask:
    """One request; by default anybody suits it."""

    ids: int = 1
    category: int = 0
    lat: float = 47.0
    lon: float = 2.0
    slots: int = 1
    level: int = 0
    waiting_days: float = 0.0
    urgent: bool = False
    at_deadline: bool = False
    has_place: bool = True
    needs_met: bool = True
    neighbourhood: int = 0
    language: int = 0
    reach_m: float = 2e7
    prefers: int = 0


@dataclass(frozen=True)
class Give:
    """One offer; by default it suits everybody."""

    ids: int = 1
    categories: int = 1
    lat: float = 47.0
    lon: float = 2.0
    slots: int = 1
    reach_m: float = 1000.0
    capacity: int = 1
    load: int = 0
    rhythm: int = 0
    level: int = 0
    met: bool = True
    neighbourhood: int = 0
    languages: int = 1


def instance(
    asks, gives, *, agree=None, forbidden=(), asked=(), acquainted=(), refusal=None, seed=0
) -> Instance:
    """The arrays of a few records."""
    columns = [
        table(
            **{
                column.name: np.array(
                    [getattr(row, column.name) for row in rows], dtype=kinds[column.name].dtype
                )
                for column in fields(table)
            }
        )
        for table, rows, kinds in (
            (Requests, asks, REQUEST_COLUMNS),
            (Offers, gives, OFFER_COLUMNS),
        )
    ]
    agree = np.eye(1, dtype=bool) if agree is None else np.array(agree, dtype=bool)
    pairs = [
        np.array(list(some), dtype=np.int32).reshape(-1, 2)
        for some in (forbidden, asked, acquainted)
    ]
    return Instance(*columns, agree, *pairs, refusal=rates(refusal or {}), seed=seed)


def rates(refusal) -> np.ndarray:
    """The table of refusals from {(category, part of the day): parts of a thousand}."""
    table = np.zeros((N_CATEGORIES, N_PARTS), dtype=np.int32)
    for place, rate in refusal.items():
        table[place] = rate
    return table


def metres(ask: Ask, give: Give) -> int:
    """Haversine, written out once more."""
    half_lat, half_lon = radians(give.lat - ask.lat) / 2, radians(give.lon - ask.lon) / 2
    square = (
        sin(half_lat) ** 2 + cos(radians(ask.lat)) * cos(radians(give.lat)) * sin(half_lon) ** 2
    )
    return floor(2 * 6_371_008.8 * asin(sqrt(square)) + 0.5)


def is_allowed(ask: Ask, give: Give) -> bool:
    """The hard rules of one pair, half-days, capacities and forbidden pairs apart."""
    return (
        bool(give.categories >> ask.category & 1)
        and give.level >= ask.level
        and (give.met or not ask.needs_met)
        and give.neighbourhood == ask.neighbourhood
        and (not ask.language or bool(ask.language & give.languages))
        and (not ask.has_place or metres(ask, give) <= min(give.reach_m, ask.reach_m))
    )


def pair_points(ask: Ask, give: Give, weights: Weights) -> int:
    """The walk of one pair."""
    walk = 0
    if ask.has_place:
        distance = metres(ask, give)
        bands = [distance > 400, distance > 800, distance > 1600]
        kilometres = (distance + 999) // 1000
        walk = weights.walk_band * (kilometres + 1 if distance > 1600 else sum(bands))
        walk += weights.walk_metre * distance
    return walk


@dataclass(frozen=True)
class History:
    """What is known from before: who has met, and what is refused when."""

    acquainted: frozenset[tuple[int, int]] = frozenset()
    refusal: tuple[tuple[tuple[int, int], int], ...] = ()

    def points(self, ask: Ask, weights: Weights, pair: tuple[int, int], slot: int) -> int:
        """The refusals to expect on this half-day, and the face that is not the preferred one."""
        rate = dict(self.refusal).get((ask.category, slot % 3), 0)
        wanted = {0: None, 1: False, 2: True}[ask.prefers]
        is_other = wanted is not None and wanted != (pair in self.acquainted)
        return weights.refusal * rate // 1000 + (weights.tie if is_other else 0)


NO_HISTORY = History()


def load_points(give: Give, earlier: int, weights: Weights) -> int:
    """The helper's next place after `earlier` ones in this run."""
    jobs = give.load + earlier
    rhythm = give.rhythm or weights.open_rhythm
    return min(2**18, weights.never_asked + weights.load * jobs // rhythm) if jobs else 0


def is_pressing(ask: Ask, weights: Weights) -> bool:
    """Whether serving one request counts at level 1."""
    return weights.by_need and (ask.urgent or ask.at_deadline)


def waiting_points(ask: Ask, weights: Weights) -> int:
    """What serving one request is worth at level 2."""
    if not weights.by_need:
        return 1
    tau = weights.urgent_tau_days if ask.urgent else weights.normal_tau_days
    return floor(100 * (1 + ask.waiting_days / tau))


def need_of(ask: Ask, weights: Weights) -> int:
    """Whom it comes after: the pressing, then the longest wait, where need counts."""
    if not weights.by_need:
        return 0
    return waiting_points(ask, weights) + (2**40 if ask.urgent or ask.at_deadline else 0)


def best_by_trying_all(asks, gives, forbidden, weights, history=NO_HISTORY) -> tuple[int, int, int]:
    """(minus pressing served, minus their waits, points), the least that any plan can have."""
    n_slots = 6

    @cache
    def best(row: int, held: tuple[int, ...]) -> tuple[int, int, int]:
        if row == len(asks):
            return (0, 0, 0)
        ask, found = asks[row], best(row + 1, held)
        for col, give in enumerate(gives):
            jobs = held[col].bit_count()
            if (row, col) in forbidden or not is_allowed(ask, give) or jobs >= give.capacity:
                continue
            walk = pair_points(ask, give, weights) + load_points(give, jobs, weights)
            for slot in range(n_slots):
                if ask.slots & give.slots & ~held[col] & 1 << slot:
                    points = walk + history.points(ask, weights, (row, col), slot)
                    then = best(row + 1, (*held[:col], held[col] | 1 << slot, *held[col + 1 :]))
                    worth = (is_pressing(ask, weights), waiting_points(ask, weights), -points)
                    found = min(found, tuple(a - b for a, b in zip(then, worth, strict=True)))
        return found

    return best(0, (0,) * len(gives))


def worth_of_plan(asks, gives, plan, weights, history=NO_HISTORY) -> tuple[int, int, int]:
    """The same three numbers for a plan."""
    pressing = waits = points = 0
    jobs = [0] * len(gives)
    rows = (column.tolist() for column in (plan.request_row, plan.offer_row, plan.slot))
    for row, col, slot in zip(*rows, strict=True):
        pressing += is_pressing(asks[row], weights)
        waits += waiting_points(asks[row], weights)
        points += pair_points(asks[row], gives[col], weights)
        points += history.points(asks[row], weights, (row, col), slot)
        points += load_points(gives[col], jobs[col], weights)
        jobs[col] += 1
    return -pressing, -waits, points
