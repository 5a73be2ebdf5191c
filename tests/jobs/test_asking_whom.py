"""Who is the next neighbour: by the rules of a run, then as wished for, near, helped less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.distance import Reach
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import AppointmentStatus, HelperStatus, ProposalStatus, RequestStatus
from mutualaid.jobs.bench import Bench
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    Block,
    HelpRequest,
    Neighbourhood,
    Offer,
    Proposal,
)
from tests import factories
from tests.factories import NOW, TODAY, thursday
from tests.jobs.conftest import Clock
from tests.jobs.quarter import Quarter


@pytest.fixture
def quarter(database: Database, bench: Bench, clock: Clock) -> Quarter:
    return Quarter(database, bench, clock).open()


def test_the_same_person_is_asked_first_when_the_rules_allow_it(quarter: Quarter) -> None:
    quarter.change(
        lambda s: setattr(quarter.need(s), "wanted_helper_id", quarter.offer(s, "Ali").user_id)
    )
    quarter.ask_soon()
    assert quarter.asked() == ["Ali"]


def test_the_same_person_who_takes_a_break_is_not_disturbed(quarter: Quarter) -> None:
    def wish(session: Session) -> None:
        ali = quarter.offer(session, "Ali").user
        quarter.need(session).wanted_helper_id = ali.id
        ali.paused_until = NOW + timedelta(days=7)

    quarter.change(wish)
    quarter.ask_soon()
    assert quarter.asked() == ["Karim"]


RULES: dict[str, Callable[[Session, Quarter, Offer], object]] = {
    "paused": lambda _s, _q, offer: setattr(offer, "paused_until", NOW + timedelta(days=2)),
    "not_met": lambda _s, _q, offer: setattr(offer.user, "met_on", None),
    "busy_week": lambda _s, _q, offer: setattr(offer.user, "weekly_mask", 1),
    "reach": lambda _s, _q, offer: (
        setattr(offer, "reach", Reach.FIVE_MINUTES),
        setattr(offer.user.place, "lat", offer.user.place.lat + 0.02),
    ),
    "minor": lambda _s, _q, offer: setattr(offer.user, "is_adult", False),
    "left": lambda _s, _q, offer: setattr(offer.user, "left_at", NOW),
    "nowhere": lambda _s, _q, offer: setattr(offer.user, "place_id", None),
    "household": lambda s, q, offer: setattr(offer.user, "household_id", q.need(s).user_id),
    "blocked": lambda s, q, offer: s.add(
        Block(blocker_id=q.need(s).user_id, blocked_id=offer.user_id, created_at=NOW)
    ),
    "another_kind": lambda s, _q, offer: (
        s.delete(offer.category_rows[0])
        if offer.category_rows[0].category == "shopping"
        else [s.delete(row) for row in offer.category_rows if row.category == "shopping"]
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_hard_rules_hold_as_in_a_run(quarter: Quarter, rule: str) -> None:
    quarter.change(lambda s: RULES[rule](s, quarter, quarter.offer(s, "Karim")))
    quarter.ask_soon()
    assert quarter.asked() == ["Rose"]


def test_of_two_as_near_the_one_who_helped_less_is_asked(quarter: Quarter) -> None:
    with quarter.database.transaction() as session:
        home = session.scalars(select(Neighbourhood)).one()
        near = factories.place(session, home, number="1", flat="Lucie", north_m=100)
        factories.helper(session, home, "Lucie", phone=None, place=near)
        other = factories.help_request(
            session, factories.person(session, home, "Odette"), status=RequestStatus.DONE
        )
        karim = quarter.offer(session, "Karim")
        _met(session, other, karim)
    quarter.ask_soon()
    assert quarter.in_flight() == ["Lucie"]


def _met(session: Session, need: HelpRequest, offer: Offer) -> None:
    """These two met last week."""
    proposal = Proposal(
        help_request_id=need.id, offer_id=offer.id, helper_id=offer.user_id,
        on_date=TODAY - timedelta(days=7), half_day=HalfDay.MORNING,
        status=ProposalStatus.AGREED, expires_at=NOW, created_at=NOW - timedelta(days=9),
    )  # fmt: skip
    appointment = Appointment(
        help_request_id=need.id, on_date=TODAY - timedelta(days=7), half_day=HalfDay.MORNING,
        minutes=60, status=AppointmentStatus.DONE, sequence=0, uid=f"uid-{need.id}",
        mot_de_passage="tournesol bleu", created_at=NOW,
    )  # fmt: skip
    session.add_all([proposal, appointment])
    session.flush()
    session.add(
        AppointmentHelper(
            appointment_id=appointment.id, helper_id=offer.user_id,
            proposal_id=proposal.id, status=HelperStatus.COMING,
        )
    )  # fmt: skip
    session.flush()


def test_the_soonest_half_day_that_suits_both_is_proposed(
    database: Database, bench: Bench, clock: Clock
) -> None:
    friday = Slot.of(TODAY + timedelta(days=4), HalfDay.MORNING)
    quarter = Quarter(database, bench, clock).open(slots=(friday, thursday()))
    quarter.change(lambda s: setattr(quarter.offer(s, "Karim").user, "weekly_mask", 1 << 3 * 4))
    quarter.ask_soon()
    with database.reading() as session:
        assert session.scalars(select(Proposal)).one().slot == friday


def test_several_people_are_asked_together_by_a_run(
    database: Database, bench: Bench, clock: Clock
) -> None:
    quarter = Quarter(database, bench, clock).open(category="moving", helpers_needed=2)
    quarter.ask_soon()
    assert quarter.asked() == ["Karim", "Rose"]
