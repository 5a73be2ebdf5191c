"""A request that waits for two days: its card says why, what would help, and leads on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mutualaid.db import Database
from mutualaid.models import HelpRequest, Offer, User
from mutualaid.services import proposals, searching
from tests.browser import Browser
from tests.factories import NOW, thursday
from tests.factories.desks import Desk

REASON = {
    "code": "all_too_far",
    "n": 2,
    "unlock_on": None,
    "unlock_half_day": None,
    "unlock_n": 0,
}


@pytest.fixture
def waiting(fatima: Browser, ours: Desk, database: Database) -> int:
    """The request for which nobody was found, two days later."""
    with database.transaction() as session:
        need = session.get_one(HelpRequest, ours.request_id)
        need.searching_since = NOW - timedelta(days=3)
        need.unmatched_reason = REASON
        session.flush()
        assert searching.keep_promises(session, need.id, now=NOW) >= 1
    return ours.request_id


def test_the_card_says_why_and_what_would_help(fatima: Browser, waiting: int) -> None:
    text = fatima.get("coordination.today").text
    assert "Chaque demande attend depuis plus de deux jours." in text
    assert (
        "Attend depuis 3 jours. 2 personnes sont libres, mais c’est trop loin pour toutes." in text
    )
    assert "Ce qui aiderait : une personne qui accepte d’aller plus loin." in text


def test_the_card_leads_to_those_who_could_come(fatima: Browser, waiting: int) -> None:
    page = fatima.get("coordination.today")
    path = f"/coordination/demandes/{waiting}/qui"
    assert f'class="button button-primary" href="{path}"' in page.html
    assert fatima.get(path).heading == "À qui demander"


def test_in_english_too(fatima: Browser, waiting: int) -> None:
    text = fatima.get("/en/coordination").text
    assert "2 neighbours are free, it is too far for all of them." in text
    assert "What would help: somebody who agrees to go farther." in text


def test_while_somebody_is_asked_an_older_reason_is_not_read(
    fatima: Browser, waiting: int, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        proposals.propose(
            session,
            session.get_one(HelpRequest, waiting),
            session.get_one(Offer, ours.offer_id),
            thursday(),
            by=session.get_one(User, ours.coordinator.id),
            now=NOW,
        )
    text = fatima.get("coordination.today").text
    assert "Une personne a reçu la question. Elle n’a pas encore dit oui." in text
    assert "trop loin pour toutes" not in text
