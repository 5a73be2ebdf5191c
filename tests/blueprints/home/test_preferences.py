"""Letters, colours, language: chosen without a script, kept by the browser alone."""

from __future__ import annotations

import pytest
from flask import Flask

from mutualaid.db import Database
from tests import factories as f
from tests.browser import Browser
from tests.support.page import Page

LARGE_AND_DARK = {"text": "large", "theme": "dark"}


@pytest.fixture
def open_site(app: Flask, database: Database) -> Flask:
    app.extensions["clock"] = lambda: f.NOW
    with database.transaction() as session:
        f.neighbourhood(session)
    return app


def html_of(page: Page) -> dict[str, str]:
    return page.all("html")[0].attributes


def settings_link(page: Page) -> str:
    [link] = [a for a in page.all("a") if "/reglages" in a.attributes["href"]]
    return link.attributes["href"]


def test_large_letters_and_dark_colours_bring_one_back_to_where_one_was(open_site: Flask) -> None:
    browser = Browser(open_site)
    page = browser.get("/numeros-utiles/violences?de=affiche")
    browser.get(settings_link(page))
    page = browser.submit(LARGE_AND_DARK)
    assert page.path == "/numeros-utiles/violences?de=affiche"
    assert html_of(page)["data-text"] == "large"
    assert html_of(page)["data-theme"] == "dark"
    [scheme] = [m for m in page.all("meta") if m.attributes.get("name") == "color-scheme"]
    assert scheme.attributes["content"] == "dark"
    assert html_of(browser.get("/nulle-part", status=404))["data-text"] == "large"


def test_a_page_that_came_from_a_mail_is_come_back_to(open_site: Flask) -> None:
    link = settings_link(Browser(open_site).get("/desabonnement/xyz", status=404))
    assert link == "/reglages?retour=/desabonnement/xyz"


def test_the_chosen_language_is_that_of_the_page_one_comes_back_to(open_site: Flask) -> None:
    browser = Browser(open_site)
    browser.get("/reglages?retour=/charte")
    page = browser.submit({"spoken": "en"})
    assert page.path == "/en/charte"
    browser.get(settings_link(page))
    assert browser.submit({"spoken": "fr"}).path == "/charte"


def test_without_a_page_to_come_back_to_one_stays_and_reads_that_it_is_noted(
    open_site: Flask,
) -> None:
    browser = Browser(open_site)
    browser.get("/reglages")
    page = browser.submit({"text": "large"})
    assert "C’est noté, sur cet appareil." in page.text
    assert ("text", "large") in page.post_form("text").fields


def test_the_usual_page_leaves_no_cookie_behind(open_site: Flask) -> None:
    browser = Browser(open_site)
    browser.get("/reglages")
    browser.submit(LARGE_AND_DARK)
    cookie = browser.client.get_cookie("reglages")
    assert cookie is not None
    assert cookie.value == "large.dark"
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    browser.submit({"text": "normal", "theme": "auto"})
    assert browser.client.get_cookie("reglages") is None


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:1",
        "charte",
        "/a\nb",
    ],
)
def test_nobody_is_sent_to_another_site(open_site: Flask, elsewhere: str) -> None:
    browser = Browser(open_site)
    browser.get("/reglages")
    csrf = dict(browser.page.post_form("text").fields)["csrf"]
    sent = {"csrf": csrf, "text": "large", "theme": "auto", "spoken": "fr", "retour": elsewhere}
    assert browser.post("/reglages", sent).location == "/reglages?fait=preferences_kept"


@pytest.mark.parametrize("cookie", ["", "huge.pink", 'large"><script>', "." * 3000])
def test_a_cookie_that_says_something_else_says_nothing(open_site: Flask, cookie: str) -> None:
    browser = Browser(open_site)
    browser.client.set_cookie("reglages", cookie)
    assert "data-theme" not in html_of(browser.get("/"))


def test_an_answer_that_was_not_offered_is_not_kept(open_site: Flask) -> None:
    browser = Browser(open_site)
    browser.get("/reglages")
    csrf = dict(browser.page.post_form("text").fields)["csrf"]
    answer = browser.post("/reglages", {"csrf": csrf, "text": "huge", "theme": "pink"})
    assert answer.status_code == 422
    assert "reglages" not in answer.headers.get("Set-Cookie", "")
