"""Eight processes say yes for a move at three, five are asked: three come, two are thanked."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import ProposalStatus, RequestStatus
from mutualaid.models import Appointment, AppointmentHelper, HelpRequest, Message, Proposal
from tests.campaign import racing
from tests.campaign.crew import SECRET, SIZE, Crew, Outcome, crew
from tests.campaign.racing import Quarter
from tests.factories import NOW

LONG = "CAMPAIGN" in os.environ
ROUNDS = 1000 if LONG else 3
"""On each database."""
NEEDED, ASKED = 3, 5
MOVING = {"category": "moving", "helpers_needed": NEEDED}
LATER = NOW + timedelta(minutes=10)
pytestmark = pytest.mark.timeout(7200 if LONG else 900)


@pytest.fixture
def quarter(database_url: str) -> Iterator[Quarter]:
    database = Database(database_url, secret=SECRET)
    yield Quarter(database, prepared=min(ROUNDS, racing.PREPARED)).open()
    database.dispose()


@pytest.fixture
def eight(database_url: str) -> Iterator[Crew]:
    with crew(database_url, LATER) as members:
        yield members


def press_at_once(eight: Crew, presses: list[tuple[str, str]]) -> None:
    """Each of the eight presses a button of somebody's page, and nobody sees an error."""
    outcomes: list[Outcome] = eight.play(
        [(racing.press, (token, racing.csrf_field(token), said)) for token, said in presses]
    )
    assert [outcome.fault for outcome in outcomes if outcome.fault] == []
    assert {outcome.value for outcome in outcomes} == {303}


def test_exactly_three_of_five_come_and_the_others_are_thanked(
    quarter: Quarter, eight: Crew
) -> None:
    for _ in range(ROUNDS):
        request_id, tokens = quarter.asked(ASKED, agreed_in_advance_at=NOW, **MOVING)
        press_at_once(eight, [(tokens[number % ASKED], "yes") for number in range(SIZE)])
        with quarter.database.reading() as session:
            asked = Proposal.help_request_id == request_id
            stands = Counter(session.scalars(select(Proposal.status).where(asked)))
            assert stands == {ProposalStatus.AGREED: 3, ProposalStatus.SUPERSEDED: 2}
            planned = session.scalars(
                select(Appointment).where(Appointment.help_request_id == request_id)
            ).one()
            coming = select(func.count()).where(AppointmentHelper.appointment_id == planned.id)
            assert session.scalar(coming) == NEEDED
            told = Counter(
                session.scalars(
                    select(Message.kind).where(
                        Message.help_request_id == request_id, Message.status != "cancelled"
                    )
                )
            )
            assert told[MessageKind.AGREED_HELPER] == NEEDED
            assert told[MessageKind.AGREED_RESIDENT] == 1
            assert session.get_one(HelpRequest, request_id).status is RequestStatus.AGREED


def test_a_yes_taken_back_while_the_others_say_yes_leaves_no_half_team(
    quarter: Quarter, eight: Crew
) -> None:
    for _ in range(ROUNDS):
        request_id, tokens = quarter.asked(NEEDED, agreed_in_advance_at=NOW, **MOVING)
        first, second, third = tokens
        press_at_once(eight, [(first, "yes")])
        press_at_once(
            eight,
            [(second, "yes"), (third, "yes"), (first, "undo"), (first, "undo")] * (SIZE // 4),
        )
        with quarter.database.reading() as session:
            n_made = session.scalar(
                select(func.count(Appointment.id)).where(Appointment.help_request_id == request_id)
            )
            asked = Proposal.help_request_id == request_id
            stands = Counter(session.scalars(select(Proposal.status).where(asked)))
            need = session.get_one(HelpRequest, request_id).status
        if n_made:
            assert stands == {ProposalStatus.AGREED: NEEDED}
            assert need is RequestStatus.AGREED
        else:
            assert stands == {ProposalStatus.OPEN: NEEDED}
            assert need is RequestStatus.PROPOSED
