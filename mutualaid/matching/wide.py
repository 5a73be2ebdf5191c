"""Requests of several people at once or several half-days: teams, series, long tasks.

They are decided together with the singles (`joint.py`), all or nothing each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np

from mutualaid.matching.compiled import I64, U64, loop
from mutualaid.matching.costs import MISSING_DATE, rhythm_left
from mutualaid.matching.instance import N_SLOTS, Array, Instance, Requests
from mutualaid.matching.plan import SlotPrices, no_prices

WHOLE = -1
"""`missing_day` of a helper who is free on all of it."""
NOT_FREE = -2
MOST_TOGETHER = 50
"""No team is larger."""
NO_PAIRS = np.empty((0, 2), dtype=np.int32)


@loop(I64(U64, U64))
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


def first_slot(masks: Array) -> Array:
    """The first half-day of each mask, as an index; 64 when it has none."""
    return np.bitwise_count((masks & (~masks + np.uint64(1))) - np.uint64(1)).astype(np.int64)


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
    "Per request, for how many coups de main of the month it counts; 1 = the capacity says all."
    may_miss: Array = field(default_factory=lambda: _none(np.bool_))
    "Per request, whether a helper free on all dates but one may be asked when nobody else is."
    needs: Array = field(default_factory=lambda: _none(np.int64))
    "Per request, how many helpers it takes at the same time, all or none; left out = one each."

    def __post_init__(self) -> None:
        n_requests = len(self.instance.requests)
        if not len(self.needs):
            object.__setattr__(self, "needs", np.ones(n_requests, dtype=np.int64))
        for name, dtype in (
            ("needs", np.int64),
            ("choice_row", np.int64),
            ("choice_takes", np.uint64),
            ("books", np.int64),
            ("may_miss", np.bool_),
        ):
            object.__setattr__(self, name, np.ascontiguousarray(getattr(self, name), dtype=dtype))
        if len(self.choice_row) != len(self.choice_takes):
            raise ValueError("wide.choice_takes must have one value per choice")
        if {len(self.books), len(self.may_miss), len(self.needs)} != {n_requests}:
            raise ValueError(f"wide.books, may_miss and needs must have {n_requests} values")
        if ((self.needs < 1) | (self.needs > MOST_TOGETHER)).any():
            raise ValueError(f"wide.needs must lie between 1 and {MOST_TOGETHER}")
        if (self.books < 1).any():
            raise ValueError("wide.books must be 1 or more")
        if (self.may_miss & (self.needs > 1)).any():
            raise ValueError("wide.may_miss: no date may be missing to a team")
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
        for name in ("books", "may_miss", "needs"):
            yield f"wide.{name}", getattr(self, name)[order]
        starts = self.choice_start
        for row in order.tolist():
            yield "wide.takes", self.choice_takes[starts[row] : starts[row + 1]]

    @property
    def choice_start(self) -> Array:
        """Per request, where its choices begin, with the end in last position."""
        counts = np.bincount(self.choice_row, minlength=len(self))
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """What a request may take of each of its helpers: a choice, or a choice without one date."""

    row: Array
    "The request row, in order."
    takes: Array
    "Half-days that the helper must have."
    choice: Array
    "The choice as it was asked for."
    slot: Array
    "The first half-day of it, as an index."
    day: Array
    "The day left out, `WHOLE` for none."
    extra: Array
    "Points on top of the pair's own."
    start: Array
    "Per request, where its patterns begin, with the end in last position."


def patterns_of(wide: Wide) -> Patterns:
    """All choices, each followed by itself without one date where that is allowed."""
    rows: list[tuple[int, int, int, int]] = []
    pairs = zip(wide.choice_row.tolist(), wide.choice_takes.tolist(), strict=True)
    may_miss = wide.may_miss.tolist()
    for row, choice in pairs:
        rows.append((row, choice, choice, WHOLE))
        if may_miss[row]:
            days = [day for day in range(N_SLOTS // 3) if choice >> 3 * day & 7]
            rows += [(row, choice & ~(7 << 3 * day), choice, day) for day in days if len(days) > 1]
    columns = list(zip(*rows, strict=True)) or [()] * 4
    day = np.array(columns[3], dtype=np.int64)
    counts = np.bincount(np.array(columns[0], dtype=np.int64), minlength=len(wide))
    takes = np.array(columns[1], dtype=np.uint64)
    return Patterns(
        row=np.array(columns[0], dtype=np.int64),
        takes=takes,
        slot=first_slot(takes),
        choice=np.array(columns[2], dtype=np.uint64),
        day=day,
        extra=np.where(day >= 0, MISSING_DATE, 0).astype(np.int64),
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """One row per pair, in the order of the request rows; a team has as many as it needs."""

    request_row: Array
    offer_row: Array
    takes: Array
    "The choice, as it was asked for."
    missing_day: Array
    "Day of the horizon on which this helper is not free; -1 = none."
    distance_m: Array
    "Whole metres; 0 when remote."
    cost: Array
    "Points of the pair; a missing date's and the load's come on top."
    prices: SlotPrices
    "What proves how good the whole run is, the singles included."

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
        return first_slot(self.taken)

    def is_within(self, n_requests: int, n_offers: int) -> bool:
        """Whether every array has its length and every row exists."""
        columns = (self.offer_row, self.takes, self.missing_day, self.distance_m, self.cost)
        return (
            all(len(column) == len(self) for column in columns)
            and self.prices.is_within(n_offers)
            and bool(((self.request_row >= 0) & (self.request_row < n_requests)).all())
            and bool(((self.offer_row >= 0) & (self.offer_row < n_offers)).all())
            and bool(((self.missing_day >= -1) & (self.missing_day < N_SLOTS // 3)).all())
        )

    def unplaced_rows(self, n_requests: int) -> Array:
        """The rows of the requests left out."""
        left_out = np.ones(n_requests, dtype=np.bool_)
        left_out[self.request_row] = False
        return np.flatnonzero(left_out)


def has_series(wide: Wide, placed: Placed) -> Array:
    """Per helper, whether something counts for more than one: then all of hers fits her rhythm."""
    series = np.zeros(len(wide.instance.offers), dtype=np.bool_)
    series[placed.offer_row[wide.books[placed.request_row] > 1]] = True
    return series


def left_for_singles(instance: Instance, wide: Wide, placed: Placed) -> Instance:
    """The instance without the half-days, places and rhythm that wide requests have taken."""
    gives = instance.offers
    n_pairs = np.bincount(placed.offer_row, minlength=len(gives))
    booked = np.zeros(len(gives), dtype=np.int64)
    np.add.at(booked, placed.offer_row, wide.books[placed.request_row])
    taken = np.zeros(len(gives), dtype=np.uint64)
    np.bitwise_or.at(taken, placed.offer_row, placed.taken)
    places = gives.capacity - n_pairs
    bound = has_series(wide, placed)
    places = np.where(bound, np.minimum(places, rhythm_left(gives) - booked), places)
    offers = replace(
        gives,
        slots=gives.slots & ~taken,
        capacity=places.clip(0).astype(np.int32),
        load=(gives.load + n_pairs).astype(np.int32),
    )
    return replace(instance, offers=offers)


def wide_of(
    instance: Instance,
    choices: Sequence[tuple[int, int]],
    *,
    books: Sequence[int],
    may_miss: Sequence[bool],
    needs: Sequence[int] = (),
) -> Wide:
    """The same of plain columns, for callers that know no arrays."""
    return Wide(
        instance,
        np.array([row for row, _ in choices], dtype=np.int64),
        np.array([takes for _, takes in choices], dtype=np.uint64),
        np.array(books, dtype=np.int64),
        np.array(may_miss, dtype=np.bool_),
        np.array(needs, dtype=np.int64),
    )


def nobody_wide(instance: Instance) -> Wide:
    """A run without such requests."""
    asks = instance.requests
    none = Requests(*(getattr(asks, column.name)[:0] for column in fields(asks)))
    no_pairs = dict.fromkeys(("forbidden", "asked", "acquainted"), NO_PAIRS)
    return Wide(replace(instance, requests=none, **no_pairs))


def nothing_placed(n_offers: int) -> Placed:
    """What such a run places."""
    rows = _none(np.int64)
    return Placed(rows, rows, _none(np.uint64), rows, rows, rows, no_prices(n_offers))
