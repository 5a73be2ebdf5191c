"""Between 15 and 17: a parent's agreement on paper, and never a pair."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.distance import Reach
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.slots import FULL_WEEK
from mutualaid.domain.statuses import (
    AppointmentStatus,
    Channel,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Appointment,
    Consent,
    ConsentPurpose,
    HelpRequest,
    Neighbourhood,
    Offer,
    Proposal,
    Relative,
    RelativeRole,
    Task,
    User,
)
from mutualaid.services import help_requests, leaving, minors, offers, proposals, relatives, users
from mutualaid.services import retention as nights
from mutualaid.services.coordination import Newcomer, Spoken, post_offer, post_request
from mutualaid.services.matching import run_group
from mutualaid.services.minors import Parent, Said, Young
from tests import factories as f
from tests.factories import NOW

ODILE = Parent("Odile", "+33639981299", None)
OFFERING = offers.Offering(("chat",), Reach.TEN_MINUTES, FULL_WEEK)


@pytest.fixture
def fatima(session: Session, home: Neighbourhood) -> User:
    return f.coordinator(session, home)


@pytest.fixture
def lea(session: Session, home: Neighbourhood) -> User:
    """16, confirmed, her mother not heard yet."""
    lea = minors.join(session, Young("Léa", None, "lea@example.fr", home.id), ODILE, now=NOW)
    users.confirm_channel(session, lea, Channel.EMAIL, by=lea, now=NOW)
    return lea


def ask() -> help_requests.Ask:
    return help_requests.Ask(
        category="phone_chat", facts={"moment": "le soir"}, note="Bonjour", slots=[f.thursday()]
    )


def open_tasks(session: Session, kind: TaskKind) -> list[Task]:
    wanted = select(Task).where(Task.kind == kind, Task.status == TaskStatus.OPEN)
    return list(session.scalars(wanted))


def test_the_parent_is_called_once_the_young_person_is_real(
    session: Session, home: Neighbourhood
) -> None:
    lea = minors.join(session, Young("Léa", None, "lea@example.fr", home.id), ODILE, now=NOW)
    assert (lea.is_adult, lea.place_id) == (False, None)
    assert open_tasks(session, TaskKind.PARENT) == []
    users.confirm_channel(session, lea, Channel.EMAIL, by=lea, now=NOW)
    (task,) = open_tasks(session, TaskKind.PARENT)
    assert (task.user_id, task.note) == (lea.id, "Odile, 06\u00a039\u00a098\u00a012\u00a099")


def test_joining_as_a_minor_in_an_adult_s_name_changes_nothing(
    session: Session, home: Neighbourhood
) -> None:
    rose = f.person(session, home, "Rose")
    same = minors.join(session, Young("Rose", None, "rose@example.fr", home.id), ODILE, now=NOW)
    assert same.id == rose.id
    assert rose.is_adult
    assert session.scalars(select(Relative)).all() == []


def test_a_parent_s_yes_says_who_wrote_it_when_how_and_in_which_words(
    session: Session, fatima: User, lea: User
) -> None:
    later = NOW + timedelta(hours=2)
    for _ in range(2):
        minors.hear_parent(session, lea, Said.PHONE, by=fatima, now=later)
    (consent,) = session.scalars(select(Consent).where(Consent.purpose == ConsentPurpose.PARENT))
    assert (consent.user_id, consent.recorded_by_id, consent.given_at) == (
        lea.id, fatima.id, later,
    )  # fmt: skip
    assert (consent.channel, consent.wording_version) == ("phone", minors.WORDING)
    assert session.scalars(select(Relative)).one().confirmed_at == later
    assert open_tasks(session, TaskKind.PARENT) == []


def test_after_a_parent_s_no_nothing_is_left(session: Session, fatima: User, lea: User) -> None:
    leaving.leave(session, lea, by=fatima, now=NOW)
    session.refresh(lea)
    assert (lea.left_at, lea.first_name, lea.email) == (NOW, "", None)
    assert session.scalars(select(Relative)).all() == []
    assert all(not task.note for task in session.scalars(select(Task)))


def test_only_her_own_desk_hears_a_parent(session: Session, lea: User) -> None:
    paul = f.coordinator(session, f.neighbourhood(session, "Cusset"), "Paul")
    for by in (paul, lea):
        with pytest.raises(NotFound):
            minors.hear_parent(session, lea, Said.PHONE, by=by, now=NOW)
        with pytest.raises(NotFound):
            minors.confirm_of_age(session, lea, by=by, now=NOW)
        with pytest.raises(NotFound):
            minors.note_under_18(session, lea, by=by, now=NOW)


@pytest.mark.parametrize("agreed", [False, True])
def test_neither_she_nor_her_desk_posts_anything(
    session: Session, fatima: User, lea: User, agreed: bool
) -> None:
    if agreed:
        minors.hear_parent(session, lea, Said.DOOR, by=fatima, now=NOW)
    for by in (lea, fatima):
        with pytest.raises(Refusal, match="under_18"):
            help_requests.publish(session, lea, ask(), by=by, now=NOW)
        with pytest.raises(Refusal, match="under_18"):
            offers.publish(session, lea, OFFERING, by=by, now=NOW)
    spoken = Spoken(lea, "phone", Channel.CALL)
    with pytest.raises(Refusal, match="under_18"):
        post_request(session, spoken, ask(), by=fatima, now=NOW)
    with pytest.raises(Refusal, match="under_18"):
        post_offer(session, spoken, OFFERING, by=fatima, now=NOW)


def test_the_desk_writes_down_no_minor_while_it_posts(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    newcomer = Newcomer("Tom", home.id, is_adult=False, phone="+33639981277")
    spoken = Spoken(newcomer, "phone", Channel.CALL)
    with pytest.raises(Refusal, match="under_18"):
        post_request(session, spoken, ask(), by=fatima, now=NOW)
    with pytest.raises(Refusal, match="under_18"):
        post_offer(session, spoken, OFFERING, by=fatima, now=NOW)


def test_what_a_stranger_types_in_her_name_never_opens(session: Session, lea: User) -> None:
    """Refusing would tell a stranger how old she is."""
    need = help_requests.publish(session, lea, ask(), by=None, now=NOW)
    offer = offers.publish(session, lea, OFFERING, by=None, now=NOW)
    assert (need.status, offer.status) == (RequestStatus.UNCONFIRMED, OfferStatus.UNCONFIRMED)
    users.open_what_waited(session, lea, now=NOW)
    session.refresh(need)
    session.refresh(offer)
    assert (need.status, need.note, need.facts) == (RequestStatus.EXPIRED, "", {})
    assert (offer.status, offer.note) == (OfferStatus.WITHDRAWN, "")


def test_she_asks_for_nobody_else_either(session: Session, home: Neighbourhood, lea: User) -> None:
    with pytest.raises(Refusal, match="under_18"):
        help_requests.publish(session, f.person(session, home), ask(), by=lea, now=NOW, carer=lea)


def test_a_relative_s_request_for_a_minor_ends_with_the_call(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    tom = minors.register(
        session, Young("Tom", "+33639981277", None, home.id), ODILE,
        said_by="phone", by=fatima, now=NOW,
    )  # fmt: skip
    carer = f.person(session, home, "Sophie")
    told = relatives.LovedOne("Tom", "+33639981277", mails_to_carer=False)
    same = relatives.introduce(
        session, carer, told, place=None, neighbourhood_id=home.id, by=carer, now=NOW
    )
    assert same.id == tom.id
    need = help_requests.publish(session, tom, ask(), by=carer, now=NOW, carer=carer)
    assert need.status is RequestStatus.UNCONFIRMED
    relatives.hear_yes(session, tom, by=fatima, now=NOW)
    session.refresh(need)
    assert need.status is RequestStatus.EXPIRED


@pytest.mark.parametrize("side", ["resident", "helper"])
def test_the_matcher_never_takes_a_minor(database: Database, side: str) -> None:
    """Even where a row says that she asks or offers; the same town pairs two adults."""
    for is_adult, expected in ((False, 0), (True, 1)):
        with database.transaction() as session:
            home = f.neighbourhood(session, f"{is_adult} quarter")
            f.help_request(
                session, f.person(session, home, f"Jeanne{is_adult}",
                                  is_adult=is_adult or side != "resident"),
            )  # fmt: skip
            f.helper(session, home, f"Karim{is_adult}", is_adult=is_adult or side != "helper")
            group = [home.id]
        assert run_group(database, group, now=NOW).n_proposed == expected


def test_eighteen_is_said_by_her_and_confirmed_by_the_desk(
    session: Session, fatima: User, lea: User
) -> None:
    minors.hear_parent(session, lea, Said.PHONE, by=fatima, now=NOW)
    for _ in range(2):
        minors.say_of_age(session, lea, now=NOW)
    assert len(open_tasks(session, TaskKind.OF_AGE)) == 1
    assert not lea.is_adult
    for _ in range(2):
        minors.confirm_of_age(session, lea, by=fatima, now=NOW)
    assert lea.is_adult
    assert open_tasks(session, TaskKind.OF_AGE) == []
    assert session.scalars(select(Relative)).all() == [], "the parent is nobody's business now"
    (consent,) = session.scalars(select(Consent).where(Consent.purpose == ConsentPurpose.PARENT))
    assert consent.withdrawn_at == NOW
    need = help_requests.publish(session, lea, ask(), by=lea, now=NOW)
    assert need.status is RequestStatus.OPEN


def test_an_adult_says_nothing_of_the_kind(session: Session, home: Neighbourhood) -> None:
    minors.say_of_age(session, f.person(session, home), now=NOW)
    assert open_tasks(session, TaskKind.OF_AGE) == []


def test_when_the_desk_learns_that_a_helper_is_16_everything_ends(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    offer = f.helper(session, home, "Karim")
    first, second = (
        f.help_request(session, f.person(session, home, name), slots=(slot,))
        for name, slot in (
            ("Jeanne", f.thursday()),
            ("Odette", f.Slot.of(f.TODAY + timedelta(4), f.HalfDay.MORNING)),
        )
    )
    agreed = proposals.propose(session, first, offer, first.slots[0], by=fatima, now=NOW)
    proposals.answer_as_helper(session, agreed, True, by=offer.user, now=NOW)
    proposals.answer_as_resident(session, agreed, True, by=first.user, now=NOW)
    asked = proposals.propose(session, second, offer, second.slots[0], by=fatima, now=NOW)
    assert session.scalars(select(Appointment)).one().status is AppointmentStatus.PLANNED

    minors.note_under_18(session, offer.user, by=fatima, now=NOW)

    session.expire_all()
    assert not offer.user.is_adult
    assert session.get_one(Offer, offer.id).status is OfferStatus.WITHDRAWN
    assert session.scalars(select(Appointment)).one().status is AppointmentStatus.CANCELLED
    assert session.get_one(Proposal, asked.id).status is ProposalStatus.DECLINED
    assert session.get_one(HelpRequest, first.id).status is not RequestStatus.AGREED


def test_whoever_coordinates_is_18(session: Session, home: Neighbourhood, fatima: User) -> None:
    deputy = f.coordinator(session, home, "Rose")
    with pytest.raises(Refusal):
        minors.note_under_18(session, deputy, by=fatima, now=NOW)


def test_without_a_parent_s_yes_everything_goes_after_fifteen_days(
    session: Session, home: Neighbourhood, fatima: User, lea: User
) -> None:
    tom = minors.register(
        session, Young("Tom", "+33639981277", None, home.id), ODILE,
        said_by="phone", by=fatima, now=NOW,
    )  # fmt: skip
    minors.hear_parent(session, tom, Said.PHONE, by=fatima, now=NOW)
    assert nights.forget_without_parent(session, NOW + timedelta(days=14)) == 0
    assert nights.forget_without_parent(session, NOW + timedelta(days=15, minutes=1)) == 1
    session.expire_all()
    assert (lea.left_at is None, tom.left_at) == (False, None)


def test_the_desk_calls_another_parent_when_the_first_was_wrong(
    session: Session, home: Neighbourhood, fatima: User, lea: User
) -> None:
    again = minors.register(
        session, Young("Léa", None, "lea@example.fr", home.id),
        Parent("Marc", "+33639981288", None), said_by="phone", by=fatima, now=NOW,
    )  # fmt: skip
    assert again.id == lea.id
    parent = session.scalars(select(Relative)).one()
    assert (parent.role, parent.first_name) == (RelativeRole.PARENT, "Marc")
    (task,) = open_tasks(session, TaskKind.PARENT)
    assert task.note.startswith("Marc")


def test_somebody_known_as_an_adult_is_not_written_down_as_younger(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    f.person(session, home, "Rose")
    young = Young("Rose", None, "rose@example.fr", home.id)
    with pytest.raises(Refusal, match="known_as_adult"):
        minors.register(session, young, ODILE, said_by="phone", by=fatima, now=NOW)
