"""Nobody waits in silence: one dated word after a day, the coordinator after two."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Message, Task
from mutualaid.services import proposals, searching
from tests import factories
from tests.factories import NOW
from tests.services.proposals.conftest import LATER, Quarter

A_DAY = timedelta(hours=24)


@pytest.fixture
def quarter(session: Session) -> Quarter:
    """Jeanne reads her mail; the search began now."""
    return Quarter(session, searching_since=NOW)


def look(session: Session, now: datetime) -> None:
    for number in searching.list_due(session, now=now):
        searching.keep_promises(session, number, now=now)


def owed(session: Session) -> tuple[list[MessageKind], list[TaskKind]]:
    words = select(Message.kind).where(Message.kind == MessageKind.STILL_SEARCHING)
    return list(session.scalars(words)), list(session.scalars(select(Task.kind)))


def test_one_word_after_a_day_and_the_desk_after_two(quarter: Quarter) -> None:
    session, word = quarter.session, [MessageKind.STILL_SEARCHING]
    look(session, NOW + A_DAY - timedelta(minutes=1))
    assert owed(session) == ([], [])
    look(session, NOW + A_DAY)
    assert owed(session) == (word, [])
    look(session, NOW + 2 * A_DAY - timedelta(minutes=1))
    assert owed(session) == (word, [])
    for _ in range(2):
        look(session, NOW + 2 * A_DAY)
        assert owed(session) == (word, [TaskKind.WAITING])


def test_a_yes_that_waits_for_her_owes_no_such_word(quarter: Quarter) -> None:
    asked = quarter.ask(quarter.karim)
    proposals.answer_as_helper(quarter.session, asked, True, by=quarter.karim.user, now=LATER)
    look(quarter.session, NOW + 2 * A_DAY)
    assert owed(quarter.session) == ([], [])


def test_a_helpers_silence_is_no_yes(quarter: Quarter) -> None:
    quarter.ask(quarter.karim)
    look(quarter.session, NOW + A_DAY)
    assert owed(quarter.session) == ([MessageKind.STILL_SEARCHING], [])


def test_on_the_phone_two_days_are_four_half_days_of_the_desk(session: Session) -> None:
    home = factories.neighbourhood(session)
    jeanne = factories.by_phone(session, home, "Jeanne", "+33639981200")
    need: HelpRequest = factories.help_request(session, jeanne, searching_since=NOW)
    # Mornings only: Tuesday, Wednesday, Thursday and Friday are the four.
    friday_noon = NOW + timedelta(days=4, hours=2)
    look(session, friday_noon - timedelta(minutes=1))
    assert owed(session) == ([], [])
    look(session, friday_noon)
    assert owed(session) == ([], [TaskKind.WAITING])
    assert session.scalars(select(Task.help_request_id)).one() == need.id
