"""Reading and taking along everything of one's own; leaving; staying after a long silence."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.messages import TokenPurpose
from mutualaid.models import Erasure, User, UserSession
from mutualaid.services import leaving, tokens
from mutualaid.services.offers import Offer
from tests import factories as f
from tests.blueprints.conftest import sign_in
from tests.browser import Browser
from tests.factories.whole_life import live


@pytest.fixture
def me(browser: Browser, store: Database) -> User:
    """Somebody with a row in every table, signed in."""
    with store.transaction() as session:
        home = f.neighbourhood(session)
        f.coordinator(session, home)
        number = live(session, home, "Colombe", at_work=True).person_id
    with store.reading() as session:
        person = session.get_one(User, number)
    sign_in(browser, person)
    return person


@pytest.mark.parametrize("language", ["fr", "en"])
def test_everything_is_on_one_page_to_print(browser: Browser, me: User, language: str) -> None:
    browser.prefix = "/en" if language == "en" else ""
    page = browser.get("users.my_data", max_queries=60)
    for words in ("Colombe note", "rue Colombe", "Colombe thanks", "Colombeniece"):
        assert words in page.text
    assert "Karim" not in page.text


def test_the_file_holds_the_same(browser: Browser, me: User) -> None:
    answer = browser.client.get("/mon-espace/mes-donnees.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.data)
    assert told["users"][0]["first_name"] == "Colombefirst"
    assert told["help_requests"][0]["facts"] == {"where_to": "Colombe fact"}
    assert "Karim" not in answer.text


def test_my_space_leads_there(browser: Browser, me: User) -> None:
    assert "/mon-espace/mes-donnees" in browser.get("users.my_space", max_queries=20).html


def test_leaving_says_what_happens_then_forgets_at_once(
    browser: Browser, store: Database, me: User
) -> None:
    cookie = browser.client.get_cookie("fil")
    assert cookie is not None
    asked = browser.get("users.depart", max_queries=20)
    assert "Une demande est annulée" in asked.text
    assert "L’offre d’aide est retirée" in asked.text
    done = browser.submit({})
    assert "Tout est effacé" in done.text
    with store.reading() as session:
        assert session.get_one(User, me.id).first_name == ""
        assert session.get(Erasure, me.id) is not None
        assert not session.scalars(select(UserSession).where(UserSession.user_id == me.id)).all()
    browser.client.set_cookie("fil", cookie.value)
    assert browser.client.get("/mon-espace").status_code == 303, "the old cookie is worth nothing"


def test_a_link_of_an_earlier_mail_is_worth_nothing_after_leaving(
    browser: Browser, store: Database, me: User
) -> None:
    with store.transaction() as session:
        offer = session.scalars(select(Offer).where(Offer.user_id == me.id)).one()
        person = session.get_one(User, me.id)
        link = tokens.grant(session, TokenPurpose.UNSUBSCRIBE, offer, person, now=f.NOW)
    assert browser.client.get(f"/desabonnement/{link}").status_code == 200
    with store.transaction() as session:
        person = session.get_one(User, me.id)
        leaving.leave(session, person, by=person, now=f.NOW)
    assert browser.client.get(f"/desabonnement/{link}").status_code == 404


def test_the_only_coordinator_reads_why_she_cannot_leave_yet(
    browser: Browser, store: Database
) -> None:
    with store.transaction() as session:
        boss = f.coordinator(session, f.neighbourhood(session))
    sign_in(browser, boss)
    page = browser.get("users.depart")
    assert "nommer" in page.text
    assert "Partir et tout effacer" not in page.text


def test_one_click_after_a_long_silence_stays(browser: Browser, store: Database) -> None:
    later = f.NOW + timedelta(days=700)
    with store.transaction() as session:
        jeanne = f.person(session, f.neighbourhood(session))
        link = tokens.grant(session, TokenPurpose.RENEW, jeanne, jeanne, now=f.NOW)
    browser.app.extensions["clock"] = lambda: later
    browser.get(f"/rester/{link}")
    with store.reading() as session:
        assert session.get_one(User, jeanne.id).last_contact_at is None, "opening changes nothing"
    assert "C’est noté" in browser.submit({}).text
    with store.reading() as session:
        assert session.get_one(User, jeanne.id).last_contact_at == later
