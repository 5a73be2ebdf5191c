"""People join once, are confirmed, met and trusted, and every step is written down."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.geo import Precision
from mutualaid.domain.statuses import Channel, OfferStatus, RequestStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Consent,
    ConsentPurpose,
    ContactChoice,
    JournalEntry,
    Neighbourhood,
    Place,
    SignIn,
    Task,
    User,
)
from mutualaid.services import places, sign_ins, users
from tests import factories as f


def join(session: Session, home: Neighbourhood, first_name: str = "Rose", **values: object) -> User:
    answers: dict[str, object] = {
        "email": None, "phone": None, "is_adult": True, "language": "fr", "place": None,
        "neighbourhood_id": home.id, "by": None, "now": f.NOW,
    }  # fmt: skip
    return users.join(session, first_name=first_name, **answers | values)  # type: ignore[arg-type]


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(JournalEntry.action).order_by(JournalEntry.id)))


def tasks_of(session: Session, kind: TaskKind) -> list[TaskStatus]:
    return list(session.scalars(select(Task.status).where(Task.kind == kind)))


def test_somebody_new_is_unconfirmed_and_reached_as_she_said(
    session: Session, home: Neighbourhood
) -> None:
    by_mail = join(session, home, email=" Rose@Example.fr ")
    by_phone = join(session, home, "Ali", phone="+33639981207")
    assert (by_mail.email, by_mail.channel) == ("rose@example.fr", Channel.EMAIL)
    assert (by_phone.channel, by_phone.contact_choice) == (Channel.CALL, ContactChoice.PHONE)
    assert not by_mail.is_confirmed
    assert not by_phone.is_confirmed


@pytest.mark.parametrize(
    "again",
    [
        {"email": "ROSE@example.fr"},
        {"phone": "+33639981207"},
        {"email": "other@example.fr", "phone": "+33639981207"},
    ],
)
def test_the_same_channel_and_first_name_is_the_same_person(
    session: Session, home: Neighbourhood, again: dict[str, object]
) -> None:
    rose = join(session, home, email="rose@example.fr", phone="+33639981207")
    rose.phone_confirmed_at = f.NOW
    assert join(session, home, "rose", **again) is rose
    assert (rose.first_name, rose.email) == ("Rose", "rose@example.fr")


def test_a_couple_shares_a_mailbox_and_a_landline(session: Session, home: Neighbourhood) -> None:
    rose = join(session, home, email="us@example.fr", phone="+33465710909")
    jean = join(session, home, "Jean", email="us@example.fr", phone="+33465710909")
    assert jean is not rose


def test_somebody_who_left_is_somebody_new_when_she_comes_back(
    session: Session, home: Neighbourhood
) -> None:
    rose = join(session, home, email="rose@example.fr")
    rose.left_at = f.NOW
    session.flush()
    assert join(session, home, email="rose@example.fr") is not rose


def test_joining_again_fills_in_a_missing_place_and_never_replaces_one(
    session: Session, home: Neighbourhood
) -> None:
    rose = join(session, home, email="rose@example.fr")
    first, second = f.place(session, home), f.place(session, home, number="14")
    join(session, home, email="rose@example.fr", place=first)
    join(session, home, email="rose@example.fr", place=second)
    assert rose.place is first


def test_pressing_twice_at_the_same_moment_makes_one_person(database: Database) -> None:
    with database.transaction() as session:
        home_id = f.neighbourhood(session).id
    barrier = threading.Barrier(4)

    def press() -> None:
        barrier.wait()
        with database.transaction() as session:
            home = session.get(Neighbourhood, home_id)
            assert home is not None
            join(session, home, email="rose@example.fr")

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1


def test_a_neighbour_without_email_is_spoken_for_with_her_recorded_yes(
    session: Session, home: Neighbourhood
) -> None:
    fatima = f.coordinator(session, home)
    lucie = users.register_spoken_for(
        session, first_name="Lucie", phone="+33465710404", is_adult=True, language="fr",
        place=None,
        neighbourhood_id=home.id, by=fatima, consent_channel="phone", now=f.NOW,
    )  # fmt: skip
    consent = session.scalars(select(Consent)).one()
    assert (consent.purpose, consent.channel) == (ConsentPurpose.SPOKEN_FOR, "phone")
    assert (consent.user_id, consent.recorded_by_id) == (lucie.id, fatima.id)
    assert (lucie.spoken_for_by_id, lucie.channel) == (fatima.id, Channel.CALL)
    assert lucie.is_confirmed


def test_a_coordinator_speaks_for_nobody_of_another_neighbourhood(
    session: Session, home: Neighbourhood
) -> None:
    fatima = f.coordinator(session, home)
    other = f.neighbourhood(session, "Cusset")
    f.by_phone(session, other, "Lucie", "+33465710404")
    for elsewhere in (other.id, None):
        with pytest.raises(NotFound):
            users.register_spoken_for(
                session, first_name="Paul", phone="+33465710405", is_adult=True, language="fr",
        place=None,
                neighbourhood_id=elsewhere, by=fatima, consent_channel="door", now=f.NOW,
            )  # fmt: skip
    with pytest.raises(NotFound):
        users.register_spoken_for(
            session, first_name="Lucie", phone="+33465710404", is_adult=True, language="fr",
        place=None,
            neighbourhood_id=home.id, by=fatima, consent_channel="door", now=f.NOW,
        )  # fmt: skip


def test_who_left_a_phone_only_is_called_and_the_call_opens_what_waited(
    session: Session, home: Neighbourhood
) -> None:
    offer = f.helper(session, home, "Ali", email=None, phone="+33639981207", met_on=None)
    offer.status, offer.user.phone_confirmed_at = OfferStatus.UNCONFIRMED, None
    session.flush()
    users.ask_confirmation(session, offer.user, browser_id="b", now=f.NOW)
    users.ask_confirmation(session, offer.user, browser_id="b", now=f.NOW)
    assert tasks_of(session, TaskKind.CONFIRM) == [TaskStatus.OPEN]
    users.confirm_channel(session, offer.user, Channel.CALL, by=None, now=f.NOW)
    session.refresh(offer)
    assert offer.status is OfferStatus.ACTIVE
    assert tasks_of(session, TaskKind.CONFIRM) == [TaskStatus.CANCELLED]
    assert tasks_of(session, TaskKind.MEET) == [TaskStatus.OPEN]


def test_confirming_twice_is_written_once(session: Session, home: Neighbourhood) -> None:
    rose = join(session, home, email="rose@example.fr")
    for _ in range(2):
        users.confirm_channel(session, rose, Channel.EMAIL, by=rose, now=f.NOW)
    assert actions(session).count("channel_confirmed") == 1


def test_an_address_that_nobody_found_becomes_a_task_once_confirmed(
    session: Session, home: Neighbourhood
) -> None:
    typed = places.Typed("quelque part derrière l’église", "Villeurbanne")
    place: Place = places.settle(session, typed, now=f.NOW)
    rose = join(session, home, email="rose@example.fr", place=place)
    assert place.precision is Precision.COMMUNE
    assert tasks_of(session, TaskKind.PLACE_ADDRESS) == []
    users.confirm_channel(session, rose, Channel.EMAIL, by=rose, now=f.NOW)
    assert tasks_of(session, TaskKind.PLACE_ADDRESS) == [TaskStatus.OPEN]


def test_meeting_somebody_is_recorded_apart_from_her_level(
    session: Session, home: Neighbourhood
) -> None:
    fatima = f.coordinator(session, home)
    karim = f.person(session, home, "Karim")
    users.mark_met(session, karim, by=fatima, now=f.NOW)
    assert (karim.met_on, karim.met_by_id, karim.level) == (f.TODAY, fatima.id, 0)


def test_a_level_needs_a_meeting_and_records_the_charter(
    session: Session, home: Neighbourhood
) -> None:
    fatima = f.coordinator(session, home)
    karim = f.person(session, home, "Karim")
    with pytest.raises(Refusal, match="not_met_yet"):
        users.set_level(session, karim, 1, by=fatima, now=f.NOW)
    users.mark_met(session, karim, by=fatima, now=f.NOW)
    users.set_level(session, karim, 1, by=fatima, now=f.NOW)
    assert (karim.level, karim.charter_accepted_at) == (1, f.NOW)
    assert session.scalars(select(Consent.purpose)).all() == [ConsentPurpose.CHARTER]
    entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.numbers) == ("level_set", {"before": 0, "after": 1})


@pytest.mark.parametrize("level", [-1, 3])
def test_there_is_no_level_below_0_or_above_2(
    session: Session, home: Neighbourhood, level: int
) -> None:
    karim = f.helper(session, home).user
    with pytest.raises(Refusal, match="no_such_level"):
        users.set_level(session, karim, level, by=None, now=f.NOW)


def test_nobody_vouches_for_herself_or_for_another_neighbourhood(
    session: Session, home: Neighbourhood
) -> None:
    fatima = f.coordinator(session, home)
    stranger = f.person(session, f.neighbourhood(session, "Cusset"), "Karim")
    for person in (fatima, stranger):
        with pytest.raises(NotFound):
            users.mark_met(session, person, by=fatima, now=f.NOW)
        with pytest.raises(NotFound):
            users.set_level(session, person, 0, by=fatima, now=f.NOW)


def test_nobody_chooses_a_phone_that_we_do_not_have(session: Session, home: Neighbourhood) -> None:
    rose = f.person(session, home, "Rose", phone=None)
    with pytest.raises(Refusal, match="no_such_contact"):
        users.choose_contact(
            session, rose, contact_choice="phone", ui_language="fr", languages=["fr"],
            by=rose, now=f.NOW,
        )  # fmt: skip


def test_moving_changes_the_neighbourhood_and_only_by_oneself_or_her_coordinator(
    session: Session, home: Neighbourhood
) -> None:
    rose, ali = f.person(session, home, "Rose"), f.person(session, home, "Ali")
    cusset = f.neighbourhood(session, "Cusset")
    with pytest.raises(NotFound):
        users.move(session, rose, f.place(session, cusset), by=ali, now=f.NOW)
    users.move(session, rose, f.place(session, cusset), by=rose, now=f.NOW)
    assert rose.neighbourhood_id == cusset.id


def test_coming_in_for_something_else_opens_nothing_that_a_stranger_posted(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = f.person(session, home, "Jeanne")
    posted = f.help_request(session, jeanne, status=RequestStatus.UNCONFIRMED, confirmed_at=None)
    sign_ins.ask_link(session, "jeanne@example.fr", browser_id="b", about=None, now=f.NOW)
    row = session.scalars(select(SignIn)).one()
    users.enter(session, row, jeanne, now=f.NOW)
    assert posted.status is RequestStatus.UNCONFIRMED


def test_a_stranger_who_types_her_name_does_not_move_a_confirmed_person(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = f.person(session, home, "Jeanne", place=None, place_id=None)
    elsewhere = f.place(session, home, street="rue du Piège")
    known = users.join(
        session,
        first_name="Jeanne",
        email="jeanne@example.fr",
        phone=None,
        is_adult=True,
        language="fr",
        place=elsewhere,
        neighbourhood_id=None,
        by=None,
        now=f.NOW,
    )
    assert known.id == jeanne.id
    assert known.place is None


def test_who_types_another_s_number_does_not_receive_what_she_posts(
    session: Session, home: Neighbourhood
) -> None:
    stranger = join(session, home, "Rose", email="stranger@example.fr", phone="+33639981207")
    assert join(session, home, "Rose", phone="+33639981207") is not stranger


def test_signed_in_one_confirms_oneself_what_a_lost_mail_should_have_confirmed(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = f.person(session, home, "Jeanne")
    posted = f.help_request(session, jeanne, status=RequestStatus.UNCONFIRMED, confirmed_at=None)
    users.open_what_waited(session, jeanne, now=f.NOW)
    assert posted.status is RequestStatus.OPEN
