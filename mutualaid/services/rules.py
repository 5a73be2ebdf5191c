"""The hard rules for one pair, in the order in which a coordinator reads what stands in the way.

The same rules as `mutualaid.matching.candidates` states for arrays; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from mutualaid.domain import driving
from mutualaid.domain.categories import category
from mutualaid.domain.clock import local_date
from mutualaid.domain.geo import Point, cell_centre, haversine_m, reach_with_cells_m
from mutualaid.domain.occurrences import required_slots
from mutualaid.domain.requests import startable
from mutualaid.domain.slots import Slot, weekly_bit
from mutualaid.domain.statuses import LIVE_PROPOSALS, SEARCHING_REQUESTS, OfferStatus
from mutualaid.models import (
    Block,
    HelperRefusal,
    HelpRequest,
    Neighbourhood,
    Offer,
    Place,
    Proposal,
    User,
)
from mutualaid.queries import appointments, capacity, neighbours
from mutualaid.services import households


def needs_met(help_request: HelpRequest) -> bool:
    """Whether a home address would be disclosed: then only helpers the team has seen."""
    return not help_request.is_remote and help_request.meeting_point_id is None


def required_level(help_request: HelpRequest) -> int:
    """The safety level of the category; at a public meeting point or by phone, 0."""
    return category(help_request.category).level if needs_met(help_request) else 0


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


def obstacle(
    session: Session,
    help_request: HelpRequest,
    offer: Offer,
    slot: Slot,
    *,
    now: datetime,
    may_miss: bool = False,
) -> str | None:
    """The first rule that forbids this pair in this slot, as a code; None when it may be.

    `may_miss`: free on all dates of a series but one will do.
    """
    known = known_about(session, help_request, [offer.user_id], now=now)
    return obstacle_given(known, help_request, offer, slot, now=now, may_miss=may_miss)


@dataclass(frozen=True)
class Known:
    """What the database says about one request and some helpers, read once for all of them."""

    blocked: frozenset[int]
    refused: frozenset[int]
    asked: frozenset[int]
    exchanging: frozenset[int]
    """Neighbourhoods that exchange with the request's, itself included."""
    startable: frozenset[Slot]
    taken: dict[int, set[Slot]]
    loads: dict[int, capacity.Load]
    incomplete: Slot | None = None
    """The half-day that is agreed and lacks somebody: others are asked for no other one."""


def known_about(
    session: Session,
    help_request: HelpRequest,
    helper_ids: Collection[int],
    *,
    now: datetime,
    exchanging: frozenset[int] | None = None,
) -> Known:
    """Read what the rules need, in as many questions for a hundred helpers as for one."""
    if exchanging is None:
        exchanging = neighbours.exchanging_with(session, help_request.neighbourhood_id)
    ties = _ties(session, help_request, helper_ids)
    home = help_request.neighbourhood
    today = local_date(now, home.zone) if home is not None else now.date()
    lacking = appointments.find_incomplete(session, help_request)
    return Known(
        blocked=frozenset(ties["blocked"]),
        refused=frozenset(ties["refused"]),
        asked=frozenset(ties["asked"]),
        exchanging=exchanging,
        startable=frozenset(startable_slots(help_request, now)),
        taken=capacity.taken_slots(session, today=today, helper_ids=helper_ids),
        loads=capacity.loads(session, today=today, now=now, helper_ids=helper_ids),
        incomplete=lacking.slot if lacking is not None else None,
    )


def _ties(
    session: Session, help_request: HelpRequest, helper_ids: Collection[int]
) -> dict[str, set[int]]:
    """Which helpers are blocked, refused before or are being asked now."""
    resident_id = help_request.user_id
    rows = union_all(
        select(literal("blocked"), Block.blocker_id).where(
            Block.blocked_id == resident_id, Block.blocker_id.in_(helper_ids)
        ),
        select(literal("blocked"), Block.blocked_id).where(
            Block.blocker_id == resident_id, Block.blocked_id.in_(helper_ids)
        ),
        select(literal("refused"), HelperRefusal.helper_id).where(
            HelperRefusal.help_request_id == help_request.id,
            HelperRefusal.helper_id.in_(helper_ids),
        ),
        select(literal("asked"), Proposal.helper_id).where(
            Proposal.help_request_id == help_request.id,
            Proposal.helper_id.in_(helper_ids),
            Proposal.status.in_(LIVE_PROPOSALS),
        ),
    )
    ties: dict[str, set[int]] = {"blocked": set(), "refused": set(), "asked": set()}
    for name, helper_id in session.execute(rows):
        ties[name].add(helper_id)
    return ties


def obstacle_given(
    known: Known,
    help_request: HelpRequest,
    offer: Offer,
    slot: Slot,
    *,
    now: datetime,
    may_miss: bool = False,
) -> str | None:
    """The same from what was read before."""
    gap = gap_of(known, help_request, offer.user, slot, now=now) if may_miss else None
    return next(_obstacles(known, help_request, offer, slot, gap=gap, now=now), None)


def gap_of(
    known: Known, help_request: HelpRequest, helper: User, slot: Slot, *, now: datetime
) -> date | None:
    """The one date of a series that this helper lacks; None when it is none of them, or more."""
    needed = needed_slots(help_request, slot, today=today_of(help_request, now))
    lacking = {each.on_date for each in needed if not _is_free(known, helper, each)}
    is_rest = len({each.on_date for each in needed}) > 1
    return lacking.pop() if help_request.is_weekly and len(lacking) == 1 and is_rest else None


def _is_free(known: Known, helper: User, slot: Slot) -> bool:
    return is_free_in_week(helper, slot) and slot not in known.taken.get(helper.id, set())


def _obstacles(
    known: Known,
    help_request: HelpRequest,
    offer: Offer,
    slot: Slot,
    *,
    gap: date | None,
    now: datetime,
) -> Iterator[str]:
    helper = offer.user
    if help_request.status not in SEARCHING_REQUESTS and slot != known.incomplete:
        yield "request_not_searching"
    if offer.status is not OfferStatus.ACTIVE or is_paused(offer, now):
        yield "offer_not_active"
    if help_request.category not in offer.categories:
        yield "category"
    if driving.needs_driver(help_request.category, help_request.facts) and not driving.may_drive(
        helper.drives_declared_on, today_of(help_request, now)
    ):
        yield "no_driver"
    yield from _people_obstacles(known, help_request, helper)
    yield from _place_obstacles(known, help_request, offer)
    if slot not in known.startable:
        is_later = help_request.is_weekly and slot in help_request.slots
        yield (
            "later_week" if is_later and min(known.startable, default=slot) < slot else "slot_past"
        )
    gaps = [gap] if gap is not None else []
    needed = needed_slots(help_request, slot, today=today_of(help_request, now), gaps=gaps)
    yield from _time_obstacles(known, help_request, helper, needed)


def is_paused(offer: Offer, now: datetime) -> bool:
    """Whether the offer or its person pauses at this moment."""
    ends = (offer.paused_until, offer.user.paused_until)
    return any(end is not None and end > now for end in ends)


def _people_obstacles(known: Known, help_request: HelpRequest, helper: User) -> Iterator[str]:
    resident = help_request.user
    if helper.id == resident.id or households.are_one(helper, resident):
        yield "same_household"
    if helper.id in known.blocked:
        yield "not_possible"
    if needs_met(help_request) and helper.met_on is None:
        yield "not_met"
    if helper.level < required_level(help_request):
        yield "level"
    if not (helper.is_adult and resident.is_adult):
        yield "not_possible"
    if help_request.language and help_request.language not in helper.languages:
        yield "language"
    if helper.id in known.refused:
        yield "asked_before"
    if helper.id in known.asked:
        yield "already_asked"


def _place_obstacles(known: Known, help_request: HelpRequest, offer: Offer) -> Iterator[str]:
    home, helper = help_request.neighbourhood, offer.user
    if helper.neighbourhood_id not in known.exchanging:
        yield "neighbourhood"
    if help_request.is_remote:
        return
    metres = distance_between(help_request, helper)
    if metres is None or home is None:
        yield "not_placed"
    elif metres > reach_with_cells_m(offer.reach.metres, cell_side(home, helper)):
        yield "too_far"


def _time_obstacles(
    known: Known, help_request: HelpRequest, helper: User, needed: Collection[Slot]
) -> Iterator[str]:
    if not all(is_free_in_week(helper, each) for each in needed):
        yield "not_free"
    if known.taken.get(helper.id, set()).intersection(needed):
        yield "taken"
    load = known.loads.get(helper.id, capacity.Load())
    if not load.has_room(helper.rhythm_per_month, is_weekly=help_request.is_weekly):
        yield "no_capacity"


def is_free_in_week(helper: User, slot: Slot) -> bool:
    """Free in a normal week, and not absent on that date."""
    bit = weekly_bit(slot.on_date.weekday(), slot.half_day)
    away = any(each.starts_on <= slot.on_date <= each.ends_on for each in helper.absences)
    return bool(helper.weekly_mask >> bit & 1) and not away


def _point(place: Place | None) -> Point | None:
    if place is None or not place.precision.is_matchable:
        return None
    if place.lat is None or place.lon is None:
        return None
    return Point(place.lat, place.lon)
