"""Whoever told the desk of a need hears that it is done, once, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, RequestStatus
from mutualaid.models import Message, User
from mutualaid.queries import tasks as task_queries
from mutualaid.services import appointment_endings, help_requests, past_rows, referrals
from mutualaid.wording import calls
from tests import factories
from tests.factories import NOW
from tests.services.appointments.conftest import Quarter, at


def told(quarter: Quarter) -> list[Message]:
    found = select(Message).where(Message.kind == MessageKind.NEED_ANSWERED)
    return list(quarter.session.scalars(found))


def reporter(quarter: Quarter, **values: object) -> User:
    return factories.person(quarter.session, quarter.home, "Odile", **values)


def test_once_it_took_place_the_reporter_is_told_once_and_the_message_knows_no_request(
    quarter: Quarter,
) -> None:
    meeting = quarter.agree()
    odile = reporter(quarter)
    referrals.name(quarter.session, meeting.help_request, odile, by=quarter.fatima, now=NOW)
    assert told(quarter) == []
    appointment_endings.took_place(quarter.session, meeting, now=at(18))
    referrals.thank(quarter.session, meeting.help_request, now=at(19))
    (message,) = told(quarter)
    assert (message.user_id, message.channel) == (odile.id, Channel.EMAIL)
    assert message.help_request_id is message.appointment_id is message.proposal_id is None


def test_somebody_on_the_phone_is_called_and_hears_no_detail(quarter: Quarter) -> None:
    meeting = quarter.agree()
    odile = reporter(quarter, email=None, phone="+33639981244", phone_confirmed_at=NOW)
    referrals.name(quarter.session, meeting.help_request, odile, by=quarter.fatima, now=NOW)
    appointment_endings.took_place(quarter.session, meeting, now=at(18))
    due = task_queries.list_call_messages(
        quarter.session, {quarter.home.id}, now=at(18), user_id=odile.id
    )
    (person,) = task_queries.people_to_call(task_queries.list_calls(quarter.session, due, {}))
    said = " ".join(line for call in person.calls for line in calls.script(call).lines)
    assert "It is done, thank you." in said or "C’est fait, merci." in said
    for word in ("Jeanne", "Karim", "Lilas"):
        assert word not in said


def test_solved_otherwise_is_done_too_and_withdrawn_is_not(quarter: Quarter) -> None:
    odile = reporter(quarter)
    for end in (help_requests.withdraw, help_requests.close):
        need = factories.help_request(quarter.session, quarter.jeanne)
        referrals.name(quarter.session, need, odile, by=quarter.fatima, now=NOW)
        assert told(quarter) == []
        end(quarter.session, need, by=quarter.fatima, now=NOW)
    assert len(told(quarter)) == 1


def test_nobody_after_all_and_somebody_who_left_are_told_nothing(quarter: Quarter) -> None:
    for left_at, named in ((None, None), (NOW, "Odile")):
        odile = reporter(quarter)
        need = factories.help_request(quarter.session, quarter.jeanne)
        referrals.name(quarter.session, need, odile, by=quarter.fatima, now=NOW)
        if named is None:
            referrals.name(quarter.session, need, None, by=quarter.fatima, now=NOW)
        odile.left_at = left_at
        help_requests.close(quarter.session, need, by=quarter.fatima, now=NOW)
    assert told(quarter) == []


def test_only_her_own_desk_names_somebody_of_its_own_and_not_the_person_herself(
    quarter: Quarter,
) -> None:
    session, need = quarter.session, factories.help_request(quarter.session, quarter.jeanne)
    elsewhere = factories.neighbourhood(session, "Les Buers")
    paul = factories.coordinator(session, elsewhere, "Paul")
    stranger = factories.person(session, elsewhere, "Samir")
    with pytest.raises(NotFound):
        referrals.name(session, need, reporter(quarter), by=paul, now=NOW)
    with pytest.raises(NotFound):
        referrals.name(session, need, stranger, by=quarter.fatima, now=NOW)
    with pytest.raises(Refusal, match="told_by_herself"):
        referrals.name(session, need, quarter.jeanne, by=quarter.fatima, now=NOW)
    assert need.reported_by_id is None


def test_a_request_that_ended_takes_no_name_any_more(quarter: Quarter) -> None:
    need = factories.help_request(quarter.session, quarter.jeanne, status=RequestStatus.DONE)
    with pytest.raises(Refusal, match="no_change_any_more"):
        referrals.name(quarter.session, need, reporter(quarter), by=quarter.fatima, now=NOW)
    quarter.session.refresh(need)
    assert need.reported_by_id is None


def test_a_year_later_nobody_knows_who_told(quarter: Quarter) -> None:
    need = factories.help_request(
        quarter.session, quarter.jeanne, status=RequestStatus.DONE, ended_at=NOW,
        reported_by_id=reporter(quarter).id,
    )  # fmt: skip
    past_rows.part_from_people(quarter.session, NOW + timedelta(days=366))
    quarter.session.refresh(need)
    assert need.reported_by_id is None
