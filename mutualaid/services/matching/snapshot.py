"""From rows to the columns of the matcher's instance: cells, masks, capacities, forbidden pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, reduce
from operator import or_
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from mutualaid.domain import driving
from mutualaid.domain.capacity import expected_yeses
from mutualaid.domain.categories import Category, category
from mutualaid.domain.checkins import level_at_home
from mutualaid.domain.clock import local_date
from mutualaid.domain.faces import FACE_NUMBERS, prefers_known
from mutualaid.domain.geo import Point, cell_centre, reach_with_cells_m
from mutualaid.domain.occurrences import required_slots
from mutualaid.domain.refusals import FIRST_CHANCE, Rates, chance_of_yes, rates_of
from mutualaid.domain.requests import is_at_deadline, startable
from mutualaid.domain.slots import Slot, absence_mask, begun_mask, expand_week, mask_of
from mutualaid.models import Neighbourhood, Recurrence
from mutualaid.queries import capacity, neighbours
from mutualaid.queries import snapshot as queries
from mutualaid.services import expecting
from mutualaid.services.matching import barring

REMOTE = (float("nan"), float("nan"))


Columns = dict[str, list[Any]]


def _columns() -> Columns:
    return defaultdict(list)


@dataclass
class Asked:
    """Requests as columns of the instance, with the pairs that may not be, by row numbers."""

    requests: Columns = field(default_factory=_columns)
    forbidden: list[tuple[int, int]] = field(default_factory=list)
    asked: list[tuple[int, int]] = field(default_factory=list)
    acquainted: set[tuple[int, int]] = field(default_factory=set)
    """Pairs who have met through us before, by row numbers too."""


@dataclass
class AskedWide(Asked):
    """Requests of several people or half-days, and the sets of which each takes one."""

    choices: list[tuple[int, int]] = field(default_factory=list)
    """(request row, mask of half-days), in order."""
    books: list[int] = field(default_factory=list)
    may_miss: list[bool] = field(default_factory=list)
    needs: list[int] = field(default_factory=list)
    """How many helpers at the same time."""


@dataclass
class Snapshot(Asked):
    """Columns for `mutualaid.matching`, and what is needed to write the plan."""

    first_day: date = date.min
    offers: Columns = field(default_factory=_columns)
    agree: list[list[bool]] = field(default_factory=list)
    refusals: Rates = field(default_factory=dict)
    chance_of_yes: float = FIRST_CHANCE
    wide: AskedWide = field(default_factory=AskedWide)
    """Decided together with the others, all or nothing each."""
    request_versions: dict[int, int] = field(default_factory=dict)
    offer_versions: dict[int, int] = field(default_factory=dict)
    helper_ids: dict[int, int] = field(default_factory=dict)
    set_aside: dict[int, str] = field(default_factory=dict)
    """Requests that never reach the solver, with their reason's code."""
    n_requests: int = 0

    @property
    def n_wanted(self) -> int:
        """How many helpers are looked for."""
        return len(self.requests["ids"]) + sum(self.wide.needs)

    @property
    def n_expected(self) -> int:
        """How many yeses the helpers around can be expected to give within a week."""
        return int(expected_yeses(self.offers["capacity"], self.chance_of_yes) + 0.5)


class Languages:
    """ISO codes as places in a 64-bit mask."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def mask(self, codes: Iterable[str]) -> int:
        """One bit per language; the 64th and later ones share the last bit but one."""
        mask = 0
        for code in codes:
            mask |= 1 << min(self._places.setdefault(code, len(self._places)), 61)
        return mask


@dataclass
class _Reader:
    """One reading: the session, the group's neighbourhoods and the snapshot being filled."""

    session: Session
    homes: dict[int, Neighbourhood]
    now: datetime
    snapshot: Snapshot
    languages: Languages = field(default_factory=Languages)

    @property
    def group(self) -> list[int]:
        """The neighbourhoods' ids, in the order of the instance's numbers."""
        return list(self.homes)

    def number_of(self, neighbourhood_id: int) -> int:
        """The number by which the instance knows a neighbourhood."""
        return self.group.index(neighbourhood_id)


def read(session: Session, group: Sequence[int], *, now: datetime) -> Snapshot:
    """Everything one run decides on, as it is at this instant."""
    homes = {home.id: home for home in queries.neighbourhoods(session, group)}
    zone = next(iter(homes.values())).zone
    snapshot = Snapshot(first_day=local_date(now, zone))
    reader = _Reader(session, homes, now, snapshot)
    singles, wide = _read_requests(reader)
    offer_rows = _read_offers(reader)
    mutual = neighbours.mutual_pairs(session)
    counts = expecting.counted(session, group, now=now)
    snapshot.refusals, snapshot.chance_of_yes = rates_of(counts), chance_of_yes(counts)
    snapshot.agree = [[a == b or (a, b) in mutual for b in homes] for a in homes]
    for asked, rows in ((snapshot, singles), (snapshot.wide, wide)):
        decided = barring.decided_pairs(session, group, rows, offer_rows, now=now)
        asked.forbidden = sorted({*barring.forbidden_pairs(session, rows, offer_rows), *decided})
        asked.asked = barring.refused_pairs(session, group, rows, offer_rows)
        asked.acquainted = expecting.acquainted_pairs(session, rows, offer_rows)
    return snapshot


def _read_requests(reader: _Reader) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """The rows of one helper and one half-day, and the others; what is not searched is aside."""
    snapshot = reader.snapshot
    slots_of = queries.request_slots(reader.session, reader.group)
    singles: list[Row[Any]] = []
    wide: list[Row[Any]] = []
    for row in queries.open_requests(reader.session, reader.group):
        snapshot.n_requests += 1
        aside = _reason_to_set_aside(row, category(row.category))
        if aside is not None:
            snapshot.set_aside[row.id] = aside
            continue
        slots = slots_of.get(row.id, [])
        choices = _choices(reader, row, slots)
        columns = _request_columns(reader, row, slots, choices)
        if not choices:
            snapshot.set_aside[row.id] = "no_time_left" if columns["at_deadline"] else "too_early"
            continue
        is_wide = (
            row.helpers_needed > 1 or row.n_half_days > 1 or row.recurrence is Recurrence.WEEKLY
        )
        into, kept = (snapshot.wide, wide) if is_wide else (snapshot, singles)
        for name, value in columns.items():
            into.requests[name].append(value)
        if is_wide:
            _add_choices(snapshot.wide, len(kept), row, choices)
        snapshot.request_versions[row.id] = row.version
        kept.append(row)
    return singles, wide


def _choices(reader: _Reader, row: Row[Any], slots: list[Slot]) -> list[int]:
    """What it may take, each as a mask: a half-day, two in a row, or the dates of a series."""
    home, first_day = reader.homes[row.neighbourhood_id], reader.snapshot.first_day
    is_weekly = row.recurrence is Recurrence.WEEKLY
    begins = startable(
        *(slots, reader.now, home.zone),
        start=row.start_time,
        n_half_days=row.n_half_days,
        flagged=row.is_urgent,
        is_weekly=is_weekly,
    )
    return [
        mask_of(
            required_slots(
                slot,
                n_half_days=row.n_half_days,
                is_weekly=is_weekly,
                first_day=first_day,
                until_on=row.until_on,
            ),
            first_day,
        )
        for slot in begins
        if slot.bit(first_day) >= 0
    ]


def _add_choices(wide: AskedWide, number: int, row: Row[Any], choices: list[int]) -> None:
    is_weekly = row.recurrence is Recurrence.WEEKLY
    wide.choices.extend((number, takes) for takes in choices)
    wide.books.append(capacity.books(is_weekly=is_weekly))
    wide.may_miss.append(is_weekly and row.helpers_needed == 1)
    wide.needs.append(row.helpers_needed)


def _request_columns(
    reader: _Reader, row: Row[Any], slots: list[Slot], choices: list[int]
) -> dict[str, Any]:
    kind, home, now = category(row.category), reader.homes[row.neighbourhood_id], reader.now
    at_deadline = is_at_deadline(slots, now, home.zone)
    waits_since = row.confirmed_at or row.created_at
    needs_met = not kind.is_remote and row.meeting_point_id is None
    lat, lon = _request_centre(row, kind, home)
    return {
        "ids": row.id,
        "category": driving.number_asked(row.category, row.facts),
        "lat": lat,
        "lon": lon,
        "slots": reduce(or_, choices, 0),
        "level": _level_needed(row, kind) if needs_met else 0,
        "waiting_days": max(0.0, (now - waits_since).total_seconds() / 86_400),
        "urgent": row.is_urgent or at_deadline,
        "at_deadline": at_deadline,
        "has_place": not kind.is_remote,
        "needs_met": needs_met,
        "neighbourhood": reader.number_of(row.neighbourhood_id),
        "language": reader.languages.mask([row.language] if row.language else []),
        "prefers": _preferred_face(row, kind, home),
    }


def _preferred_face(row: Row[Any], kind: Category, home: Neighbourhood) -> int:
    wished = prefers_known(
        kind,
        is_weekly=row.recurrence is Recurrence.WEEKLY,
        names_somebody=row.wanted_helper_id is not None,
        weighs_faces=home.weighs_faces,
    )
    return FACE_NUMBERS[wished]


def _level_needed(row: Row[Any], kind: Category) -> int:
    return level_at_home(kind.level, is_in_veille=row.is_in_veille, n_helpers=row.helpers_needed)


def _reason_to_set_aside(row: Row[Any], kind: Category) -> str | None:
    if not kind.goes_to_matcher:
        return "needs_coordinator"
    if kind.is_remote or row.meeting_point_id is not None:
        return None
    placed = row.precision is not None and row.precision.is_matchable and row.lat is not None
    return None if placed else "not_placed"


def _request_centre(row: Row[Any], kind: Category, home: Neighbourhood) -> tuple[float, float]:
    """A home is matched only with people the team has met: the finer cell serves for all."""
    if kind.is_remote:
        return REMOTE
    if row.meeting_point_id is not None:
        return _centre(row.point_lat, row.point_lon, home.cell_met_m)
    return _centre(row.lat, row.lon, home.cell_met_m)


@cache
def _centre(lat: float, lon: float, side_m: int) -> tuple[float, float]:
    centre = cell_centre(Point(lat, lon), side_m)
    return centre.lat, centre.lon


def _read_offers(reader: _Reader) -> list[Row[Any]]:
    """Every active offer, with its person's week less what is promised already."""
    session, snapshot, now = reader.session, reader.snapshot, reader.now
    today = snapshot.first_day
    kinds = queries.offer_categories(session)
    away = queries.absences(session, today=today)
    loads = capacity.loads(session, today=today, now=now)
    taken = capacity.taken_slots(session, today=today)
    rows = list(queries.active_offers(session, reader.group, now=now))
    begun = begun_mask(now, next(iter(reader.homes.values())).zone, today)
    for row in rows:
        mask = expand_week(row.weekly_mask, today) & ~mask_of(taken[row.user_id], today) & ~begun
        for starts_on, ends_on in away.get(row.user_id, ()):
            mask &= ~absence_mask(starts_on, ends_on, today)
        columns = _offer_columns(reader, row, loads[row.user_id])
        columns["slots"] = mask
        columns["categories"] = driving.numbers_given(kinds[row.id], row.drives_declared_on, today)
        for name, value in columns.items():
            snapshot.offers[name].append(value)
        snapshot.offer_versions[row.id] = row.version
        snapshot.helper_ids[row.id] = row.user_id
    return rows


def _offer_columns(reader: _Reader, row: Row[Any], load: capacity.Load) -> dict[str, Any]:
    home = reader.homes[row.home_id]
    side = home.cell_met_m if row.met_on is not None else home.cell_unknown_m
    placed = row.precision is not None and row.precision.is_matchable and row.lat is not None
    lat, lon = _centre(row.lat, row.lon, side) if placed else REMOTE
    rests = row.rest_until is not None and row.rest_until > reader.now
    return {
        "ids": row.id,
        "lat": lat,
        "lon": lon,
        "reach_m": reach_with_cells_m(row.reach.metres, side),
        "capacity": 0 if rests else load.capacity(row.rhythm_per_month),
        "load": load.booked,
        "rhythm": row.rhythm_per_month or 0,
        "level": row.level,
        "met": row.met_on is not None,
        "neighbourhood": reader.number_of(row.home_id),
        "languages": reader.languages.mask(row.languages),
    }
