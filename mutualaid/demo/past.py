"""Hands of the last months, so that the figures, the ties and the map have something to tell.

Written as rows: what happened long ago owes nobody a mail any more. Nothing falls into the last
30 days, which the matcher counts when it looks who was asked lately.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.demo.place import ZONE
from mutualaid.domain.clock import at_wall_time
from mutualaid.domain.ids import calendar_uid, mot_de_passage
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import (
    Answer,
    AppointmentStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    Feedback,
    Feeling,
    HelpRequest,
    Offer,
    OfferCategory,
    Proposal,
    User,
)
from mutualaid.services import ties

FIRST_DAY, LAST_DAY = 112, 31
"""Days ago."""
SHARE_UNMET = 0.12
SHARE_AGAIN = 0.45
"""How often somebody asks the neighbour who has helped before."""
SHARE_WITH_FEEDBACK = 0.6
HANDS = {"shopping": 16, "outing": 14, "papers": 12, "chat": 14, "digital": 8, "repairs": 6}
FEELINGS = (Feeling.GOOD,) * 9 + (Feeling.MIXED,)


@dataclass(frozen=True)
class _Hand:
    resident: User
    offer: Offer
    category: str
    on: date


def remember(session: Session, *, today: date) -> None:
    """About seventy needs of the past, most of them met, some by the same two again."""
    rng = random.Random(11)
    residents = _residents(session)
    before: dict[int, Offer] = {}
    n_hands = sum(HANDS.values())
    days = sorted((rng.randint(LAST_DAY, FIRST_DAY) for _ in range(n_hands)), reverse=True)
    categories = [each for each, n in HANDS.items() for _ in range(n)]
    rng.shuffle(categories)
    for days_ago, category in zip(days, categories, strict=True):
        resident = rng.choice(residents)
        offers = _offers_near(session, resident, category)
        known = before.get(resident.id)
        if known is not None and known in offers and rng.random() < SHARE_AGAIN:
            offers = [known]
        on = today - timedelta(days=days_ago)
        if not offers or rng.random() < SHARE_UNMET:
            _unmet(session, resident, category, on, rng)
            continue
        before[resident.id] = rng.choice(offers)
        _helped(session, _Hand(resident, before[resident.id], category, on), rng)


def _residents(session: Session) -> Sequence[User]:
    """Few enough that some of them ask again."""
    asking = select(HelpRequest.user_id)
    people = select(User).where(User.id.in_(asking), User.met_on.is_not(None)).order_by(User.id)
    return session.scalars(people.limit(36)).all()


def _offers_near(session: Session, resident: User, category: str) -> list[Offer]:
    return list(
        session.scalars(
            select(Offer)
            .join(User, User.id == Offer.user_id)
            .join(OfferCategory, OfferCategory.offer_id == Offer.id)
            .where(
                OfferCategory.category == category,
                User.neighbourhood_id == resident.neighbourhood_id,
                User.met_on.is_not(None),
                User.id != resident.id,
            )
            .order_by(Offer.id)
        )
    )


def _need(
    session: Session,
    resident: User,
    category: str,
    *,
    status: RequestStatus,
    asked_at: datetime,
    ended_at: datetime,
) -> HelpRequest:
    need = HelpRequest(
        user_id=resident.id,
        neighbourhood_id=resident.neighbourhood_id,
        place_id=resident.place_id,
        category=category,
        status=status,
        created_at=asked_at,
        confirmed_at=asked_at,
        searching_since=asked_at,
        ended_at=ended_at,
    )
    session.add(need)
    session.flush()
    return need


def _unmet(session: Session, resident: User, category: str, on: date, rng: random.Random) -> None:
    asked_at = at_wall_time(on, time(rng.randint(8, 18)), ZONE)
    _need(
        session,
        resident,
        category,
        status=RequestStatus.EXPIRED,
        asked_at=asked_at,
        ended_at=asked_at + timedelta(days=6),
    )


def _helped(session: Session, hand: _Hand, rng: random.Random) -> None:
    over_at = at_wall_time(hand.on, time(12), ZONE)
    asked_at = over_at - timedelta(days=rng.randint(2, 8), hours=rng.randint(2, 11))
    agreed_at = asked_at + timedelta(hours=rng.choice((2, 4, 5, 7, 9, 16, 20, 26, 40)))
    need = _need(
        session,
        hand.resident,
        hand.category,
        status=RequestStatus.DONE,
        asked_at=asked_at,
        ended_at=over_at,
    )
    proposal = _agreed(hand, need, asked_at=asked_at, agreed_at=agreed_at)
    meeting = _meeting(hand, need, agreed_at=agreed_at, over_at=over_at)
    session.add_all([proposal, meeting])
    session.flush()
    session.add(
        AppointmentHelper(
            appointment_id=meeting.id, helper_id=hand.offer.user_id, proposal_id=proposal.id
        )
    )
    session.flush()
    if rng.random() < SHARE_WITH_FEEDBACK:
        session.add(_feedback(hand, meeting, rng.choice(FEELINGS), over_at + timedelta(days=1)))
    ties.count_meeting(session, meeting, now=over_at)


def _agreed(hand: _Hand, need: HelpRequest, *, asked_at: datetime, agreed_at: datetime) -> Proposal:
    return Proposal(
        help_request_id=need.id,
        offer_id=hand.offer.id,
        helper_id=hand.offer.user_id,
        on_date=hand.on,
        half_day=HalfDay.MORNING,
        status=ProposalStatus.AGREED,
        helper_answer=Answer.YES,
        helper_answered_at=agreed_at,
        resident_answer=Answer.YES,
        resident_answered_at=agreed_at,
        expires_at=asked_at + timedelta(days=2),
        ended_at=agreed_at,
        created_at=asked_at,
    )


def _meeting(
    hand: _Hand, need: HelpRequest, *, agreed_at: datetime, over_at: datetime
) -> Appointment:
    return Appointment(
        help_request_id=need.id,
        on_date=hand.on,
        half_day=HalfDay.MORNING,
        minutes=need.minutes,
        status=AppointmentStatus.DONE,
        uid=calendar_uid(),
        mot_de_passage=mot_de_passage(),
        created_at=agreed_at,
        ended_at=over_at,
    )


def _feedback(hand: _Hand, meeting: Appointment, feeling: Feeling, said_at: datetime) -> Feedback:
    return Feedback(
        appointment_id=meeting.id,
        user_id=hand.resident.id,
        took_place=True,
        feeling=feeling,
        created_at=said_at,
    )
