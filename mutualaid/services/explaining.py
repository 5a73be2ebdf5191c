"""One request told whole: who could come, who cannot and why, what would unlock it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from mutualaid.domain.categories import category
from mutualaid.domain.refusals import Rates
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import SEARCHING_REQUESTS
from mutualaid.matching import dispatch
from mutualaid.matching.explain import reasons_for_pair
from mutualaid.models import HelpRequest, MatchingRun, Offer, Proposal
from mutualaid.queries import asking_next as queries
from mutualaid.queries import capacity, neighbours
from mutualaid.queries.proposals import is_holding
from mutualaid.services import expecting, rules, why_nobody
from mutualaid.services.asked import live_of
from mutualaid.services.matching import snapshot as snapshots

Reason = dict[str, Any]
NEVER_TOLD = frozenset({"same_household", "not_possible"})
"""What would have to change is nobody's to read: blocks and households."""
_OF_THE_REQUEST = "request_not_searching"
_TIME = frozenset({"not_free", "taken"})
_ACQUAINTANCE = frozenset({"not_met", "level"})


@dataclass(frozen=True)
class Able:
    """A helper whom no rule forbids: when, why, at what price."""

    offer: Offer
    distance_m: int | None
    slots: list[Slot]
    """That suit, the one that a run would take first."""
    gap: date | None
    """Of a series, the one date that she lacks, when nobody is free on all of them."""
    reasons: list[Reason]
    points: dispatch.Points
    rank: tuple[int, int]


@dataclass(frozen=True)
class Turn:
    """Where a request stands among those that a run would read now."""

    number: int
    n_requests: int


@dataclass(frozen=True)
class Explanation:
    """What the rules say of one request at one moment."""

    help_request: HelpRequest
    is_searching: bool
    n_missing: int
    asked: Sequence[Proposal]
    reason: Reason | None
    """Why nobody can be asked now; None when somebody can."""
    able: list[Able]
    unable: dict[str, list[Offer]]
    """By the first rule that forbids them, in the order of the rules."""
    lifts: dict[str, list[Offer]]
    """By the one rule without which they could come."""
    other_half_days: list[tuple[Slot, int]]
    run: MatchingRun | None
    """The last run that left it without anybody."""
    turn: Turn | None
    nearest_too_far_m: int | None = None
    by_slot: dict[Slot, int] = field(default_factory=dict)
    """How many of the able are free on each half-day."""


def explain(session: Session, help_request: HelpRequest, *, now: datetime) -> Explanation:
    """Look at everybody around; nothing is written."""
    around = neighbours.exchanging_with(session, help_request.neighbourhood_id)
    offers = queries.list_around(session, help_request, around)
    look = _Look.at(session, help_request, offers, around, now)
    able, verdicts = look.able(), look.verdicts
    if not able and help_request.is_weekly:
        look = _Look.at(session, help_request, offers, around, now, may_miss=True)
        able, verdicts = look.able(), look.verdicts
    lifts = _lifts(verdicts)
    asked = live_of(session, help_request)
    other = why_nobody.other_half_days(session, help_request, around, now=now)
    lifts = {code: some for code, some in lifts.items() if code not in _TIME or not other}
    reason = None if able else why_nobody.reason_for(session, help_request, around, now=now)
    run_id = help_request.last_run_id
    return Explanation(
        help_request=help_request,
        is_searching=help_request.status in SEARCHING_REQUESTS,
        n_missing=help_request.helpers_needed - sum(is_holding(each) for each in asked),
        asked=asked,
        reason=reason,
        able=able,
        unable=_by_first_rule(verdicts),
        lifts=lifts,
        other_half_days=other,
        run=session.get(MatchingRun, run_id) if run_id is not None else None,
        turn=_turn(session, help_request, now),
        nearest_too_far_m=look.nearest(lifts.get("too_far", ())),
        by_slot=_by_slot(able),
    )


@dataclass(frozen=True)
class _Verdict:
    """What stands in the way of one helper, half-day by half-day."""

    offer: Offer
    obstacles: dict[Slot, list[str]]

    @property
    def first(self) -> str:
        """The rule that forbids her where she comes closest."""
        return max(self.obstacles.values(), key=lambda codes: _place_of(codes[0]))[0]

    @property
    def only(self) -> str | None:
        """The one rule without which she could come; None when there is no such rule."""
        for codes in self.obstacles.values():
            kinds = set(codes)
            if len(kinds) == 1:
                return codes[0]
            if kinds in (_ACQUAINTANCE, _TIME):
                return "not_met" if kinds == _ACQUAINTANCE else "not_free"
        return None


_ORDER = (
    "offer_not_active category no_driver same_household not_possible not_met level language "
    "forbidden asked_before already_asked neighbourhood not_placed too_far slot_past later_week "
    "not_free taken no_capacity resting"
).split()


def _place_of(code: str) -> int:
    return _ORDER.index(code) if code in _ORDER else -1


@dataclass(frozen=True)
class _Look:
    """One look around, with what the rules say of everybody."""

    help_request: HelpRequest
    now: datetime
    known: rules.Known
    rates: Rates
    verdicts: list[_Verdict]
    may_miss: bool

    @classmethod
    def at(
        cls,
        session: Session,
        help_request: HelpRequest,
        offers: Sequence[Offer],
        around: Collection[int],
        now: datetime,
        *,
        may_miss: bool = False,
    ) -> _Look:
        """Read once what the rules need, and ask them."""
        people = [offer.user_id for offer in offers]
        known = rules.known_about(
            session, help_request, people, now=now, exchanging=frozenset(around)
        )
        slots = sorted(known.startable) or help_request.slots
        verdicts = [
            _Verdict(
                offer,
                {
                    slot: _obstacles(known, help_request, offer, slot, now=now, may_miss=may_miss)
                    for slot in slots
                },
            )
            for offer in offers
        ]
        return cls(
            help_request,
            now,
            known,
            _rates(session, help_request, now),
            verdicts,
            may_miss,
        )

    def able(self) -> list[Able]:
        """Whom no rule forbids, the cheapest first."""
        found = (self._able(verdict) for verdict in self.verdicts)
        return sorted((each for each in found if each is not None), key=lambda each: each.rank)

    def _able(self, verdict: _Verdict) -> Able | None:
        free = [slot for slot, codes in verdict.obstacles.items() if not codes]
        if not free:
            return None
        slots = sorted(free, key=lambda slot: (self._refusal(slot), slot))
        offer, need = verdict.offer, self.help_request
        prefers_known, is_known = rules.prefers_known(need), offer.user_id in self.known.met
        helper = dispatch.Helper(
            number=offer.id,
            distance_m=rules.distance_between(need, offer.user),
            load=self.known.loads.get(offer.user_id, capacity.Load()).booked,
            rhythm=offer.user.rhythm_per_month,
            is_known=is_known,
            refusal=self._refusal(slots[0]),
        )
        bit = slots[0].bit(rules.today_of(need, self.now))
        reasons = reasons_for_pair(
            helper.distance_m, bit, helper.load, is_known=is_known, prefers_known=prefers_known
        )
        gap = None
        if self.may_miss:
            gap = rules.gap_of(self.known, need, offer.user, slots[0], now=self.now)
        return Able(
            offer=offer,
            distance_m=helper.distance_m,
            slots=slots,
            gap=gap,
            reasons=[{"code": each.code.name.lower(), "n": each.n} for each in reasons],
            points=dispatch.points_of(helper, prefers_known=prefers_known),
            rank=dispatch.rank(helper, prefers_known=prefers_known, seed=str(need.id)),
        )

    def _refusal(self, slot: Slot) -> int:
        number = category(self.help_request.category).number
        return self.rates.get((number, slot.half_day_index), 0)

    def nearest(self, offers: Iterable[Offer]) -> int | None:
        """How far the nearest of them lives."""
        metres = (rules.distance_between(self.help_request, offer.user) for offer in offers)
        return min((each for each in metres if each is not None), default=None)


def _rates(session: Session, help_request: HelpRequest, now: datetime) -> Rates:
    """As a run counts refusals: for requests of one half-day."""
    is_wide = help_request.is_weekly or help_request.n_half_days > 1
    if is_wide or help_request.neighbourhood_id is None:
        return {}
    group = neighbours.group_of(session, help_request.neighbourhood_id)
    return expecting.refusal_rates(session, group, now=now)


def _obstacles(
    known: rules.Known,
    help_request: HelpRequest,
    offer: Offer,
    slot: Slot,
    *,
    now: datetime,
    may_miss: bool,
) -> list[str]:
    codes = rules.obstacles_given(known, help_request, offer, slot, now=now, may_miss=may_miss)
    return [code for code in codes if code != _OF_THE_REQUEST]


def _by_first_rule(verdicts: Iterable[_Verdict]) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = defaultdict(list)
    for verdict in verdicts:
        if all(verdict.obstacles.values()) and verdict.obstacles:
            found[verdict.first].append(verdict.offer)
    return dict(sorted(found.items(), key=lambda item: _place_of(item[0])))


def _lifts(verdicts: Iterable[_Verdict]) -> dict[str, list[Offer]]:
    found: dict[str, list[Offer]] = defaultdict(list)
    for verdict in verdicts:
        if not all(verdict.obstacles.values()):
            continue
        code = verdict.only
        if code is not None and code not in NEVER_TOLD:
            found[code].append(verdict.offer)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), _place_of(item[0]))))


def _by_slot(able: Iterable[Able]) -> dict[Slot, int]:
    counts: dict[Slot, int] = defaultdict(int)
    for each in able:
        for slot in each.slots:
            counts[slot] += 1
    return dict(sorted(counts.items()))


def _turn(session: Session, help_request: HelpRequest, now: datetime) -> Turn | None:
    """Its place among all that a run would read now: the pressing, then the longest wait."""
    if help_request.neighbourhood_id is None:
        return None
    group = neighbours.group_of(session, help_request.neighbourhood_id)
    snapshot = snapshots.read(session, group, now=now)
    weights = {}
    for asked in (snapshot.requests, snapshot.wide.requests):
        columns = (asked["ids"], asked["urgent"], asked["at_deadline"], asked["waiting_days"])
        for number, urgent, at_deadline, days in zip(*columns, strict=True):
            weight = dispatch.need_weight(days, urgent=urgent)
            weights[number] = (urgent or at_deadline, weight)
    mine = weights.get(help_request.id)
    if mine is None:
        return None
    before = sum(weight > mine for weight in weights.values())
    return Turn(before + 1, len(weights))
