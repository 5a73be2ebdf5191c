"""The town: who lives where, who offers what and when, who asks for what; equal for all policies.

Invented, not measured: shares and habits stand as constants below, so that they can be discussed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, Philox

from mutualaid.domain.capacity import MONTH
from mutualaid.domain.categories import CATEGORIES
from mutualaid.domain.distance import Reach
from mutualaid.domain.geo import EARTH_RADIUS_M, Point, cell_centre, reach_with_cells_m
from mutualaid.domain.slots import HORIZON_DAYS
from mutualaid.matching.instance import Array
from mutualaid.simulation.settings import Settings

HELPER_SHARE = 0.2
PEOPLE_PER_KM2 = 450.0
"""Registered people, not inhabitants."""
CELL_M = 200
MIDDLE = Point(47.21, -1.55)
IN_A_CENTRE = 0.6
"""Share of people who live around one of the five little centres."""
LEAVES_A_WEEK = 0.01
"""Also how many newcomers a week bring."""
MET_AFTER_DAYS = 7
"""A newcomer gets acquainted with the team within days."""
LEVEL_ONE = 0.7
REACHES = {
    Reach.FIVE_MINUTES: 0.2,
    Reach.TEN_MINUTES: 0.35,
    Reach.TWENTY_MINUTES: 0.35,
    Reach.FARTHER: 0.1,
}
RHYTHMS = {2: 0.25, 4: 0.4, 8: 0.2, 0: 0.15}
"""Coups de main a month; 0 = no limit."""
POPULARITY = {
    "shopping": 0.20,
    "outing": 0.14,
    "chat": 0.14,
    "phone_chat": 0.08,
    "papers": 0.08,
    "papers_by_phone": 0.04,
    "repairs": 0.08,
    "digital": 0.08,
    "pets_plants": 0.06,
    "learning": 0.05,
    "lending": 0.03,
    "other": 0.02,
}
"""Of needs for one helper and one half-day; who offers follows it, less steeply."""
AWAY_A_WEEK = 0.06
AWAY_IN_THE_HEAT = 0.15
AT_HOME = (0.45, 0.45, 0.15)
"""Free on a weekday morning, afternoon, evening: half of the helpers."""
AT_WORK = (0.05, 0.05, 0.5)
WEEKEND = (0.35, 0.35, 0.2)
ASKS_A_WEEK = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Helpers:
    """One row per helper, those who come later included."""

    lat: Array
    lon: Array
    categories: Array
    reach_m: Array
    rhythm: Array
    level: Array
    joins: Array
    "Hours; 0 = from the beginning."
    met: Array
    "From which hour on."
    free: Array
    "(helper, half-day): in a normal week, and not away."

    def __len__(self) -> int:
        return len(self.joins)


def expected_supply(settings: Settings, helpers: Helpers) -> float:
    """Effective supply of all weeks, Σ min(rhythm a week, 2 p), before anybody is asked too much.

    The share of the time in which she is there: newcomers, leavers, weeks away.
    """
    weeks = np.arange(settings.weeks)
    there = np.zeros(len(helpers))
    for week in weeks:
        days = slice(21 * week, 21 * (week + 1))
        after = 7 * 24.0 * week - helpers.joins
        stays = np.where(after > -84.0, (1 - LEAVES_A_WEEK) ** np.maximum(after / 168.0, 0), 0.0)
        there += np.where(helpers.free[:, days].any(axis=1), stays, 0.0)
    return float((there * weekly_supply(helpers.rhythm, settings.p)).sum())


def weekly_supply(rhythm: Array, p: float) -> Array:
    """How many coups de main a week a helper gives at most, asked twice a week."""
    month_days = MONTH.days + 1
    by_rhythm = np.where(rhythm > 0, rhythm * 7.0 / month_days, np.inf)
    return np.minimum(by_rhythm, ASKS_A_WEEK * p)


def generator(seed: int, purpose: int) -> Generator:
    """A counter-based stream of its own for each part of the town."""
    return Generator(Philox(key=[seed, purpose]))


def heat_week(settings: Settings) -> int:
    """The week of the heat wave."""
    return settings.weeks // 2


def places(rng: Generator, n_people: int) -> tuple[Array, Array]:
    """Where people live: centres of cells, as the matcher sees them."""
    side_m = 1000.0 * np.sqrt(n_people / PEOPLE_PER_KM2)
    centres = rng.uniform(-0.35, 0.35, (5, 2)) * side_m
    around = centres[rng.integers(5, size=n_people)] + rng.normal(0, 250, (n_people, 2))
    anywhere = rng.uniform(-0.5, 0.5, (n_people, 2)) * side_m
    in_centre = rng.random(n_people) < IN_A_CENTRE
    metres = np.where(in_centre[:, None], around, anywhere)
    per_degree = np.pi * EARTH_RADIUS_M / 180.0
    lat = MIDDLE.lat + metres[:, 1] / per_degree
    lon = MIDDLE.lon + metres[:, 0] / (per_degree * np.cos(np.radians(MIDDLE.lat)))
    cells = [cell_centre(Point(*point), CELL_M) for point in zip(lat, lon, strict=True)]
    return np.array([cell.lat for cell in cells]), np.array([cell.lon for cell in cells])


def helpers_of(settings: Settings, seed: int, lat: Array, lon: Array) -> Helpers:
    """The people who offer; the last rows are those who come during the weeks."""
    rng = generator(seed, 2)
    n = len(lat)
    first = round(settings.people * HELPER_SHARE)
    joins = np.zeros(n)
    joins[first:] = np.sort(rng.uniform(0, settings.days * 24.0, n - first))
    reaches = [reach_with_cells_m(reach.metres, CELL_M) for reach in REACHES]
    return Helpers(
        lat=lat,
        lon=lon,
        categories=_kinds(rng, n),
        reach_m=rng.choice(reaches, n, p=list(REACHES.values())),
        rhythm=rng.choice(list(RHYTHMS), n, p=list(RHYTHMS.values())).astype(np.int64),
        level=(rng.random(n) < LEVEL_ONE).astype(np.int8),
        joins=joins,
        met=np.where(joins > 0, joins + 24.0 * MET_AFTER_DAYS, 0.0),
        free=_free(rng, settings, n),
    )


def newcomers(settings: Settings) -> int:
    """How many helpers come during the weeks."""
    return round(settings.people * HELPER_SHARE * LEAVES_A_WEEK * settings.weeks)


def _kinds(rng: Generator, n: int) -> Array:
    """Three to seven kinds of help each, as a mask."""
    numbers = np.array([kind.number for kind in CATEGORIES if kind.key in POPULARITY])
    shares = np.sqrt([POPULARITY[kind.key] for kind in CATEGORIES if kind.key in POPULARITY])
    masks = np.zeros(n, dtype=np.uint64)
    for row, how_many in enumerate(rng.integers(3, 8, n)):
        drawn = rng.choice(numbers, how_many, replace=False, p=shares / shares.sum())
        masks[row] = sum(1 << int(number) for number in drawn)
    return masks


def _free(rng: Generator, settings: Settings, n: int) -> Array:
    """A normal week for each, laid over all weeks, less the weeks away."""
    n_weeks = settings.weeks + 2 + HORIZON_DAYS // 7
    weekday = np.where((rng.random(n) < 0.5)[:, None], AT_HOME, AT_WORK)
    shares = np.concatenate([np.tile(weekday, 5), np.tile(WEEKEND, (n, 2))], axis=1)
    week = rng.random((n, 21)) < shares
    away = rng.random((n, n_weeks)) < AWAY_A_WEEK
    away[:, heat_week(settings)] |= rng.random(n) < AWAY_IN_THE_HEAT
    return np.tile(week, n_weeks) & ~np.repeat(away, 21, axis=1)


def visits_of(settings: Settings, seed: int, n: int) -> list[tuple[float, int]]:
    """When each helper looks at a board, if there is one: in waking hours, in no order."""
    rng = generator(seed, 4)
    days = settings.days + 14
    counts = rng.poisson(settings.visits / 7.0, (n, days))
    who, day = np.nonzero(counts)
    who, day = (np.repeat(each, counts[who, day]) for each in (who, day))
    at = 24.0 * day + rng.uniform(8, 22, len(day))
    return list(zip(at.tolist(), who.tolist(), strict=True))
