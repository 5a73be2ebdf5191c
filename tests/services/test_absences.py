"""« Je ne suis pas libre du … au … »: put together, and what it answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import Answer, AppointmentStatus, ProposalStatus, RequestStatus
from mutualaid.models import Absence, Appointment, User
from mutualaid.queries.absences import list_clashes
from mutualaid.services import absences, proposals
from mutualaid.services.last_contact import heard_from
from tests import factories
from tests.factories import NOW, TODAY, thursday


@pytest.fixture
def karim(session, home):
    return factories.helper(session, home, "Karim")


@pytest.fixture
def need(session, home):
    return factories.help_request(session, factories.person(session, home, "Jeanne"))


def day(number):
    return date(2026, 10, number)


def add(session, person, first, last, *, by=None):
    return absences.add(session, person, first, last, by=by or person, now=NOW)


def periods(session):
    rows = session.scalars(select(Absence).order_by(Absence.starts_on))
    return [(each.starts_on.day, each.ends_on.day) for each in rows]


def ask(session, need, offer, by):
    return proposals.propose(session, need, offer, thursday(), by=by, now=NOW)


def test_absences_that_overlap_or_follow_each_other_become_one(session, karim):
    for first, last in ((14, 16), (20, 22), (16, 18), (16, 18), (27, 28)):
        add(session, karim.user, day(first), day(last))
    assert periods(session) == [(14, 18), (20, 22), (27, 28)]
    add(session, karim.user, day(19), day(19))
    assert periods(session) == [(14, 22), (27, 28)]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (day(20), day(19)),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1)),
        (day(20), TODAY + timedelta(days=400)),
    ],
)
def test_days_that_make_no_absence_are_refused(session, karim, first, last):
    with pytest.raises(Refusal):
        add(session, karim.user, first, last)
    assert periods(session) == []


def test_who_is_asked_for_such_a_day_is_answered_no_and_other_days_stay(session, home, karim, need):
    fatima = factories.coordinator(session, home)
    asked = ask(session, need, karim, fatima)
    add(session, karim.user, day(16), day(20))
    session.refresh(asked)
    assert asked.status is ProposalStatus.OPEN
    add(session, karim.user, day(15), day(15))
    session.refresh(asked)
    assert (asked.status, asked.helper_answer) == (ProposalStatus.DECLINED, Answer.NO)
    assert need.status is RequestStatus.OPEN


def test_an_agreed_appointment_stands_and_is_shown_as_a_clash(session, home, karim, need):
    asked = ask(session, need, karim, factories.coordinator(session, home))
    proposals.answer_as_helper(session, asked, True, by=karim.user, now=NOW)
    proposals.answer_as_resident(session, asked, True, by=need.user, now=NOW)
    absence = add(session, karim.user, day(15), day(15))
    [appointment] = session.scalars(select(Appointment))
    assert appointment.status is AppointmentStatus.PLANNED
    assert list_clashes(session, karim.user, [absence], today=TODAY) == [appointment]
    assert list_clashes(session, need.user, [absence], today=TODAY) == [appointment]


def test_an_absence_is_taken_back_by_its_person_or_her_desk_only(session, home, karim):
    fatima = factories.coordinator(session, home)
    stranger = factories.person(session, home, "Ali")
    absence = add(session, karim.user, day(15), day(16), by=fatima)
    for by, whose in ((stranger, karim.user), (stranger, stranger)):
        with pytest.raises(NotFound):
            absences.remove(session, whose, absence.id, by=by, now=NOW)
    with pytest.raises(NotFound):
        add(session, karim.user, day(20), day(21), by=stranger)
    absences.remove(session, karim.user, absence.id, by=fatima, now=NOW)
    assert periods(session) == []


def test_a_person_is_noted_as_heard_of_once_a_day(session, karim):
    def noted(now):
        heard_from(session, karim.user, now=now)
        return session.scalar(select(User.last_contact_at).where(User.id == karim.user_id))

    assert noted(NOW) == NOW
    assert noted(NOW + timedelta(hours=23)) == NOW
    assert noted(NOW + timedelta(hours=25)) == NOW + timedelta(hours=25)
