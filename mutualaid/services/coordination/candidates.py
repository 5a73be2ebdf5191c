"""Whom a coordinator may ask by hand, and what stands in the way of the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.slots import Slot
from mutualaid.models import HelpRequest, Offer, User
from mutualaid.queries import neighbours
from mutualaid.queries.coordination import requests as queries
from mutualaid.services import rules

MOST_SHOWN = 40


@dataclass(frozen=True)
class Candidate:
    """A neighbour beside one request: the half-days that suit, or what stands in the way."""

    offer: Offer
    distance_m: int | None
    slots: list[Slot]
    obstacle: str | None
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
    found = [
        _candidate(known, help_request, offer, is_ours=offer.user.neighbourhood_id in desk, now=now)
        for offer in offers
    ]
    return sorted(_to_show(found), key=_rank)[:MOST_SHOWN]


def _candidate(
    known: rules.Known, help_request: HelpRequest, offer: Offer, *, is_ours: bool, now: datetime
) -> Candidate:
    obstacles = {
        slot: rules.obstacle_given(known, help_request, offer, slot, now=now)
        for slot in help_request.slots
    }
    slots = [slot for slot, obstacle in obstacles.items() if obstacle is None]
    blocking = [obstacle for obstacle in obstacles.values() if obstacle is not None]
    return Candidate(
        offer=offer,
        distance_m=rules.distance_between(help_request, offer.user),
        slots=slots,
        obstacle=None if slots else (blocking or ["slot_past"])[-1],
        is_ours=is_ours,
    )


def _to_show(found: Iterable[Candidate]) -> Iterable[Candidate]:
    return (each for each in found if each.slots or each.is_ours)


def _rank(candidate: Candidate) -> tuple[bool, int, int]:
    return not candidate.slots, candidate.distance_m or 0, candidate.offer.id
