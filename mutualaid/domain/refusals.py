"""How often neighbours cannot, by kind of help and part of the day: never by person.

A no is never held against whoever says it: nothing here knows who was asked. Where fewer than
`LEAST_HELPERS` people were asked the count would be somebody's own, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from mutualaid.domain.categories import CATEGORIES
from mutualaid.domain.driving import DRIVEN
from mutualaid.domain.slots import HalfDay

COUNTED_FOR = timedelta(days=180)
LEAST_HELPERS = 5
USUAL_WEIGHT = 20
"""So many answers of the usual kind are counted beside those that were given."""
FIRST_CHANCE = 0.3
"""Of a yes, as long as nothing is known."""
STEP = 50
"""Of a thousand: nearer figures are taken for the same."""

Rates = dict[tuple[int, int], int]
"""By number of the kind of help and number of the half-day: of a thousand asked, how many do not
say yes."""


class Count(NamedTuple):
    """Answers, noes and silences to one kind of help at one part of the day."""

    category: str
    half_day: HalfDay
    n_asked: int
    n_refused: int
    n_helpers: int
    """How many different people these are: with too few of them nothing is counted."""


def rates_of(counts: Iterable[Count]) -> Rates:
    """What to expect everywhere; empty as long as too little is known."""
    kept = {
        (each.category, each.half_day): each for each in counts if each.n_helpers >= LEAST_HELPERS
    }
    n_asked = sum(each.n_asked for each in kept.values())
    if not n_asked:
        return {}
    usual = sum(each.n_refused for each in kept.values()) / n_asked
    rates: Rates = {}
    for kind in CATEGORIES:
        for half_day in HalfDay:
            rate = _rate(kept.get((kind.key, half_day)), usual)
            rates[kind.number, half_day.number] = rate
            if kind.key == "outing":
                rates[DRIVEN, half_day.number] = rate
    return rates


def chance_of_yes(counts: Iterable[Count]) -> float:
    """How likely somebody who is asked says yes, whoever it is."""
    kept = [each for each in counts if each.n_helpers >= LEAST_HELPERS]
    n_asked = USUAL_WEIGHT + sum(each.n_asked for each in kept)
    n_yes = USUAL_WEIGHT * FIRST_CHANCE + sum(each.n_asked - each.n_refused for each in kept)
    return n_yes / n_asked


def _rate(count: Count | None, usual: float) -> int:
    """Of a thousand, drawn towards the usual while few have answered, in whole steps."""
    n_asked, n_refused = (count.n_asked, count.n_refused) if count else (0, 0)
    share = (n_refused + USUAL_WEIGHT * usual) / (n_asked + USUAL_WEIGHT)
    return STEP * int(1000 * share / STEP + 0.5)
