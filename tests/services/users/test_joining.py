"""People join once, whoever types their name."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import Channel
from mutualaid.models import Consent, ConsentPurpose, ContactChoice, Neighbourhood, User
from mutualaid.services import users
from tests import factories as f
from tests.services.users.people import join


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
