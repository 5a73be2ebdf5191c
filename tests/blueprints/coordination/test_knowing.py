"""The neighbours' list and page, as Fatima uses them."""

from __future__ import annotations

import pytest

from mutualaid.db import Database
from mutualaid.models import Neighbourhood, Relative, User
from tests import factories
from tests.blueprints.coordination.conftest import press, read
from tests.browser import Browser
from tests.factories.desks import Desk

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""The pages and the checks before the database; what it does itself runs on both elsewhere."""


def test_when_somebody_likes_to_be_called_is_kept(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.edit_contact", user_id=ours.resident_id)
    fatima.submit({"call_hours": "le matin, après 10 h"})
    assert read(database, User, ours.resident_id).call_hours == "le matin, après 10 h"
    assert fatima.page is not None
    assert "le matin, après 10 h" in fatima.page.text


def test_a_trusted_person_is_named_then_heard(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.trusted", user_id=ours.resident_id)
    fatima.submit({"first_name": "Nora", "phone": "06 39 98"})
    assert fatima.page is not None
    assert "06 39 98" in fatima.page.html
    fatima.submit({"first_name": "Nora", "phone": "06 39 98 12 88"})
    assert read(database, Relative, 1).confirmed_at is None
    press(fatima, "/confiance/oui")
    assert read(database, Relative, 1).confirmed_at is not None


def test_a_level_2_that_is_not_deserved_yet_says_what_is_missing(
    fatima: Browser, ours: Desk
) -> None:
    fatima.get("coordination.show_neighbour", user_id=ours.helper_id)
    fatima.submit({"level": "2"})
    assert fatima.page is not None
    assert "3 coups de main" in fatima.page.text


def test_the_list_shows_fifty_people_and_the_way_to_the_others(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        home = session.get_one(Neighbourhood, ours.home_id)
        for n in range(296):
            factories.person(session, home, f"Ana{n:03}", place=None, email=None)
    fatima.get("coordination.list_neighbours")
    assert fatima.page is not None
    assert "300 personnes" in fatima.page.text
    assert fatima.page.html.count("<tr>") == 51
    fatima.get("/coordination/voisins?page=6")
    assert "Page 6 sur 6" in fatima.page.text
    fatima.get("/coordination/voisins?page=9999")
    assert "Page 6 sur 6" in fatima.page.text
    fatima.get("/coordination/voisins?qui=a-confirmer")
    assert "296 personnes" in fatima.page.text
    fatima.get("/coordination/voisins?qui=rien&page=x")
    assert "300 personnes" in fatima.page.text


def test_each_choice_finds_its_people(fatima: Browser, ours: Desk, database: Database) -> None:
    with database.transaction() as session:
        session.get_one(User, ours.helper_id).met_on = None
    found = {}
    for only in ("a-rencontrer", "a-confirmer", "sans-email", "en-pause"):
        fatima.get(f"/coordination/voisins?qui={only}")
        assert fatima.page is not None
        names = ("Jeanne", "Karim", "Rose")
        found[only] = [name for name in names if f">{name}</a>" in fatima.page.html]
    assert found == {
        "a-rencontrer": ["Karim"],
        "a-confirmer": [],
        "sans-email": ["Rose"],
        "en-pause": [],
    }


def test_a_household_is_noted_from_the_page(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get(f"/coordination/voisins/{ours.resident_id}/foyer?nom=Karim")
    press(fatima, "/foyer", avec=str(ours.helper_id))
    people = [read(database, User, number) for number in (ours.resident_id, ours.helper_id)]
    assert {people[0].household_id or people[0].id} == {people[1].household_id or people[1].id}
    press(fatima, "/foyer/quitter")
    people = [read(database, User, number) for number in (ours.resident_id, ours.helper_id)]
    assert [each.household_id for each in people] == [None, None]


def test_the_trusted_person_of_another_neighbour_is_not_reached_by_number(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    with database.transaction() as session:
        session.add(
            Relative(user_id=theirs.resident_id, first_name="Nora", created_at=factories.NOW)
        )
    fatima.get("coordination.trusted", user_id=ours.resident_id)
    csrf = dict(fatima.page.post_form("phone").fields)["csrf"] if fatima.page else ""
    path = f"/coordination/voisins/{ours.resident_id}/confiance/oui"
    answer = fatima.client.post(path, data={"csrf": csrf, "personne": "1"})
    assert answer.status_code == 404
    assert read(database, Relative, 1).confirmed_at is None
