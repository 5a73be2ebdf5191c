"""The first rule that forbids a pair, in the order in which a coordinator reads it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from mutualaid.domain import driving
from mutualaid.domain.geo import reach_with_cells_m
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import SEARCHING_REQUESTS, OfferStatus
from mutualaid.models import HelpRequest, Offer, User
from mutualaid.queries import capacity
from mutualaid.services import households
from mutualaid.services.rules.known import Known, known_about
from mutualaid.services.rules.needs import (
    cell_side,
    distance_between,
    is_free_in_week,
    needed_slots,
    needs_met,
    required_level,
    today_of,
)


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
    all_of_them = obstacles_given(known, help_request, offer, slot, now=now, may_miss=may_miss)
    return next(all_of_them, None)


def obstacles_given(
    known: Known,
    help_request: HelpRequest,
    offer: Offer,
    slot: Slot,
    *,
    now: datetime,
    may_miss: bool = False,
) -> Iterator[str]:
    """Every rule that forbids this pair in this slot, the first one first."""
    gap = gap_of(known, help_request, offer.user, slot, now=now) if may_miss else None
    yield from _obstacles(known, help_request, offer, slot, gap=gap, now=now)


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
    if known.gathering is not None and slot != known.gathering:
        yield "other_half_day"
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
    if is_resting(helper, now):
        yield "resting"


def is_paused(offer: Offer, now: datetime) -> bool:
    """Whether the offer or its person pauses at this moment."""
    ends = (offer.paused_until, offer.user.paused_until)
    return any(end is not None and end > now for end in ends)


def is_resting(helper: User, now: datetime) -> bool:
    """Whether this person is left in peace: the last question stayed without an answer."""
    return helper.rest_until is not None and helper.rest_until > now


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
    if helper.id in known.forbidden:
        yield "forbidden"
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
