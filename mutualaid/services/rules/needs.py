"""What one request needs of a helper: met or not, which half-days, how far."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from mutualaid.domain import faces
from mutualaid.domain.categories import category
from mutualaid.domain.checkins import level_at_home
from mutualaid.domain.clock import local_date
from mutualaid.domain.geo import Point, cell_centre, haversine_m
from mutualaid.domain.occurrences import required_slots
from mutualaid.domain.requests import startable
from mutualaid.domain.slots import Slot, weekly_bit
from mutualaid.models import HelpRequest, Neighbourhood, Place, User


def needs_met(help_request: HelpRequest) -> bool:
    """Whether a home address would be disclosed: then only helpers the team has seen."""
    return not help_request.is_remote and help_request.meeting_point_id is None


def prefers_known(help_request: HelpRequest) -> bool | None:
    """Whether a known face is preferred, or a new one; None where the neighbourhood weighs none."""
    home = help_request.neighbourhood
    return faces.prefers_known(
        category(help_request.category),
        is_weekly=help_request.is_weekly,
        names_somebody=help_request.wanted_helper_id is not None,
        weighs_faces=home is None or home.weighs_faces,
    )


def required_level(help_request: HelpRequest) -> int:
    """The safety level of the category, or of the veille; at a meeting point or by phone, 0."""
    if not needs_met(help_request):
        return 0
    return level_at_home(
        category(help_request.category).level,
        is_in_veille=help_request.user.is_in_veille,
        n_helpers=help_request.helpers_needed,
    )


def today_of(help_request: HelpRequest, now: datetime) -> date:
    """The calendar day where it takes place."""
    return local_date(now, help_request.zone)


def needed_slots(
    help_request: HelpRequest, slot: Slot, *, today: date, gaps: Collection[date] = ()
) -> list[Slot]:
    """The half-days that a helper must have free."""
    return required_slots(
        slot,
        n_half_days=help_request.n_half_days,
        is_weekly=help_request.is_weekly,
        first_day=today,
        until_on=help_request.until_on,
        besides=gaps,
    )


def startable_slots(help_request: HelpRequest, now: datetime) -> list[Slot]:
    """The half-days for which somebody can be asked now."""
    return startable(
        help_request.slots,
        now,
        help_request.zone,
        start=help_request.start_time,
        n_half_days=help_request.n_half_days,
        flagged=help_request.is_urgent,
        is_weekly=help_request.is_weekly,
    )


def where(help_request: HelpRequest) -> Point | None:
    """The point the matcher may use, before it is laid on the grid."""
    if help_request.meeting_point is not None:
        return Point(help_request.meeting_point.lat, help_request.meeting_point.lon)
    return _point(help_request.place)


def distance_between(help_request: HelpRequest, helper: User) -> int | None:
    """Metres between cell centres, rounded; None by phone or when a place is unknown.

    A home is matched only with people the team has met, a meeting point is public: the finer
    cell serves for both.
    """
    here, there = where(help_request), _point(helper.place)
    home = help_request.neighbourhood
    if help_request.is_remote or not (here and there and home):
        return None
    centre = cell_centre(there, cell_side(home, helper))
    return int(haversine_m(cell_centre(here, home.cell_met_m), centre) + 0.5)


def cell_side(home: Neighbourhood, helper: User) -> int:
    """Side of the square, in metres: wider while the helper is unknown to the team."""
    return home.cell_met_m if helper.met_on is not None else home.cell_unknown_m


def is_free_in_week(helper: User, slot: Slot) -> bool:
    """Free in a normal week, and not absent on that date."""
    bit = weekly_bit(slot.on_date.weekday(), slot.half_day)
    return bool(helper.weekly_mask >> bit & 1) and not is_away(helper, slot.on_date)


def is_away(helper: User, on_date: date) -> bool:
    """« Je ne suis pas libre du … au … »."""
    return any(each.starts_on <= on_date <= each.ends_on for each in helper.absences)


def _point(place: Place | None) -> Point | None:
    if place is None or not place.precision.is_matchable:
        return None
    if place.lat is None or place.lon is None:
        return None
    return Point(place.lat, place.lon)
