"""From rows to the columns of the matcher's instance: cells, masks, capacities, forbidden pairs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from mutualaid.domain import driving
from mutualaid.domain.categories import Category, category
from mutualaid.domain.clock import local_date
from mutualaid.domain.deadlines import leaves_time_to_answer
from mutualaid.domain.geo import Point, Precision, cell_centre, reach_with_cells_m
from mutualaid.domain.requests import is_at_deadline, reachable
from mutualaid.domain.slots import Slot, absence_mask, expand_week, mask_of
from mutualaid.models import Neighbourhood, Recurrence
from mutualaid.queries import capacity, neighbours
from mutualaid.queries import snapshot as queries

REMOTE = (float("nan"), float("nan"))


@dataclass
class Snapshot:
    """Columns for `mutualaid.matching.instance`, and what is needed to write the plan."""

    first_day: date
    requests: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    offers: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    agree: list[list[bool]] = field(default_factory=list)
    forbidden: list[tuple[int, int]] = field(default_factory=list)
    asked: list[tuple[int, int]] = field(default_factory=list)
    request_versions: dict[int, int] = field(default_factory=dict)
    offer_versions: dict[int, int] = field(default_factory=dict)
    helper_ids: dict[int, int] = field(default_factory=dict)
    set_aside: dict[int, str] = field(default_factory=dict)
    """Requests that never reach the solver, with their reason's code."""
    n_requests: int = 0


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
    request_rows = _read_requests(reader)
    offer_rows = _read_offers(reader)
    mutual = neighbours.mutual_pairs(session)
    snapshot.agree = [[a == b or (a, b) in mutual for b in homes] for a in homes]
    _bar_pairs(reader, request_rows, offer_rows)
    return snapshot


def _read_requests(reader: _Reader) -> list[Row[Any]]:
    """Requests of one helper and one half-day go to the solver; the others are set aside."""
    snapshot = reader.snapshot
    slots_of = queries.request_slots(reader.session, reader.group)
    kept = []
    for row in queries.open_requests(reader.session, reader.group):
        snapshot.n_requests += 1
        aside = _reason_to_set_aside(row, category(row.category))
        if aside is not None:
            snapshot.set_aside[row.id] = aside
            continue
        columns = _request_columns(reader, row, slots_of.get(row.id, []))
        if columns["slots"] == 0:
            snapshot.set_aside[row.id] = "no_time_left" if columns["at_deadline"] else "too_early"
            continue
        for name, value in columns.items():
            snapshot.requests[name].append(value)
        snapshot.request_versions[row.id] = row.version
        kept.append(row)
    return kept


def _request_columns(reader: _Reader, row: Row[Any], slots: list[Slot]) -> dict[str, Any]:
    kind, home, now = category(row.category), reader.homes[row.neighbourhood_id], reader.now
    at_deadline = is_at_deadline(slots, now, home.zone)
    possible = [
        slot
        for slot in reachable(slots, now, home.zone, start=row.start_time, flagged=row.is_urgent)
        if leaves_time_to_answer(
            now,
            slot.starts_at(home.zone, row.start_time),
            home.zone,
            urgent=row.is_urgent or at_deadline,
        )
    ]
    waits_since = row.confirmed_at or row.created_at
    needs_met = not kind.is_remote and row.meeting_point_id is None
    lat, lon = _request_centre(row, kind, home)
    return {
        "ids": row.id,
        "category": driving.number_asked(row.category, row.facts),
        "lat": lat,
        "lon": lon,
        "slots": mask_of(possible, reader.snapshot.first_day),
        "level": kind.level if needs_met else 0,
        "waiting_days": max(0.0, (now - waits_since).total_seconds() / 86_400),
        "urgent": row.is_urgent or at_deadline,
        "at_deadline": at_deadline,
        "has_place": not kind.is_remote,
        "needs_met": needs_met,
        "neighbourhood": reader.number_of(row.neighbourhood_id),
        "language": reader.languages.mask([row.language] if row.language else []),
    }


def _reason_to_set_aside(row: Row[Any], kind: Category) -> str | None:
    if not kind.goes_to_matcher:
        return "needs_coordinator"
    if row.helpers_needed > 1 or row.n_half_days > 1 or row.recurrence is Recurrence.WEEKLY:
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
    for row in rows:
        mask = expand_week(row.weekly_mask, today) & ~mask_of(taken[row.user_id], today)
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
    return {
        "ids": row.id,
        "lat": lat,
        "lon": lon,
        "reach_m": reach_with_cells_m(row.reach.metres, side),
        "capacity": load.capacity(row.rhythm_per_month),
        "load": load.booked,
        "rhythm": row.rhythm_per_month or 0,
        "level": row.level,
        "met": row.met_on is not None,
        "neighbourhood": reader.number_of(row.home_id),
        "languages": reader.languages.mask(row.languages),
    }


def _bar_pairs(reader: _Reader, request_rows: list[Row[Any]], offer_rows: list[Row[Any]]) -> None:
    """Oneself, one household, blocks: never named. Refusals: told apart in the reasons."""
    offers_by_key: dict[object, list[int]] = defaultdict(list)
    offer_of_user = {row.user_id: number for number, row in enumerate(offer_rows)}
    for number, row in enumerate(offer_rows):
        for key in _household_keys(row, row.precision):
            offers_by_key[key].append(number)
    barred: set[tuple[int, int]] = set()
    for number, row in enumerate(request_rows):
        for key in _household_keys(row, row.home_precision):
            barred.update((number, other) for other in offers_by_key.get(key, ()))
    blocked = queries.blocked_pairs(reader.session)
    requests_of: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(request_rows):
        requests_of[row.user_id].append(number)
    for resident_id, helper_id in blocked:
        if helper_id in offer_of_user:
            barred.update((n, offer_of_user[helper_id]) for n in requests_of[resident_id])
    reader.snapshot.forbidden = sorted(barred)
    request_row = {row.id: number for number, row in enumerate(request_rows)}
    reader.snapshot.asked = [
        (request_row[request_id], offer_of_user[helper_id])
        for request_id, helper_id in queries.refused_pairs(reader.session, reader.group)
        if request_id in request_row and helper_id in offer_of_user
    ]


def _household_keys(row: Row[Any], precision: Precision | None) -> list[object]:
    """As `rules.same_household`: declared, one mailbox, one landline, one door."""
    keys: list[object] = [("person", row.household_id or row.user_id), ("person", row.user_id)]
    if row.email:
        keys.append(("email", row.email))
    if row.phone:
        keys.append(("phone", row.phone))
    if precision is Precision.ADDRESS and row.flat:
        parts = (row.house_number, row.street, row.postcode, row.flat)
        keys.append(("door", *(part.strip().casefold() for part in parts)))
    return keys
