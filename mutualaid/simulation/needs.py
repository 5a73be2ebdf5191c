"""What is asked for over the weeks, with a heat wave in the middle."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from mutualaid.domain.categories import CATEGORIES, Category
from mutualaid.domain.geo import EARTH_RADIUS_M
from mutualaid.matching.dispatch import walking_points
from mutualaid.matching.instance import Array
from mutualaid.simulation import times
from mutualaid.simulation.settings import Settings
from mutualaid.simulation.town import (
    HELPER_SHARE,
    POPULARITY,
    Helpers,
    expected_supply,
    generator,
    heat_week,
    helpers_of,
    newcomers,
    places,
    visits_of,
)

URGENT = 0.12
URGENT_IN_THE_HEAT = 0.25
HEAT = 1.5
"""How much more is asked for in that week."""
FIRST_DAY = (2, 6)
"""A need that is not urgent begins so many days ahead, both included."""
HALF_DAYS = (2, 6)
"""In how many half-days it may take place, both included."""
SPAN_DAYS = 6
SHARES = (1.0, 1.0, 0.5)
"""How often a morning, an afternoon, an evening is asked for."""
KINDS = {kind.key: kind for kind in CATEGORIES if kind.key in POPULARITY}


@dataclass(frozen=True, slots=True, eq=False)
class Need:
    """One request, and everybody whom no lasting rule forbids, the shortest walks first."""

    number: int
    resident: int
    kind: Category
    at: float
    "The hour of its publication."
    slots: tuple[int, ...]
    near: Array
    "Helpers, by points for the walk, then metres."
    metres: Array
    "Of each of `near`; 0 by phone."
    points: Array
    "Of each of `near`, for the walk alone."
    lat: float
    lon: float
    place_of: dict[int, int] = field(default_factory=dict)
    "Where in `near` a helper stands."

    @property
    def ends(self) -> float:
        """When its last half-day begins."""
        return times.starts_at(self.slots[-1])

    def is_urgent(self, now: float) -> bool:
        """Its last half-day begins within 48 h."""
        return self.ends <= now + times.URGENT_WITHIN_H

    @property
    def was_urgent(self) -> bool:
        """When it was published."""
        return self.is_urgent(self.at)


@dataclass(frozen=True, slots=True, eq=False)
class Town:
    """People and needs of one seed."""

    seed: int
    settings: Settings
    helpers: Helpers
    needs: list[Need]
    visits: list[tuple[float, int]]

    def count_possible(self) -> int:
        """Needs for which somebody suits at all, if everybody always said yes."""
        free = self.helpers.free
        return sum(
            bool(len(need.near)) and bool(free[need.near[:, None], list(need.slots)].any())
            for need in self.needs
        )


def town_of(settings: Settings, seed: int) -> Town:
    """Everything that does not depend on who is asked."""
    n_helpers = round(settings.people * HELPER_SHARE) + newcomers(settings)
    n_residents = max(1, settings.people - round(settings.people * HELPER_SHARE))
    lat, lon = places(generator(seed, 1), n_helpers + n_residents)
    helpers = helpers_of(settings, seed, lat[:n_helpers], lon[:n_helpers])
    homes = lat[n_helpers:], lon[n_helpers:]
    return Town(
        seed=seed,
        settings=settings,
        helpers=helpers,
        needs=_needs(settings, seed, helpers, homes),
        visits=visits_of(settings, seed, n_helpers),
    )


def _needs(
    settings: Settings, seed: int, helpers: Helpers, homes: tuple[Array, Array]
) -> list[Need]:
    rng = generator(seed, 3)
    weekly = np.ones(settings.weeks)
    weekly[heat_week(settings)] = HEAT
    demand = expected_supply(settings, helpers) / settings.supply * weekly / weekly.sum()
    rates = rng.gamma(1.0, size=len(homes[0]))
    kinds = list(KINDS.values())
    shares = np.array([POPULARITY[kind.key] for kind in kinds])
    needs: list[Need] = []
    for week, mean in enumerate(demand):
        n = rng.poisson(mean)
        hours = 168.0 * week + 24.0 * rng.integers(7, size=n) + rng.uniform(8, 21, n)
        urgent = URGENT_IN_THE_HEAT if week == heat_week(settings) else URGENT
        for at in np.sort(hours):
            kind = kinds[rng.choice(len(kinds), p=shares)]
            resident = int(rng.choice(len(rates), p=rates / rates.sum()))
            slots = _slots(rng, float(at), is_urgent=rng.random() < urgent)
            home = float(homes[0][resident]), float(homes[1][resident])
            who = len(needs), resident, kind, float(at), slots
            needs.append(_need(who, home, helpers))
    return needs


def _slots(rng: Generator, at: float, *, is_urgent: bool) -> tuple[int, ...]:
    """The half-days of one need, in order."""
    today = int(at // 24.0)
    if is_urgent:
        possible = [
            slot
            for slot in range(3 * today, 3 * today + 9)
            if at + 4.0 <= times.starts_at(slot) <= at + times.URGENT_WITHIN_H
        ]
        wanted = 3
    else:
        first = today + int(rng.integers(FIRST_DAY[0], FIRST_DAY[1] + 1))
        possible = list(range(3 * first, 3 * (first + SPAN_DAYS)))
        wanted = int(rng.integers(HALF_DAYS[0], HALF_DAYS[1] + 1))
    shares = np.array([SHARES[slot % 3] for slot in possible])
    drawn = rng.choice(possible, min(wanted, len(possible)), replace=False, p=shares / shares.sum())
    return tuple(sorted(int(slot) for slot in drawn))


def _need(
    who: tuple[int, int, Category, float, tuple[int, ...]],
    home: tuple[float, float],
    helpers: Helpers,
) -> Need:
    _number, _resident, kind, _at, slots = who
    metres = np.zeros(len(helpers), dtype=np.int64) if kind.is_remote else _metres(home, helpers)
    near = np.flatnonzero(
        ((helpers.categories >> np.uint64(kind.number)) & np.uint64(1)).astype(bool)
        & (metres <= helpers.reach_m)
        & ((helpers.level >= kind.level) | kind.is_remote)
        & (helpers.joins < times.starts_at(slots[-1]))
    )
    points = np.array([walking_points(int(each)) for each in metres[near]], dtype=np.int64)
    order = np.lexsort((near, metres[near], points))
    near = near[order]
    return Need(
        *(*who, near, metres[near], points[order], *home),
        place_of={int(helper): place for place, helper in enumerate(near)},
    )


def _metres(home: tuple[float, float], helpers: Helpers) -> Array:
    """Great-circle metres, rounded half up, as the core measures them."""
    lat, lon = np.radians(helpers.lat), np.radians(helpers.lon)
    here_lat, here_lon = np.radians(home[0]), np.radians(home[1])
    square = (
        np.sin((lat - here_lat) / 2) ** 2
        + np.cos(lat) * np.cos(here_lat) * np.sin((lon - here_lon) / 2) ** 2
    )
    metres: Array = np.floor(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(square)) + 0.5).astype(np.int64)
    return metres
