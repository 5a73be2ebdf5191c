"""Whom to ask next for one request: the terms of the plan's objective, in plain Python.

A plan is solved over all requests; a refusal is answered at once, for one request alone. Whoever
is asked then is the cheapest by the same published exchange rates (`costs.Weights`): walking,
load, refusals to expect, a new tie or a known face, and a drawn number between equals.
"""

from dataclasses import dataclass
from math import floor
from zlib import crc32

URGENT_TAU_DAYS, NORMAL_TAU_DAYS = 2.0, 5.0
WALK_BAND = 8192
LOAD = 8192
NEVER_ASKED = 4096
OPEN_RHYTHM = 8
WALK_CEILING = 2**19
LOAD_CEILING = 2**18
REFUSAL = 4096
TIE = 2048
"""The face that is not wanted: a known one for a single errand, a new one where people meet again.
Less than a walking band, so that nobody walks farther for it."""


@dataclass(frozen=True, slots=True)
class Helper:
    """One who may be asked, as far as the choice goes."""

    number: int
    "Of the offer: it draws the lottery between equals."
    distance_m: int | None
    "None by phone."
    load: int
    "Coups de main of this month."
    rhythm: int | None
    "As often as wished in a month; none: no limit."
    is_known: bool
    "These two have met through us before."
    refusal: int = 0
    "Noes and silences to expect of a thousand asked for such help then, whoever they are."


def walking_points(distance_m: int | None) -> int:
    """Points for the distance, as `costs.walking_cost`."""
    if distance_m is None or distance_m <= 400:
        return 0
    if distance_m <= 800:
        band = 1
    elif distance_m <= 1600:
        band = 2
    else:
        band = 1 + (distance_m + 999) // 1000
    return min(WALK_CEILING, band * WALK_BAND)


def load_points(load: int, rhythm: int | None) -> int:
    """Points for one more coup de main after `load` of them, as `costs.load_costs`."""
    if load <= 0:
        return 0
    return min(LOAD_CEILING, NEVER_ASKED + LOAD * load // (rhythm or OPEN_RHYTHM))


def refusal_points(rate: int) -> int:
    """Points for so many refusals of a thousand, as `points.part_points`."""
    return REFUSAL * rate // 1000


@dataclass(frozen=True, slots=True)
class Points:
    """What asking one helper costs, term by term."""

    walk: int
    load: int
    refusal: int
    tie: int

    @property
    def total(self) -> int:
        """All of it."""
        return self.walk + self.load + self.refusal + self.tie


def points_of(helper: Helper, *, prefers_known: bool | None) -> Points:
    """What asking this helper costs; the least is asked. `prefers_known` None: either will do."""
    return Points(
        walk=walking_points(helper.distance_m),
        load=load_points(helper.load, helper.rhythm),
        refusal=refusal_points(helper.refusal),
        tie=0 if prefers_known is None or helper.is_known is prefers_known else TIE,
    )


def points(helper: Helper, *, prefers_known: bool | None) -> int:
    """The same in one number."""
    return points_of(helper, prefers_known=prefers_known).total


def need_weight(waiting_days: float, *, urgent: bool) -> int:
    """What serving a request is worth by its wait, as `costs.waiting_weights`."""
    return floor(100 * (1.0 + waiting_days / (URGENT_TAU_DAYS if urgent else NORMAL_TAU_DAYS)))


def rank(helper: Helper, *, prefers_known: bool | None, seed: str) -> tuple[int, int]:
    """The order in which helpers are asked: points, then the lottery of this request."""
    return points(helper, prefers_known=prefers_known), crc32(f"{seed}:{helper.number}".encode())
