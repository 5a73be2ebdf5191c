"""No more contact: in one transaction, and never told to the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import Slot
from mutualaid.domain.statuses import AppointmentStatus, ProposalStatus, RequestStatus
from mutualaid.models import Appointment, Block, JournalEntry, Proposal, Recurrence, Tie
from mutualaid.queries.ties import list_mutual
from mutualaid.services import blocks, feedbacks, proposals
from tests import factories
from tests.factories import NOW, thursday
from tests.services.appointments.conftest import Quarter, at


def sides(quarter: Quarter, who: str):
    jeanne, karim = quarter.jeanne, quarter.karim.user
    return (jeanne, karim) if who == "jeanne" else (karim, jeanne)


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_what_was_planned_is_cancelled_and_the_search_goes_on(quarter: Quarter, who: str) -> None:
    appointment = quarter.agree()
    blocker, other = sides(quarter, who)
    blocks.block(quarter.session, other, by=blocker, now=NOW)
    assert appointment.status is AppointmentStatus.CANCELLED
    assert appointment.help_request.status is RequestStatus.OPEN
    assert quarter.owed(MessageKind.CANCELLED) == [other.first_name]
    [told] = quarter.messages(MessageKind.CANCELLED)
    assert told.event_key.endswith(":quietly")


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_a_live_proposal_between_the_two_ends(quarter: Quarter, who: str) -> None:
    need = factories.help_request(quarter.session, quarter.jeanne)
    proposal = proposals.propose(
        quarter.session, need, quarter.karim, thursday(), by=quarter.fatima, now=NOW
    )
    blocker, other = sides(quarter, who)
    blocks.block(quarter.session, other, by=blocker, now=NOW)
    assert proposal.status is ProposalStatus.CANCELLED
    assert need.status is RequestStatus.OPEN
    with pytest.raises(Refusal):
        proposals.propose(
            quarter.session, need, quarter.karim, thursday(), by=quarter.fatima, now=NOW
        )


def test_a_weekly_series_ends_whole(quarter: Quarter) -> None:
    slots = tuple(Slot(thursday().on_date + timedelta(weeks=n), 1) for n in range(4))
    quarter.agree(slots=slots, recurrence=Recurrence.WEEKLY, until_on=slots[-1].on_date)
    blocks.block(quarter.session, quarter.karim.user, by=quarter.jeanne, now=NOW)
    statuses = set(quarter.session.scalars(select(Appointment.status)))
    assert statuses == {AppointmentStatus.CANCELLED}
    assert set(quarter.session.scalars(select(Proposal.status))) == {ProposalStatus.CANCELLED}
    assert quarter.owed(MessageKind.CANCELLED) == ["Karim"]


def test_the_tie_goes_and_nothing_between_the_two_is_said_any_more(quarter: Quarter) -> None:
    appointment = quarter.agree()
    for person in (quarter.jeanne, quarter.karim.user):
        feedbacks.say(
            quarter.session, appointment, person, {"wants_again": True}, by=person,
            now=at(18, days=1),
        )  # fmt: skip
    blocks.block(quarter.session, quarter.jeanne, by=quarter.karim.user, now=at(19, days=1))
    assert list_mutual(quarter.session, quarter.jeanne) == []
    tie = quarter.session.scalars(select(Tie)).one()
    assert tie.removed_at is not None
    feedbacks.say(
        quarter.session, appointment, quarter.jeanne, {"thanks_phrase": "kind"},
        by=quarter.jeanne, now=at(20, days=1),
    )  # fmt: skip
    assert quarter.owed(MessageKind.MERCI) == []


def test_blocking_twice_is_once_and_oneself_never(quarter: Quarter) -> None:
    quarter.agree()
    for _ in range(2):
        blocks.block(quarter.session, quarter.karim.user, by=quarter.jeanne, now=NOW)
    assert len(quarter.session.scalars(select(Block)).all()) == 1
    entries = quarter.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "blocked")
    ).all()
    assert len(entries) == 1
    with pytest.raises(Refusal):
        blocks.block(quarter.session, quarter.jeanne, by=quarter.jeanne, now=NOW)


def test_only_the_desk_of_the_one_who_asked_undoes_it(quarter: Quarter) -> None:
    blocks.block(quarter.session, quarter.karim.user, by=quarter.jeanne, now=NOW)
    elsewhere = factories.neighbourhood(quarter.session, "Les Buers")
    paul = factories.coordinator(quarter.session, elsewhere, "Paul")
    for by in (quarter.jeanne, quarter.karim.user, paul):
        with pytest.raises(NotFound):
            blocks.lift(quarter.session, quarter.jeanne, quarter.karim.user_id, by=by, now=NOW)
    blocks.lift(quarter.session, quarter.jeanne, quarter.karim.user_id, by=quarter.fatima, now=NOW)
    assert quarter.session.scalars(select(Block)).all() == []


def test_another_helper_of_the_same_hand_still_comes(quarter: Quarter) -> None:
    ali = factories.helper(quarter.session, quarter.home, "Ali", phone="+33639981205")
    need = factories.help_request(quarter.session, quarter.jeanne, helpers_needed=2)
    asked = [
        proposals.propose(quarter.session, need, offer, thursday(), by=quarter.fatima, now=NOW)
        for offer in (quarter.karim, ali)
    ]
    for each in asked:
        proposals.answer_as_helper(quarter.session, each, True, by=each.helper, now=NOW)
    proposals.answer_as_resident(quarter.session, asked[0], True, by=quarter.jeanne, now=NOW)
    blocks.block(quarter.session, quarter.karim.user, by=quarter.jeanne, now=NOW)
    appointment = quarter.session.scalars(select(Appointment)).one()
    assert appointment.status is AppointmentStatus.PLANNED
    assert quarter.owed(MessageKind.CANCELLED) == ["Karim"]
