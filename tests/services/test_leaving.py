"""Leaving: the others are told, and not one word stays."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.requests import every_week
from mutualaid.domain.statuses import (
    AppointmentStatus,
    Channel,
    MessageStatus,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
)
from mutualaid.models import (
    Appointment,
    Base,
    Coordinator,
    CoordinatorRole,
    Erasure,
    ErasureReason,
    HelpRequest,
    JournalEntry,
    Message,
    Neighbourhood,
    Offer,
    Proposal,
    Recurrence,
    User,
    UserSession,
)
from mutualaid.services import leaving, proposals, series
from mutualaid.services.erasing import erase
from mutualaid.services.leaving import Forgotten, leave
from tests import factories
from tests.factories import NOW, thursday
from tests.factories.whole_life import Life, columns_with, live

MARK = "Canariword"
STAYS = {
    # nobody's account: the letters of somebody outside every neighbourhood, for a year
    "outside_interests.email",
    "outside_interests.commune",
}


@pytest.fixture
def life(session: Session, home: Neighbourhood) -> Life:
    return live(session, home, MARK, at_work=True)


def test_every_personal_column_was_planted(session: Session, life: Life) -> None:
    numbers = {"places.lat", "places.lon", "users.phone", "relatives.phone"}
    short = {"users.languages", "help_requests.language"}
    personal = {
        f"{column.table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info.get("personal")
    }
    closed_lists = {
        "enrolments.preferred_half_day", "enrolments.preferred_time", "enrolments.topic",
        "round_attempts.outcome", "round_entries.need", "round_entries.outcome",
        "weekly_news.answer",
    }  # fmt: skip
    assert personal - columns_with(session, MARK) == numbers | short | closed_lists


def test_leaving_leaves_no_word(session: Session, life: Life) -> None:
    person = session.get_one(User, life.person_id)
    leave(session, person, by=person, now=NOW)
    assert columns_with(session, MARK) == STAYS
    session.refresh(person)
    assert (person.first_name, person.email, person.phone, person.left_at) == ("", None, None, NOW)
    assert (person.languages, person.place_id, person.level) == ([], None, 0)
    assert session.get_one(Erasure, person.id).reason is ErasureReason.LEFT
    assert not session.scalars(select(UserSession).where(UserSession.user_id == person.id)).all()


def test_what_was_promised_ends_and_the_other_is_told(session: Session, life: Life) -> None:
    person = session.get_one(User, life.person_id)
    leave(session, person, by=person, now=NOW)
    meeting = session.scalars(select(Appointment)).one()
    assert meeting.status is AppointmentStatus.CANCELLED
    assert session.get_one(HelpRequest, life.request_id).status is RequestStatus.CANCELLED
    told = session.scalars(
        select(Message).where(
            Message.user_id == life.other_id, Message.kind == MessageKind.CANCELLED
        )
    ).one()
    assert told.status is MessageStatus.PENDING
    offers = session.scalars(select(Offer).where(Offer.user_id == person.id)).all()
    assert {offer.status for offer in offers} == {OfferStatus.WITHDRAWN}


def test_a_helper_who_leaves_frees_the_need_for_somebody_else(session: Session, life: Life) -> None:
    helper = session.get_one(User, life.other_id)
    leave(session, helper, by=helper, now=NOW)
    assert session.get_one(HelpRequest, life.request_id).status is RequestStatus.OPEN
    told = select(Message).where(
        Message.user_id == life.person_id, Message.kind == MessageKind.CANCELLED
    )
    assert session.scalars(told).one().status is MessageStatus.PENDING


def test_a_question_that_waits_for_her_is_answered_no(
    session: Session, home: Neighbourhood
) -> None:
    boss = factories.coordinator(session, home)
    need = factories.help_request(session, factories.person(session, home))
    offer = factories.helper(session, home)
    asked = proposals.propose(session, need, offer, thursday(), by=boss, now=NOW)
    helper = session.get_one(User, offer.user_id)
    leave(session, helper, by=helper, now=NOW)
    assert session.get_one(Proposal, asked.id).status is ProposalStatus.DECLINED
    assert session.get_one(HelpRequest, need.id).status is RequestStatus.OPEN


def test_leaving_twice_is_once(session: Session, life: Life) -> None:
    person = session.get_one(User, life.person_id)
    leave(session, person, by=person, now=NOW)
    leave(session, person, by=person, now=NOW)
    assert len(session.scalars(select(Erasure)).all()) == 1


def test_a_stranger_and_a_coordinator_elsewhere_cannot_erase_anybody(
    session: Session, life: Life
) -> None:
    elsewhere = factories.neighbourhood(session, "Les Buers")
    person = session.get_one(User, life.person_id)
    for stranger in (factories.coordinator(session, elsewhere, "Paul"), life.other_id):
        by = stranger if isinstance(stranger, User) else session.get_one(User, stranger)
        with pytest.raises(NotFound):
            leave(session, person, by=by, now=NOW)
    assert person.left_at is None


def test_the_desk_erases_a_neighbour_who_asks_for_it(
    session: Session, home: Neighbourhood, life: Life
) -> None:
    boss = factories.coordinator(session, home)
    leave(session, session.get_one(User, life.person_id), by=boss, now=NOW)
    assert session.get_one(User, life.person_id).left_at == NOW


def test_the_last_coordinator_names_another_first(session: Session, home: Neighbourhood) -> None:
    boss = factories.coordinator(session, home)
    with pytest.raises(Refusal, match="coordinates_alone"):
        leave(session, boss, by=boss, now=NOW)
    deputy = factories.person(session, home, "Paul")
    session.add(
        Coordinator(
            user_id=deputy.id,
            neighbourhood_id=home.id,
            role=CoordinatorRole.DEPUTY,
            created_at=NOW,
        )
    )
    session.flush()
    leave(session, boss, by=boss, now=NOW)
    removed = session.scalars(select(JournalEntry).where(JournalEntry.action == "role_removed"))
    assert removed.one().numbers == {"neighbourhood": home.id}


def test_an_address_where_somebody_else_lives_stays(session: Session, home: Neighbourhood) -> None:
    jeanne = factories.person(session, home)
    paul = factories.person(session, home, "Paul", place=jeanne.place, household_id=jeanne.id)
    leave(session, jeanne, by=jeanne, now=NOW)
    session.refresh(paul)
    assert paul.place is not None
    assert paul.place.street == "rue des Lilas"
    assert paul.household_id is None


def test_the_relative_who_speaks_is_told(session: Session, home: Neighbourhood) -> None:
    niece = factories.person(session, home, "Nora")
    jeanne = factories.by_phone(session, home, "Jeanne", "+33639981210", spoken_for_by_id=niece.id)
    boss = factories.coordinator(session, home)
    leave(session, jeanne, by=boss, now=NOW)
    told = session.scalars(select(Message).where(Message.kind == MessageKind.LEFT)).one()
    assert told.user_id == niece.id


def test_the_mailbox_of_a_relative_who_leaves_is_nobodys(
    session: Session, home: Neighbourhood
) -> None:
    niece = factories.person(session, home, "Nora")
    jeanne = factories.person(
        session, home, "Jeanne", email=niece.email, phone="+33639981210", spoken_for_by_id=niece.id
    )
    leave(session, niece, by=niece, now=NOW)
    session.refresh(jeanne)
    assert (jeanne.email, jeanne.channel, jeanne.phone) == (None, Channel.CALL, "+33639981210")


def test_a_relative_is_not_told_that_somebody_left_who_never_came(
    session: Session, home: Neighbourhood
) -> None:
    niece = factories.person(session, home, "Nora")
    typed = factories.person(
        session, home, "Jeanne", email_confirmed_at=None, spoken_for_by_id=niece.id
    )
    erase(session, typed, ErasureReason.UNCONFIRMED, now=NOW)
    assert not session.scalars(select(Message).where(Message.kind == MessageKind.LEFT)).all()


def test_whoever_was_spoken_for_is_the_desks(session: Session, home: Neighbourhood) -> None:
    niece = factories.person(session, home, "Nora")
    jeanne = factories.by_phone(session, home, "Jeanne", "+33639981210", spoken_for_by_id=niece.id)
    boss = factories.coordinator(session, home)
    leave(session, niece, by=niece, now=NOW)
    session.refresh(jeanne)
    assert jeanne.spoken_for_by_id == boss.id


def test_a_restored_backup_forgets_again(session: Session, life: Life) -> None:
    listed = [Forgotten(life.person_id, ErasureReason.LEFT, NOW)]
    assert leaving.forget_again(session, listed, now=NOW) == 1
    assert columns_with(session, MARK) == STAYS
    assert leaving.forget_again(session, listed, now=NOW) == 0


def test_a_number_given_to_somebody_new_is_not_forgotten_again(
    session: Session, home: Neighbourhood
) -> None:
    newcomer = factories.person(session, home, created_at=NOW)
    before = NOW.replace(year=NOW.year - 1)
    listed = [Forgotten(newcomer.id, ErasureReason.LEFT, before)]
    assert leaving.forget_again(session, listed, now=NOW) == 0
    assert newcomer.left_at is None


def test_a_helper_who_leaves_ends_the_whole_series(session: Session, home: Neighbourhood) -> None:
    boss = factories.coordinator(session, home)
    jeanne, karim = factories.person(session, home), factories.helper(session, home)
    need = factories.help_request(
        session,
        jeanne,
        slots=tuple(every_week([thursday()], None)),
        recurrence=Recurrence.WEEKLY,
        agreed_in_advance_at=NOW,
    )
    asked = proposals.propose(session, need, karim, thursday(), by=boss, now=NOW)
    helper = session.get_one(User, karim.user_id)
    proposals.answer_as_helper(session, asked, True, by=helper, now=NOW)
    series.materialise(session, now=NOW)
    assert len(session.scalars(select(Appointment)).all()) > 1
    leave(session, helper, by=helper, now=NOW)
    planned = select(Appointment).where(Appointment.status == AppointmentStatus.PLANNED)
    assert not session.scalars(planned).all()
    assert series.materialise(session, now=NOW) == 0
    assert session.get_one(HelpRequest, need.id).status is RequestStatus.OPEN
