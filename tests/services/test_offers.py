"""Offering: one living offer a person, met before anything, paused, withdrawn, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mutualaid.domain.distance import Reach
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import FULL_WEEK
from mutualaid.domain.statuses import (
    Answer,
    AppointmentStatus,
    Channel,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, Message, Offer, Proposal, Task
from mutualaid.services import offers, proposals, users
from mutualaid.services.offers import Offering
from tests import factories
from tests.factories import NOW

CHAT = Offering(("chat", "shopping"), Reach.TEN_MINUTES, 0b111, rhythm_per_month=2)


@pytest.fixture
def ana(session, home):
    return factories.person(session, home, "Ana")


def publish(session, person, offering=CHAT, *, by="herself", now=NOW):
    return offers.publish(session, person, offering, by=person if by == "herself" else by, now=now)


def test_a_confirmed_person_s_offer_is_active_and_she_is_to_be_met(session, home, ana):
    found = publish(session, ana)
    [task] = session.scalars(select(Task))
    assert found.status is OfferStatus.ACTIVE
    assert (ana.weekly_mask, ana.rhythm_per_month) == (0b111, 2)
    assert (task.kind, task.user_id, task.neighbourhood_id) == (TaskKind.MEET, ana.id, home.id)


def test_somebody_who_was_met_is_not_met_again(session, ana):
    ana.met_on = factories.TODAY
    publish(session, ana)
    assert session.scalars(select(Task)).all() == []


def test_meeting_her_ends_the_task(session, home, ana):
    publish(session, ana)
    users.mark_met(session, ana, by=factories.coordinator(session, home), now=NOW)
    [task] = session.scalars(select(Task))
    session.refresh(task)
    assert task.status is not TaskStatus.OPEN


def test_a_stranger_s_offer_waits_and_opens_with_the_code(session, ana):
    ana.email_confirmed_at = None
    found = publish(session, ana, by=None)
    [message] = session.scalars(select(Message))
    assert (found.status, message.kind) == (OfferStatus.UNCONFIRMED, MessageKind.CONFIRM_OFFER)
    users.confirm_channel(session, ana, Channel.EMAIL, by=ana, now=NOW)
    assert found.status is OfferStatus.ACTIVE


def test_publishing_again_changes_the_one_offer(session, ana):
    first = publish(session, ana)
    version = first.version
    second = publish(session, ana, replace(CHAT, categories=("papers", "chat"), weekly_mask=1))
    assert second is first
    assert set(second.categories) == {"chat", "papers"}
    assert (ana.weekly_mask, second.version) == (1, version + 1)
    assert session.scalar(select(func.count()).select_from(Offer)) == 1


def test_a_stranger_changes_nothing_of_an_active_offer(session, ana):
    found = publish(session, ana)
    publish(session, ana, replace(CHAT, weekly_mask=FULL_WEEK, reach=Reach.FARTHER), by=None)
    assert (found.reach, ana.weekly_mask) == (Reach.TEN_MINUTES, 0b111)
    [message] = session.scalars(select(Message))
    assert (message.kind, message.user_id) == (MessageKind.CONFIRM_OFFER, ana.id)


@pytest.mark.parametrize(
    "offering",
    [
        replace(CHAT, categories=()),
        replace(CHAT, categories=("nursing",)),
        replace(CHAT, categories=("talk_first",)),
        replace(CHAT, weekly_mask=0),
        replace(CHAT, weekly_mask=FULL_WEEK + 1),
        replace(CHAT, rhythm_per_month=0),
        replace(CHAT, note="a" * 301),
    ],
)
def test_what_no_page_lets_through_is_refused(session, ana, offering):
    with pytest.raises(Refusal, match="offer_incomplete"):
        publish(session, ana, offering)


def test_weeks_that_vary_need_no_half_day(session, ana):
    assert publish(session, ana, replace(CHAT, weekly_mask=0, weeks_vary=True))


def test_a_pause_ends_by_itself(session, ana):
    found = publish(session, ana)
    offers.pause(session, found, NOW + timedelta(weeks=1), by=ana, now=NOW)
    assert offers.resume_due(session, now=NOW + timedelta(days=6)) == 0
    assert found.status is OfferStatus.PAUSED
    assert offers.resume_due(session, now=NOW + timedelta(days=7)) == 1
    assert (found.status, found.paused_until) == (OfferStatus.ACTIVE, None)


def test_a_pause_without_a_date_lasts_until_she_is_back(session, ana):
    found = publish(session, ana)
    offers.pause(session, found, None, by=ana, now=NOW)
    assert offers.resume_due(session, now=NOW + timedelta(days=300)) == 0
    offers.resume(session, found, by=ana, now=NOW)
    offers.resume(session, found, by=ana, now=NOW)
    assert found.status is OfferStatus.ACTIVE


def test_withdrawing_answers_her_open_proposals_no_and_keeps_what_is_agreed(session, home):
    karim = factories.helper(session, home)
    fatima, slot = factories.coordinator(session, home), factories.thursday()
    agreed = factories.help_request(
        session, factories.person(session, home), agreed_in_advance_at=NOW
    )
    yes = proposals.propose(session, agreed, karim, slot, by=fatima, now=NOW)
    proposals.answer_as_helper(session, yes, True, by=karim.user, now=NOW)
    friday = factories.Slot(slot.on_date + timedelta(days=1), slot.half_day_index)
    asked = factories.help_request(
        session, factories.person(session, home, "Rose"), slots=(friday,)
    )
    waiting = proposals.propose(session, asked, karim, friday, by=fatima, now=NOW)
    offers.withdraw(session, karim, by=karim.user, now=NOW)
    refused = session.get_one(Proposal, waiting.id)
    assert karim.status is OfferStatus.WITHDRAWN
    assert (refused.status, refused.helper_answer) == (ProposalStatus.DECLINED, Answer.NO)
    assert asked.status is RequestStatus.OPEN
    [appointment] = session.scalars(select(Appointment))
    assert appointment.status is AppointmentStatus.PLANNED


def test_withdrawing_twice_is_once(session, ana):
    found = publish(session, ana)
    offers.withdraw(session, found, by=ana, now=NOW)
    offers.withdraw(session, found, by=ana, now=NOW + timedelta(minutes=1))
    assert found.withdrawn_at == NOW


def test_a_withdrawal_is_undone_within_the_hour_only(session, ana):
    found = publish(session, ana)
    offers.withdraw(session, found, by=ana, now=NOW)
    offers.undo_withdraw(session, found, by=ana, now=NOW + timedelta(minutes=59))
    assert (found.status, found.withdrawn_at) == (OfferStatus.ACTIVE, None)
    offers.withdraw(session, found, by=ana, now=NOW)
    with pytest.raises(Refusal, match="too_late_to_undo"):
        offers.undo_withdraw(session, found, by=ana, now=NOW + timedelta(minutes=61))


def test_whoever_offered_again_meanwhile_has_nothing_to_undo(session, ana):
    first = publish(session, ana)
    offers.withdraw(session, first, by=ana, now=NOW)
    assert publish(session, ana) is not first
    with pytest.raises(Refusal, match="too_late_to_undo"):
        offers.undo_withdraw(session, first, by=ana, now=NOW)


def test_an_offer_that_was_never_confirmed_cannot_come_back_active(session, ana):
    ana.email_confirmed_at = None
    found = publish(session, ana, by=None)
    offers.withdraw(session, found, by=ana, now=NOW)
    with pytest.raises(Refusal, match="too_late_to_undo"):
        offers.undo_withdraw(session, found, by=ana, now=NOW)


def test_nobody_else_touches_an_offer(session, home, ana):
    found = publish(session, ana)
    rose = factories.person(session, home, "Rose")
    for touch in (offers.resume, offers.withdraw, offers.undo_withdraw):
        with pytest.raises(NotFound):
            touch(session, found, by=rose, now=NOW)
    with pytest.raises(NotFound):
        offers.pause(session, found, None, by=rose, now=NOW)


def test_only_a_pause_is_ended_by_coming_back(session, ana):
    offer = publish(session, ana, by=None)
    assert offer.status is OfferStatus.UNCONFIRMED
    for gesture in (
        lambda: offers.resume(session, offer, by=ana, now=NOW),
        lambda: offers.pause(session, offer, None, by=ana, now=NOW),
    ):
        with pytest.raises(Refusal):
            gesture()
    assert offer.status is OfferStatus.UNCONFIRMED


def test_a_withdrawn_offer_comes_back_by_offering_again_only(session, ana):
    offer = publish(session, ana)
    offers.withdraw(session, offer, by=ana, now=NOW)
    with pytest.raises(Refusal):
        offers.resume(session, offer, by=ana, now=NOW + timedelta(days=9))
    with pytest.raises(Refusal):
        offers.pause(session, offer, None, by=ana, now=NOW)
    assert offer.status is OfferStatus.WITHDRAWN
