"""Two who met, two who want to meet again, and one who wants no more of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mutualaid.domain.errors import NotFound
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import MessageStatus
from mutualaid.models import Tie
from mutualaid.queries.ties import ids_met_again, list_mutual
from mutualaid.services import feedbacks, ties
from tests.factories import thursday
from tests.services.appointments.conftest import Quarter, at

EVENING = at(18, days=1)


def wish(quarter: Quarter, appointment, person, again, *, now=EVENING) -> None:
    said = feedbacks.Said(wants_again=again)
    feedbacks.say(quarter.session, appointment, person, said, by=person, now=now)


def tie(quarter: Quarter) -> Tie:
    return quarter.session.scalars(select(Tie).execution_options(populate_existing=True)).one()


def test_a_mutual_wish_gives_both_their_contacts_and_a_word(quarter: Quarter) -> None:
    appointment = quarter.agree()
    wish(quarter, appointment, quarter.jeanne, True)
    wish(quarter, appointment, quarter.karim.user, True)
    assert tie(quarter).is_mutual
    assert quarter.owed(MessageKind.MEET_AGAIN) == ["Jeanne", "Karim"]
    assert ids_met_again(quarter.session, quarter.jeanne) == {quarter.karim.user_id}


@pytest.mark.parametrize("other", [False, None])
def test_a_one_sided_wish_is_never_shown(quarter: Quarter, other: bool | None) -> None:
    appointment = quarter.agree()
    wish(quarter, appointment, quarter.jeanne, True)
    wish(quarter, appointment, quarter.karim.user, other)
    assert not tie(quarter).is_mutual
    assert quarter.owed(MessageKind.MEET_AGAIN) == []
    assert ids_met_again(quarter.session, quarter.jeanne) == set()


def test_the_wish_of_an_earlier_time_still_holds(quarter: Quarter) -> None:
    first = quarter.agree()
    wish(quarter, first, quarter.jeanne, True)
    slot = Slot(thursday().on_date + timedelta(days=7), 1)
    second = quarter.agree(slot=slot, now=at(9, days=3))
    wish(quarter, second, quarter.karim.user, True, now=at(18, days=8))
    assert tie(quarter).is_mutual


def test_who_presses_yes_by_mistake_takes_it_back(quarter: Quarter) -> None:
    appointment = quarter.agree()
    wish(quarter, appointment, quarter.karim.user, True)
    wish(quarter, appointment, quarter.jeanne, True)
    wish(quarter, appointment, quarter.jeanne, False)
    assert list_mutual(quarter.session, quarter.karim.user) == []


def test_every_time_that_took_place_is_a_meeting(quarter: Quarter) -> None:
    for week in (0, 7):
        slot = Slot.of(thursday().on_date + timedelta(days=week), HalfDay.AFTERNOON)
        appointment = quarter.agree(slot=slot, now=at(9, days=week - 3))
        for person in (quarter.jeanne, quarter.karim.user):
            feedbacks.say(
                quarter.session, appointment, person, {"took_place": True}, by=person,
                now=at(18, days=week + 1),
            )  # fmt: skip
        assert tie(quarter).n_meetings == week // 7 + 1


def test_either_removes_the_contacts_for_both(quarter: Quarter) -> None:
    appointment = quarter.agree()
    for person in (quarter.jeanne, quarter.karim.user):
        wish(quarter, appointment, person, True)
    for _ in range(2):
        ties.remove(quarter.session, tie(quarter), by=quarter.karim.user, now=EVENING)
    assert list_mutual(quarter.session, quarter.jeanne) == []
    assert {each.status for each in quarter.messages(MessageKind.MEET_AGAIN)} == {
        MessageStatus.CANCELLED
    }
    wish(quarter, appointment, quarter.jeanne, True)
    assert not tie(quarter).is_mutual


def test_a_stranger_removes_nothing(quarter: Quarter) -> None:
    appointment = quarter.agree()
    wish(quarter, appointment, quarter.jeanne, True)
    with pytest.raises(NotFound):
        ties.remove(quarter.session, tie(quarter), by=quarter.rose.user, now=EVENING)
