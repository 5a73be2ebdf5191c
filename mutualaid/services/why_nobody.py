"""Why nobody can be asked for one request now: the reasons of a run, without a run."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import reduce
from operator import or_

from sqlalchemy.orm import Session

from mutualaid.domain import driving
from mutualaid.domain.geo import reach_with_cells_m
from mutualaid.domain.requests import is_at_deadline
from mutualaid.domain.slots import Slot, absence_mask, begun_mask, expand_week, mask_of, slot_of_bit
from mutualaid.matching import explain
from mutualaid.models import HelpRequest, Offer
from mutualaid.queries import asking_next as queries
from mutualaid.queries import capacity
from mutualaid.services import households, rules
from mutualaid.services.matching.deciding import Reason, reason_of

_THIS_KIND = 0
"""The one category that is looked at."""


def reason_for(
    session: Session, help_request: HelpRequest, around: Collection[int], *, now: datetime
) -> Reason:
    """The first true reason, and what would unlock it. `around`: neighbourhoods that exchange."""
    if not help_request.is_remote and rules.where(help_request) is None:
        return reason_of("not_placed")
    choices = _choices(help_request, now)
    if not choices:
        is_late = is_at_deadline(help_request.slots, now, help_request.zone)
        return reason_of("no_time_left" if is_late else "too_early")
    asked_for, helpers = _looked_at(session, help_request, around, choices, now)
    return _stored(explain.reason_for_no_pair(asked_for, helpers), help_request, now)


def other_half_days(
    session: Session, help_request: HelpRequest, around: Collection[int], *, now: datetime
) -> list[tuple[Slot, int]]:
    """Half-days not asked for, and how many would be free then; the most first."""
    choices = _choices(help_request, now)
    if not choices or (not help_request.is_remote and rules.where(help_request) is None):
        return []
    counts = explain.count_by_other_slot(*_looked_at(session, help_request, around, choices, now))
    today = rules.today_of(help_request, now)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(slot_of_bit(bit, today), n) for bit, n in ordered]


def _looked_at(
    session: Session,
    help_request: HelpRequest,
    around: Collection[int],
    choices: list[int],
    now: datetime,
) -> tuple[explain.AskedFor, list[explain.Candidate]]:
    """The request and everybody around who offers this kind of help, as the reasons read them."""
    offers = queries.list_offering(session, help_request, around, now)
    people = [offer.user_id for offer in offers]
    known = rules.known_about(session, help_request, people, now=now, exchanging=frozenset(around))
    asked_for = _asked_for(help_request, choices)
    return asked_for, [_candidate(known, help_request, offer, asked_for, now) for offer in offers]


def _choices(help_request: HelpRequest, now: datetime) -> list[int]:
    """What it may take, each as a mask of half-days."""
    today = rules.today_of(help_request, now)
    return [
        mask_of(rules.needed_slots(help_request, slot, today=today), today)
        for slot in rules.startable_slots(help_request, now)
        if slot.bit(today) >= 0
    ]


def _asked_for(help_request: HelpRequest, choices: list[int]) -> explain.AskedFor:
    is_wide = help_request.is_weekly or help_request.n_half_days > 1
    return explain.AskedFor(
        category=_THIS_KIND,
        slots=reduce(or_, choices),
        has_place=not help_request.is_remote,
        level=rules.required_level(help_request),
        needs_met=rules.needs_met(help_request),
        language=int(help_request.language is not None),
        choices=tuple(choices) if is_wide else (),
        may_miss=help_request.is_weekly,
        books=capacity.books(is_weekly=help_request.is_weekly) if is_wide else 0,
    )


def _candidate(
    known: rules.Known,
    help_request: HelpRequest,
    offer: Offer,
    asked_for: explain.AskedFor,
    now: datetime,
) -> explain.Candidate:
    """Whoever is being asked has promised these half-days to this very request."""
    helper, home = offer.user, help_request.neighbourhood
    is_asked = helper.id in known.asked
    load = known.loads.get(helper.id, capacity.Load())
    room = 0 if rules.is_resting(helper, now) else load.capacity(helper.rhythm_per_month)
    side = rules.cell_side(home, helper) if home is not None else 0
    return explain.Candidate(
        categories=int(_does_it(help_request, offer, now)) << _THIS_KIND,
        slots=_free(known, help_request, offer, now) | (asked_for.slots if is_asked else 0),
        distance_m=rules.distance_between(help_request, helper),
        reach_m=reach_with_cells_m(offer.reach.metres, side),
        level=helper.level,
        met=helper.met_on is not None,
        languages=int(help_request.language in helper.languages),
        capacity=max(room, int(is_asked)),
        load=load.booked,
        rhythm=helper.rhythm_per_month or 0,
        was_asked=is_asked or helper.id in known.refused,
        is_forbidden=_is_forbidden(known, help_request, offer),
    )


def _does_it(help_request: HelpRequest, offer: Offer, now: datetime) -> bool:
    if not driving.needs_driver(help_request.category, help_request.facts):
        return True
    return driving.may_drive(offer.user.drives_declared_on, rules.today_of(help_request, now))


def _free(known: rules.Known, help_request: HelpRequest, offer: Offer, now: datetime) -> int:
    today, helper = rules.today_of(help_request, now), offer.user
    free = expand_week(helper.weekly_mask, today)
    free &= ~mask_of(known.taken.get(helper.id, ()), today)
    free &= ~begun_mask(now, help_request.zone, today)
    for absence in helper.absences:
        free &= ~absence_mask(absence.starts_on, absence.ends_on, today)
    return free


def _is_forbidden(known: rules.Known, help_request: HelpRequest, offer: Offer) -> bool:
    helper, resident = offer.user, help_request.user
    return (
        helper.id == resident.id
        or helper.id in known.blocked | known.forbidden
        or households.are_one(helper, resident)
    )


def _stored(found: explain.UnmatchedReason, help_request: HelpRequest, now: datetime) -> Reason:
    """As a run writes it."""
    code = found.code.name.lower()
    if code == "nobody_offers" and driving.needs_driver(help_request.category, help_request.facts):
        code = "no_driver"
    unlock = None
    if found.unlock_slot >= 0:
        unlock = slot_of_bit(found.unlock_slot, rules.today_of(help_request, now))
    return reason_of(
        code,
        n=found.n,
        unlock_on=unlock.on_date.isoformat() if unlock else None,
        unlock_half_day=unlock.half_day.value if unlock else None,
        unlock_n=found.unlock_n,
    )
