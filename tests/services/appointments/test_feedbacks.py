"""The day after: asked at 18 h, said, corrected, and what follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mutualaid.domain.appointments import feedback_due
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import AppointmentStatus, Channel, MessageStatus, RequestStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Appointment, Feedback, Feeling, JournalEntry, Recurrence, Tie
from mutualaid.queries import tasks as task_queries
from mutualaid.queries.feedbacks import find_feedback
from mutualaid.services import (
    appointment_endings,
    appointments,
    asking_feedback,
    feedbacks,
    outbox,
    series,
)
from mutualaid.services import coordination as desk
from tests import factories
from tests.factories import NOW, thursday
from tests.services.appointments.conftest import PARIS, Quarter, at

EVENING = at(18, days=1)


def say(quarter: Quarter, appointment, person, *, by=None, now=EVENING, **said) -> Feedback:
    feedbacks.say(quarter.session, appointment, person, said, by=by or person, now=now)
    return find_feedback(quarter.session, appointment, person)


def test_both_are_asked_the_day_after_at_eighteen_and_once(quarter: Quarter) -> None:
    quarter.agree()
    assert asking_feedback.ask_due(quarter.session, now=at(17, 59, days=1)) == 0
    assert asking_feedback.ask_due(quarter.session, now=EVENING) == 2
    assert asking_feedback.ask_due(quarter.session, now=at(18, 1, days=1)) == 0
    assert quarter.owed(MessageKind.FEEDBACK) == ["Jeanne", "Karim"]


def test_nobody_is_asked_about_what_was_cancelled(quarter: Quarter) -> None:
    appointment = quarter.agree()
    appointments.cancel(
        quarter.session, appointment, by=quarter.jeanne, person=quarter.jeanne, now=at(9)
    )
    assert asking_feedback.ask_due(quarter.session, now=EVENING) == 0


@pytest.mark.parametrize("on_date", [date(2026, 10, 24), date(2027, 3, 27)])
def test_the_question_comes_at_eighteen_on_the_day_the_clocks_changed(
    quarter: Quarter, on_date: date
) -> None:
    due = feedback_due(on_date, PARIS)
    slot = Slot.of(on_date, HalfDay.AFTERNOON)
    quarter.agree(slot=slot, now=due - timedelta(days=3))
    assert asking_feedback.ask_due(quarter.session, now=due - timedelta(seconds=1)) == 0
    assert asking_feedback.ask_due(quarter.session, now=due) == 2


def test_who_said_nothing_is_reminded_once_three_days_later(quarter: Quarter) -> None:
    appointment = quarter.agree()
    asking_feedback.ask_due(quarter.session, now=EVENING)
    say(quarter, appointment, quarter.jeanne, feeling=Feeling.GOOD)
    assert asking_feedback.remind_due(quarter.session, now=at(17, 59, days=4)) == 0
    assert asking_feedback.remind_due(quarter.session, now=at(18, days=4)) == 1
    assert asking_feedback.remind_due(quarter.session, now=at(19, days=4)) == 0
    assert quarter.owed(MessageKind.FEEDBACK_REMINDER) == ["Karim"]


def test_a_weekly_pair_is_asked_after_the_first_time_and_once_a_month(quarter: Quarter) -> None:
    slots = tuple(Slot(thursday().on_date + timedelta(weeks=n), 1) for n in range(9))
    quarter.agree(slots=slots, recurrence=Recurrence.WEEKLY, until_on=slots[-1].on_date)
    asked = []
    for week in range(9):
        moment = at(18, days=7 * week + 1)
        series.materialise(quarter.session, now=moment - timedelta(days=6))
        if asking_feedback.ask_due(quarter.session, now=moment):
            asked.append(week)
    assert asked == [0, 5]


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_it_is_done_when_either_says_it_took_place(quarter: Quarter, who: str) -> None:
    appointment = quarter.agree()
    person = quarter.jeanne if who == "jeanne" else quarter.karim.user
    say(quarter, appointment, person, took_place=True)
    assert appointment.status is AppointmentStatus.DONE
    assert appointment.help_request.status is RequestStatus.DONE


def test_how_it_was_says_that_it_was(quarter: Quarter) -> None:
    appointment = quarter.agree()
    row = say(quarter, appointment, quarter.jeanne, feeling=Feeling.MIXED)
    assert (row.took_place, appointment.status) == (True, AppointmentStatus.DONE)


def test_five_days_without_a_word_and_it_is_done(quarter: Quarter) -> None:
    appointment = quarter.agree()
    appointment_endings.close_past(quarter.session, now=at(12, days=5))
    assert appointment.status is AppointmentStatus.PLANNED
    appointment_endings.close_past(quarter.session, now=at(12, days=6))
    assert appointment.status is AppointmentStatus.DONE
    assert [tie.n_meetings for tie in quarter.session.scalars(select(Tie))] == [1]


def test_what_did_not_take_place_is_not_done_and_the_need_is_there_again(
    quarter: Quarter,
) -> None:
    appointment = quarter.agree()
    say(quarter, appointment, quarter.jeanne, took_place=False)
    assert appointment.status is AppointmentStatus.NOT_DONE
    assert appointment.help_request.status is RequestStatus.OPEN
    assert quarter.session.scalars(select(Tie)).all() == []
    assert quarter.tasks(TaskKind.WENT_BADLY) == []


@pytest.mark.parametrize("first", [True, False])
def test_two_who_say_different_things_are_a_talk_for_the_desk(
    quarter: Quarter, first: bool
) -> None:
    appointment = quarter.agree()
    say(quarter, appointment, quarter.jeanne, took_place=first)
    decided = appointment.status
    say(quarter, appointment, quarter.karim.user, took_place=not first)
    assert appointment.status is decided
    [task] = quarter.tasks(TaskKind.WENT_BADLY)
    assert task.user == quarter.karim.user
    say(quarter, appointment, quarter.karim.user, took_place=first)
    assert quarter.tasks(TaskKind.WENT_BADLY) == []


def test_badly_opens_a_conversation_and_the_other_reads_nothing(quarter: Quarter) -> None:
    appointment = quarter.agree()
    before = len(quarter.session.scalars(select(Appointment)).all())
    say(quarter, appointment, quarter.jeanne, feeling=Feeling.BAD)
    [task] = quarter.tasks(TaskKind.WENT_BADLY)
    assert (task.user, task.neighbourhood_id) == (quarter.jeanne, quarter.home.id)
    assert quarter.owed(MessageKind.MERCI) == []
    assert len(quarter.session.scalars(select(Appointment)).all()) == before


def test_an_answer_can_be_corrected(quarter: Quarter) -> None:
    appointment = quarter.agree()
    say(quarter, appointment, quarter.jeanne, feeling=Feeling.BAD)
    row = say(quarter, appointment, quarter.jeanne, feeling=Feeling.GOOD)
    assert row.feeling is Feeling.GOOD
    assert quarter.tasks(TaskKind.WENT_BADLY) == []
    assert len(quarter.session.scalars(select(Feedback)).all()) == 1


def test_thanks_reach_the_helper_once(quarter: Quarter) -> None:
    appointment = quarter.agree()
    for phrase in ("kind", "precious"):
        say(quarter, appointment, quarter.jeanne, thanks_phrase=phrase)
    assert quarter.owed(MessageKind.MERCI) == ["Karim"]
    with pytest.raises(Refusal):
        say(quarter, appointment, quarter.jeanne, thanks_phrase="a poem of my own")


def test_only_the_resident_says_thanks(quarter: Quarter) -> None:
    say(quarter, quarter.agree(), quarter.karim.user, thanks_phrase="kind")
    assert quarter.owed(MessageKind.MERCI) == []


def test_nobody_speaks_before_the_end_nor_after_a_month_nor_about_others(
    quarter: Quarter,
) -> None:
    appointment = quarter.agree()
    for person, moment in (
        (quarter.jeanne, at(15)),
        (quarter.jeanne, at(16, days=31)),
        (quarter.rose.user, EVENING),
    ):
        with pytest.raises(Refusal):
            say(quarter, appointment, person, took_place=True, now=moment)


def due_calls(quarter: Quarter, now) -> list[tuple[str, MessageKind]]:
    messages = task_queries.list_call_messages(quarter.session, {quarter.home.id}, now=now)
    return [
        (each.user.first_name, each.kind)
        for each in messages
        if each.status is MessageStatus.PENDING
    ]


def finish_calls(quarter: Quarter, kind: MessageKind, now) -> None:
    for message in quarter.messages(kind):
        if message.channel is Channel.CALL:
            message.status, message.ended_at = MessageStatus.SENT, now
    quarter.session.flush()


def test_the_feedback_of_a_helper_on_the_phone_waits_for_the_next_call(quarter: Quarter) -> None:
    quarter.agree(quarter.rose)
    finish_calls(quarter, MessageKind.PROPOSAL_HELPER, NOW)
    finish_calls(quarter, MessageKind.AGREED_HELPER, NOW)
    asking_feedback.ask_due(quarter.session, now=EVENING)
    say(quarter, quarter.session.scalars(select(Appointment)).one(), quarter.jeanne,
        thanks_phrase="kind")  # fmt: skip
    assert due_calls(quarter, EVENING) == []
    outbox.void_past_calls(quarter.session, now=at(12, days=5))
    later = at(9, days=6)
    quarter.agree(quarter.rose, slot=Slot.of(later.date() + timedelta(days=5), HalfDay.MORNING),
                  start_time=None, now=later)  # fmt: skip
    kinds = [kind for name, kind in due_calls(quarter, later) if name == "Rose"]
    assert {MessageKind.FEEDBACK, MessageKind.MERCI} < set(kinds)


def test_the_resident_on_the_phone_has_her_second_call_the_day_after(quarter: Quarter) -> None:
    ida = factories.by_phone(quarter.session, quarter.home, "Ida", "+33639981209")
    quarter.agree(resident=ida)
    finish_calls(quarter, MessageKind.AGREED_RESIDENT, NOW)
    finish_calls(quarter, MessageKind.HELPER_SAID_YES, NOW)
    finish_calls(quarter, MessageKind.PROPOSAL_RESIDENT, NOW)
    asking_feedback.ask_due(quarter.session, now=EVENING)
    assert due_calls(quarter, EVENING) == [("Ida", MessageKind.FEEDBACK)]


@pytest.mark.parametrize("keys", ["yes", "no"])
def test_keys_are_handed_over_in_front_of_the_coordinator_who_notes_it(
    quarter: Quarter, keys: str
) -> None:
    helper = factories.helper(
        quarter.session, quarter.home, "Ali", phone="+33639981205", categories=("pets_plants",)
    )
    quarter.agree(helper, category="pets_plants", facts={"keys": keys})
    found = quarter.tasks(TaskKind.KEYS)
    assert [task.user for task in found] == [quarter.jeanne] * (keys == "yes")
    for task in found:
        desk.finish_task(quarter.session, task, by=quarter.fatima, now=at(9))
    noted = quarter.session.scalars(
        select(JournalEntry).where(JournalEntry.action == "keys_handed_over")
    ).all()
    assert len(noted) == len(found)


def test_the_desk_writes_down_what_was_said_on_the_phone(quarter: Quarter) -> None:
    ida = factories.by_phone(quarter.session, quarter.home, "Ida", "+33639981209")
    appointment = quarter.agree(resident=ida)
    asking_feedback.ask_due(quarter.session, now=EVENING)
    [call] = [each for each in quarter.messages(MessageKind.FEEDBACK) if each.user_id == ida.id]
    said = feedbacks.Said(feeling=Feeling.GOOD, thanks="Les pommes étaient très bonnes")
    for _ in range(2):
        desk.note_feedback(quarter.session, call, said, by=quarter.fatima, now=EVENING)
    row = find_feedback(quarter.session, appointment, ida)
    assert (row.thanks, row.recorded_by_id) == (said["thanks"], quarter.fatima.id)
    assert quarter.messages(MessageKind.FEEDBACK)[0].status is MessageStatus.SENT
    assert quarter.owed(MessageKind.MERCI) == ["Karim"]
