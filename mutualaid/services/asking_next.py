"""Ask the next neighbour of one request, at once: after a no, a time-out, or for an urgent need.

Looking holds no lock; what was found is looked at again under the locks before it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutualaid.domain.categories import category
from mutualaid.domain.deadlines import MOST_IN_FLIGHT, UNDO_WITHIN
from mutualaid.domain.distance import Reach
from mutualaid.domain.geo import Point, cell_centre, haversine_m, reach_with_cells_m
from mutualaid.domain.refusals import Rates
from mutualaid.domain.slots import Slot, weekly_bit
from mutualaid.domain.statuses import RequestStatus
from mutualaid.matching import dispatch
from mutualaid.matching.explain import reasons_for_pair
from mutualaid.models import HelpRequest, Offer, RunRequest
from mutualaid.queries import asking_next as queries
from mutualaid.queries import capacity, neighbours
from mutualaid.services import (
    expecting,
    journal,
    other_moments,
    rules,
    run_requests,
    why_nobody,
)
from mutualaid.services.locks import lock_people, lock_request
from mutualaid.services.matching.deciding import Reason
from mutualaid.services.proposals import Pairing, propose_many
from mutualaid.services.proposals.holding import count_places, holding_of, lacks_backups
from mutualaid.services.proposals.pairing import first_kept
from mutualaid.services.proposals.releasing import tell_desk

LOOKED_AT_ONCE = 40
TOO_FAR = -1


@dataclass(frozen=True, order=True)
class Choice:
    """The neighbour to ask, and for which half-day."""

    offer_id: int
    slot: Slot
    gap: date | None = None
    """Of a series, the one date on which this neighbour is not free."""


@dataclass(frozen=True)
class Nobody:
    """Somebody is looked for, and nobody may be asked."""

    reason: Reason


def find(session: Session, asked: RunRequest, *, now: datetime) -> Choice | Nobody | None:
    """Whom to ask, or why nobody may be; None when nobody is to be asked."""
    help_request = session.get_one(HelpRequest, asked.help_request_id)
    if not is_wanted(session, help_request, since=asked.created_at, now=now):
        return None
    return look(session, help_request, now=now)


def look(session: Session, help_request: HelpRequest, *, now: datetime) -> Choice | Nobody | None:
    """Whom the rules would ask first, or why nobody may be; nothing is written."""
    around = neighbours.exchanging_with(session, help_request.neighbourhood_id)
    search = _Search(session, help_request, now, around, _rates(session, help_request, now))
    found = search.first()
    if found is None and help_request.is_weekly:
        if queries.is_asked_for_all_dates(session, help_request):
            return None  # somebody is free on all of them, and may still say yes
        search = replace(search, may_miss=True)
        found = search.first()
    if found is not None:
        return found
    reason = why_nobody.reason_for(session, help_request, around, now=now)
    if help_request.is_team:
        others = other_moments.list_for(session, help_request, around, now=now)
        reason["others"] = [each.written for each in others]
    return Nobody(reason)


def choice_of(
    session: Session, help_request: HelpRequest, offer: Offer, *, now: datetime
) -> Choice | None:
    """For which half-day this neighbour may be asked; nothing is written."""
    around = neighbours.exchanging_with(session, help_request.neighbourhood_id)
    search = _Search(session, help_request, now, around, _rates(session, help_request, now))
    return search.of(offer)


def is_wanted(
    session: Session, help_request: HelpRequest, *, since: datetime, now: datetime
) -> bool:
    """Whether one more neighbour is to be asked for this request.

    Of a team nobody is asked alone while it has nobody: that is for a run.
    """
    if not run_requests.is_searched(session, help_request):
        return False
    if help_request.is_team and help_request.status is RequestStatus.OPEN:
        return False
    if not category(help_request.category).goes_to_matcher or help_request.user.left_at is not None:
        return False
    n_holding = len(holding_of(session, help_request))
    missing = count_places(session, help_request) - n_holding
    in_flight = queries.count_in_flight(session, help_request, undo_since=now - UNDO_WITHIN)
    return (
        missing > 0
        and in_flight - n_holding < MOST_IN_FLIGHT * missing
        and (
            not queries.was_asked_since(session, help_request, since)
            or (help_request.is_team and lacks_backups(session, help_request))
        )
        and not queries.is_silent(session, help_request)
    )


def ask(
    session: Session, asked: RunRequest, choice: Choice | Nobody | None, *, now: datetime
) -> bool:
    """Ask whom we chose; the request for it is answered in the same transaction.

    False when the choice does not stand any more: choose again.
    """
    help_request = lock_request(session, asked.help_request_id or 0)
    if choice is not None and is_wanted(session, help_request, since=asked.created_at, now=now):
        if isinstance(choice, Nobody):
            _nobody(session, help_request, choice.reason, now)
        elif not ask_one(session, help_request, choice, now=now):
            return False
    run_requests.finish(session, asked.id, run_id=None, now=now)
    return True


def _nobody(session: Session, help_request: HelpRequest, reason: Reason, now: datetime) -> None:
    """The reason is kept; of a team that cannot be complete any more, the desk is told."""
    _keep_reason(session, help_request, reason)
    if help_request.is_team and lacks_backups(session, help_request):
        slot = rules.known_about(session, help_request, [], now=now).settled
        day = f"{slot.on_date}:{slot.half_day}" if slot is not None else ""
        tell_desk(session, help_request, f"short:{day}", now=now)


def ask_one(session: Session, help_request: HelpRequest, choice: Choice, *, now: datetime) -> bool:
    """Whether the choice still stood, and is asked; the request is locked."""
    offer = session.get_one(Offer, choice.offer_id)
    lock_people(session, [offer.user_id])
    known = rules.known_about(session, help_request, [offer.user_id], now=now)
    may_miss = choice.gap is not None
    given = (help_request, offer, choice.slot)
    if rules.obstacle_given(known, *given, now=now, may_miss=may_miss) is not None:
        return False
    if may_miss and choice.gap != rules.gap_of(
        known, help_request, offer.user, choice.slot, now=now
    ):
        return False
    if not propose_many(session, [_pairing(known, help_request, offer, choice, now)], now=now):
        return False
    journal.note(session, "next_asked", help_request, by=None, now=now)
    if help_request.is_team and lacks_backups(session, help_request):
        run_requests.ask_next_soon(session, help_request, now=now)
    return True


def _keep_reason(session: Session, help_request: HelpRequest, reason: Reason) -> None:
    """As a run keeps it: nobody who reads the request has to look again for that."""
    session.execute(
        update(HelpRequest)
        .where(HelpRequest.id == help_request.id)
        .values(unmatched_reason=reason)
        .execution_options(synchronize_session="fetch")
    )


Rank = tuple[int, int]


@dataclass(frozen=True)
class _Search:
    """One look around: who is near, and what the rules say of them."""

    session: Session
    help_request: HelpRequest
    now: datetime
    around: frozenset[int]
    """Neighbourhoods that exchange with the request's, itself included."""
    rates: Rates
    """How often neighbours cannot, where it depends on the part of the day."""
    may_miss: bool = False
    """Of a series one date may be missing, since nobody is free on all of them."""

    def first(self) -> Choice | None:
        """Whom the desk pinned, else the same person as before, else the cheapest."""
        return self.pinned() or self.wanted_helper() or self.best()

    def pinned(self) -> Choice | None:
        """Whom the desk wants asked first, when the rules allow it."""
        offers = queries.list_pinned_offers(self.session, self.help_request)
        return next((choice for _rank, choice in self._possible(offers)), None) if offers else None

    def wanted_helper(self) -> Choice | None:
        """« La même personne »: first of all, when the rules allow it."""
        wanted_id = self.help_request.wanted_helper_id
        offer = queries.find_offer_of(self.session, wanted_id) if wanted_id is not None else None
        return self.of(offer) if offer is not None else None

    def of(self, offer: Offer) -> Choice | None:
        """This one, when the rules allow it."""
        return next((choice for _rank, choice in self._possible([offer])), None)

    def best(self) -> Choice | None:
        """The cheapest whom the rules allow; the nearest are looked at first."""
        near = self._nearest_first()
        best: tuple[Rank, Choice] | None = None
        for start in range(0, len(near), LOOKED_AT_ONCE):
            batch = near[start : start + LOOKED_AT_ONCE]
            if best is not None and best[0][0] < batch[0][0]:
                break  # whoever comes now walks farther than that
            offers = queries.list_offers(self.session, [offer_id for _points, offer_id in batch])
            found = min(self._possible(offers), default=None)
            best = found if best is None or (found is not None and found < best) else best
        return best[1] if best is not None else None

    def _possible(self, offers: Sequence[Offer]) -> Iterator[tuple[Rank, Choice]]:
        """Those whom no rule forbids, each for the soonest half-day that suits both."""
        people = [offer.user_id for offer in offers]
        known = rules.known_about(
            self.session, self.help_request, people, now=self.now, exchanging=self.around
        )
        for offer in offers:
            slot = next(self._slots(known, offer), None)
            if slot is not None:
                choice = Choice(offer.id, slot, self._gap(known, offer, slot))
                yield self._rank(known, offer, slot), choice

    def _slots(self, known: rules.Known, offer: Offer) -> Iterator[Slot]:
        """Those that suit, the least often declined part of the day first, then the soonest."""
        for slot in sorted(self.help_request.slots, key=lambda each: (self._refusal(each), each)):
            obstacle = rules.obstacle_given(
                known, self.help_request, offer, slot, now=self.now, may_miss=self.may_miss
            )
            if obstacle is None:
                yield slot

    def _gap(self, known: rules.Known, offer: Offer, slot: Slot) -> date | None:
        if not self.may_miss:
            return None
        return rules.gap_of(known, self.help_request, offer.user, slot, now=self.now)

    def _refusal(self, slot: Slot) -> int:
        number = category(self.help_request.category).number
        return self.rates.get((number, slot.half_day_index), 0)

    def _rank(self, known: rules.Known, offer: Offer, slot: Slot) -> Rank:
        helper = dispatch.Helper(
            number=offer.id,
            distance_m=rules.distance_between(self.help_request, offer.user),
            load=known.loads.get(offer.user_id, capacity.Load()).booked,
            rhythm=offer.user.rhythm_per_month,
            is_known=offer.user_id in known.met,
            refusal=self._refusal(slot),
        )
        return dispatch.rank(
            helper,
            prefers_known=rules.prefers_known(self.help_request),
            seed=str(self.help_request.id),
        )

    def _nearest_first(self) -> list[tuple[int, int]]:
        """(points for the walk alone, offer) of all within reach."""
        rows = queries.list_near(
            self.session,
            self.help_request,
            neighbourhood_ids=self.around,
            least_level=rules.required_level(self.help_request),
            only_met=rules.needs_met(self.help_request),
            week_mask=_week_mask(self.help_request),
            now=self.now,
        )
        distances = ((row[0], self._metres(*row[1:])) for row in rows)
        return sorted(
            (dispatch.walking_points(metres), offer_id)
            for offer_id, metres in distances
            if metres != TOO_FAR
        )

    def _metres(
        self, lat: float | None, lon: float | None, is_met: bool, reach: Reach
    ) -> int | None:
        """As `rules.distance_between`, from columns; `TOO_FAR` beyond the helper's reach."""
        here, home = rules.where(self.help_request), self.help_request.neighbourhood
        if self.help_request.is_remote:
            return None
        if here is None or home is None or lat is None or lon is None:
            return TOO_FAR
        side = home.cell_met_m if is_met else home.cell_unknown_m
        there = cell_centre(Point(lat, lon), side)
        metres = int(haversine_m(cell_centre(here, side), there) + 0.5)
        return metres if metres <= reach_with_cells_m(reach.metres, side) else TOO_FAR


def _rates(session: Session, help_request: HelpRequest, now: datetime) -> Rates:
    """As a run counts them: for one half-day, and only where parts of the day may differ."""
    parts = {slot.half_day_index for slot in help_request.slots}
    is_single = help_request.n_half_days == 1 and not help_request.is_weekly
    if len(parts) < 2 or not is_single or help_request.neighbourhood_id is None:
        return {}
    group = neighbours.group_of(session, help_request.neighbourhood_id)
    return expecting.refusal_rates(session, group, now=now)


def _week_mask(help_request: HelpRequest) -> int:
    mask = 0
    for slot in help_request.slots:
        mask |= 1 << weekly_bit(slot.on_date.weekday(), slot.half_day)
    return mask


def _pairing(
    known: rules.Known, help_request: HelpRequest, offer: Offer, choice: Choice, now: datetime
) -> Pairing:
    today = rules.today_of(help_request, now)
    slot = first_kept(choice.slot, choice.gap)
    load = known.loads.get(offer.user_id, capacity.Load())
    metres = rules.distance_between(help_request, offer.user)
    reasons: list[Any] = [
        {"code": each.code.name.lower(), "n": each.n}
        for each in reasons_for_pair(
            *(metres, slot.bit(today), load.booked),
            is_known=offer.user_id in known.met,
            prefers_known=rules.prefers_known(help_request),
        )
    ]
    return Pairing(
        *(help_request.id, offer.id, offer.user_id, slot),
        gaps=(choice.gap,) if choice.gap is not None else (),
        distance_m=metres,
        reasons=reasons,
        joins=help_request.status is RequestStatus.AGREED,
    )
