"""Asking: when a request opens, what it owes, and how it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.geo import Precision
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import (
    AppointmentStatus,
    Channel,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Appointment,
    Consent,
    MeetingPoint,
    Message,
    Place,
    Proposal,
    Recurrence,
    RunRequest,
    Task,
)
from mutualaid.services import help_requests, proposals, users
from mutualaid.services.help_requests import Ask
from tests import factories
from tests.factories import NOW, TODAY

SHOPPING = Ask(
    category="shopping",
    facts={"together": "together", "paid": "there"},
    slots=[factories.thursday()],
)


@pytest.fixture
def jeanne(session, home):
    return factories.person(session, home)


def publish(session, person, ask=SHOPPING, *, by="herself"):
    return help_requests.publish(
        session, person, ask, by=person if by == "herself" else by, now=NOW
    )


def tasks_of(session, kind):
    return list(session.scalars(select(Task).where(Task.kind == kind)))


def test_a_confirmed_person_s_request_is_open_at_once(session, jeanne):
    found = publish(session, jeanne)
    assert found.status is RequestStatus.OPEN
    assert found.confirmed_at == NOW
    assert found.place_id == jeanne.place_id
    assert found.minutes == 90
    assert session.scalars(select(Task)).all() == []


def test_a_stranger_s_request_waits_for_its_mail(session, jeanne):
    found = publish(session, jeanne, by=None)
    assert found.status is RequestStatus.UNCONFIRMED
    [message] = session.scalars(select(Message))
    assert (message.kind, message.user_id) == (MessageKind.CONFIRM_REQUEST, jeanne.id)


def test_somebody_without_e_mail_is_called_to_confirm_and_then_it_opens(session, home):
    ginette = factories.person(session, home, "Ginette", email=None, phone="+33465710202")
    found = publish(session, ginette)
    [task] = tasks_of(session, TaskKind.CONFIRM)
    assert (found.status, task.user_id) == (RequestStatus.UNCONFIRMED, ginette.id)
    users.confirm_channel(session, ginette, Channel.CALL, by=None, now=NOW)
    session.refresh(task)
    assert found.status is RequestStatus.OPEN
    assert task.status is not TaskStatus.OPEN


def test_a_coordinator_s_posting_for_a_confirmed_person_is_open(session, home, jeanne):
    fatima = factories.coordinator(session, home)
    found = publish(session, jeanne, by=fatima)
    assert (found.status, found.posted_by_id) == (RequestStatus.OPEN, fatima.id)


def test_a_neighbour_who_is_no_coordinator_cannot_open_it(session, home, jeanne):
    found = publish(session, jeanne, by=factories.person(session, home, "Rose"))
    assert found.status is RequestStatus.UNCONFIRMED


@pytest.mark.parametrize("given_by", ["herself", "the coordinator"])
def test_agreeing_in_advance_is_recorded_with_how_it_was_said(session, home, jeanne, given_by):
    by = jeanne if given_by == "herself" else factories.coordinator(session, home)
    found = publish(session, jeanne, replace(SHOPPING, agreed_in_advance=True), by=by)
    [consent] = session.scalars(select(Consent))
    assert found.agreed_in_advance_at == NOW
    assert consent.channel == ("web" if by is jeanne else "phone")
    assert consent.recorded_by_id == (None if by is jeanne else by.id)


def test_i_want_to_talk_is_a_task_and_nothing_else(session, jeanne):
    publish(session, jeanne, Ask("talk_first"))
    assert [task.kind for task in session.scalars(select(Task))] == [TaskKind.TALK]


def test_an_address_that_nobody_found_is_placed_by_the_desk(session, home, jeanne):
    place = Place(line="5 impasse Inconnue", precision=Precision.COMMUNE, created_at=NOW)
    place.neighbourhood_id = home.id
    session.add(place)
    session.flush()
    publish(session, jeanne, replace(SHOPPING, place=place))
    [task] = tasks_of(session, TaskKind.PLACE_ADDRESS)
    assert (task.place_id, task.neighbourhood_id) == (place.id, home.id)


def test_a_public_place_needs_no_address_on_the_map(session, home, jeanne):
    point = session.scalar(select(MeetingPoint.id))
    place = Place(line="Nulle part", precision=Precision.NONE, created_at=NOW)
    session.add(place)
    session.flush()
    found = publish(session, jeanne, replace(SHOPPING, place=place, meeting_point_id=point))
    assert found.neighbourhood_id == home.id
    assert tasks_of(session, TaskKind.PLACE_ADDRESS) == []


MOVING = Ask(
    "moving",
    {"heavy": "3", "lift": "none", "floor": "2", "van": "yes"},
    slots=[factories.thursday()],
)


@pytest.mark.parametrize(
    "ask",
    [
        replace(MOVING, n_half_days=2),
        replace(SHOPPING, recurrence=Recurrence.WEEKLY),
        replace(MOVING, helpers_needed=3),
    ],
    ids=["two half-days", "every week", "three people"],
)
def test_what_takes_several_half_days_or_people_goes_to_the_matcher(session, jeanne, ask):
    publish(session, jeanne, ask)
    assert tasks_of(session, TaskKind.ARRANGE) == []


def test_moving_with_one_helper_goes_to_the_matcher(session, jeanne):
    publish(session, jeanne, MOVING)
    assert tasks_of(session, TaskKind.ARRANGE) == []


def test_an_urgent_move_at_three_asks_for_a_run_of_the_whole(session, jeanne):
    tomorrow = Slot.of(TODAY + timedelta(days=1), HalfDay.MORNING)
    publish(session, jeanne, replace(MOVING, helpers_needed=3, slots=[tomorrow]))
    asked = session.scalars(select(RunRequest)).one()
    assert (asked.help_request_id, asked.neighbourhood_id) == (None, jeanne.neighbourhood_id)


def test_an_urgent_need_asks_for_the_next_neighbour_at_once(session, jeanne):
    tomorrow = Slot.of(TODAY + timedelta(days=1), HalfDay.MORNING)
    found = publish(session, jeanne, replace(SHOPPING, slots=[tomorrow]))
    [run] = session.scalars(select(RunRequest))
    assert run.help_request_id == found.id


def test_a_need_of_thursday_waits_for_the_next_run(session, jeanne):
    publish(session, jeanne)
    assert session.scalars(select(RunRequest)).all() == []


def test_only_half_days_that_can_still_be_reached_are_kept(session, jeanne):
    this_evening = Slot.of(TODAY, HalfDay.EVENING)
    found = publish(session, jeanne, replace(SHOPPING, slots=[this_evening, factories.thursday()]))
    assert found.slots == [factories.thursday()]


def test_in_a_hurry_two_hours_are_enough(session, jeanne):
    this_evening = Slot.of(TODAY, HalfDay.EVENING)
    assert publish(session, jeanne, replace(SHOPPING, slots=[this_evening])).slots == [this_evening]


def test_an_exact_time_counts_for_the_notice(session, jeanne):
    this_morning = Slot.of(TODAY, HalfDay.MORNING)
    at_noon = Slot.of(TODAY, HalfDay.AFTERNOON)
    found = publish(session, jeanne, replace(SHOPPING, slots=[at_noon], start_time=time(12)))
    assert found.start_time == time(12)
    with pytest.raises(Refusal, match="no_time_left"):
        publish(session, jeanne, replace(SHOPPING, slots=[this_morning], start_time=time(11, 30)))


def test_a_weekly_need_keeps_every_week_until_its_last_day(session, jeanne):
    weekly = replace(SHOPPING, recurrence=Recurrence.WEEKLY, until_on=date(2026, 10, 30))
    assert [slot.on_date.day for slot in publish(session, jeanne, weekly).slots] == [15, 22, 29]


@pytest.mark.parametrize(
    "ask",
    [
        replace(SHOPPING, facts={}),
        replace(SHOPPING, facts={"together": "perhaps", "paid": "there"}),
        replace(SHOPPING, note="a" * 301),
        replace(SHOPPING, helpers_needed=2),
        replace(MOVING, helpers_needed=7),
        replace(SHOPPING, slots=[]),
        replace(SHOPPING, slots=[Slot.of(TODAY - timedelta(days=9), HalfDay.MORNING)]),
        replace(MOVING, n_half_days=2, slots=[factories.thursday(HalfDay.EVENING)]),
        replace(SHOPPING, meeting_point_id=999),
    ],
)
def test_what_no_page_lets_through_is_refused(session, jeanne, ask):
    with pytest.raises(Refusal):
        publish(session, jeanne, ask)


def test_facts_of_another_category_are_dropped(session, jeanne):
    found = publish(session, jeanne, replace(SHOPPING, facts={**SHOPPING.facts, "floor": "9"}))
    assert found.facts == SHOPPING.facts


def test_withdrawing_tells_those_who_were_asked(session, home, jeanne):
    offer = factories.helper(session, home)
    fatima = factories.coordinator(session, home)
    found = publish(session, jeanne)
    proposal = proposals.propose(session, found, offer, factories.thursday(), by=fatima, now=NOW)
    session.execute(update(Message).values(status=MessageStatus.SENT))
    session.expire_all()
    proposals.answer_as_helper(session, proposal, True, by=offer.user, now=NOW)
    help_requests.withdraw(session, found, by=jeanne, now=NOW)
    assert (found.status, found.ended_at) == (RequestStatus.CANCELLED, NOW)
    assert session.get_one(Proposal, proposal.id).status is ProposalStatus.CANCELLED
    assert MessageKind.PROPOSAL_WITHDRAWN in set(
        session.scalars(select(Message.kind).where(Message.user_id == offer.user_id))
    )


@pytest.mark.parametrize("ending", ["withdraw", "close"])
def test_ending_an_agreed_request_calls_its_appointment_off(session, home, jeanne, ending):
    offer, fatima = factories.helper(session, home), factories.coordinator(session, home)
    found = publish(session, jeanne, replace(SHOPPING, agreed_in_advance=True))
    proposal = proposals.propose(session, found, offer, factories.thursday(), by=fatima, now=NOW)
    proposals.answer_as_helper(session, proposal, True, by=offer.user, now=NOW)
    assert found.status is RequestStatus.AGREED
    getattr(help_requests, ending)(
        session, found, by=jeanne if ending == "withdraw" else fatima, now=NOW
    )
    [appointment] = session.scalars(select(Appointment))
    assert appointment.status is AppointmentStatus.CANCELLED
    assert found.status == {"withdraw": "cancelled", "close": "closed"}[ending]
    told = session.scalars(
        select(Message.user_id).where(Message.kind == MessageKind.CANCELLED)
    ).all()
    assert told == [offer.user_id]


def test_the_desk_has_nothing_left_to_do_for_a_withdrawn_request(session, jeanne):
    found = publish(session, jeanne, Ask("talk_first"))
    help_requests.withdraw(session, found, by=jeanne, now=NOW)
    assert [task.status for task in session.scalars(select(Task))] == [TaskStatus.CANCELLED]


def test_nobody_else_may_withdraw_or_close_it(session, home, jeanne):
    found = publish(session, jeanne)
    rose = factories.person(session, home, "Rose")
    away = factories.coordinator(session, factories.neighbourhood(session, "Cusset"), "Ali")
    for stranger in (rose, away):
        with pytest.raises(NotFound):
            help_requests.withdraw(session, found, by=stranger, now=NOW)
        with pytest.raises(NotFound):
            help_requests.close(session, found, by=stranger, now=NOW)
    with pytest.raises(NotFound):
        help_requests.close(session, found, by=jeanne, now=NOW)
