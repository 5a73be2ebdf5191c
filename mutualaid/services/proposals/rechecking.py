"""What of a plan still holds: looked at once more under the locks, just before it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, tuple_, union
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import (
    LIVE_PROPOSALS,
    SEARCHING_REQUESTS,
    OfferStatus,
    RequestStatus,
)
from mutualaid.models import (
    Block,
    HelperRefusal,
    HelperWish,
    HelpRequest,
    Offer,
    Proposal,
    RequestChoice,
)
from mutualaid.queries import capacity
from mutualaid.services import rules
from mutualaid.services.proposals.pairing import Pairing


def still_possible(
    session: Session,
    wanted: Sequence[Pairing],
    requests: dict[int, HelpRequest],
    offers: dict[int, Offer],
    now: datetime,
) -> Sequence[Pairing]:
    """Versions, states, blocks, capacities and half-days as they are now, under the locks."""
    if not wanted:
        return []
    helper_ids = {each.helper_id for each in wanted}
    today = rules.today_of(next(iter(requests.values())), now)
    loads = capacity.loads(session, today=today, now=now, helper_ids=helper_ids)
    taken = capacity.taken_slots(session, today=today, helper_ids=helper_ids)
    barred = _barred_pairs(session, wanted)
    blocked = _blocked_people(session, wanted, requests)
    kept = []
    for each in wanted:
        help_request, offer = requests[each.request_id], offers.get(each.offer_id)
        if offer is None or not _is_unchanged(each, help_request, offer, now):
            continue
        needed = set(rules.needed_slots(help_request, each.slot, today=today, gaps=each.gaps))
        load, weekly = loads[each.helper_id], help_request.is_weekly
        if (
            (each.request_id, each.helper_id) in barred
            or (help_request.user_id, each.helper_id) in blocked
            or taken[each.helper_id] & needed
            or not all(rules.is_free_in_week(offer.user, slot) for slot in needed)
            or not load.has_room(offer.user.rhythm_per_month, is_weekly=weekly)
        ):
            continue
        load.take(is_weekly=weekly)
        taken[each.helper_id] |= needed
        kept.append(each)
    return _whole_teams(wanted, kept, requests)


def _whole_teams(
    wanted: Sequence[Pairing], kept: list[Pairing], requests: dict[int, HelpRequest]
) -> list[Pairing]:
    """A run asks for a team together or not at all: half of one would only wait for the other."""
    planned = Counter(each.request_id for each in wanted)
    left = Counter(each.request_id for each in kept)
    cut = {
        request_id
        for request_id, n in planned.items()
        if n > 1 and requests[request_id].is_team and left[request_id] < n
    }
    return [each for each in kept if each.request_id not in cut]


def _is_unchanged(each: Pairing, help_request: HelpRequest, offer: Offer, now: datetime) -> bool:
    wanted = (RequestStatus.AGREED,) if each.joins else SEARCHING_REQUESTS
    return (
        help_request.status in wanted
        and offer.status is OfferStatus.ACTIVE
        and not rules.is_paused(offer, now)
        and not rules.is_resting(offer.user, now)
        and offer.user.level >= rules.required_level(help_request)
        and (offer.user.met_on is not None or not rules.needs_met(help_request))
        and each.request_version in (None, help_request.version)
        and each.offer_version in (None, offer.version)
    )


def _barred_pairs(session: Session, wanted: Sequence[Pairing]) -> set[tuple[int, int]]:
    """Pairs that are live already, or were refused or forbidden since the plan was computed."""
    pairs = [(each.request_id, each.helper_id) for each in wanted]
    live = select(Proposal.help_request_id, Proposal.helper_id).where(
        tuple_(Proposal.help_request_id, Proposal.helper_id).in_(pairs),
        Proposal.status.in_(LIVE_PROPOSALS),
    )
    refused = select(HelperRefusal.help_request_id, HelperRefusal.helper_id).where(
        tuple_(HelperRefusal.help_request_id, HelperRefusal.helper_id).in_(pairs)
    )
    forbidden = select(RequestChoice.help_request_id, RequestChoice.helper_id).where(
        tuple_(RequestChoice.help_request_id, RequestChoice.helper_id).in_(pairs),
        RequestChoice.wish == HelperWish.FORBID,
    )
    return set(session.execute(union(live, refused, forbidden)))


def _blocked_people(
    session: Session, wanted: Sequence[Pairing], requests: dict[int, HelpRequest]
) -> set[tuple[int, int]]:
    """Blocks between residents and helpers, one may have come since; in both directions."""
    people = {each.helper_id for each in wanted} | {each.user_id for each in requests.values()}
    rows = session.execute(
        select(Block.blocker_id, Block.blocked_id).where(
            Block.blocker_id.in_(people), Block.blocked_id.in_(people)
        )
    )
    return {pair for a, b in rows for pair in ((a, b), (b, a))}
