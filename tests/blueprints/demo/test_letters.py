from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest

from config import Settings
from mutualaid.app import create_app
from mutualaid.emails.specimens import find_specimen, list_names
from tests.browser import Browser
from tests.emails.variants import ALL


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, demo=True)


def test_every_mail_of_the_tests_is_shown_in_both_languages(browser: Browser) -> None:
    assert set(list_names()) == set(ALL)
    for start in ("", "/en"):
        page = browser.get(f"{start}/demo/lettres")
        for name in ALL:
            specimen = find_specimen(name, "en" if start else "fr")
            assert specimen is not None
            assert f'href="{start}/demo/lettres/{name}"' in page.html
            assert specimen.subject in unescape(page.html)


def test_a_letter_shows_its_headers_its_picture_and_its_text(browser: Browser) -> None:
    page = browser.get("/demo/lettres/proposal_helper")
    for words in (
        "Fatima, Fil de voisins Les Brosses",
        "bureau@example.fr",
        "http://localhost/desabonnement/TOKEN",
        "OUI\u00a0: http://localhost/proposition/TOKEN?reponse=oui",
        "YES: http://localhost/en/proposition/TOKEN?reponse=oui",
    ):
        assert words in unescape(page.html)
    frames = re.findall(r'<iframe[^>]* sandbox [^>]*src="([^"]+)"', page.html)
    assert frames == ["/demo/lettres/proposal_helper/fr", "/demo/lettres/proposal_helper/en"]


def test_the_picture_may_do_nothing_but_be_seen(browser: Browser) -> None:
    answer = browser.client.get("/demo/lettres/proposal_helper/fr")
    assert "Oui, je peux" in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/demo/lettres/x", "/demo/lettres/merci/de", "/demo/lettres/x/fr"]
)
def test_a_letter_that_nobody_keeps_is_not_found(browser: Browser, path: str) -> None:
    assert browser.client.get(path).status_code == 404


def test_outside_the_demo_and_away_from_this_machine_there_is_no_page(
    settings: Settings, browser: Browser
) -> None:
    elsewhere = create_app(replace(settings, demo=False)).test_client()
    away = {"REMOTE_ADDR": "192.0.2.7"}
    for path in ("/demo/lettres", "/demo/lettres/merci", "/demo/lettres/merci/fr"):
        assert elsewhere.get(path).status_code == 404
        assert browser.client.get(path, environ_base=away).status_code == 404
