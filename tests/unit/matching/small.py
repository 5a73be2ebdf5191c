"""Small instances in plain words, and the naive search that the solver must equal."""

from dataclasses import dataclass, fields
from functools import cache
from math import asin, cos, floor, radians, sin, sqrt

import numpy as np

from mutualaid.matching.costs import Weights
from mutualaid.matching.instance import OFFER_COLUMNS, REQUEST_COLUMNS, Instance, Offers, Requests


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


def instance(asks, gives, *, agree=None, forbidden=(), asked=(), seed=0) -> Instance:
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
    pairs = [np.array(list(some), dtype=np.int32).reshape(-1, 2) for some in (forbidden, asked)]
    return Instance(*columns, agree=agree, forbidden=pairs[0], asked=pairs[1], seed=seed)


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
    return walk


def load_points(give: Give, earlier: int, weights: Weights) -> int:
    """The helper's next place after `earlier` ones in this run."""
    jobs = give.load + earlier
    rhythm = give.rhythm or weights.open_rhythm
    return min(2**19, weights.never_asked + weights.load * jobs // rhythm) if jobs else 0


def waiting_points(ask: Ask, weights: Weights) -> int:
    """What serving one request is worth at level 2."""
    tau = weights.urgent_tau_days if ask.urgent else weights.normal_tau_days
    return floor(100 * (1 + ask.waiting_days / tau))


def best_by_trying_all(asks, gives, forbidden, weights) -> tuple[int, int, int]:
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
            points = pair_points(ask, give, weights) + load_points(give, jobs, weights)
            for slot in range(n_slots):
                if ask.slots & give.slots & ~held[col] & 1 << slot:
                    then = best(row + 1, (*held[:col], held[col] | 1 << slot, *held[col + 1 :]))
                    pressing = ask.urgent or ask.at_deadline
                    worth = (pressing, waiting_points(ask, weights), -points)
                    found = min(found, tuple(a - b for a, b in zip(then, worth, strict=True)))
        return found

    return best(0, (0,) * len(gives))


def worth_of_plan(asks, gives, plan, weights) -> tuple[int, int, int]:
    """The same three numbers for a plan."""
    pressing = waits = points = 0
    jobs = [0] * len(gives)
    for row, col in zip(plan.request_row.tolist(), plan.offer_row.tolist(), strict=True):
        pressing += asks[row].urgent or asks[row].at_deadline
        waits += waiting_points(asks[row], weights)
        points += pair_points(asks[row], gives[col], weights)
        points += load_points(gives[col], jobs[col], weights)
        jobs[col] += 1
    return -pressing, -waits, points
