"""Teams, weekly and long requests in a few words, beside the helpers of `small`."""

from dataclasses import dataclass, replace

import numpy as np

from mutualaid.matching.solve import match
from mutualaid.matching.wide import Wide
from tests.unit.matching.small import Ask, instance

DAY = 0b111
TUESDAYS = 0b010 | 0b010 << 3 | 0b010 << 6
"""Three dates of a series; in these small instances a week lasts a day."""


@dataclass(frozen=True)
class Need:
    """One team, weekly or long request: who asks, and what it may take."""

    ask: Ask
    choices: tuple[int, ...] = (TUESDAYS,)
    books: int = 4
    may_miss: bool = True
    needs: int = 1


def wide_of(needs, gives, *, agree=None, forbidden=(), asked=(), seed=0) -> Wide:
    """The arrays of a few needs beside the same helpers."""
    asks = [
        replace(need.ask, slots=int(np.bitwise_or.reduce(need.choices or (0,)))) for need in needs
    ]
    some = instance(asks, gives, agree=agree, forbidden=forbidden, asked=asked, seed=seed)
    rows = [row for row, need in enumerate(needs) for _ in need.choices]
    takes = [takes for need in needs for takes in need.choices]
    return Wide(
        some,
        np.array(rows, dtype=np.int64),
        np.array(takes, dtype=np.uint64),
        np.array([need.books for need in needs], dtype=np.int64),
        np.array([need.may_miss for need in needs], dtype=np.bool_),
        np.array([need.needs for need in needs], dtype=np.int64),
    )


def run(needs, gives, asks=(), **values):
    some = instance(asks, gives, **values)
    return match(some, wide=wide_of(needs, gives, **values))


def who(result):
    """(request row, offer row, missing day) of each pair."""
    placed = result.placed
    columns = placed.request_row, placed.offer_row, placed.missing_day
    return list(zip(*(column.tolist() for column in columns), strict=True))
