"""From a pair to an appointment, said by the two or written down by a coordinator."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import (
    Answer,
    AppointmentStatus,
    Channel,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, Message, Proposal, Recurrence, Task
from mutualaid.services import appointment_endings, appointments, proposals
from tests import factories
from tests.factories import NOW, thursday
from tests.services.proposals.conftest import LATER, Quarter


def test_both_are_told_at_the_pairing(quarter: Quarter) -> None:
    quarter.ask(quarter.karim)
    assert quarter.kinds(quarter.karim.user) == [MessageKind.PROPOSAL_HELPER]
    assert quarter.kinds(quarter.jeanne) == [MessageKind.PROPOSAL_RESIDENT]
    assert quarter.request.status is RequestStatus.PROPOSED


def test_the_resident_is_told_once_for_two_helpers(quarter: Quarter) -> None:
    quarter.ask(quarter.karim)
    quarter.ask(quarter.rose)
    assert quarter.kinds(quarter.jeanne) == [MessageKind.PROPOSAL_RESIDENT]


def test_a_resident_on_the_phone_is_owed_no_call_at_the_pairing(session: Session) -> None:
    quarter = Quarter(session)
    quarter.jeanne.email, quarter.jeanne.channel = None, Channel.CALL
    quarter.ask(quarter.karim)
    assert quarter.kinds(quarter.jeanne) == []


def test_two_yeses_make_one_appointment_and_one_confirmation_each(quarter: Quarter) -> None:
    proposal = quarter.ask(quarter.karim)
    proposals.answer_as_helper(quarter.session, proposal, True, by=quarter.karim.user, now=LATER)
    assert MessageKind.HELPER_SAID_YES in quarter.kinds(quarter.jeanne)
    assert quarter.session.scalar(select(Appointment)) is None
    proposals.answer_as_resident(quarter.session, proposal, True, by=quarter.jeanne, now=LATER)
    appointment = quarter.session.scalars(select(Appointment)).one()
    assert appointment.status is AppointmentStatus.PLANNED
    assert proposal.status is ProposalStatus.AGREED
    assert quarter.request.status is RequestStatus.AGREED
    assert quarter.kinds(quarter.karim.user).count(MessageKind.AGREED_HELPER) == 1
    assert quarter.kinds(quarter.jeanne).count(MessageKind.AGREED_RESIDENT) == 1


def test_an_advance_agreement_makes_the_appointment_at_the_helpers_yes(quarter: Quarter) -> None:
    proposal = quarter.ask(quarter.karim)
    proposals.agree_in_advance(quarter.session, quarter.request, by=quarter.jeanne, now=LATER)
    proposals.answer_as_helper(quarter.session, proposal, True, by=quarter.karim.user, now=LATER)
    assert quarter.request.status is RequestStatus.AGREED
    assert MessageKind.HELPER_SAID_YES not in quarter.kinds(quarter.jeanne)


def test_an_advance_agreement_does_not_cover_somebody_nobody_has_met(session: Session) -> None:
    quarter = Quarter(session, agreed_in_advance_at=NOW)
    quarter.karim.user.met_on = None
    quarter.request.meeting_point_id = quarter.home.meeting_points[0].id
    session.flush()
    proposal = quarter.ask(quarter.karim)
    proposals.answer_as_helper(session, proposal, True, by=quarter.karim.user, now=LATER)
    assert quarter.request.status is RequestStatus.PROPOSED


def test_the_first_yes_holds_and_the_second_waits_behind_it(quarter: Quarter) -> None:
    first, second = quarter.ask(quarter.karim), quarter.ask(quarter.rose)
    proposals.answer_as_helper(quarter.session, first, True, by=quarter.karim.user, now=LATER)
    assert second.status is ProposalStatus.HELD
    proposals.answer_as_helper(quarter.session, second, True, by=quarter.rose.user, now=LATER)
    assert (first.status, second.status) == (ProposalStatus.OPEN, ProposalStatus.HELD)
    assert quarter.kinds(quarter.jeanne).count(MessageKind.HELPER_SAID_YES) == 1


def test_the_held_yes_takes_its_place_when_the_resident_refuses_the_first(
    quarter: Quarter,
) -> None:
    first, second = quarter.ask(quarter.karim), quarter.ask(quarter.rose)
    proposals.answer_as_helper(quarter.session, first, True, by=quarter.karim.user, now=LATER)
    proposals.answer_as_helper(quarter.session, second, True, by=quarter.rose.user, now=LATER)
    proposals.answer_as_resident(quarter.session, first, False, by=quarter.jeanne, now=LATER)
    assert first.status is ProposalStatus.DECLINED
    assert (second.status, second.helper_answer) == (ProposalStatus.OPEN, Answer.YES)
    assert MessageKind.RESIDENT_SAID_NO in quarter.kinds(quarter.karim.user)


def test_an_unanswered_held_proposal_opens_again_with_four_hours(quarter: Quarter) -> None:
    first, second = quarter.ask(quarter.karim), quarter.ask(quarter.rose)
    proposals.answer_as_helper(quarter.session, first, True, by=quarter.karim.user, now=LATER)
    late = second.expires_at - timedelta(hours=1)
    proposals.answer_as_resident(quarter.session, first, False, by=quarter.jeanne, now=late)
    assert second.status is ProposalStatus.OPEN
    assert second.expires_at >= late + timedelta(hours=4)


def test_the_others_are_thanked_when_two_agree(quarter: Quarter) -> None:
    first, second = quarter.ask(quarter.karim), quarter.ask(quarter.rose)
    message = quarter.session.scalars(select(Message).where(Message.proposal_id == second.id)).one()
    message.status = MessageStatus.SENT
    quarter.session.flush()
    proposals.agree_in_advance(quarter.session, quarter.request, by=quarter.jeanne, now=LATER)
    proposals.answer_as_helper(quarter.session, first, True, by=quarter.karim.user, now=LATER)
    assert second.status is ProposalStatus.SUPERSEDED
    assert MessageKind.SUPERSEDED in quarter.kinds(quarter.rose.user)


def test_somebody_whose_mail_never_left_is_not_thanked_for_nothing(quarter: Quarter) -> None:
    first, second = quarter.ask(quarter.karim), quarter.ask(quarter.rose)
    proposals.agree_in_advance(quarter.session, quarter.request, by=quarter.jeanne, now=LATER)
    proposals.answer_as_helper(quarter.session, first, True, by=quarter.karim.user, now=LATER)
    assert second.status is ProposalStatus.SUPERSEDED
    assert quarter.kinds(quarter.rose.user) == []


def test_a_declined_helper_is_not_asked_twice_for_the_same_request(quarter: Quarter) -> None:
    proposal = quarter.ask(quarter.karim)
    proposals.answer_as_helper(quarter.session, proposal, False, by=quarter.karim.user, now=LATER)
    assert quarter.request.status is RequestStatus.OPEN
    with pytest.raises(Refusal) as refusal:
        quarter.ask(quarter.karim)
    assert refusal.value.code == "asked_before"


def test_answering_twice_is_answering_once(quarter: Quarter) -> None:
    proposal = quarter.ask(quarter.karim)
    karim = quarter.karim.user
    proposals.answer_as_helper(quarter.session, proposal, True, by=karim, now=LATER)
    with pytest.raises(Refusal):
        proposals.answer_as_helper(quarter.session, proposal, False, by=karim, now=LATER)
    assert proposal.helper_answer is Answer.YES


def test_a_proposal_nobody_answers_ends_and_the_request_waits_for_the_next_run(
    quarter: Quarter,
) -> None:
    proposal = quarter.ask(quarter.karim)
    assert factories.expire_due(quarter.session, now=proposal.expires_at) == 1
    assert proposal.status is ProposalStatus.EXPIRED
    assert quarter.request.status is RequestStatus.OPEN
    with pytest.raises(Refusal):
        quarter.ask(quarter.karim)


def test_a_silent_resident_becomes_a_task_and_the_helper_is_freed(quarter: Quarter) -> None:
    proposal = quarter.ask(quarter.karim)
    proposals.answer_as_helper(quarter.session, proposal, True, by=quarter.karim.user, now=LATER)
    factories.expire_due(quarter.session, now=proposal.expires_at)
    task = quarter.session.scalars(select(Task)).one()
    assert task.kind is TaskKind.SILENCE
    assert MessageKind.PROPOSAL_WITHDRAWN in quarter.kinds(quarter.karim.user)


def test_three_residents_refusals_become_a_talk(quarter: Quarter) -> None:
    for half_day in HalfDay:
        request = factories.help_request(
            quarter.session, quarter.jeanne, slots=(thursday(half_day),)
        )
        quarter.session.query(Proposal).update({"created_at": NOW - timedelta(days=8)})
        proposal = proposals.propose(
            quarter.session, request, quarter.karim, thursday(half_day), by=quarter.fatima, now=NOW
        )
        proposals.answer_as_helper(
            quarter.session, proposal, True, by=quarter.karim.user, now=LATER
        )
        proposals.answer_as_resident(quarter.session, proposal, False, by=quarter.jeanne, now=LATER)
    assert [task.kind for task in quarter.session.scalars(select(Task))] == [TaskKind.REFUSALS]


def test_a_helper_with_one_place_left_is_asked_once(session: Session) -> None:
    quarter = Quarter(session)
    quarter.karim.user.rhythm_per_month = 1
    quarter.ask(quarter.karim)
    other = factories.help_request(session, quarter.jeanne, slots=(thursday(HalfDay.MORNING),))
    with pytest.raises(Refusal) as refusal:
        proposals.propose(
            session, other, quarter.karim, thursday(HalfDay.MORNING), by=quarter.fatima, now=NOW
        )
    assert refusal.value.code == "no_capacity"


def test_moving_with_two_helpers_is_one_appointment_when_all_said_yes(session: Session) -> None:
    quarter = Quarter(session, category="moving", helpers_needed=2)
    first, second = quarter.ask(quarter.karim), quarter.ask(quarter.rose)
    for proposal in (first, second):
        proposals.answer_as_helper(session, proposal, True, by=proposal.helper, now=LATER)
    assert session.scalar(select(Appointment)) is None
    proposals.answer_as_resident(session, first, True, by=quarter.jeanne, now=LATER)
    appointment = session.scalars(select(Appointment)).one()
    assert {row.helper.first_name for row in appointment.helper_rows} == {"Karim", "Rose"}
    assert quarter.kinds(quarter.jeanne).count(MessageKind.AGREED_RESIDENT) == 1


def test_a_helper_who_cannot_come_reopens_the_request(quarter: Quarter) -> None:
    appointment = _agreed(quarter)
    appointments.cancel(
        quarter.session, appointment, by=quarter.karim.user, now=LATER, person=quarter.karim.user
    )
    assert appointment.status is AppointmentStatus.CANCELLED
    assert appointment.sequence == 1
    assert quarter.request.status is RequestStatus.OPEN
    assert MessageKind.CANCELLED in quarter.kinds(quarter.jeanne)


def test_a_resident_who_cannot_ends_the_request_and_the_helper_is_told(quarter: Quarter) -> None:
    appointment = _agreed(quarter)
    appointments.cancel(
        quarter.session, appointment, by=quarter.jeanne, now=LATER, person=quarter.jeanne
    )
    assert quarter.request.status is RequestStatus.CANCELLED
    assert MessageKind.CANCELLED in quarter.kinds(quarter.karim.user)
    with pytest.raises(Refusal):
        appointments.cancel(
            quarter.session, appointment, by=quarter.jeanne, now=LATER, person=quarter.jeanne
        )


def _agreed(quarter: Quarter) -> Appointment:
    proposal = quarter.ask(quarter.karim)
    proposals.agree_in_advance(quarter.session, quarter.request, by=quarter.jeanne, now=LATER)
    proposals.answer_as_helper(quarter.session, proposal, True, by=quarter.karim.user, now=LATER)
    return quarter.session.scalars(select(Appointment).order_by(Appointment.on_date)).first()


def test_a_weekly_need_goes_on_after_its_first_week(session: Session) -> None:
    quarter = Quarter(session, recurrence=Recurrence.WEEKLY)
    appointment = _agreed(quarter)
    appointment_endings.close_past(session, now=NOW + timedelta(days=12))
    assert appointment.status is AppointmentStatus.DONE
    assert quarter.request.status is RequestStatus.AGREED
