"""Requests that take several half-days of one helper: every week, or two half-days in a row.

They are placed one by one after the singles, so the result is feasible and not jointly optimal.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np

from mutualaid.matching.compiled import I64, U64, njit
from mutualaid.matching.instance import N_SLOTS, Array, Instance, Requests

WHOLE = -1
"""`missing_day` of a helper who is free on all of it."""
NOT_FREE = -2
NO_PAIRS = np.empty((0, 2), dtype=np.int32)


@njit(I64(U64, U64))
def missing_day(takes: int, free: int) -> int:
    """The one day of the horizon on which a helper is not free; `WHOLE`, or `NOT_FREE` for more."""
    lacking = takes & ~free
    if lacking == np.uint64(0):
        return WHOLE
    day = 0
    while (lacking >> np.uint64(3 * day)) & np.uint64(7) == np.uint64(0):
        day += 1
    others = ~(np.uint64(7) << np.uint64(3 * day))
    if lacking & others != np.uint64(0) or takes & others == np.uint64(0):
        return NOT_FREE
    return day


def _none(dtype: type) -> Array:
    return np.empty(0, dtype=dtype)


@dataclass(frozen=True, slots=True, eq=False)
class Wide:
    """The requests, and for each the sets of half-days of which it takes one."""

    instance: Instance
    "With the offers of the singles; `slots` of a request is all that its choices take."
    choice_row: Array = field(default_factory=lambda: _none(np.int64))
    "The request row of each choice, in order; the earliest choice of a request comes first."
    choice_takes: Array = field(default_factory=lambda: _none(np.uint64))
    "Half-days, one bit each: all dates of a series within the horizon, or two in a row."
    books: Array = field(default_factory=lambda: _none(np.int64))
    "Per request, for how many coups de main of the month it counts."
    may_miss: Array = field(default_factory=lambda: _none(np.bool_))
    "Per request, whether a helper free on all dates but one may be asked when nobody else is."

    def __post_init__(self) -> None:
        n_requests = len(self.instance.requests)
        for name, dtype in (
            ("choice_row", np.int64),
            ("choice_takes", np.uint64),
            ("books", np.int64),
            ("may_miss", np.bool_),
        ):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), dtype=dtype))
        if len(self.choice_row) != len(self.choice_takes):
            raise ValueError("wide.choice_takes must have one value per choice")
        if len(self.books) != n_requests or len(self.may_miss) != n_requests:
            raise ValueError(f"wide.books and wide.may_miss must have {n_requests} values")
        if (np.diff(self.choice_row) < 0).any() or (self.choice_row >= n_requests).any():
            raise ValueError("wide.choice_row must hold request rows in order")
        if (self.choice_takes == 0).any() or (self.choice_takes >> np.uint64(N_SLOTS)).any():
            raise ValueError("wide.choice_takes must hold half-days of the horizon")

    def __len__(self) -> int:
        return len(self.instance.requests)

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """Every array with its name, in the order of the ids."""
        order = np.argsort(self.instance.requests.ids)
        for column in fields(self.instance.requests):
            yield f"wide.{column.name}", getattr(self.instance.requests, column.name)[order]
        starts = self.choice_start
        for row in order.tolist():
            yield "wide.takes", self.choice_takes[starts[row] : starts[row + 1]]

    @property
    def choice_start(self) -> Array:
        """Per request, where its choices begin, with the end in last position."""
        counts = np.bincount(self.choice_row, minlength=len(self))
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """Who was given which of them, in the order of placing."""

    request_row: Array
    offer_row: Array
    takes: Array
    "The choice, as it was asked for."
    missing_day: Array
    "Day of the horizon on which this helper is not free; -1 = none."
    distance_m: Array
    "Whole metres; 0 when remote."

    def __len__(self) -> int:
        return len(self.request_row)

    @property
    def taken(self) -> Array:
        """The half-days of the helper that are hers to keep."""
        day = 3 * self.missing_day.clip(0).astype(np.uint64)
        gap = np.where(self.missing_day >= 0, np.uint64(7) << day, np.uint64(0))
        return self.takes & ~gap

    @property
    def slot(self) -> Array:
        """The first half-day that takes place, as an index."""
        taken = self.taken
        return np.bitwise_count((taken & (~taken + np.uint64(1))) - np.uint64(1)).astype(np.int64)

    def is_within(self, n_requests: int, n_offers: int) -> bool:
        """Whether every array has its length and every row exists."""
        columns = (self.offer_row, self.takes, self.missing_day, self.distance_m)
        return (
            all(len(column) == len(self) for column in columns)
            and bool(((self.request_row >= 0) & (self.request_row < n_requests)).all())
            and bool(((self.offer_row >= 0) & (self.offer_row < n_offers)).all())
            and bool(((self.missing_day >= -1) & (self.missing_day < N_SLOTS // 3)).all())
        )

    def unplaced_rows(self, n_requests: int) -> Array:
        """The rows of the requests left out."""
        left_out = np.ones(n_requests, dtype=np.bool_)
        left_out[self.request_row] = False
        return np.flatnonzero(left_out)


def wide_of(
    instance: Instance,
    choices: Sequence[tuple[int, int]],
    *,
    books: Sequence[int],
    may_miss: Sequence[bool],
) -> Wide:
    """The same of plain columns, for callers that know no arrays."""
    return Wide(
        instance,
        np.array([row for row, _ in choices], dtype=np.int64),
        np.array([takes for _, takes in choices], dtype=np.uint64),
        np.array(books, dtype=np.int64),
        np.array(may_miss, dtype=np.bool_),
    )


def nobody_wide(instance: Instance) -> Wide:
    """A run without such requests."""
    asks = instance.requests
    none = Requests(*(getattr(asks, column.name)[:0] for column in fields(asks)))
    no_pairs = dict.fromkeys(("forbidden", "asked", "acquainted"), NO_PAIRS)
    return Wide(replace(instance, requests=none, **no_pairs))


def nothing_placed() -> Placed:
    """What such a run places."""
    rows = _none(np.int64)
    return Placed(rows, rows, _none(np.uint64), rows, rows)
