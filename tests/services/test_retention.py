"""The registry is the whole of it: each personal column has its line, and each line is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus, RequestStatus
from mutualaid.models import (
    Absence,
    Appointment,
    ErasureReason,
    HelpRequest,
    IncomingMail,
    Message,
    Neighbourhood,
    Place,
    Proposal,
    Relative,
    RunRequest,
    Task,
    Token,
    User,
)
from mutualaid.models import Erasure as ErasureRow
from mutualaid.retention import RETENTION
from mutualaid.services import past_rows, retention, users
from mutualaid.services.erasing import NO_PLACE
from mutualaid.services.retention.lines import PLACE_WORDS
from tests import factories
from tests.factories import NOW
from tests.factories.whole_life import columns_with, live

MARK = "Canariword"
WITH_THE_PERSON = {"referees", "users", "relatives"}


@pytest.fixture
def home(session: Session) -> Neighbourhood:
    return factories.neighbourhood(session, created_at=NOW)


def at_night(session: Session, **after: float) -> None:
    """Every line of the night, so long after NOW."""
    from mutualaid.jobs.retention import NIGHTLY

    for _name, work in NIGHTLY:
        while work(session, NOW + timedelta(**after)):
            pass
    session.expire_all()


def words_left(session: Session) -> set[str]:
    """Where the person's words are, beside her own row."""
    return {
        column
        for column in columns_with(session, MARK)
        if column.partition(".")[0] not in WITH_THE_PERSON
    }


def test_each_line_of_the_registry_is_carried_out_by_the_night() -> None:
    lines = {
        f"{line.table.__tablename__}.{name}" for line in retention.LINES for name in line.columns
    }
    with_the_person = {column for column in RETENTION if column.split(".")[0] in WITH_THE_PERSON}
    assert lines | with_the_person == RETENTION.keys()
    for line in retention.LINES:
        rules = {RETENTION[f"{line.table.__tablename__}.{name}"] for name in line.columns}
        assert rules == {line.rule}, "one table is forgotten by one clock"


def test_words_go_thirty_days_after_the_end_and_not_a_day_before(
    session: Session, home: Neighbourhood
) -> None:
    live(session, home, MARK)
    words = {"help_requests.facts", "help_requests.note", "offers.note", "feedbacks.thanks",
             "tasks.words", "tasks.note"}  # fmt: skip
    at_night(session, days=29)
    assert words <= words_left(session)
    at_night(session, days=30)
    assert not words & words_left(session)


def test_blank_columns_keep_their_type(session: Session, home: Neighbourhood) -> None:
    life = live(session, home, MARK)
    at_night(session, days=31)
    need = session.get_one(HelpRequest, life.request_id)
    assert (need.facts, need.note, need.language) == ({}, "", None)


def test_reports_and_letters_from_outside_go_after_a_year(
    session: Session, home: Neighbourhood
) -> None:
    live(session, home, MARK)
    kept = {"reports.words", "outside_interests.email", "outside_interests.commune"}
    at_night(session, days=364)
    assert kept <= words_left(session)
    at_night(session, days=365)
    assert not kept & words_left(session)


def test_an_address_goes_thirty_days_after_somebody_moved(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = factories.person(session, home, created_at=NOW)
    old = jeanne.place
    assert old is not None
    long_ago = NOW - timedelta(days=200)
    old.created_at = long_ago
    users.move(session, jeanne, factories.place(session, home, number="3"), by=jeanne, now=NOW)
    at_night(session, days=29)
    assert old.street == "rue des Lilas"
    at_night(session, days=30)
    left = {name: getattr(session.get_one(Place, old.id), name) for name in PLACE_WORDS}
    assert left == {name: NO_PLACE[name] for name in left}
    assert session.get_one(User, jeanne.id).place.street == "rue des Lilas"  # type: ignore[union-attr]


def test_a_request_is_nobodys_after_a_year(session: Session, home: Neighbourhood) -> None:
    life = live(session, home, MARK)
    at_night(session, days=364)
    assert session.get_one(HelpRequest, life.request_id).user_id == life.person_id
    at_night(session, days=365)
    need = session.get_one(HelpRequest, life.request_id)
    assert need.user.first_name == ""
    assert need.user.id == past_rows.nobody(session).id
    meeting = session.scalars(select(Appointment)).one()
    assert meeting.helper_rows[0].helper_id == life.other_id, "what she did stays counted"
    assert len(session.scalars(select(Proposal)).all()) == 1, "who refused is forgotten"
    for table in (Message, Task, Token):
        rows = session.scalars(select(table).where(table.help_request_id == life.request_id))
        assert not rows.all()


def test_silent_people_are_told_after_22_months_and_forgotten_after_24(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = factories.person(session, home, created_at=NOW)
    at_night(session, days=668)
    assert notices(session, jeanne) == []
    at_night(session, days=669)
    at_night(session, days=670)
    assert [each.channel for each in notices(session, jeanne)] == [Channel.EMAIL]
    at_night(session, days=729)
    assert jeanne.left_at is None
    at_night(session, days=730)
    assert jeanne.left_at is not None
    assert jeanne.email is None
    assert session.get_one(ErasureRow, jeanne.id).reason is ErasureReason.INACTIVE


def test_somebody_with_a_phone_only_is_told_by_a_call(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = factories.by_phone(session, home, "Jeanne", "+33639981210", created_at=NOW)
    at_night(session, days=669)
    assert [each.channel for each in notices(session, jeanne)] == [Channel.CALL]


def test_nobody_is_forgotten_who_was_not_told_a_month_before(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = factories.person(session, home, created_at=NOW)
    at_night(session, days=1000)
    assert jeanne.left_at is None
    at_night(session, days=1029)
    assert jeanne.left_at is None
    at_night(session, days=1030)
    assert jeanne.left_at is not None


def test_whoever_comes_back_stays_and_is_not_called_any_more(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = factories.by_phone(session, home, "Jeanne", "+33639981210", created_at=NOW)
    at_night(session, days=669)
    jeanne.last_contact_at = NOW + timedelta(days=680)
    at_night(session, days=730)
    assert jeanne.left_at is None
    assert [each.status for each in notices(session, jeanne)] == [MessageStatus.CANCELLED]
    at_night(session, days=680 + 669)
    assert [each.status for each in notices(session, jeanne)] == [MessageStatus.PENDING]


def test_whoever_coordinates_is_not_silent(session: Session, home: Neighbourhood) -> None:
    boss = factories.coordinator(session, home)
    boss.created_at = NOW
    at_night(session, days=1500)
    at_night(session, days=1600)
    assert boss.left_at is None


def test_what_nobody_confirmed_goes_after_fifteen_days(
    session: Session, home: Neighbourhood
) -> None:
    typed = factories.person(session, home, email_confirmed_at=None, created_at=NOW)
    known = factories.person(session, home, "Paul", created_at=NOW)
    for person in (typed, known):
        factories.help_request(
            session,
            person,
            status=RequestStatus.UNCONFIRMED,
            confirmed_at=None,
            note="Sonnez",
            created_at=NOW,
        )
    session.add(Relative(user_id=known.id, first_name="Nora", phone=None, created_at=NOW))
    at_night(session, days=14)
    assert typed.left_at is None
    at_night(session, days=15)
    assert typed.left_at is not None
    assert typed.first_name == ""
    assert known.left_at is None
    needs = session.scalars(select(HelpRequest)).all()
    assert {need.status for need in needs} == {RequestStatus.CANCELLED, RequestStatus.EXPIRED}
    assert {need.note for need in needs} == {""}
    assert session.scalar(select(func.count()).select_from(Relative)) == 0


def test_numbers_of_a_year_ago_go_too(session: Session, home: Neighbourhood) -> None:
    live(session, home, MARK)
    at_night(session, days=366)
    left = {row.status for row in session.scalars(select(Message))}
    assert left == {MessageStatus.PENDING}, "what still waits for the relay is not ours to drop"
    for table in (Task, Token, IncomingMail, RunRequest, Absence):
        assert session.scalar(select(func.count()).select_from(table)) == 0, table.__tablename__


def notices(session: Session, person: User) -> list[Message]:
    """What she was told about her account."""
    rows = session.scalars(
        select(Message)
        .where(Message.user_id == person.id, Message.kind == MessageKind.INACTIVE_NOTICE)
        .order_by(Message.id)
    )
    return list(rows)
