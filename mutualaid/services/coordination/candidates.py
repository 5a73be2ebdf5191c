"""Whom a coordinator may ask by hand, and what stands in the way of the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.slots import Slot
from mutualaid.matching.explain import reasons_for_pair
from mutualaid.models import HelpRequest, Offer, User
from mutualaid.queries import capacity, neighbours
from mutualaid.queries.coordination import requests as queries
from mutualaid.services import rules

MOST_SHOWN = 40


@dataclass(frozen=True)
class Candidate:
    """A neighbour beside one request: the half-days that suit, or what stands in the way."""

    offer: Offer
    distance_m: int | None
    slots: list[Slot]
    gaps: dict[Slot, date]
    """The one date of a series that she lacks, when nobody is free on all of them."""
    obstacle: str | None
    reasons: list[dict[str, Any]]
    """What speaks for the first of these half-days, as codes with numbers."""
    is_ours: bool
    """Of the coordinator's own neighbourhoods; else only the first name is hers to read."""

    @property
    def helper(self) -> User:
        """The person behind the offer."""
        return self.offer.user


def list_candidates(
    session: Session, help_request: HelpRequest, *, by: User, words: str = "", now: datetime
) -> list[Candidate]:
    """Those who suit first, the nearest on top; of other desks only those who suit."""
    desk = policies.neighbourhood_ids(by)
    around = neighbours.exchanging_with(session, help_request.neighbourhood_id)
    offers = queries.list_helpers(session, help_request, around, desk=desk, words=words)
    known = rules.known_about(
        session, help_request, [offer.user_id for offer in offers], now=now, exchanging=around
    )
    may_miss = is_nobody_whole(session, help_request, now=now)
    found = [
        _candidate(
            *(known, help_request, offer),
            is_ours=offer.user.neighbourhood_id in desk,
            may_miss=may_miss,
            now=now,
        )
        for offer in offers
    ]
    return sorted(_to_show(found), key=_rank)[:MOST_SHOWN]


def is_nobody_whole(session: Session, help_request: HelpRequest, *, now: datetime) -> bool:
    """Whether no helper could come on all dates of a series: only then one may be missing."""
    if not help_request.is_weekly:
        return False
    around = neighbours.exchanging_with(session, help_request.neighbourhood_id)
    offers = queries.list_helpers(session, help_request, around, desk=around)
    known = rules.known_about(
        session, help_request, [offer.user_id for offer in offers], now=now, exchanging=around
    )
    return all(
        rules.obstacle_given(known, help_request, offer, slot, now=now) is not None
        for offer in offers
        for slot in known.startable
    )


def _candidate(
    known: rules.Known,
    help_request: HelpRequest,
    offer: Offer,
    *,
    is_ours: bool,
    may_miss: bool,
    now: datetime,
) -> Candidate:
    obstacles = {
        slot: rules.obstacle_given(known, help_request, offer, slot, now=now, may_miss=may_miss)
        for slot in sorted(known.startable) or help_request.slots
    }
    gaps = {
        slot: rules.gap_of(known, help_request, offer.user, slot, now=now)
        for slot in obstacles
        if may_miss
    }
    slots = [slot for slot, obstacle in obstacles.items() if obstacle is None]
    blocking = [obstacle for obstacle in obstacles.values() if obstacle is not None]
    return Candidate(
        offer=offer,
        distance_m=rules.distance_between(help_request, offer.user),
        slots=slots,
        gaps={slot: gap for slot, gap in gaps.items() if gap is not None},
        obstacle=None if slots else (blocking or ["slot_past"])[-1],
        reasons=_reasons(known, help_request, offer, slots[0], now) if slots else [],
        is_ours=is_ours,
    )


def _reasons(
    known: rules.Known, help_request: HelpRequest, offer: Offer, slot: Slot, now: datetime
) -> list[dict[str, Any]]:
    """As a run would say it."""
    load = known.loads.get(offer.user_id, capacity.Load()).booked
    metres = rules.distance_between(help_request, offer.user)
    found = reasons_for_pair(
        *(metres, slot.bit(rules.today_of(help_request, now)), load),
        is_known=offer.user_id in known.met,
        prefers_known=rules.prefers_known(help_request),
    )
    return [{"code": each.code.name.lower(), "n": each.n} for each in found]


def _to_show(found: Iterable[Candidate]) -> Iterable[Candidate]:
    return (each for each in found if each.slots or each.is_ours)


def _rank(candidate: Candidate) -> tuple[bool, int, int]:
    return not candidate.slots, candidate.distance_m or 0, candidate.offer.id
