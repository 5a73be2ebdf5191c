"""The day before at 10 h, on the wall clock of the neighbourhood."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from mutualaid.domain.appointments import feedback_due, reminder_due
from mutualaid.domain.errors import NotFound
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import Channel, MessageStatus
from mutualaid.emails.render import renderer
from mutualaid.services import appointments, reminders
from tests.services.appointments.conftest import DAY, PARIS, Quarter, at

KIND = MessageKind.APPOINTMENT_REMINDER


def test_both_are_reminded_the_day_before_at_ten(quarter: Quarter) -> None:
    quarter.agree()
    assert reminders.remind_due(quarter.session, now=at(9, 59, days=-1)) == 0
    assert reminders.remind_due(quarter.session, now=at(10, days=-1)) == 2
    assert quarter.owed(KIND) == ["Jeanne", "Karim"]


def test_a_reminder_is_owed_once(quarter: Quarter) -> None:
    quarter.agree()
    for minute in (0, 1, 59):
        reminders.remind_due(quarter.session, now=at(10, minute, days=-1))
    assert quarter.owed(KIND) == ["Jeanne", "Karim"]


def test_what_was_agreed_after_that_hour_has_no_reminder(quarter: Quarter) -> None:
    quarter.agree(now=at(11, days=-1))
    assert reminders.remind_due(quarter.session, now=at(12, days=-1)) == 0


def test_a_worker_that_slept_reminds_until_it_begins_and_not_after(quarter: Quarter) -> None:
    quarter.agree()
    assert reminders.remind_due(quarter.session, now=at(14, 30)) == 0
    assert reminders.remind_due(quarter.session, now=at(14, 29)) == 2


def test_who_is_reached_by_phone_is_reminded_on_request_only(quarter: Quarter) -> None:
    quarter.agree(quarter.rose)
    assert reminders.remind_due(quarter.session, now=at(10, days=-1)) == 1
    assert quarter.owed(KIND) == ["Jeanne"]


def rose_asks_for_calls(quarter: Quarter, *, wanted: bool = True) -> None:
    reminders.ask_for_calls(
        quarter.session, quarter.rose.user, wanted=wanted, by=quarter.fatima, now=at(9, days=-3)
    )


def test_who_asked_for_a_call_is_called_at_the_last_opening_before(quarter: Quarter) -> None:
    rose_asks_for_calls(quarter)
    quarter.agree(quarter.rose)
    assert reminders.remind_due(quarter.session, now=at(7, 59, days=-1)) == 0
    assert reminders.remind_due(quarter.session, now=at(8, days=-1)) == 1
    assert reminders.remind_due(quarter.session, now=at(10, days=-1)) == 1
    assert quarter.owed(KIND) == ["Jeanne", "Rose"]
    [call] = [each for each in quarter.messages(KIND) if each.channel is Channel.CALL]
    assert call.user_id == quarter.rose.user_id


def test_a_call_for_a_monday_is_made_on_the_friday(quarter: Quarter) -> None:
    rose_asks_for_calls(quarter)
    monday = Slot.of(DAY + timedelta(days=4), HalfDay.AFTERNOON)
    quarter.agree(quarter.rose, slot=monday)
    assert reminders.remind_due(quarter.session, now=at(7, 59, days=1)) == 0
    assert reminders.remind_due(quarter.session, now=at(8, days=1)) == 1
    assert quarter.owed(KIND) == ["Rose"]
    assert reminders.remind_due(quarter.session, now=at(10, days=3)) == 1
    assert quarter.owed(KIND) == ["Jeanne", "Rose"]


def test_who_wants_no_more_calls_gets_none(quarter: Quarter) -> None:
    rose_asks_for_calls(quarter)
    rose_asks_for_calls(quarter, wanted=False)
    quarter.agree(quarter.rose)
    assert reminders.remind_due(quarter.session, now=at(10, days=-1)) == 1


def test_only_who_speaks_for_her_asks_for_calls(quarter: Quarter) -> None:
    with pytest.raises(NotFound):
        reminders.ask_for_calls(
            quarter.session, quarter.rose.user, wanted=True, by=quarter.jeanne, now=at(9, days=-3)
        )


def test_a_cancelled_appointment_reminds_nobody(quarter: Quarter, app: Flask) -> None:
    appointment = quarter.agree()
    reminders.remind_due(quarter.session, now=at(10, days=-1))
    appointments.cancel(
        quarter.session, appointment, by=quarter.jeanne, person=quarter.jeanne,
        now=at(10, 1, days=-1),
    )  # fmt: skip
    assert {each.status for each in quarter.messages(KIND)} == {MessageStatus.CANCELLED}
    render = renderer(app)
    for message in quarter.messages(KIND):  # even one that was on its way again
        assert render(quarter.session, message, at(10, 2, days=-1)) is None
    assert reminders.remind_due(quarter.session, now=at(10, 3, days=-1)) == 0


@pytest.mark.parametrize(
    ("on_date", "utc_hour"),
    [
        (date(2026, 10, 25), 8),  # the eve is in summer time, the day in winter time
        (date(2026, 10, 26), 9),
        (date(2027, 3, 28), 9),
        (date(2027, 3, 29), 8),
    ],
)
def test_ten_is_ten_on_the_wall_on_the_nights_when_clocks_change(
    quarter: Quarter, on_date: date, utc_hour: int
) -> None:
    eve = on_date - timedelta(days=1)
    due = datetime(eve.year, eve.month, eve.day, utc_hour, tzinfo=UTC)
    assert reminder_due(on_date, PARIS) == due
    slot = Slot.of(on_date, HalfDay.AFTERNOON)
    quarter.agree(slot=slot, now=due - timedelta(days=2))
    assert reminders.remind_due(quarter.session, now=due - timedelta(seconds=1)) == 0
    assert reminders.remind_due(quarter.session, now=due) == 2


@pytest.mark.parametrize(
    ("on_date", "utc_hour"),
    [
        (date(2026, 10, 24), 17),
        (date(2026, 10, 23), 16),
        (date(2027, 3, 27), 16),
        (date(2027, 3, 26), 17),
    ],
)
def test_eighteen_is_eighteen_on_the_wall_too(on_date: date, utc_hour: int) -> None:
    after = on_date + timedelta(days=1)
    expected = datetime(after.year, after.month, after.day, utc_hour, tzinfo=UTC)
    assert feedback_due(on_date, PARIS) == expected


def test_a_neighbourhood_beyond_the_sea_has_its_own_ten(quarter: Quarter) -> None:
    quarter.home.zone = "Indian/Reunion"
    quarter.agree()
    due = reminder_due(DAY, "Indian/Reunion")
    assert due == at(8, days=-1)
    assert reminders.remind_due(quarter.session, now=due) == 2
