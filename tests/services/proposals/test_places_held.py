"""Who holds a place, who waits behind it, and what is settled once all agree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import (
    Answer,
    AppointmentStatus,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, Message, Task
from mutualaid.services import appointments, outbox, proposals, tasks
from tests.factories import NOW
from tests.services.proposals.conftest import LATER, Quarter


@pytest.fixture
def quarter(session: Session) -> Quarter:
    return Quarter(session)


def test_a_yes_taken_back_waits_behind_the_yes_that_took_its_place(quarter: Quarter) -> None:
    first, second = quarter.ask(quarter.karim), quarter.ask(quarter.rose)
    karim, rose = quarter.karim.user, quarter.rose.user
    proposals.answer_as_helper(quarter.session, first, True, by=karim, now=LATER)
    proposals.answer_as_helper(quarter.session, second, True, by=rose, now=LATER)
    proposals.undo(quarter.session, first, by=karim, now=LATER)
    assert (first.status, first.helper_answer) == (ProposalStatus.HELD, Answer.NONE)
    assert second.status is ProposalStatus.OPEN
    proposals.answer_as_helper(quarter.session, first, True, by=karim, now=LATER)
    assert first.status is ProposalStatus.HELD


def test_the_resident_is_asked_about_one_person_at_a_time(quarter: Quarter) -> None:
    first = quarter.ask(quarter.karim)
    proposals.answer_as_helper(quarter.session, first, True, by=quarter.karim.user, now=LATER)
    late = quarter.ask(quarter.rose)
    proposals.answer_as_helper(quarter.session, late, True, by=quarter.rose.user, now=LATER)
    assert late.status is ProposalStatus.HELD
    assert quarter.kinds(quarter.jeanne).count(MessageKind.HELPER_SAID_YES) == 1


def test_the_resident_is_told_at_the_next_pairing_when_the_first_mail_never_left(
    quarter: Quarter,
) -> None:
    first = quarter.ask(quarter.karim)
    proposals.answer_as_helper(quarter.session, first, False, by=quarter.karim.user, now=LATER)
    assert quarter.kinds(quarter.jeanne) == []
    quarter.ask(quarter.rose)
    assert quarter.kinds(quarter.jeanne) == [MessageKind.PROPOSAL_RESIDENT]


def test_what_the_desk_had_to_arrange_is_done_once_all_agree(quarter: Quarter) -> None:
    for kind in (TaskKind.SILENCE, TaskKind.ARRANGE):
        tasks.ask_desk(
            quarter.session,
            kind,
            f"{kind}:{quarter.request.id}",
            now=NOW,
            neighbourhood_id=quarter.home.id,
            help_request_id=quarter.request.id,
        )
    _agreed(quarter)
    left = quarter.session.scalars(select(Task).where(Task.status == TaskStatus.OPEN)).all()
    assert [task.kind for task in left] == []


def test_what_is_over_cannot_be_cancelled_any_more(quarter: Quarter) -> None:
    appointment = _agreed(quarter)
    karim = quarter.karim.user
    for person in (karim, quarter.jeanne):
        with pytest.raises(Refusal, match="appointment_over"):
            appointments.cancel(
                quarter.session, appointment, by=person, now=NOW + timedelta(days=4), person=person
            )
    assert appointment.status is AppointmentStatus.PLANNED
    assert quarter.request.status is RequestStatus.AGREED


def test_a_call_about_a_day_that_is_over_leaves_the_desk(session: Session) -> None:
    quarter = Quarter(session)
    quarter.karim.user.email = None
    _agreed(quarter)
    call = session.scalars(select(Message).where(Message.kind == MessageKind.AGREED_HELPER)).one()
    assert outbox.void_past_calls(session, now=NOW + timedelta(days=3)) == 0
    assert outbox.void_past_calls(session, now=NOW + timedelta(days=5)) >= 1
    session.refresh(call)
    assert call.status is MessageStatus.CANCELLED


def _agreed(quarter: Quarter) -> Appointment:
    proposal = quarter.ask(quarter.karim)
    proposals.agree_in_advance(quarter.session, quarter.request, by=quarter.jeanne, now=LATER)
    proposals.answer_as_helper(quarter.session, proposal, True, by=quarter.karim.user, now=LATER)
    return quarter.session.scalars(select(Appointment)).one()
