"""The columns of both files as an instance of the matcher."""

from dataclasses import dataclass

import numpy as np

from mutualaid.domain.categories import BY_KEY
from mutualaid.domain.geo import Point, cell_centre, reach_with_cells_m
from mutualaid.matching.exchange.cells import Vocabulary
from mutualaid.matching.exchange.problems import Problem
from mutualaid.matching.exchange.tables import Reading, Table
from mutualaid.matching.instance import (
    FARTHEST_M,
    N_SLOTS,
    Array,
    Instance,
    Offers,
    Requests,
)
from mutualaid.matching.wide import Wide


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """What both files say, as the matcher takes it."""

    instance: Instance
    "Requests of one helper."
    rows: Array
    "The row in the file of each of them."
    wide: Wide
    "Requests of several helpers at the same time."
    wide_rows: Array


def _check_places(table: Table, needs_place: Array) -> None:
    """A place is two numbers, or none where nobody goes anywhere."""
    lat, lon = np.isnan(table["lat"]), np.isnan(table["lon"])
    for missing, name in ((lat & (needs_place | ~lon), "lat"), (lon & (needs_place | ~lat), "lon")):
        rows = np.flatnonzero(missing)
        if len(rows):
            raise table.wrong(Problem.PLACE, int(rows[0]), name)


def _remote_words(words: Vocabulary) -> int:
    """The kinds of help of this service that are done by phone, as a mask."""
    mask = 0
    for word, number in words.numbers.items():
        if word in BY_KEY and BY_KEY[word].is_remote:
            mask |= 1 << number
    return mask


def _points(table: Table, cell_m: int) -> tuple[Array, Array]:
    """Where each row is, in the middle of its cell when cells are asked for."""
    if not cell_m:
        return table["lat"], table["lon"]
    lat, lon = table["lat"].copy(), table["lon"].copy()
    for row in np.flatnonzero(~np.isnan(lat)).tolist():
        centre = cell_centre(Point(lat[row], lon[row]), cell_m)
        lat[row], lon[row] = centre.lat, centre.lon
    return lat, lon


def _reach_m(table: Table, cell_m: int) -> Array:
    """How far, in metres; a cell must not cost anyone a neighbour."""
    metres = np.round(table["max_km"] * 1000.0, 3) + reach_with_cells_m(0, cell_m)
    return np.where(np.isnan(metres), FARTHEST_M, metres)


def given_by(
    reading: Reading, requests: Table, offers: Table, *, cell_m: int = 0, seed: int = 0
) -> Given:
    """Both files as one instance: everybody has been met, everybody speaks to everybody.

    Raises
    ------
    BadFile
        When a place is missing where somebody has to go.
    """
    remote = np.uint64(_remote_words(reading.words))
    category = requests["category"]
    by_phone = (remote >> category.astype(np.uint64)) & np.uint64(1) == 1
    _check_places(requests, ~by_phone)
    _check_places(offers, (offers["categories"] & ~remote) != 0)
    needs = requests["helpers_needed"].astype(np.int64)
    rows, wide_rows = np.flatnonzero(needs == 1), np.flatnonzero(needs > 1)
    gives = _offers(reading, offers, cell_m)
    singles, others = (
        Instance(
            _requests(reading, requests, some, cell_m),
            gives,
            agree=np.ones((1, 1), dtype=np.bool_),
            seed=seed,
        )
        for some in (rows, wide_rows)
    )
    return Given(singles, rows, _wide(others, needs[wide_rows]), wide_rows)


def _wide(instance: Instance, needs: Array) -> Wide:
    """Each takes one of its half-days, with all of its helpers."""
    places = np.arange(N_SLOTS, dtype=np.uint64)
    has = (instance.requests.slots[:, None] >> places) & np.uint64(1) == 1
    row, bit = np.nonzero(has)
    n_requests = len(needs)
    return Wide(
        instance,
        choice_row=row,
        choice_takes=np.uint64(1) << bit.astype(np.uint64),
        books=np.ones(n_requests, dtype=np.int64),
        may_miss=np.zeros(n_requests, dtype=np.bool_),
        needs=needs,
    )


def _requests(reading: Reading, requests: Table, rows: Array, cell_m: int) -> Requests:
    n_rows, (lat, lon) = len(rows), _points(requests, cell_m)
    return Requests(
        ids=requests.keys[rows],
        category=requests["category"][rows],
        lat=lat[rows],
        lon=lon[rows],
        slots=reading.calendar.in_order(requests["slots"])[rows],
        level=requests["safety_level"][rows].astype(np.int8),
        waiting_days=requests["waiting_days"][rows],
        urgent=requests["urgent"][rows],
        at_deadline=np.zeros(n_rows, dtype=np.bool_),
        has_place=~np.isnan(lat[rows]),
        needs_met=np.zeros(n_rows, dtype=np.bool_),
        neighbourhood=np.zeros(n_rows, dtype=np.int32),
        language=np.zeros(n_rows, dtype=np.uint64),
        reach_m=_reach_m(requests, cell_m)[rows],
    )


def _offers(reading: Reading, offers: Table, cell_m: int) -> Offers:
    n_offers, (lat, lon) = len(offers), _points(offers, cell_m)
    return Offers(
        ids=offers.keys,
        categories=offers["categories"],
        lat=lat,
        lon=lon,
        slots=reading.calendar.in_order(offers["slots"]),
        reach_m=_reach_m(offers, cell_m),
        capacity=offers["capacity"].astype(np.int32),
        load=offers["load"].astype(np.int32),
        rhythm=np.zeros(n_offers, dtype=np.int32),
        level=offers["safety_level"].astype(np.int8),
        met=np.ones(n_offers, dtype=np.bool_),
        neighbourhood=np.zeros(n_offers, dtype=np.int32),
        languages=np.zeros(n_offers, dtype=np.uint64),
    )
