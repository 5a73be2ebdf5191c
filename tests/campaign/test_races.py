"""Eight processes at the same moment: one effect, and a kind page for whoever came second."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Answer, ProposalStatus, RequestStatus
from mutualaid.models import Appointment, HelpRequest, JournalEntry, Message, Proposal
from tests.campaign import racing
from tests.campaign.crew import SECRET, SIZE, Crew, Outcome, crew
from tests.campaign.racing import Quarter
from tests.factories import NOW

LONG = "CAMPAIGN" in os.environ
ROUNDS = 1000 if LONG else 30
YESES = 5000 if LONG else 30
"""On each database: in a campaign 10 000 rounds of yes against yes, 60 in every test run."""
LATER = NOW + timedelta(minutes=10)
ASKING = "Thank you. We are asking the person who needs help"
NEXT_IN_LINE = "Thank you. You are next in line for Thursday"
pytestmark = pytest.mark.timeout(7200 if LONG else 900)


@pytest.fixture
def town(database_url: str) -> Iterator[Database]:
    database = Database(database_url, secret=SECRET)
    yield database
    database.dispose()


@pytest.fixture
def quarter(town: Database) -> Quarter:
    return Quarter(town).open()


@pytest.fixture
def eight(database_url: str) -> Iterator[Crew]:
    with crew(database_url, LATER) as members:
        yield members


def faults(outcomes: list[Outcome]) -> list[str]:
    return [outcome.fault for outcome in outcomes if outcome.fault]


def rounds_with_one_place(
    quarter: Quarter, eight: Crew, ask: Callable[..., str], rounds: int
) -> list[str]:
    """Play, and say in a sentence what each round broke."""
    broken = []
    for _ in range(rounds):
        offer_id, needs = quarter.one_place_left()
        by_id = quarter.coordinator_id
        jobs = [(ask, (request_id, offer_id, by_id, slot)) for request_id, slot in needs]
        outcomes = eight.play(jobs)
        with quarter.database.reading() as session:
            written = session.execute(
                select(Proposal.id, Proposal.on_date, Proposal.half_day).where(
                    Proposal.offer_id == offer_id
                )
            ).all()
            owed = session.scalar(
                select(func.count(Message.id)).where(
                    Message.proposal_id.in_([row.id for row in written]),
                    Message.kind == MessageKind.PROPOSAL_HELPER,
                )
            )
        won = [needs[n] for n, each in enumerate(outcomes) if each.value == racing.WRITTEN]
        refused = [each.value for each in outcomes if each.value != racing.WRITTEN]
        broken += faults(outcomes)
        if len(written) != 1 or len(won) != 1 or owed != 1:
            broken.append(f"{len(written)} proposals for one place, {owed} messages")
        if not set(refused) <= {"no_capacity"}:
            broken.append(f"refused for another reason: {refused}")
        for _request_id, slot in won:
            quarter.is_asked(slot)
    return broken


def test_a_helper_with_one_place_left_is_asked_once_by_eight_processes(
    quarter: Quarter, eight: Crew
) -> None:
    assert rounds_with_one_place(quarter, eight, racing.propose, ROUNDS) == []


def test_the_same_rounds_show_what_a_look_without_a_lock_breaks(
    quarter: Quarter, eight: Crew
) -> None:
    broken = rounds_with_one_place(quarter, eight, racing.propose_without_a_lock, 10)
    assert any("proposals for one place" in each for each in broken)


def heading_of(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found is not None, page
    return " ".join(found[1].split())


def csrf_of(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None, page
    return found[1]


def pages_of(eight: Crew, tokens: list[str]) -> list[str]:
    """What each helper reads, from processes of their own."""
    outcomes = eight.play([(racing.read, (token,)) for token in tokens])
    assert faults(outcomes) == []
    assert {outcome.value[0] for outcome in outcomes} == {200}
    return [outcome.value[1] for outcome in outcomes]


def say_yes(eight: Crew, tokens: list[str]) -> None:
    """All eight press yes, each on the page of one of the helpers."""
    turns = [tokens[number % len(tokens)] for number in range(SIZE)]
    presses = [(racing.press, (token, racing.csrf_field(token), "yes")) for token in turns]
    outcomes = eight.play(presses)
    assert faults(outcomes) == []
    assert {outcome.value for outcome in outcomes} == {303}


def test_the_pages_carry_the_field_that_the_eight_send_back(quarter: Quarter, eight: Crew) -> None:
    _request_id, tokens = quarter.asked(3)
    fields = [csrf_of(page) for page in pages_of(eight, tokens)]
    assert fields == [racing.csrf_field(token) for token in tokens]


def messages_about(session: Session, request_id: int, kind: MessageKind) -> int:
    wanted = (Message.help_request_id == request_id, Message.kind == kind)
    return session.scalar(select(func.count(Message.id)).where(*wanted)) or 0


def answers_noted(session: Session, proposal_ids: list[int]) -> int:
    return (
        session.scalar(
            select(func.count(JournalEntry.id)).where(
                JournalEntry.action == "helper_answered",
                JournalEntry.subject_id.in_(proposal_ids),
            )
        )
        or 0
    )


def test_of_three_yeses_one_holds_and_the_others_read_the_held_page(
    quarter: Quarter, eight: Crew
) -> None:
    for _ in range(YESES):
        request_id, tokens = quarter.asked(3)
        say_yes(eight, tokens)
        headings = sorted(heading_of(page) for page in pages_of(eight, tokens))
        assert headings == [ASKING, NEXT_IN_LINE, NEXT_IN_LINE]
        with quarter.database.reading() as session:
            rows = session.scalars(
                select(Proposal).where(Proposal.help_request_id == request_id)
            ).all()
            assert sorted(row.status for row in rows) == ["held", "held", "open"]
            assert {row.helper_answer for row in rows} == {Answer.YES}
            assert answers_noted(session, [row.id for row in rows]) == 3
            assert messages_about(session, request_id, MessageKind.HELPER_SAID_YES) == 1
            assert session.get_one(HelpRequest, request_id).status is RequestStatus.PROPOSED


def test_one_yes_pressed_eight_times_is_one_yes(quarter: Quarter, eight: Crew) -> None:
    for _ in range(ROUNDS):
        request_id, [token] = quarter.asked(1, agreed_in_advance_at=NOW)
        say_yes(eight, [token])
        with quarter.database.reading() as session:
            row = session.scalars(
                select(Proposal).where(Proposal.help_request_id == request_id)
            ).one()
            assert row.status is ProposalStatus.AGREED
            assert answers_noted(session, [row.id]) == 1
            about = Appointment.help_request_id == request_id
            assert session.scalar(select(func.count(Appointment.id)).where(about)) == 1
            for kind in (MessageKind.AGREED_HELPER, MessageKind.AGREED_RESIDENT):
                assert messages_about(session, request_id, kind) == 1
