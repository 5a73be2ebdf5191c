"""Nobody scrolls sideways: every page fits on the narrowest telephone, 320 px."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask

from mutualaid.db import Database
from mutualaid.models import User
from mutualaid.services import sessions
from tests.factories import NOW
from tests.factories.desks import Desk, furnish_ours

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.parametrize("kind", ["sqlite"]), pytest.mark.timeout(180)]
PUBLIC = [
    "/", "/demander", "/aider", "/inscription", "/entrer", "/entrer/code", "/numeros-utiles",
    "/charte", "/ce-que-nous-ne-faisons-pas", "/ailleurs", "/nulle-part", "/en/demander",
    "/inscription/15-17-ans", "/vie-privee", "/mentions-legales", "/en/vie-privee",
]  # fmt: skip
MEMBER = ["/mon-espace", "/mon-espace/joindre", "/mon-espace/adresse", "/mon-espace/mes-donnees"]


@pytest.fixture
def ours(app: Flask, database: Database) -> Desk:
    app.extensions["clock"] = lambda: NOW
    return furnish_ours(database)


def come_in(page: Page, database: Database, user_id: int) -> None:
    """A session in this browser's only cookie."""
    with database.transaction() as session:
        person = session.get_one(User, user_id)
        sessions.sign_in(session, user=person, replaces=None, cookie_id="a cookie", now=NOW)
    page.goto("/")
    page.context.add_cookies([{"name": "fil", "value": "a cookie", "url": page.url}])


def too_wide(page: Page, paths: list[str]) -> dict[str, int]:
    wide = {}
    for path in paths:
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[path] = width
    return wide


@pytest.mark.usefixtures("ours")
def test_public_pages_fit(chromium_page: Page) -> None:
    assert too_wide(chromium_page, PUBLIC) == {}


def test_the_pages_of_a_member_fit(chromium_page: Page, ours: Desk, database: Database) -> None:
    come_in(chromium_page, database, ours.resident_id)
    assert too_wide(chromium_page, MEMBER) == {}


def test_the_desk_fits(chromium_page: Page, ours: Desk, database: Database) -> None:
    come_in(chromium_page, database, ours.coordinator.id)
    request = f"/coordination/demandes/{ours.asked_request_id}"
    paths = [
        "/coordination", "/coordination/demandes", request, f"{request}/qui",
        f"/coordination/appels/{ours.phone_helper_id}", "/coordination/nouvelle-demande",
        "/coordination/voisins", f"/coordination/voisins/{ours.helper_id}",
    ]  # fmt: skip
    assert too_wide(chromium_page, paths) == {}
