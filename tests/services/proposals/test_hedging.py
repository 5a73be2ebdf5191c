"""A second neighbour is asked while the first is silent: after 4 h when it presses, else a day."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import ProposalStatus
from mutualaid.models import Proposal, RunRequest
from mutualaid.services import proposals
from mutualaid.services.proposals import hedging
from tests import factories
from tests.factories import NOW, TODAY, thursday
from tests.services.proposals.conftest import LATER, Quarter

FAR = Slot.of(TODAY + timedelta(days=14), HalfDay.AFTERNOON)
EVENING = NOW + timedelta(hours=12)
"""22 h on the wall."""


def ask(quarter: Quarter, offer, *, now: datetime = NOW) -> Proposal:
    slot = quarter.request.slots[0]
    return proposals.propose(
        quarter.session, quarter.request, offer, slot, by=quarter.fatima, now=now
    )


def is_due(quarter: Quarter, now: datetime) -> bool:
    return list(hedging.list_due(quarter.session, now=now)) == [quarter.request.id]


@pytest.mark.parametrize(
    ("request_of", "hours"),
    [
        ({"slots": (FAR,)}, 24),
        ({"slots": (FAR,), "is_urgent": True}, 4),
        ({"slots": (thursday(),)}, 4),
    ],
    ids=["far", "urgent", "within 72 h"],
)
def test_early_only_when_it_presses(
    session: Session, request_of: dict[str, object], hours: int
) -> None:
    quarter = Quarter(session, **request_of)
    ask(quarter, quarter.karim)
    due_at = NOW + timedelta(hours=hours)
    assert not is_due(quarter, due_at - timedelta(minutes=1))
    assert is_due(quarter, due_at)


def test_whoever_was_asked_in_the_night_has_had_time_since_the_morning(session: Session) -> None:
    quarter = Quarter(session)
    ask(quarter, quarter.karim, now=EVENING)
    noon = NOW + timedelta(days=1, hours=2)
    assert not is_due(quarter, noon - timedelta(minutes=1))
    assert is_due(quarter, noon)


def test_nobody_is_asked_in_the_night(session: Session) -> None:
    quarter = Quarter(session)
    ask(quarter, quarter.karim, now=NOW + timedelta(hours=9))
    assert not is_due(quarter, EVENING + timedelta(hours=2))
    assert is_due(quarter, NOW + timedelta(hours=22))


def test_a_yes_stops_the_asking(session: Session) -> None:
    quarter = Quarter(session)
    asked = ask(quarter, quarter.karim)
    proposals.answer_as_helper(session, asked, True, by=quarter.karim.user, now=LATER)
    assert not is_due(quarter, NOW + timedelta(hours=5))


def test_three_in_flight_are_enough(session: Session) -> None:
    quarter = Quarter(session)
    ali = factories.helper(session, quarter.home, "Ali", phone="+33639981203")
    for offer in (quarter.karim, quarter.rose):
        ask(quarter, offer)
    assert is_due(quarter, NOW + timedelta(hours=5))
    ask(quarter, ali)
    assert not is_due(quarter, NOW + timedelta(hours=5))


def test_a_look_that_found_nobody_waits_its_turn_too(session: Session) -> None:
    quarter = Quarter(session)
    ask(quarter, quarter.karim)
    first = NOW + timedelta(hours=4)
    assert hedging.ask_one_more(session, quarter.request.id, now=first) == 1
    assert session.query(RunRequest).count() == 1
    assert hedging.ask_one_more(session, quarter.request.id, now=first) == 0
    assert not is_due(quarter, first + timedelta(hours=3))
    assert is_due(quarter, first + timedelta(hours=4))


def test_who_is_asked_again_has_time_before_one_more_is_asked(session: Session) -> None:
    """Karim's yes held the request, Rose waited behind it; he takes it back a day later."""
    quarter = Quarter(session, slots=(FAR,))
    karim, rose = ask(quarter, quarter.karim), ask(quarter, quarter.rose)
    proposals.answer_as_helper(session, karim, True, by=karim.helper, now=LATER)
    a_day_later = NOW + timedelta(hours=23)
    proposals.answer_as_resident(session, karim, False, by=quarter.jeanne, now=a_day_later)
    assert rose.status is ProposalStatus.OPEN
    assert not is_due(quarter, a_day_later + timedelta(hours=2))
    assert is_due(quarter, a_day_later + timedelta(hours=24))
