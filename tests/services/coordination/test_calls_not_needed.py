"""A call whose question is gone is not made: nobody rings somebody to ask about nothing."""

from __future__ import annotations

import pytest

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import MessageStatus
from mutualaid.queries import tasks as task_queries
from mutualaid.services import blocks, help_requests, proposals
from tests.services.coordination.conftest import SOON, Quarter


@pytest.fixture
def yes(quarter: Quarter) -> Quarter:
    """Rose said yes; Jeanne has only a phone and is to be asked."""
    proposal = quarter.ask()
    proposals.answer_as_helper(quarter.session, proposal, True, by=quarter.rose.user, now=SOON)
    assert due(quarter) == [MessageKind.HELPER_SAID_YES]
    return quarter


def due(quarter: Quarter) -> list[MessageKind]:
    desk = {quarter.home.id}
    rows = task_queries.list_due_calls(quarter.session, desk, quarter.jeanne.id, now=SOON)
    return [each.kind for each in rows]


def test_who_needs_it_no_more_is_not_asked_about_the_helper(yes: Quarter) -> None:
    help_requests.withdraw(yes.session, yes.request, by=yes.fatima, now=SOON)
    assert due(yes) == []


def test_what_was_solved_in_another_way_leaves_no_call(yes: Quarter) -> None:
    help_requests.close(yes.session, yes.request, by=yes.fatima, now=SOON)
    assert due(yes) == []


def test_nobody_is_asked_about_a_helper_with_whom_there_is_a_block(yes: Quarter) -> None:
    call = yes.call(MessageKind.HELPER_SAID_YES, yes.jeanne)
    blocks.block(yes.session, yes.jeanne, by=yes.rose.user, now=SOON)
    yes.session.refresh(call)
    assert call.status is MessageStatus.CANCELLED
    assert due(yes) == []
