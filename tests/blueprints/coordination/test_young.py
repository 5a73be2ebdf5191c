"""The desk and those of 15 to 17: written down, the parent heard, nothing posted."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.models import Consent, ConsentPurpose, HelpRequest, Relative, User
from tests.blueprints.coordination.conftest import count, press, read
from tests.blueprints.coordination.test_posting import NEWCOMER, post_page
from tests.browser import Browser
from tests.factories.desks import Desk

TOM = {
    "first_name": "Tom",
    "phone": "06 39 98 12 77",
    "said_by": "phone",
    "parent_first_name": "Odile",
    "parent_phone": "06 39 98 12 99",
}


@pytest.fixture
def tom(fatima: Browser, database: Database) -> int:
    """Written down by Fatima, his mother not heard yet."""
    fatima.get("/coordination/voisins/15-17-ans")
    page = fatima.submit(TOM)
    assert page.heading == "Tom"
    with database.reading() as session:
        return session.scalars(select(User.id).where(User.first_name == "Tom")).one()


def test_the_call_to_the_parent_is_on_the_desk_with_the_number(fatima: Browser, tom: int) -> None:
    page = fatima.get("coordination.today", max_queries=30)
    assert "Entendre l’accord d’un parent pour Tom" in page.text
    assert "Odile, 06 39 98 12 99" in page.text


@pytest.mark.parametrize("said", ["phone", "door"])
def test_a_spoken_yes_is_written_down_as_it_was_said(
    fatima: Browser, ours: Desk, database: Database, tom: int, said: str
) -> None:
    fatima.get("coordination.today", max_queries=30)
    page = press(fatima, f"/voisins/{tom}/parent", reponse=said)
    assert "L’accord du parent est noté." in page.text
    assert "A dit oui" in page.text
    with database.reading() as session:
        wanted = select(Consent).where(Consent.purpose == ConsentPurpose.PARENT)
        consent = session.scalars(wanted).one()
        assert (consent.channel, consent.recorded_by_id) == (said, ours.coordinator.id)


def test_a_no_is_asked_once_more_then_erases(fatima: Browser, database: Database, tom: int) -> None:
    page = fatima.get("coordination.today", max_queries=30)
    [link] = [a for a in page.all("a") if a.text.strip() == "Parent\u00a0: non, tout effacer"]
    fatima.get(link.attributes["href"])
    assert read(database, User, tom).first_name == "Tom"
    fatima.submit()
    assert read(database, User, tom).first_name == ""
    assert count(database, Relative) == 0


def test_posting_asks_for_the_age_and_refuses_with_the_reason(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    before = count(database, HelpRequest), count(database, User)
    for age, sentence in (
        ("", "Demandez si la personne a 18 ans ou plus"),
        ("young", "De 15 à 17 ans, ni demande ni offre"),
    ):
        post_page(fatima)
        page = fatima.submit({**NEWCOMER, "age": age})
        assert sentence in page.text
        assert ("first_name", "Odile") in page.post_form("first_name").fields
    assert (count(database, HelpRequest), count(database, User)) == before


def test_nothing_is_posted_for_somebody_known_to_be_younger(
    fatima: Browser, database: Database, tom: int
) -> None:
    before = count(database, HelpRequest)
    page = fatima.get("coordination.post_request", category="shopping", personne=tom)
    answers = {key: NEWCOMER[key] for key in NEWCOMER if key not in {"first_name", "phone", "age"}}
    page = fatima.submit({**answers, "person": str(tom)})
    assert "De 15 à 17 ans, ni demande ni offre" in page.text
    assert count(database, HelpRequest) == before
    page = fatima.get("coordination.show_neighbour", user_id=tom, max_queries=30)
    assert "nouvelle-demande?" not in page.html


def test_the_desk_confirms_that_somebody_is_18(
    fatima: Browser, database: Database, tom: int
) -> None:
    fatima.get("coordination.show_neighbour", user_id=tom, max_queries=30)
    page = press(fatima, f"/voisins/{tom}/18-ans")
    assert "C’est vérifié" in page.text
    assert read(database, User, tom).is_adult


def test_the_desk_notes_that_an_adult_is_none_after_asking_again(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.note_under_18", user_id=ours.helper_id)
    assert read(database, User, ours.helper_id).is_adult, "looking changes nothing"
    page = fatima.submit()
    assert "Inscrivez un parent" in page.text
    assert not read(database, User, ours.helper_id).is_adult


def test_another_desk_finds_nobody(fatima: Browser, theirs: Desk, database: Database) -> None:
    for path in ("parent", "18-ans", "moins-de-18-ans"):
        answer = fatima.client.post(f"/coordination/voisins/{theirs.helper_id}/{path}")
        assert answer.status_code in {400, 404}
    assert read(database, User, theirs.helper_id).is_adult
