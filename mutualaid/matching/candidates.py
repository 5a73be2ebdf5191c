"""Which pairs may be: all hard rules, cheapest arcs first.

An arc of request i is one number, `cost << 32 | part of the day << 30 | offer row`; its half-days
are the AND of the two masks, within that part. Each request starts with its `FIRST_ARCS` cheapest
arcs and the cost of the cheapest one left out (`beyond`); the solver asks for more before that one
could matter (docs/matching.md).
"""

from math import cos, radians, sin
from typing import NamedTuple

import numpy as np

from mutualaid.matching.compiled import BOOL, I64, I64S, VOID, loop, njit, tuple_of
from mutualaid.matching.costs import Weights
from mutualaid.matching.distance import distance_m
from mutualaid.matching.facts import FACTS, Facts, facts_of
from mutualaid.matching.grid import (
    GRID,
    N_REACHES,
    Grid,
    build_grid,
    cells_of_row,
    first_entry,
    rows_near,
)
from mutualaid.matching.instance import N_PARTS, Array, Instance
from mutualaid.matching.network import ROW
from mutualaid.matching.points import (
    ANY_PART,
    DIFFERENT,
    common_points,
    half_days_of,
    pair_points,
    part_points,
)
from mutualaid.matching.threads import in_ranges

FIRST_ARCS = 64
MORE_ARCS = 16
"""How many times longer a list becomes each time the solver asks for more."""
COMPLETE = 2**62
"""`beyond` of a request that has all its arcs."""


class Shortlist(NamedTuple):
    """The cheapest arcs met so far by one request."""

    keys: Array
    "Room for twice as many as are wanted, and the parts of a day."
    state: Array
    "How many there are, the first key too dear to be kept, the cheapest cost left out."


SHORTLIST = tuple_of(Shortlist, I64S, I64S)


@njit(SHORTLIST(I64))
def _shortlist(wanted: int) -> Shortlist:
    """Room for the wanted arcs."""
    return Shortlist(np.empty(2 * wanted + N_PARTS, dtype=np.int64), np.zeros(3, dtype=np.int64))


@loop(BOOL(FACTS, I64, I64))
def is_suitable(facts: Facts, ask: int, give: int) -> bool:
    """The hard rules about people: level, met, neighbourhoods, language, forbidden pairs."""
    if facts.give_level[give] < facts.ask_level[ask]:
        return False
    if facts.ask_needs_met[ask] and not facts.give_met[give]:
        return False
    if not facts.agree[facts.ask_neighbourhood[ask], facts.give_neighbourhood[give]]:
        return False
    language = facts.ask_language[ask]
    if language != np.uint64(0) and (language & facts.give_languages[give]) == np.uint64(0):
        return False
    for pair in range(facts.barred_start[ask], facts.barred_start[ask + 1]):
        if facts.barred_offer[pair] == give:
            return False
    return True


@njit(VOID(SHORTLIST, I64))
def _trim(shortlist: Shortlist, wanted: int) -> None:
    """Sort, and keep the cheapest."""
    state = shortlist.state
    shortlist.keys[: state[0]] = np.sort(shortlist.keys[: state[0]])
    if state[0] > wanted:
        state[0] = wanted
        state[1] = shortlist.keys[wanted]
        state[2] = min(state[2], shortlist.keys[wanted] >> 32)


@njit(VOID(SHORTLIST, I64))
def _make_room(shortlist: Shortlist, wanted: int) -> None:
    """Forget the dearest when the list is as good as full."""
    if shortlist.state[0] > len(shortlist.keys) - N_PARTS:
        _trim(shortlist, wanted)


@loop(VOID(SHORTLIST, I64))
def _keep(shortlist: Shortlist, key: int) -> None:
    """Take one more arc, if it is among the cheapest."""
    state = shortlist.state
    if key >= state[1]:
        state[2] = min(state[2], key >> 32)
        return
    shortlist.keys[state[0]] = key
    state[0] += 1


@loop(VOID(FACTS, I64, I64, I64, I64, SHORTLIST))
def _keep_pair(
    facts: Facts, ask: int, give: int, metres: int, common: int, shortlist: Shortlist
) -> None:
    """The arc of a pair, or one for each part of the day where these cost different points."""
    points = pair_points(facts, ask, give, metres)
    if common != DIFFERENT:
        _keep(shortlist, ((points + common) << 32) | (ANY_PART << 30) | give)
        return
    shared = facts.ask_slots[ask] & facts.give_slots[give]
    for part in range(N_PARTS):
        if shared & half_days_of(part) != np.uint64(0):
            cost = points + part_points(facts, ask, part)
            _keep(shortlist, (cost << 32) | (part << 30) | give)


@loop(I64(FACTS, GRID, I64, I64, I64, I64, SHORTLIST))
def _add_near(
    facts: Facts, grid: Grid, ask: int, common: int, here: int, last: int, shortlist: Shortlist
) -> int:
    """The arcs from one entry of the grid to the cell `last`; where it stopped for want of room."""
    lat, lon = facts.ask_lat[ask], facts.ask_lon[ask]
    ring = cos(radians(lat))
    x, y, z = ring * cos(radians(lon)), ring * sin(radians(lon)), sin(radians(lat))
    slots, longest = facts.ask_slots[ask], facts.ask_reach_m[ask]
    most = len(shortlist.keys) - N_PARTS
    while here < len(grid.key) and grid.key[here] <= last and shortlist.state[0] <= most:
        entry = here
        here += 1
        if (grid.slots[entry] & slots) == np.uint64(0):
            continue
        east, north, up = grid.x[entry] - x, grid.y[entry] - y, grid.z[entry] - z
        if east * east + north * north + up * up > grid.chord[entry]:
            continue
        give = np.int64(grid.offer[entry])
        if not is_suitable(facts, ask, give):
            continue
        metres = distance_m(lat, lon, facts.give_lat[give], facts.give_lon[give])
        if metres <= min(facts.give_reach_m[give], longest):
            _keep_pair(facts, ask, give, metres, common, shortlist)
    return here


@loop(I64(FACTS, GRID, I64, I64, I64, I64, SHORTLIST))
def _add_remote(
    facts: Facts, grid: Grid, ask: int, common: int, here: int, last: int, shortlist: Shortlist
) -> int:
    """The arcs without a place from one entry to another; where it stopped for want of room."""
    most = len(shortlist.keys) - N_PARTS
    while here < last and shortlist.state[0] <= most:
        give = np.int64(grid.remote_offer[here])
        here += 1
        shared = facts.give_slots[give] & facts.ask_slots[ask]
        if shared != np.uint64(0) and is_suitable(facts, ask, give):
            _keep_pair(facts, ask, give, 0, common, shortlist)
    return here


@njit(VOID(FACTS, GRID, I64, I64, SHORTLIST, I64))
def _fill_near(
    facts: Facts, grid: Grid, ask: int, common: int, shortlist: Shortlist, wanted: int
) -> None:
    """All arcs of a request with a place, reach by reach and row by row."""
    category = facts.ask_category[ask]
    lat, lon = facts.ask_lat[ask], facts.ask_lon[ask]
    for reach in range(N_REACHES):
        if not (grid.used[category] >> reach) & 1:
            continue
        lowest, highest = rows_near(reach, lat)
        for row in range(lowest, highest + 1):
            first, last = cells_of_row(category, reach, row, lat, lon)
            here = first_entry(grid.key, first)
            while here < len(grid.key) and grid.key[here] <= last:
                here = _add_near(facts, grid, ask, common, here, last, shortlist)
                _make_room(shortlist, wanted)


@njit(VOID(FACTS, GRID, I64, SHORTLIST, I64))
def _fill(facts: Facts, grid: Grid, ask: int, shortlist: Shortlist, wanted: int) -> None:
    """The `wanted` cheapest arcs of one request, in order."""
    shortlist.state[0] = 0
    shortlist.state[1] = COMPLETE
    shortlist.state[2] = COMPLETE
    common = common_points(facts, ask)
    if facts.ask_placed[ask]:
        _fill_near(facts, grid, ask, common, shortlist, wanted)
    else:
        category = facts.ask_category[ask]
        here, last = grid.remote_start[category], grid.remote_start[category + 1]
        while here < last:
            here = _add_remote(facts, grid, ask, common, here, last, shortlist)
            _make_room(shortlist, wanted)
    _trim(shortlist, wanted)


@njit(I64(FACTS, GRID, I64, I64, I64, I64S, I64S, I64S, I64S))
def _fill_some(
    facts: Facts,
    grid: Grid,
    first: int,
    last: int,
    wanted: int,
    pool: Array,
    start: Array,
    count: Array,
    beyond: Array,
) -> int:
    """The first arcs of the requests of one range, list after list; where the last one ends."""
    shortlist = _shortlist(wanted)
    end = first * wanted
    for ask in range(first, last):
        _fill(facts, grid, ask, shortlist, wanted)
        found = shortlist.state[0]
        pool[end : end + found] = shortlist.keys[:found]
        start[ask], count[ask], beyond[ask] = end, found, shortlist.state[2]
        end += found
    return end


@njit(I64S(FACTS, GRID, I64S, I64, I64S, I64S, I64S))
def _list_all(
    facts: Facts, grid: Grid, rows: Array, end: int, start: Array, count: Array, beyond: Array
) -> Array:
    """All arcs of some requests, list after list, to be put behind `end`."""
    wanted = N_PARTS * len(facts.give_slots) + 1
    shortlist = Shortlist(
        np.empty(2 * wanted + N_PARTS, dtype=np.int64), np.zeros(3, dtype=np.int64)
    )
    lists, used = np.empty(1024, dtype=np.int64), 0
    for ask in rows:
        _fill(facts, grid, ask, shortlist, wanted)
        found = shortlist.state[0]
        if used + found > len(lists):
            longer = np.empty(2 * len(lists) + found, dtype=np.int64)
            longer[:used] = lists[:used]
            lists = longer
        lists[used : used + found] = shortlist.keys[:found]
        start[ask], count[ask], beyond[ask] = end + used, found, COMPLETE
        used += found
    return lists[:used]


class Arcs:
    """The arcs known so far, list by list, in a pool that grows when the solver asks."""

    def __init__(self, instance: Instance, weights: Weights, wanted: int = FIRST_ARCS) -> None:
        self._facts = facts_of(instance, weights)
        self._grid = build_grid(instance.offers)
        n_requests, self._n_offers = len(instance.requests), len(instance.offers)
        self._wanted = np.full(n_requests, wanted, dtype=np.int64)
        self.pool = np.empty(n_requests * wanted + 1, dtype=np.int64)
        "Keys, `cost << 32 | part << 30 | offer row`, cheapest first within a request."
        self.start = np.zeros(n_requests, dtype=np.int64)
        self.count = np.zeros(n_requests, dtype=np.int64)
        self.beyond = np.zeros(n_requests, dtype=np.int64)
        "Cost of the cheapest arc left out; `COMPLETE` when there is none."
        columns = (wanted, self.pool, self.start, self.count, self.beyond)
        ends = in_ranges(
            n_requests,
            lambda first, last: _fill_some(self._facts, self._grid, first, last, *columns),
        )
        self._end = int(max(ends))

    def __len__(self) -> int:
        return int(self.count.sum())

    def list_all(self, request_rows: Array) -> None:
        """Give some requests all their arcs."""
        columns = (self._end, self.start, self.count, self.beyond)
        rows = request_rows.astype(np.int64)
        self._append(_list_all(self._facts, self._grid, rows, *columns))

    def ask_more(self, request_row: int) -> None:
        """Give one request a list several times longer."""
        wanted = min(int(self._wanted[request_row]) * MORE_ARCS, N_PARTS * self._n_offers + 1)
        self._wanted[request_row] = wanted
        shortlist = Shortlist(
            np.empty(2 * wanted + N_PARTS, dtype=np.int64), np.zeros(3, dtype=np.int64)
        )
        _fill(self._facts, self._grid, request_row, shortlist, wanted)
        found = int(shortlist.state[0])
        self.start[request_row], self.count[request_row] = self._end, found
        self.beyond[request_row] = shortlist.state[2]
        self._append(shortlist.keys[:found])

    def _append(self, keys: Array) -> None:
        """Put lists behind the others."""
        end = self._end + len(keys)
        if end > len(self.pool):
            longer = np.empty(2 * len(self.pool) + len(keys), dtype=np.int64)
            longer[: self._end] = self.pool[: self._end]
            self.pool = longer
        self.pool[self._end : end] = keys
        self._end = end

    def offers_of(self, request_row: int) -> Array:
        """The offer rows of the known arcs of one request, cheapest first."""
        first = self.start[request_row]
        return self.pool[first : first + self.count[request_row]] & ROW
