"""What one run decides on: requests, offers and the pairs that may not be, checked once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

N_SLOTS = 63
"""Half-days in the horizon: 21 days, three a day; half-day h of day d is bit 3 d + h."""
N_PARTS = 3
"""Of a day: morning, afternoon, evening; a half-day's part is its number modulo 3."""
N_CATEGORIES = 64
NO_MATTER, NEW_FACE, KNOWN_FACE = range(3)
"""Values of `Requests.prefers`."""
LONGEST_WAIT_DAYS = 36_500.0
FARTHEST_M = 2.1e7
"""Beyond it there is nowhere on the globe: no limit."""

Array = NDArray[Any]


class Column(NamedTuple):
    """The type and the range of one array."""

    dtype: Any
    lowest: float
    highest: float
    may_be_nan: bool = False


_ID = Column(np.int64, -(2**63), 2**63 - 1)
_LAT = Column(np.float64, -90.0, 90.0, may_be_nan=True)
_LON = Column(np.float64, -180.0, 180.0, may_be_nan=True)
_SLOTS = Column(np.uint64, 0, 2**N_SLOTS - 1)
_MASK = Column(np.uint64, 0, 2**64 - 1)
_BOOL = Column(np.bool_, 0, 1)
_LEVEL = Column(np.int8, 0, 127)
_COUNT = Column(np.int32, 0, 2**31 - 1)
_REACH = Column(np.float64, 0.0, FARTHEST_M)

REQUEST_COLUMNS = {
    "ids": _ID,
    "category": Column(np.int32, 0, N_CATEGORIES - 1),
    "lat": _LAT,
    "lon": _LON,
    "slots": _SLOTS,
    "level": _LEVEL,
    "waiting_days": Column(np.float64, 0.0, LONGEST_WAIT_DAYS),
    "urgent": _BOOL,
    "at_deadline": _BOOL,
    "has_place": _BOOL,
    "needs_met": _BOOL,
    "neighbourhood": _COUNT,
    "language": _MASK,
    "reach_m": _REACH,
    "prefers": Column(np.int8, NO_MATTER, KNOWN_FACE),
}
OPTIONAL_COLUMNS = ("reach_m", "prefers")
"""Of requests: what may be left out."""
OFFER_COLUMNS = {
    "ids": _ID,
    "categories": _MASK,
    "lat": _LAT,
    "lon": _LON,
    "slots": _SLOTS,
    "reach_m": _REACH,
    "capacity": _COUNT,
    "load": _COUNT,
    "rhythm": _COUNT,
    "level": _LEVEL,
    "met": _BOOL,
    "neighbourhood": _COUNT,
    "languages": _MASK,
}


def _fits(dtype: np.dtype[Any], wanted: np.dtype[Any]) -> bool:
    """Whether values of one type can be read as another without changing their meaning."""
    if wanted.kind in "iu":
        return dtype.kind in "iu"
    if wanted.kind == "f":
        return dtype.kind in "iuf"
    return dtype == wanted


def _checked(name: str, values: ArrayLike, column: Column, length: int) -> Array:
    """One array in its type and range, or an error that names the array and the row."""
    array = np.asarray(values)
    wanted = np.dtype(column.dtype)
    if array.ndim != 1 or len(array) != length:
        raise ValueError(f"{name} has shape {array.shape}: it must have one value per id, {length}")
    if length and not _fits(array.dtype, wanted):
        raise TypeError(f"{name} holds {array.dtype}: it must hold {wanted}")
    outside = np.zeros(length, dtype=np.bool_)
    if length and wanted.kind != "b":
        outside = ~((array >= column.lowest) & (array <= column.highest))
        if column.may_be_nan:
            outside &= ~np.isnan(array)
    if outside.any():
        row = int(np.argmax(outside))
        raise ValueError(
            f"{name} row {row} is {array[row]}: "
            f"it must lie between {column.lowest} and {column.highest}"
        )
    return np.ascontiguousarray(array, dtype=wanted)


def _check_table(table: Any, name: str, columns: dict[str, Column]) -> None:
    length = len(np.asarray(table.ids))
    for column in fields(table):
        values = getattr(table, column.name)
        array = _checked(f"{name}.{column.name}", values, columns[column.name], length)
        object.__setattr__(table, column.name, array)
    order = np.argsort(table.ids, kind="stable")
    twice = np.flatnonzero(np.diff(table.ids[order]) == 0)
    if len(twice):
        row = int(order[twice[0] + 1])
        raise ValueError(f"{name}.ids row {row} is {table.ids[row]}: an earlier row has that id")
    half_placed = np.flatnonzero(np.isnan(table.lat) != np.isnan(table.lon))
    if len(half_placed):
        raise ValueError(f"{name}.lon row {int(half_placed[0])}: lat and lon go together")


@dataclass(frozen=True, slots=True, eq=False)
class Requests:
    """One row per help request of one helper and one half-day."""

    ids: Array
    category: Array
    "0 to 63: the bit looked up in `Offers.categories`."
    lat: Array
    lon: Array
    "Degrees, the centre of the cell; NaN when remote."
    slots: Array
    "Half-days in which it may take place, one bit each."
    level: Array
    "The lowest level that a helper must have."
    waiting_days: Array
    urgent: Array
    at_deadline: Array
    has_place: Array
    "False = remote: no distance."
    needs_met: Array
    "True unless by phone or at a public meeting point."
    neighbourhood: Array
    language: Array
    "Languages of which one must be shared; 0 = none asked for."
    reach_m: Array = field(default_factory=lambda: np.empty(0))
    "How far off the helper may live, in straight-line metres; left out = no limit."
    prefers: Array = field(default_factory=lambda: np.empty(0, dtype=np.int8))
    "`NEW_FACE` or `KNOWN_FACE`, a wish that forbids nobody; left out = no matter."

    def __post_init__(self) -> None:
        n_requests = len(np.asarray(self.ids))
        if not np.size(self.reach_m):
            object.__setattr__(self, "reach_m", np.full(n_requests, FARTHEST_M))
        if not np.size(self.prefers):
            object.__setattr__(self, "prefers", np.full(n_requests, NO_MATTER, dtype=np.int8))
        _check_table(self, "requests", REQUEST_COLUMNS)
        lost = np.flatnonzero(self.has_place & np.isnan(self.lat))
        if len(lost):
            raise ValueError(f"requests.lat row {int(lost[0])} is nan: has_place needs a point")

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True, eq=False)
class Offers:
    """One row per helper whose offer is active; leave paused ones out, or set capacity 0."""

    ids: Array
    categories: Array
    "The kinds of help offered, one bit each."
    lat: Array
    lon: Array
    "Degrees, the centre of the cell; NaN when not placed, which leaves remote help only."
    slots: Array
    "Half-days in which they are free, one bit each."
    reach_m: Array
    "Straight-line metres, half a cell's diagonal included."
    capacity: Array
    "How many more pairs this run may give them: C of the design."
    load: Array
    "Coups de main this month."
    rhythm: Array
    "How many a month they wish to give; 0 = no limit."
    level: Array
    met: Array
    neighbourhood: Array
    languages: Array

    def __post_init__(self) -> None:
        _check_table(self, "offers", OFFER_COLUMNS)

    def __len__(self) -> int:
        return len(self.ids)


def _no_pairs() -> Array:
    return np.empty((0, 2), dtype=np.int32)


def _no_refusals() -> Array:
    return np.zeros((N_CATEGORIES, N_PARTS), dtype=np.int32)


class Stakes(NamedTuple):
    """How leaving a request out is counted, where others are decided beside these requests."""

    unit: int
    "Points of one step of weight: more than all pairs of the run together."
    lift: int
    "What a pressing request weighs more than its wait."


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """Everything that one run decides on, and nothing else about a person."""

    requests: Requests
    offers: Offers
    agree: Array
    "Square: agree[a, b] when a request of neighbourhood a may go to a helper of b."
    forbidden: Array = field(default_factory=_no_pairs)
    "(k, 2) rows (request row, offer row): blocks, households, never named."
    asked: Array = field(default_factory=_no_pairs)
    "(k, 2) just as forbidden, told apart in the reasons: refused, or asked and not answered yet."
    acquainted: Array = field(default_factory=_no_pairs)
    "(k, 2) just as forbidden: these two have met through us before."
    refusal: Array = field(default_factory=_no_refusals)
    "(N_CATEGORIES, N_PARTS) noes and silences to expect of a thousand asked, whoever they are."
    seed: int = 0
    "For the lottery between equals."
    stakes: Stakes | None = None
    "None = these requests are all that the run decides on."

    def __post_init__(self) -> None:
        object.__setattr__(self, "agree", self._checked_agree())
        object.__setattr__(self, "refusal", self._checked_refusal())
        for name in ("forbidden", "asked", "acquainted"):
            object.__setattr__(self, name, self._checked_pairs(name))
        if not 0 <= self.seed < 2**63:
            raise ValueError(f"seed is {self.seed}: it must lie between 0 and 2**63 - 1")

    def _checked_agree(self) -> Array:
        agree = np.ascontiguousarray(self.agree)
        if agree.ndim != 2 or agree.shape[0] != agree.shape[1] or agree.dtype != np.bool_:
            raise ValueError(f"agree is {agree.dtype} {agree.shape}: it must be bool and square")
        for name, table in (("requests", self.requests), ("offers", self.offers)):
            beyond = np.flatnonzero(table.neighbourhood >= len(agree))
            if len(beyond):
                row = int(beyond[0])
                raise ValueError(
                    f"{name}.neighbourhood row {row} is {table.neighbourhood[row]}: "
                    f"agree knows {len(agree)} neighbourhoods"
                )
        return agree

    def _checked_refusal(self) -> Array:
        refusal = np.asarray(self.refusal)
        shape = (N_CATEGORIES, N_PARTS)
        if refusal.shape != shape or refusal.dtype.kind not in "iu":
            raise ValueError(
                f"refusal is {refusal.dtype} {refusal.shape}: it must be integers, {shape}"
            )
        if ((refusal < 0) | (refusal > 1000)).any():
            raise ValueError("refusal must hold parts of a thousand, 0 to 1000")
        return np.ascontiguousarray(refusal, dtype=np.int32)

    def _checked_pairs(self, name: str) -> Array:
        pairs = np.asarray(getattr(self, name))
        if pairs.size == 0:
            return _no_pairs()
        if pairs.ndim != 2 or pairs.shape[1] != 2 or pairs.dtype.kind not in "iu":
            raise ValueError(f"{name} is {pairs.dtype} {pairs.shape}: it must be integers, (k, 2)")
        sizes = np.array([len(self.requests), len(self.offers)])
        wrong = np.flatnonzero(((pairs < 0) | (pairs >= sizes)).any(axis=1))
        if len(wrong):
            row = int(wrong[0])
            raise ValueError(f"{name} row {row} is {pairs[row].tolist()}: no such pair of rows")
        return np.ascontiguousarray(pairs, dtype=np.int32)

    @property
    def barred(self) -> Array:
        """Forbidden and asked pairs together: the hard rule makes no difference."""
        return np.concatenate([self.forbidden, self.asked])

    def arrays(self) -> Iterator[tuple[str, Array]]:
        """Every array with its name, in one fixed order."""
        for name, table in (("requests", self.requests), ("offers", self.offers)):
            for column in fields(table):
                yield f"{name}.{column.name}", getattr(table, column.name)
        yield "agree", self.agree
        yield "forbidden", self.forbidden
        yield "asked", self.asked
        yield "acquainted", self.acquainted
        yield "refusal", self.refusal


def _plain(values: ArrayLike, column: Column) -> Array:
    """A column as an array; masks with and without their last bit side by side stay whole numbers.

    (Left to itself numpy reads ``[1, 2**63]`` as float64, which loses bits.)
    """
    array = np.asarray(values)
    if column is _MASK and array.dtype == np.float64:
        exact = np.asarray(values, dtype=object)
        if all(isinstance(value, int) and 0 <= value <= column.highest for value in exact.flat):
            return exact.astype(np.uint64)
    return array


def instance_of(
    requests: Mapping[str, ArrayLike],
    offers: Mapping[str, ArrayLike],
    *,
    agree: Sequence[Sequence[bool]],
    forbidden: Sequence[tuple[int, int]] = (),
    asked: Sequence[tuple[int, int]] = (),
    acquainted: Sequence[tuple[int, int]] = (),
    refusal: Mapping[tuple[int, int], int] | None = None,
    seed: int = 0,
) -> Instance:
    """The instance of plain columns by name, for callers that know no arrays.

    `refusal` gives parts of a thousand by (category, part of the day), none where it is silent.
    """
    rates = _no_refusals()
    for place, rate in (refusal or {}).items():
        rates[place] = rate
    return Instance(
        requests=Requests(
            **{
                name: _plain(requests[name], column)
                for name, column in REQUEST_COLUMNS.items()
                if name in requests or name not in OPTIONAL_COLUMNS
            }
        ),
        offers=Offers(*(_plain(offers[name], OFFER_COLUMNS[name]) for name in OFFER_COLUMNS)),
        agree=np.asarray(agree, dtype=np.bool_).reshape(len(agree), len(agree)),
        forbidden=np.asarray(forbidden, dtype=np.int32).reshape(-1, 2),
        asked=np.asarray(asked, dtype=np.int32).reshape(-1, 2),
        acquainted=np.asarray(acquainted, dtype=np.int32).reshape(-1, 2),
        refusal=rates,
        seed=seed,
    )
