"""What the calendar does to posts: a word before each end, once; an offer that ended rests."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.post_ends import offer_end, warning_day
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import Channel, OfferStatus, RequestStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Message, Recurrence, Task
from mutualaid.services import breaks, offers, post_ends, renewals
from mutualaid.services.breaks import Word
from tests import factories
from tests.factories import NOW, TODAY

DAY = timedelta(days=1)


@pytest.fixture
def karim(session, home):
    return factories.helper(session, home, "Karim")


def ends(session, offer, on):
    offer.ends_on = on
    session.flush()
    return offer


def told(session):
    return session.scalars(select(Message).where(Message.kind == MessageKind.POST_ENDS)).all()


def need(session, home, *, last=TODAY + DAY, **values):
    facts = {"together": "together", "paid": "there"}
    values = {"confirmed_at": NOW - 5 * DAY, "facts": facts} | values
    jeanne = values.pop("jeanne", None) or factories.person(session, home, "Jeanne")
    slots = (Slot.of(last, HalfDay.AFTERNOON),)
    return factories.help_request(session, jeanne, slots=slots, **values)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 10, 12), date(2027, 4, 12)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 6, 15)),
    ],
)
def test_an_offer_lasts_six_months_to_the_day_or_the_last_of_the_month(day, end):
    assert offer_end(day) == end


def test_a_request_posted_just_before_its_end_is_not_told_at_once():
    assert warning_day(TODAY + DAY, TODAY, is_series=False) is None
    assert warning_day(TODAY + 9 * DAY, TODAY, is_series=True) == TODAY + 8 * DAY
    assert warning_day(TODAY + 60 * DAY, TODAY, is_series=True) == TODAY + 46 * DAY


def test_an_offer_from_before_gets_an_end_with_a_word_before_it(session, karim):
    karim.confirmed_at = NOW - timedelta(days=400)
    session.flush()
    post_ends.look(session, now=NOW)
    assert karim.ends_on == TODAY + timedelta(days=14)
    assert karim.status is OfferStatus.ACTIVE
    assert len(told(session)) == 1


def test_an_offer_is_told_fourteen_days_before_once_and_rests_when_it_is_over(session, karim):
    ends(session, karim, TODAY + 15 * DAY)
    post_ends.look(session, now=NOW)
    assert told(session) == []
    for days in (1, 1, 2, 15):
        post_ends.look(session, now=NOW + days * DAY)
    assert len(told(session)) == 1
    assert karim.status is OfferStatus.ACTIVE
    for _ in range(2):
        post_ends.look(session, now=NOW + 16 * DAY)
    assert (karim.status, karim.paused_until) == (OfferStatus.PAUSED, None)
    assert len(told(session)) == 2


@pytest.mark.parametrize("word", [Word.BACK, Word.RENEW])
def test_one_press_brings_an_offer_back_that_ended(session, karim, word):
    ends(session, karim, TODAY - DAY)
    post_ends.look(session, now=NOW)
    for _ in range(2):
        breaks.say(session, karim.user, word, by=karim.user, now=NOW)
    assert (karim.status, karim.ends_on) == (OfferStatus.ACTIVE, offer_end(TODAY))
    post_ends.look(session, now=NOW)
    assert karim.status is OfferStatus.ACTIVE


def test_renewing_does_not_end_a_break(session, karim):
    until = NOW + 7 * DAY
    offers.pause(session, karim, until, by=karim.user, now=NOW)
    ends(session, karim, TODAY + 5 * DAY)
    offers.renew(session, karim, by=karim.user, now=NOW)
    assert (karim.status, karim.paused_until) == (OfferStatus.PAUSED, until)
    assert karim.ends_on == offer_end(TODAY)


def test_somebody_without_an_email_is_called_once_for_one_end(session, home):
    rose = factories.helper(session, home, "Rose", email=None, channel=Channel.CALL)
    ends(session, rose, TODAY + 3 * DAY)
    post_ends.look(session, now=NOW)
    [task] = session.scalars(select(Task).where(Task.kind == TaskKind.POST_ENDS))
    assert (task.user_id, task.neighbourhood_id) == (rose.user_id, home.id)
    task.status = TaskStatus.DONE
    session.flush()
    post_ends.look(session, now=NOW + DAY)
    session.refresh(task)
    assert task.status is TaskStatus.DONE
    assert told(session) == []


def test_a_renewed_offer_owes_no_call_any_more(session, home):
    rose = factories.helper(session, home, "Rose", email=None, channel=Channel.CALL)
    ends(session, rose, TODAY + 3 * DAY)
    post_ends.look(session, now=NOW)
    offers.renew(session, rose, by=rose.user, now=NOW)
    assert session.scalars(select(Task.status)).all() == [TaskStatus.CANCELLED]


def test_a_request_is_told_the_day_before_its_last_half_day_when_nobody_is_found(session, home):
    need(session, home, last=TODAY + 2 * DAY)
    post_ends.look(session, now=NOW)
    assert told(session) == []
    for _ in range(2):
        post_ends.look(session, now=NOW + DAY)
    assert len(told(session)) == 1


@pytest.mark.parametrize("status", [RequestStatus.AGREED, RequestStatus.CANCELLED])
def test_a_request_that_is_agreed_or_over_is_not_told(session, home, status):
    need(session, home, status=status)
    post_ends.look(session, now=NOW)
    assert told(session) == []


def test_renewing_a_request_adds_the_same_half_day_a_week_later_once(session, home):
    found = need(session, home)
    for _ in range(3):
        assert renewals.renew(session, found, by=found.user, now=NOW) is found
    days = [slot.on_date for slot in found.slots]
    assert days == [TODAY + DAY, TODAY + 8 * DAY]
    assert found.status is RequestStatus.OPEN


def test_a_request_that_expired_is_asked_anew_in_one_press_and_pressed_twice_is_once(session, home):
    past = need(
        session,
        home,
        last=TODAY - 3 * DAY,
        status=RequestStatus.EXPIRED,
        note="Porte bleue",
        ended_at=NOW - 2 * DAY,
    )
    first = renewals.renew(session, past, by=past.user, now=NOW)
    again = renewals.renew(session, past, by=past.user, now=NOW + timedelta(minutes=1))
    assert again is first
    assert first is not past
    assert [slot.on_date for slot in first.slots] == [TODAY + 4 * DAY]
    assert (first.status, first.note) == (RequestStatus.OPEN, "Porte bleue")
    assert len(session.scalars(select(HelpRequest)).all()) == 2


def test_a_series_is_told_two_weeks_before_and_goes_on_for_eight_more(session, home):
    series = need(
        session, home, last=TODAY + 3 * DAY, recurrence=Recurrence.WEEKLY,
        until_on=TODAY + 13 * DAY, status=RequestStatus.AGREED, confirmed_at=NOW - 60 * DAY,
    )  # fmt: skip
    post_ends.look(session, now=NOW)
    assert len(told(session)) == 1
    later = renewals.renew(session, series, by=series.user, now=NOW)
    assert renewals.renew(session, series, by=series.user, now=NOW) is later
    assert later.slots[0].on_date == TODAY + 17 * DAY
    assert later.until_on == TODAY + 17 * DAY + timedelta(weeks=7)
    assert later.recurrence is Recurrence.WEEKLY
