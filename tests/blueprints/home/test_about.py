"""How it works, accessibility, every page; what search engines may see; errors in one voice."""

from __future__ import annotations

import re

import pytest
from flask import Flask, abort

from mutualaid.db import Database
from mutualaid.web.auth import public
from mutualaid.wording.errors import ERRORS
from mutualaid.wording.site_map import SITE_MAP
from tests import factories as f
from tests.browser import Browser
from tests.support.page import Page

LANGUAGES = ("fr", "en")
STEPS = re.compile(r"/(demander|aider|entrer|inscription|ailleurs|signaler|etre-rappele)/")
NOT_ON_THE_MAP = {
    "help_requests.sent", "users.left", "users.which_address", "users.my_data_file",
}  # fmt: skip
"""Pages that follow an answer; the other steps are known by their address."""
ON_THE_MAP_ALL_THE_SAME = {"users.young"}


@pytest.fixture
def open_site(app: Flask, database: Database) -> Flask:
    app.extensions["clock"] = lambda: f.NOW
    with database.transaction() as session:
        f.neighbourhood(session)
    return app


def own_addresses(app: Flask) -> set[str]:
    """Pages that somebody may want to open by their address: no step, no token, no desk."""
    pages = set()
    for rule in app.url_map.iter_rules():
        follows = STEPS.match(rule.rule) and rule.endpoint not in ON_THE_MAP_ALL_THE_SAME
        if "GET" not in (rule.methods or ()) or rule.arguments or follows:
            continue
        view = app.view_functions[rule.endpoint]
        if view.access != "coordinator" and not rule.endpoint.startswith("demo."):  # type: ignore[attr-defined]
            pages.add(rule.endpoint)
    return pages - NOT_ON_THE_MAP


def test_every_page_with_an_address_of_its_own_is_on_the_map(app: Flask) -> None:
    listed = {page for _title, pages in SITE_MAP for page in pages}
    assert listed == own_addresses(app), "name the new page in wording/site_map.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_leads_to_pages_that_are_there(open_site: Flask, language: str) -> None:
    browser = Browser(open_site, language=language)
    main = browser.get("home.site_map").html.split("<main", 1)[1].split("</main>")[0]
    links = re.findall(r'<a href="(/[^"]*)"', main)
    assert len(links) >= len(own_addresses(open_site))
    for link in links:
        assert open_site.test_client().get(link).status_code in {200, 303}, link


@pytest.mark.parametrize("language", LANGUAGES)
def test_accessibility_says_what_is_not_done_and_where_to_complain(
    open_site: Flask, language: str
) -> None:
    page = Browser(open_site, language=language).get("home.accessibility")
    assert page.heading in {"Accessibilité : non conforme", "Accessibility: not compliant"}
    assert {"tel:+33969390000", "tel:+33465710101"} <= page.numbers_in_main()


def heads(page: Page) -> tuple[dict[str, str], dict[str, str]]:
    """The page's meta by name, its links by what they are and their language."""
    metas = {
        m.attributes.get("name", ""): m.attributes.get("content", "") for m in page.all("meta")
    }
    links = {
        e.attributes.get("rel", "") + e.attributes.get("hreflang", ""): e.attributes["href"]
        for e in page.all("link")
    }
    return metas, links


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page_name", ["home.charter", "help_requests.ask", "home.accessibility"])
def test_a_page_for_everybody_names_itself_in_both_languages(
    open_site: Flask, language: str, page_name: str
) -> None:
    browser = Browser(open_site, language=language)
    path = browser.path(page_name).removeprefix("/en")
    metas, links = heads(browser.get(f"{browser.prefix}{path}?de=affiche"))
    assert 40 <= len(metas["description"]) <= 160
    assert "robots" not in metas
    assert links["canonical"] == f"http://localhost{browser.prefix}{path}"
    assert links["alternatefr"] == links["alternatex-default"] == f"http://localhost{path}"
    assert links["alternateen"] == f"http://localhost/en{path}"


@pytest.mark.parametrize("path", ["/entrer", "/desabonnement/xyz", "/nulle-part", "/parti"])
def test_what_is_one_person_s_is_left_alone_by_search_engines(open_site: Flask, path: str) -> None:
    browser = Browser(open_site)
    status = browser.client.get(path).status_code
    metas, links = heads(browser.get(path, status=status))
    assert metas["robots"] == "noindex"
    assert not {"canonical", "alternateen"} & links.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_one_button_and_somebody_to_call(open_site: Flask, language: str) -> None:
    @public
    def fail(code: int) -> None:
        abort(code)

    open_site.add_url_rule("/echec/<int:code>", "fail", fail)
    for code in ERRORS:
        browser = Browser(open_site, language=language)
        page = browser.get(f"{browser.prefix}/echec/{code}", status=code)
        main = page.html.split("<main", 1)[1].split("</main>")[0]
        assert main.count('class="button ') == 1, code
        assert page.numbers_in_main() == {"tel:+33465710101"}, code


def test_a_week_without_a_word_is_said_with_dignity(open_site: Flask) -> None:
    text = Browser(open_site).get("/").text
    assert "Nous commençons à peine. Vous pouvez ouvrir le bal." in text
    assert not re.search(r"\b0\b", text)
