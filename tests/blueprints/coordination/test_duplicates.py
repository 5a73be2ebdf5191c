"""Fatima finds somebody written down twice, makes it one, and takes it apart again."""

from __future__ import annotations

import pytest

from mutualaid.db import Database
from mutualaid.models import HelpRequest, Merge, Neighbourhood, User
from tests import factories
from tests.blueprints.coordination.conftest import count, press, read
from tests.browser import Browser
from tests.factories.desks import Desk

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""The pages and the checks before the database; what it does itself runs on both elsewhere."""


@pytest.fixture
def twice(ours: Desk, database: Database) -> int:
    """Jeanne, once more, with the same phone and another request."""
    with database.transaction() as session:
        home = session.get_one(Neighbourhood, ours.home_id)
        again = factories.by_phone(session, home, "Jeannine", "+33639981210")
        factories.help_request(session, again)
        return again.id


def look(fatima: Browser, ours: Desk, twice: int) -> None:
    fatima.get(f"/coordination/voisins/{ours.resident_id}/reunir?avec={twice}")


def test_both_first_names_and_what_each_holds_are_shown(
    fatima: Browser, ours: Desk, twice: int
) -> None:
    fatima.get("coordination.list_duplicates")
    assert fatima.page is not None
    assert "Jeanne et Jeannine" in fatima.page.text
    look(fatima, ours, twice)
    assert fatima.page.heading.startswith("Jeanne et Jeannine")
    assert "06\u00a039\u00a098\u00a012\u00a010" in fatima.page.html


def test_two_first_names_are_not_made_one_without_having_asked(
    fatima: Browser, ours: Desk, database: Database, twice: int
) -> None:
    look(fatima, ours, twice)
    page = fatima.submit({"answer": "same", "keep": str(ours.resident_id)})
    assert "Les prénoms sont différents" in page.text
    page = fatima.submit({"names_are_checked": "y"})
    assert "une seule fiche" in page.text
    assert read(database, User, twice).left_at is not None
    with database.reading() as session:
        owners = {row.user_id for row in session.query(HelpRequest)}
    assert owners == {ours.resident_id}
    press(fatima_at_list(fatima), "/separer")
    again = read(database, User, twice)
    assert (again.first_name, again.left_at) == ("Jeannine", None)


def fatima_at_list(fatima: Browser) -> Browser:
    fatima.get("coordination.list_duplicates")
    return fatima


def test_the_other_entry_may_be_the_one_that_stays(
    fatima: Browser, ours: Desk, database: Database, twice: int
) -> None:
    look(fatima, ours, twice)
    fatima.submit({"answer": "same", "keep": str(twice), "names_are_checked": "y"})
    assert read(database, User, ours.resident_id).left_at is not None
    assert read(database, User, twice).first_name == "Jeannine"


@pytest.mark.parametrize("said", [("household", "même foyer"), ("two", "deux pers")])
def test_two_people_stay_two_and_are_not_asked_about_again(
    fatima: Browser, ours: Desk, database: Database, twice: int, said: tuple[str, str]
) -> None:
    look(fatima, ours, twice)
    page = fatima.submit({"answer": said[0]})
    assert said[1] in page.text
    assert read(database, User, twice).left_at is None
    fatima.get("coordination.list_duplicates")
    assert fatima.page is not None
    assert "Jeanne et Jeannine" not in fatima.page.text


def test_no_answer_is_no_answer(
    fatima: Browser, ours: Desk, database: Database, twice: int
) -> None:
    look(fatima, ours, twice)
    page = fatima.submit({})
    assert "Choisissez si c’est la même personne" in page.text
    page = fatima.submit({"answer": "same"})
    assert "Choisissez quelle fiche reste" in page.text
    assert count(database, Merge) == 0


def test_somebody_of_another_desk_is_no_other_entry(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    fatima.get("coordination.merge", user_id=ours.resident_id)
    here = f"/coordination/voisins/{ours.resident_id}/reunir"
    csrf = dict(fatima.get("coordination.show_neighbour", user_id=ours.resident_id)
                .post_form("level").fields)["csrf"]  # fmt: skip
    sent = {"csrf": csrf, "avec": str(theirs.resident_id), "answer": "same", "keep": "1"}
    assert fatima.client.get(f"{here}?avec={theirs.resident_id}").status_code == 404
    assert fatima.client.post(here, data=sent).status_code == 404
    assert count(database, Merge) == 0
