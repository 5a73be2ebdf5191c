"""Whoever coordinates shows a second code; until then she is nobody, whatever the door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from mutualaid.db import Database
from mutualaid.models import Neighbourhood, User, UserSession
from mutualaid.services import second_factors, sign_ins
from tests import factories as f
from tests.blueprints.users.conftest import Mailed, sign_in
from tests.browser import Browser

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""The pages; what the database does itself runs on both elsewhere."""

MAIL = "fatima@example.fr"
PAGE = "/entrer/second-code"


@pytest.fixture
def fatima(store: Database) -> int:
    with store.transaction() as session:
        boss = f.coordinator(session, f.neighbourhood(session))
        boss.email = MAIL
        return boss.id


def secret_of(browser: Browser) -> str:
    """The key that stands on the page, for those without a camera."""
    assert browser.page is not None
    _before, _, rest = browser.page.html.partition('class="key">')
    return rest.partition("<")[0].replace(" ", "")


def at(app: Flask, seconds: int) -> None:
    app.extensions["clock"] = lambda: f.NOW + timedelta(seconds=seconds)


def code_at(secret: str, seconds: int) -> str:
    return pyotp.TOTP(secret).at(f.NOW + timedelta(seconds=seconds))


def test_the_first_time_she_sets_her_telephone_up_and_reads_ten_codes(
    app: Flask, browser: Browser, fatima: int, mailed: Callable[[], Mailed]
) -> None:
    sign_in(browser, mailed, MAIL)
    assert browser.page is not None
    assert browser.page.path == PAGE
    assert "Préparez votre second code" in browser.page.text
    assert browser.client.get("/coordination").location == "/entrer?next=/coordination"
    assert browser.client.get("/mon-espace").status_code == 303
    page = browser.submit({"code": "000000"})
    assert "Ce code ne correspond pas" in page.text
    page = browser.submit({"code": code_at(secret_of(browser), 0)})
    assert page.heading == "Imprimez ces dix codes"
    with app.extensions["database"].reading() as session:
        factor = session.get_one(second_factors.SecondFactor, fatima)
        codes = second_factors.recovery_codes(session, factor)
    assert all(code in page.text for code in codes)
    assert browser.get("/coordination").heading.startswith("Aujourd’hui")
    at(app, 16 * 60)
    assert browser.client.get("/entrer/second-code/papier").status_code == 303


def test_the_next_times_she_writes_the_digits_and_comes_where_she_wanted(
    app: Flask, browser: Browser, fatima: int, mailed: Callable[[], Mailed]
) -> None:
    sign_in(browser, mailed, MAIL)
    secret = secret_of(browser)
    browser.submit({"code": code_at(secret, 0)})
    at(app, 60)
    browser = Browser(app)
    browser.get("/entrer?next=/coordination/voisins")
    browser.submit({"email": MAIL})
    page = browser.submit({"code": mailed().code})
    assert page.heading == "Votre second code"
    assert secret not in page.html
    assert "Ce code ne correspond pas" in browser.submit({"code": code_at(secret, 0)}).text
    page = browser.submit({"code": code_at(secret, 60)})
    assert page.heading == "Voisins"


@pytest.mark.parametrize("door", ["code", "link", "given"])
def test_no_door_lets_her_in_without_it(
    app: Flask, browser: Browser, fatima: int, mailed: Callable[[], Mailed], door: str
) -> None:
    browser.get("/entrer")
    browser.submit({"email": MAIL})
    if door == "code":
        browser.submit({"code": mailed().code})
    else:
        link = mailed().link
        if door == "given":
            with app.extensions["database"].transaction() as session:
                person = session.get_one(User, fatima)
                link = f"/entrer/lien/{sign_ins.give_link(session, person, now=f.NOW)}"
        browser.get(link)
        browser.submit()
    assert browser.page is not None
    assert browser.page.path == PAGE
    assert browser.client.get("/coordination").status_code == 303


def test_whoever_is_named_coordinator_shows_it_at_the_next_page(
    app: Flask, browser: Browser, store: Database, jeanne: int, mailed: Callable[[], Mailed]
) -> None:
    with store.reading() as session:
        email = session.get_one(User, jeanne).email
    sign_in(browser, mailed, email or "")
    browser.get("/mon-espace")
    with store.transaction() as session:
        person = session.get_one(User, jeanne)
        home = session.get_one(Neighbourhood, person.neighbourhood_id)
        session.add(
            f.Coordinator(user_id=jeanne, neighbourhood_id=home.id,
                          role=f.CoordinatorRole.DEPUTY, created_at=f.NOW)
        )  # fmt: skip
    assert browser.client.get("/mon-espace").status_code == 303
    browser.get(PAGE)


def test_somebody_who_is_not_signed_in_is_sent_to_the_beginning(
    browser: Browser, brosses: int
) -> None:
    assert browser.client.get(PAGE).location == "/entrer"


def test_the_cookie_changes_when_the_code_is_given(
    browser: Browser, fatima: int, mailed: Callable[[], Mailed], store: Database
) -> None:
    sign_in(browser, mailed, MAIL)
    before = browser.client.get_cookie("fil")
    browser.submit({"code": code_at(secret_of(browser), 0)})
    after = browser.client.get_cookie("fil")
    assert before is not None
    assert after is not None
    assert before.value.partition(".")[0] != after.value.partition(".")[0]
    with store.reading() as session:
        rows = session.query(UserSession).filter(UserSession.revoked_at.is_(None)).all()
        assert [row.proved_at for row in rows if row.user_id == fatima] == [f.NOW]
