"""Calls, spoken answers and tasks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import (
    Answer,
    Channel,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Appointment,
    Message,
    Task,
)
from mutualaid.queries import tasks as task_queries
from mutualaid.services import appointments, proposals
from mutualaid.services import coordination as desk
from mutualaid.services.coordination import CallAnswer, Side
from mutualaid.wording import calls
from tests import factories
from tests.factories import NOW, thursday
from tests.services.coordination.conftest import SOON, Quarter


def test_a_pair_without_email_is_closed_by_two_calls_each(quarter: Quarter) -> None:
    proposal = quarter.ask()
    quarter.answer(quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user), CallAnswer.YES)
    quarter.answer(quarter.call(MessageKind.HELPER_SAID_YES, quarter.jeanne), CallAnswer.YES)
    quarter.session.refresh(proposal)
    assert proposal.status is ProposalStatus.AGREED
    told = [
        quarter.call(MessageKind.AGREED_RESIDENT, quarter.jeanne),
        quarter.call(MessageKind.AGREED_HELPER, quarter.rose.user),
    ]
    assert [each.channel for each in told] == [Channel.CALL, Channel.CALL]
    for each in told:
        quarter.answer(each, CallAnswer.SAID)
    calls = quarter.session.scalars(select(Message.status)).all()
    assert set(calls) == {MessageStatus.SENT}
    assert len(calls) == 4


def test_with_an_advance_agreement_the_helper_hears_everything_in_one_call(
    quarter: Quarter,
) -> None:
    proposals.agree_in_advance(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    quarter.ask()
    quarter.answer(quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user), CallAnswer.YES)
    due = task_queries.list_due_calls(
        quarter.session, {quarter.home.id}, quarter.rose.user_id, now=SOON
    )
    assert [each.kind for each in due] == [MessageKind.AGREED_HELPER]


def test_pressing_twice_answers_once(quarter: Quarter) -> None:
    proposal = quarter.ask()
    call = quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user)
    quarter.answer(call, CallAnswer.YES)
    quarter.session.refresh(call)
    quarter.answer(call, CallAnswer.NO)
    quarter.session.refresh(proposal)
    assert proposal.helper_answer is Answer.YES


def test_a_question_is_not_just_said(quarter: Quarter) -> None:
    quarter.ask()
    with pytest.raises(Refusal, match="no_such_answer"):
        quarter.answer(
            quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user), CallAnswer.SAID
        )


def test_no_answer_leaves_the_call_due_and_notes_the_attempt(quarter: Quarter) -> None:
    quarter.ask()
    call = quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user)
    for attempt in (1, 2):
        desk.note_no_answer(quarter.session, [call], by=quarter.fatima, now=SOON)
        quarter.session.refresh(call)
        assert (call.status, call.attempts) == (MessageStatus.PENDING, attempt)
    assert call.outcome == "no_answer 2026-10-12T08:05Z"


def test_another_desk_s_call_is_not_answered(quarter: Quarter) -> None:
    quarter.ask()
    call = quarter.call(MessageKind.PROPOSAL_HELPER, quarter.rose.user)
    with pytest.raises(NotFound):
        quarter.answer(call, CallAnswer.YES, by=quarter.paul)
    with pytest.raises(NotFound):
        desk.note_no_answer(quarter.session, [call], by=quarter.paul, now=SOON)


def test_the_helper_s_own_desk_hears_the_helper_and_the_resident_s_the_resident(
    quarter: Quarter,
) -> None:
    ali = quarter.phone_helper(quarter.next_door, "Ali", "+33639981203")
    proposal = quarter.ask(ali)
    call = quarter.call(MessageKind.PROPOSAL_HELPER, ali.user)
    assert call.neighbourhood_id == quarter.next_door.id
    with pytest.raises(NotFound):
        desk.answer_for(
            quarter.session, proposal, Side.HELPER, says_yes=True, by=quarter.fatima, now=SOON
        )
    quarter.answer(call, CallAnswer.YES, by=quarter.paul)
    with pytest.raises(NotFound):
        desk.answer_for(
            quarter.session, proposal, Side.RESIDENT, says_yes=True, by=quarter.paul, now=SOON
        )
    desk.answer_for(
        quarter.session, proposal, Side.RESIDENT, says_yes=True, by=quarter.fatima, now=SOON
    )
    quarter.session.refresh(proposal)
    assert proposal.status is ProposalStatus.AGREED


def test_a_mail_that_did_not_arrive_becomes_a_call(quarter: Quarter) -> None:
    karim = factories.helper(quarter.session, quarter.home, "Karim")
    proposal = quarter.ask(karim)
    mail = quarter.call(MessageKind.PROPOSAL_HELPER, karim.user)
    mail.status = MessageStatus.FAILED
    quarter.session.flush()
    task = quarter.task(TaskKind.FAILED_MESSAGE, user_id=karim.user_id, message_id=mail.id)
    desk.call_instead_of_mail(quarter.session, task, mail, by=quarter.fatima, now=SOON)
    quarter.session.refresh(task)
    assert task.status is TaskStatus.DONE
    quarter.session.refresh(mail)
    quarter.answer(mail, CallAnswer.YES)
    quarter.session.refresh(proposal)
    assert proposal.helper_answer is Answer.YES


def agreed(quarter: Quarter) -> Appointment:
    proposals.agree_in_advance(quarter.session, quarter.request, by=quarter.fatima, now=NOW)
    proposal = quarter.ask()
    proposals.answer_as_helper(quarter.session, proposal, True, by=quarter.fatima, now=NOW)
    return quarter.session.scalars(select(Appointment)).one()


def late_cancellation(quarter: Quarter) -> tuple[Message, Task]:
    """Jeanne hears on Thursday morning that Rose cannot come."""
    appointment = agreed(quarter)
    morning = thursday(HalfDay.MORNING).starts_at("Europe/Paris")
    appointments.cancel(
        quarter.session, appointment, by=quarter.fatima, now=morning, person=quarter.rose.user
    )
    task = quarter.session.scalars(
        select(Task).where(Task.kind == TaskKind.MOVED, Task.user_id == quarter.jeanne.id)
    ).one()
    return quarter.call(MessageKind.CANCELLED, quarter.jeanne), task


def test_saying_a_late_cancellation_ticks_its_task(quarter: Quarter) -> None:
    call, task = late_cancellation(quarter)
    quarter.answer(call, CallAnswer.SAID)
    quarter.session.refresh(task)
    assert task.status is TaskStatus.DONE


def test_ticking_a_late_cancellation_makes_its_call(quarter: Quarter) -> None:
    call, task = late_cancellation(quarter)
    desk.finish_task(quarter.session, task, by=quarter.fatima, now=SOON)
    quarter.session.refresh(call)
    assert call.status is MessageStatus.SENT


def test_after_talking_the_wish_to_talk_is_closed(quarter: Quarter) -> None:
    wish = factories.help_request(quarter.session, quarter.jeanne, "talk_first")
    task = quarter.task(TaskKind.TALK, user_id=quarter.jeanne.id, help_request_id=wish.id)
    desk.finish_task(quarter.session, task, by=quarter.fatima, now=SOON)
    quarter.session.refresh(wish)
    assert wish.status is RequestStatus.CLOSED
    assert task.status is TaskStatus.DONE


def test_another_desk_s_task_is_not_ticked(quarter: Quarter) -> None:
    task = quarter.task(TaskKind.WAITING)
    with pytest.raises(NotFound):
        desk.finish_task(quarter.session, task, by=quarter.paul, now=SOON)


def said(user_id: int, minutes: int, kind: MessageKind = MessageKind.PROPOSAL_HELPER) -> Message:
    return Message(
        kind=kind,
        user_id=user_id,
        help_request_id=1,
        channel=Channel.CALL,
        status=MessageStatus.SENT,
        ended_at=NOW + timedelta(minutes=minutes),
    )


def test_what_is_said_within_half_an_hour_is_one_call() -> None:
    made = task_queries.calls_made([said(1, 0), said(1, 5), said(1, 29), said(1, 90), said(2, 0)])
    assert (made[1, 1], made[2, 1], made[3, 1]) == (2, 1, 0)


def test_a_cancellation_is_not_counted_as_a_call() -> None:
    made = task_queries.calls_made([said(1, 0), said(1, 90, MessageKind.CANCELLED)])
    assert made[1, 1] == 1


def test_a_third_call_waits_for_another_occasion_but_a_cancellation_does_not() -> None:
    third = task_queries.Call(said(1, 0, MessageKind.SUPERSEDED), None, None, None, 2)
    cancelled = task_queries.Call(said(1, 0, MessageKind.CANCELLED), None, None, None, 2)
    assert third.is_one_too_many
    assert not cancelled.is_one_too_many


@pytest.mark.parametrize(("category", "n_helpers"), [("moving", 1), ("moving", 2)])
def test_the_first_yes_wins_only_where_one_is_enough(
    quarter: Quarter, app, category: str, n_helpers: int
) -> None:
    quarter.request.category, quarter.request.helpers_needed = category, n_helpers
    quarter.ask(factories.helper(quarter.session, quarter.home, "Ali", email=None,
        phone="+33639981207", channel=Channel.CALL, categories=(category,), level=1))  # fmt: skip
    desk_ids = {quarter.home.id}
    messages = task_queries.list_call_messages(quarter.session, desk_ids, now=SOON)
    about = task_queries.list_requests(quarter.session, [each.help_request_id for each in messages])
    call = task_queries.list_calls(quarter.session, messages, about)[0]
    with app.test_request_context():
        said = " ".join(calls.script(call).lines)
    assert "Répondez avant" in said
    assert ("Le premier oui l’emporte." in said) is (n_helpers == 1)
