"""A no and a yes can be taken back, for a while and on one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Answer, ProposalStatus, RequestStatus
from mutualaid.services import offers, proposals
from tests.services.proposals.conftest import LATER, Quarter


def test_a_no_can_be_undone_for_half_an_hour(quarter: Quarter) -> None:
    proposal = quarter.ask(quarter.karim)
    karim = quarter.karim.user
    proposals.answer_as_helper(quarter.session, proposal, False, by=karim, now=LATER)
    proposals.undo(quarter.session, proposal, by=karim, now=LATER + timedelta(minutes=29))
    assert (proposal.status, proposal.helper_answer) == (ProposalStatus.OPEN, Answer.NONE)
    assert quarter.request.status is RequestStatus.PROPOSED


def test_a_no_cannot_be_undone_after_half_an_hour(quarter: Quarter) -> None:
    proposal = quarter.ask(quarter.karim)
    karim = quarter.karim.user
    proposals.answer_as_helper(quarter.session, proposal, False, by=karim, now=LATER)
    with pytest.raises(Refusal):
        proposals.undo(quarter.session, proposal, by=karim, now=LATER + timedelta(minutes=31))


def test_a_no_cannot_be_undone_once_somebody_else_said_yes(quarter: Quarter) -> None:
    first, second = quarter.ask(quarter.karim), quarter.ask(quarter.rose)
    proposals.answer_as_helper(quarter.session, first, False, by=quarter.karim.user, now=LATER)
    proposals.answer_as_helper(quarter.session, second, True, by=quarter.rose.user, now=LATER)
    assert not proposals.undo_possible(quarter.session, first, now=LATER)


def test_a_yes_can_be_undone_until_the_residents_yes(quarter: Quarter) -> None:
    first, second = quarter.ask(quarter.karim), quarter.ask(quarter.rose)
    karim = quarter.karim.user
    proposals.answer_as_helper(quarter.session, first, True, by=karim, now=LATER)
    proposals.undo(quarter.session, first, by=karim, now=LATER)
    assert first.helper_answer is Answer.NONE
    assert second.status is ProposalStatus.OPEN
    assert MessageKind.HELPER_SAID_YES not in quarter.kinds(quarter.jeanne)


def test_a_no_said_by_withdrawing_the_offer_is_not_undone_alone(quarter: Quarter) -> None:
    proposal = quarter.ask(quarter.karim)
    offers.withdraw(quarter.session, quarter.karim, by=quarter.karim.user, now=LATER)
    assert proposal.status is ProposalStatus.DECLINED
    assert not proposals.undo_possible(quarter.session, proposal, now=LATER)
