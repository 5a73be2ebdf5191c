"""A yes and its opposite at the same moment: one end that is legal, and both are told of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import (
    LIVE_PROPOSALS,
    AppointmentStatus,
    MessageStatus,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import Appointment, Block, HelpRequest, Message, Proposal
from tests.campaign import racing
from tests.campaign.crew import SECRET, Crew, Outcome, crew
from tests.campaign.racing import Quarter
from tests.factories import NOW

ROUNDS = 5000 if "CAMPAIGN" in os.environ else 25
"""On each database: 10 000 of each kind in a campaign, 50 in every test run."""
LATER = NOW + timedelta(minutes=10)
MOST_OF_A_CONTROL = 50
CONFIRMATIONS = (MessageKind.AGREED_HELPER, MessageKind.AGREED_RESIDENT)
pytestmark = pytest.mark.timeout(7200 if "CAMPAIGN" in os.environ else 900)


@pytest.fixture
def quarter(database_url: str) -> Iterator[Quarter]:
    database = Database(database_url, secret=SECRET)
    yield Quarter(database).open()
    database.dispose()


@pytest.fixture
def eight(database_url: str) -> Iterator[Crew]:
    with crew(database_url, LATER) as members:
        yield members


def answered(outcomes: list[Outcome]) -> None:
    """Nobody sees an error, whoever came second."""
    assert [outcome.fault for outcome in outcomes if outcome.fault] == []
    assert {outcome.value for outcome in outcomes} <= {200, 303}


def state_of(session: Session, request_id: int) -> tuple[HelpRequest, Proposal, list[Appointment]]:
    """The need, its one proposal, and what was planned of it."""
    about = HelpRequest.id == request_id
    need = session.scalars(select(HelpRequest).where(about)).one()
    proposal = session.scalars(select(Proposal).where(Proposal.help_request_id == request_id)).one()
    planned = session.scalars(
        select(Appointment).where(Appointment.help_request_id == request_id)
    ).all()
    return need, proposal, list(planned)


def waiting(session: Session, request_id: int, *kinds: MessageKind) -> int:
    """Messages of these kinds that will still leave."""
    wanted = (
        Message.help_request_id == request_id,
        Message.kind.in_(kinds),
        Message.status == MessageStatus.PENDING,
    )
    return session.scalar(select(func.count(Message.id)).where(*wanted)) or 0


def assert_called_off(session: Session, request_id: int) -> None:
    """Nothing is planned, nobody is confirmed, and whoever was confirmed is told."""
    _need, proposal, planned = state_of(session, request_id)
    assert proposal.status not in (*LIVE_PROPOSALS, ProposalStatus.AGREED)
    assert {each.status for each in planned} <= {AppointmentStatus.CANCELLED}
    assert waiting(session, request_id, *CONFIRMATIONS) == 0


def assert_agreed(session: Session, request_id: int) -> None:
    """One appointment, and each of the two is told once."""
    need, proposal, planned = state_of(session, request_id)
    assert need.status is RequestStatus.AGREED
    assert proposal.status is ProposalStatus.AGREED
    assert [each.status for each in planned] == [AppointmentStatus.PLANNED]
    for kind in CONFIRMATIONS:
        assert waiting(session, request_id, kind) == 1


def test_a_yes_and_a_need_that_is_gone_have_one_end(
    quarter: Quarter, eight: Crew, record_property: Callable[[str, object], None]
) -> None:
    ends: Counter[str] = Counter()
    for _ in range(ROUNDS):
        request_id, [helper], resident = quarter.asked_with_resident(1, agreed_in_advance_at=NOW)
        yes = (racing.press, (helper, racing.csrf_field(helper), "yes"))
        gone = (racing.press, (resident, racing.csrf_field(resident), "not_needed"))
        answered(eight.play([yes, gone] * 2))
        with quarter.database.reading() as session:
            need, _proposal, planned = state_of(session, request_id)
            ends[f"{need.status}, {len(planned)} planned before"] += 1
            if need.status is RequestStatus.CANCELLED:
                assert_called_off(session, request_id)
            else:
                assert_agreed(session, request_id)
    record_property("ends", dict(ends))


def test_a_yes_and_an_offer_that_stops_have_one_end(
    quarter: Quarter, eight: Crew, record_property: Callable[[str, object], None]
) -> None:
    ends: Counter[str] = Counter()
    for _ in range(ROUNDS):
        request_id, [helper], [stop] = quarter.asked_with_stop(agreed_in_advance_at=NOW)
        yes = (racing.press, (helper, racing.csrf_field(helper), "yes"))
        stops = (racing.unsubscribe, (stop,))
        answered(eight.play([yes, stops] * 2))
        with quarter.database.reading() as session:
            need, proposal, _planned = state_of(session, request_id)
            ends[str(proposal.status)] += 1
            assert proposal.offer is not None
            assert proposal.offer.status is OfferStatus.WITHDRAWN
            if need.status is RequestStatus.AGREED:
                assert_agreed(session, request_id)
            else:
                assert need.status is RequestStatus.OPEN
                assert_called_off(session, request_id)
    record_property("ends", dict(ends))


def test_a_yes_and_a_wish_for_no_contact_have_one_end(
    quarter: Quarter, eight: Crew, record_property: Callable[[str, object], None]
) -> None:
    ends: Counter[str] = Counter()
    for _ in range(ROUNDS):
        request_id, link, helper_id = quarter.asked_with_helper(agreed_in_advance_at=NOW)
        yes = (racing.press, (link, racing.csrf_field(link), "yes"))
        no_contact = (racing.block, (quarter.resident_id, helper_id))
        answered(eight.play([yes, no_contact] * 2))
        with quarter.database.reading() as session:
            need, _proposal, planned = state_of(session, request_id)
            ends[f"{len(planned)} planned before"] += 1
            assert session.get(Block, (quarter.resident_id, helper_id)) is not None
            assert need.status is RequestStatus.OPEN
            assert_called_off(session, request_id)
    record_property("ends", dict(ends))


def test_the_same_rounds_show_what_ending_as_it_was_seen_breaks(
    quarter: Quarter, eight: Crew
) -> None:
    torn = 0
    for _ in range(MOST_OF_A_CONTROL):
        request_id, [link], _resident = quarter.asked_with_resident(1, agreed_in_advance_at=NOW)
        yes = (racing.press, (link, racing.csrf_field(link), "yes"))
        gone = (racing.call_off_what_was_seen, (request_id,))
        eight.play([yes, gone] * 2)
        with quarter.database.reading() as session:
            _need, _proposal, planned = state_of(session, request_id)
            torn += any(each.status is AppointmentStatus.PLANNED for each in planned)
        if torn:
            break
    assert torn
