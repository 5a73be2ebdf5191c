"""One box finds whoever phones, by any piece of a name, a phone or a street."""

from __future__ import annotations

import pytest

from mutualaid.db import Database
from mutualaid.models import Appointment, HelpRequest, Proposal, User
from mutualaid.services import proposals
from tests.blueprints.conftest import sign_in
from tests.blueprints.coordination.conftest import press
from tests.browser import Browser
from tests.factories import NOW, thursday
from tests.factories.desks import CANARY, Desk

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""The pages; what the database does itself runs on both elsewhere."""


@pytest.fixture
def helene(ours: Desk, database: Database) -> int:
    """Jeanne becomes Hélène Lefèvre."""
    with database.transaction() as session:
        person = session.get_one(User, ours.resident_id)
        person.first_name, person.last_name = "Hélène", "Lefèvre"
        return person.id


def test_any_piece_finds_her(fatima: Browser, helene: int) -> None:
    for words in [
        "hel",
        "LEFEVRE",
        "lef hél",
        "98 12 10",
        "0639981210",
        "9812",
        "7 rue lil",
        "éle",
    ]:
        page = fatima.get(f"/coordination/chercher?mots={words}")
        assert "Hélène Lefèvre" in page.text, words
        assert "06 39 98 12 10" in page.text, words


def test_people_of_another_desk_are_not_found(fatima: Browser, theirs: Desk) -> None:
    page = fatima.get(f"/coordination/chercher?mots={CANARY[:4]}")
    assert "Personne dans vos quartiers" in page.text


def test_nothing_typed_says_what_to_type(fatima: Browser) -> None:
    page = fatima.get("/coordination/chercher?mots=%20")
    assert "Écrivez un morceau de nom" in page.text


def test_the_box_stands_on_the_pages_of_the_desk_and_keeps_what_was_typed(
    fatima: Browser, ours: Desk
) -> None:
    for path in ("", "/demandes", "/voisins", f"/voisins/{ours.resident_id}"):
        page = fatima.get(f"/coordination{path}")
        assert any(form.action == "/coordination/chercher" for form in page.forms), path
    assert 'value="zz top"' in fatima.get("/coordination/chercher?mots=zz top").html


def test_what_comes_next_can_be_cancelled_from_there(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        session.get_one(HelpRequest, ours.asked_request_id).agreed_in_advance_at = NOW
        proposal = session.get_one(Proposal, ours.proposal_id)
        proposals.answer_as_helper(session, proposal, True, by=proposal.helper, now=NOW)
    fatima.get("/coordination/chercher?mots=rose")
    page = press(fatima, f"/voisins/{ours.phone_helper_id}/annuler")
    assert "Le rendez-vous est annulé" in page.text
    with database.reading() as session:
        assert session.query(Appointment).one().status == "cancelled"


def test_lateness_is_said_from_the_search_close_to_the_hour(
    browser: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        session.get_one(HelpRequest, ours.asked_request_id).agreed_in_advance_at = NOW
        proposal = session.get_one(Proposal, ours.proposal_id)
        proposals.answer_as_helper(session, proposal, True, by=proposal.helper, now=NOW)
    browser.app.extensions["clock"] = lambda: NOW + (thursday().on_date - NOW.date())
    sign_in(browser, ours.coordinator, now=NOW + (thursday().on_date - NOW.date()))
    browser.get("/coordination/chercher?mots=rose")
    page = press(browser, f"/voisins/{ours.phone_helper_id}/retard", minutes="20")
    assert "l’appel est sur votre liste" in page.text
