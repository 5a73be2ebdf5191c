"""T19: wherever `next` points, one ends on our own host."""

from __future__ import annotations

from itertools import product
from urllib.parse import quote, urljoin, urlsplit

from flask import Flask

from mutualaid.db import Database
from tests import factories
from tests.blueprints.conftest import sign_in
from tests.browser import Browser

_STARTS = (
    "//{0}", "///{0}", "////{0}", "/\\{0}", "\\\\{0}", "/\t/{0}", "/\n/{0}", "https:{0}",
    "https:/{0}", "https://{0}", "http://{0}", "HtTpS://{0}", "%2f%2f{0}", "/%2f{0}", "/%5c{0}",
    "//{0}%2f..", "/.//{0}", "/en//{0}", "/en/\\{0}", "@{0}", "/mon-espace@{0}", "//user@{0}",
    "//localhost@{0}", "/;@{0}", "?next=//{0}", "#//{0}", "\x00//{0}", "/\x0b/{0}", " //{0}",
    "\u2028//{0}",
)  # fmt: skip
_OTHERS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
    "vbscript:x", "/\r\nSet-Cookie: a=b", "/\r\nLocation: https://evil.example", "mailto:a@b.c",
)  # fmt: skip
PAYLOADS = [
    *(start.format(host) for start, host in product(_STARTS, ("evil.example", "evil.example/x"))),
    *_OTHERS,
]


def test_sixty_ways_out_all_end_at_home(app: Flask, database: Database, browser: Browser) -> None:
    app.extensions["clock"] = lambda: factories.NOW
    with database.transaction() as session:
        jeanne = factories.person(session, factories.neighbourhood(session))
    sign_in(browser, jeanne)
    assert len(PAYLOADS) >= 60
    for payload in PAYLOADS:
        answer = browser.client.get(f"/entrer?next={quote(payload, safe='')}")
        assert answer.status_code == 303, payload
        goes_to = urljoin("http://localhost/entrer", answer.headers["Location"])
        parts = urlsplit(goes_to.replace("\\", "/"))
        assert (parts.scheme, parts.netloc) == ("http", "localhost"), payload
        assert "Set-Cookie" not in answer.headers or "a=b" not in answer.headers["Set-Cookie"]
        assert not answer.headers["Location"].startswith(("//", "/\\"))


def test_a_page_of_ours_is_still_gone_to(app: Flask, database: Database, browser: Browser) -> None:
    app.extensions["clock"] = lambda: factories.NOW
    with database.transaction() as session:
        jeanne = factories.person(session, factories.neighbourhood(session))
    sign_in(browser, jeanne)
    answer = browser.client.get("/entrer?next=/mon-espace/adresse")
    assert answer.headers["Location"] == "/mon-espace/adresse"
