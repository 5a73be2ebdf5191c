"""« Je serai en retard » and « il n'y a personne à la porte »."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import AppointmentNotice
from mutualaid.queries import tasks as task_queries
from mutualaid.services import appointments, notices
from mutualaid.services import coordination as desk
from mutualaid.services.coordination import CallAnswer
from tests import factories
from tests.services.appointments.conftest import Quarter, at


def late(quarter: Quarter, appointment, minutes, *, person=None, now=None) -> None:
    person = person or quarter.karim.user
    notices.say_late(
        quarter.session, appointment, minutes, person=person, by=person, now=now or at(14)
    )


def nobody(quarter: Quarter, appointment, *, person=None, now=None) -> None:
    person = person or quarter.karim.user
    notices.say_nobody(
        quarter.session, appointment, person=person, by=person, now=now or at(14, 35)
    )


def count(quarter: Quarter) -> int:
    return quarter.session.scalar(select(func.count()).select_from(AppointmentNotice))


@pytest.mark.parametrize("minutes", [10, 20, 30, None])
def test_who_is_late_has_the_other_told_and_called_at_once(quarter: Quarter, minutes) -> None:
    late(quarter, quarter.agree(), minutes)
    assert quarter.owed(MessageKind.RUNNING_LATE) == ["Jeanne"]
    [task] = quarter.tasks(TaskKind.LATE)
    assert (task.user, task.is_urgent) == (quarter.jeanne, True)
    assert task.neighbourhood_id == quarter.home.id


def test_any_other_number_of_minutes_is_refused(quarter: Quarter) -> None:
    with pytest.raises(Refusal):
        late(quarter, quarter.agree(), 500)


def test_late_is_said_within_a_day_of_it_and_not_after_its_end(quarter: Quarter) -> None:
    appointment = quarter.agree()
    with pytest.raises(Refusal):
        late(quarter, appointment, 10, now=at(14, 29, days=-1))
    with pytest.raises(Refusal):
        late(quarter, appointment, 10, now=at(15, 30))
    late(quarter, appointment, 10, now=at(14, 30, days=-1))
    assert count(quarter) == 1


def test_the_same_delay_twice_is_once_and_a_longer_one_is_told_again(quarter: Quarter) -> None:
    appointment = quarter.agree()
    for minutes in (10, 10, 30):
        late(quarter, appointment, minutes)
    assert [each.user_id for each in quarter.messages(MessageKind.RUNNING_LATE)] == [
        quarter.jeanne.id
    ] * 2
    assert len(quarter.tasks(TaskKind.LATE)) == 1


def test_a_longer_delay_puts_a_ticked_task_back_on_top(quarter: Quarter) -> None:
    appointment = quarter.agree()
    late(quarter, appointment, 10)
    desk.finish_task(
        quarter.session, quarter.tasks(TaskKind.LATE)[0], by=quarter.fatima, now=at(14, 5)
    )
    assert quarter.tasks(TaskKind.LATE) == []
    late(quarter, appointment, 30)
    assert len(quarter.tasks(TaskKind.LATE)) == 1


def test_an_urgent_task_stays_on_top_until_it_is_ticked(quarter: Quarter) -> None:
    appointment = quarter.agree()
    late(quarter, appointment, 20)
    quarter.session.add(factories.help_request(quarter.session, quarter.jeanne, slots=()))
    top = task_queries.list_tasks(quarter.session, {quarter.home.id})[0]
    assert top.kind is TaskKind.LATE
    desk.finish_task(quarter.session, top, by=quarter.fatima, now=at(14, 10))
    assert top.status is TaskStatus.DONE


def test_nobody_at_the_door_is_one_button_for_both(quarter: Quarter) -> None:
    appointment = quarter.agree()
    nobody(quarter, appointment)
    nobody(quarter, appointment, person=quarter.jeanne)
    assert quarter.owed(MessageKind.NOBODY_AT_DOOR) == ["Jeanne", "Karim"]
    assert {each.user_id for each in quarter.tasks(TaskKind.NOBODY)} == {
        quarter.jeanne.id,
        quarter.karim.user_id,
    }


def test_nobody_said_twice_is_once(quarter: Quarter) -> None:
    appointment = quarter.agree()
    nobody(quarter, appointment)
    nobody(quarter, appointment, now=at(14, 50))
    assert count(quarter) == 1
    assert len(quarter.messages(MessageKind.NOBODY_AT_DOOR)) == 1


def test_nobody_is_said_from_a_quarter_of_an_hour_before_to_an_hour_after(
    quarter: Quarter,
) -> None:
    appointment = quarter.agree(minutes=60)
    for moment in (at(14, 14), at(16, 31)):
        with pytest.raises(Refusal):
            nobody(quarter, appointment, now=moment)
    nobody(quarter, appointment, now=at(14, 15))
    nobody(quarter, appointment, person=quarter.jeanne, now=at(16, 30))
    assert count(quarter) == 2


def test_nobody_is_late_for_what_was_cancelled(quarter: Quarter) -> None:
    appointment = quarter.agree()
    appointments.cancel(
        quarter.session, appointment, by=quarter.jeanne, person=quarter.jeanne, now=at(9)
    )
    for say in (lambda: late(quarter, appointment, 10), lambda: nobody(quarter, appointment)):
        with pytest.raises(Refusal):
            say()


def test_a_stranger_says_nothing_of_it(quarter: Quarter) -> None:
    appointment = quarter.agree()
    with pytest.raises(Refusal):
        late(quarter, appointment, 10, person=quarter.rose.user)


def test_who_has_only_a_phone_is_called_and_the_call_ticks_the_task(quarter: Quarter) -> None:
    appointment = quarter.agree(quarter.rose)
    late(quarter, appointment, 10, person=quarter.jeanne)
    [call] = quarter.messages(MessageKind.RUNNING_LATE)
    assert call.channel is Channel.CALL
    desk.answer_call(quarter.session, call, CallAnswer.SAID, by=quarter.fatima, now=at(14, 2))
    assert quarter.tasks(TaskKind.LATE) == []


def test_the_task_ticked_makes_the_call(quarter: Quarter) -> None:
    appointment = quarter.agree(quarter.rose)
    nobody(quarter, appointment, person=quarter.jeanne)
    [task] = quarter.tasks(TaskKind.NOBODY)
    desk.finish_task(quarter.session, task, by=quarter.fatima, now=at(14, 40))
    assert quarter.messages(MessageKind.NOBODY_AT_DOOR)[0].status is MessageStatus.SENT


def test_a_late_call_is_always_made_and_never_counted(quarter: Quarter) -> None:
    appointment = quarter.agree(quarter.rose)
    for message in quarter.messages(MessageKind.AGREED_HELPER):
        for hours in (1, 2, 3):
            message.status, message.ended_at = MessageStatus.SENT, at(8) - timedelta(hours=hours)
    quarter.session.flush()
    late(quarter, appointment, 10, person=quarter.jeanne)
    messages = task_queries.list_call_messages(quarter.session, {quarter.home.id}, now=at(14))
    calls = task_queries.list_calls(quarter.session, messages, {})
    assert [call.is_one_too_many for call in calls] == [False]
    assert [call.notice.minutes for call in calls] == [10]


def test_the_desk_says_it_for_somebody_who_phones(quarter: Quarter) -> None:
    appointment = quarter.agree(quarter.rose)
    rose, fatima = quarter.rose.user, quarter.fatima
    desk.runs_late(quarter.session, appointment, rose, None, by=fatima, now=at(14))
    desk.meets_nobody(quarter.session, appointment, rose, by=fatima, now=at(14, 40))
    assert quarter.owed(MessageKind.RUNNING_LATE) == ["Jeanne"]
    assert quarter.owed(MessageKind.NOBODY_AT_DOOR) == ["Jeanne"]


def test_another_desk_says_nothing_of_it(quarter: Quarter) -> None:
    appointment = quarter.agree()
    elsewhere = factories.neighbourhood(quarter.session, "Les Buers")
    paul = factories.coordinator(quarter.session, elsewhere, "Paul")
    with pytest.raises(NotFound):
        desk.runs_late(quarter.session, appointment, quarter.karim.user, 10, by=paul, now=at(14))
