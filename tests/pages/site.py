"""One seeded application, served for real, looked at with one browser."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, abort

from config import Settings
from mutualaid.app import create_app
from mutualaid.blueprints import DEMO_BLUEPRINTS
from mutualaid.db import Database
from mutualaid.domain.ids import keyed_hash
from mutualaid.models import User
from mutualaid.services import sessions
from mutualaid.web.auth import public
from tests.factories import NOW
from tests.support import chromium, databases

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

SPOILED = """<!doctype html><html lang="en"><head><title>Other</title>
<script>1</script><link rel="stylesheet" href="/static/style.css"></head>
<body><main><h1>Title</h1><div><a href="/">alone</a></div><input name="x">
<pre>{}</pre><img src="http://127.0.0.1:9/x.png" alt="">
<p class="pale">pale</p><form method="post"><button>Send</button></form></main></body></html>"""
"""Everything that a page may not be, so that the tests can show that they see it."""
OURS = {"failing", "spoiled"}
"""Endpoints of the tests' own."""
NARROW: ViewportSize = {"width": 320, "height": 568}
"""The smallest telephone that we promise anything for."""


@dataclass
class Site:
    """The application, its clock, and one window for everybody who looks at it."""

    app: Flask
    base: str
    chromium: Browser
    now: datetime = NOW
    cookies: dict[str, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """What the browser wrote on its console: a refused script or style stands there."""
    _window: Page | None = None
    _who: str = ""

    @property
    def database(self) -> Database:
        found: Database = self.app.extensions["database"]
        return found

    def sign_in(
        self, name: str, user_id: int, *, now: datetime = NOW, is_proved: bool = True
    ) -> None:
        """The cookie that a mailed link would give; `name` is how visits ask for it."""
        cookie = keyed_hash("the tests", "window", name)
        with self.database.transaction() as session:
            user = session.get_one(User, user_id)
            sessions.sign_in(
                session,
                user=user,
                replaces=None,
                cookie_id=cookie,
                now=now,
                is_proved=is_proved,
            )
        self.cookies[name] = cookie

    def window(self, who: str = "") -> Page:
        """The one window that everybody looks through, with the cookie of `who`."""
        if self._window is None:
            self._window = self.context().new_page()
        if who != self._who or not who:
            self._window.context.clear_cookies()
            self._window.context.add_cookies(self._cookies_of(who))
        self._who = who
        return self._window

    def _cookies_of(self, who: str) -> list[Any]:
        known = [("fil", self.cookies[who])] if who else []
        return [{"name": name, "value": value, "url": self.base} for name, value in known]

    def context(self, who: str = "", **options: Any) -> BrowserContext:
        """A browser of one's own, with the cookie of `who`."""
        context = self.chromium.new_context(
            **{
                "base_url": self.base,
                "viewport": NARROW,
                "locale": "fr-FR",
                "reduced_motion": "reduce",
                **options,
            }
        )
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.said.append(message.text))
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        context.add_cookies(self._cookies_of(who))
        return context

    def close(self) -> None:
        """Leave the browser as it was found."""
        if self._window is not None:
            self._window.context.close()
        self.database.dispose()


def _settings(folder: Path, url: str) -> Settings:
    return Settings(
        secret_key="a secret for tests, long enough to sign with",
        database_url=url,
        base_url="http://localhost",
        mail_security="none",
        erasures_file=str(folder / "erasures.txt"),
        testing=True,
        controller_name="Association des Voisins",
        controller_contact="donnees@example.org",
        hosting_name="Hébergeur du Rhône",
        hosting_contact="1 rue du Lac, 69003 Lyon, 04 65 71 00 01",
        publication_director="Odile Martin",
    )


@public
def _fail(code: int) -> None:
    abort(code)


@public
def _show_spoiled() -> str:
    return SPOILED.format("long" * 100)


@contextmanager
def opened(browser: Browser) -> Iterator[Site]:
    """A site on an empty SQLite database, with pages of the tests' own: `/panne/<code>` fails in
    every way there is, `/gatee` has every fault."""
    with tempfile.TemporaryDirectory(prefix="fil-pages-") as name:
        folder = Path(name)
        with databases.migrated("sqlite", folder) as url:
            app = create_app(_settings(folder, url))
            for blueprint in DEMO_BLUEPRINTS:  # the page of all components is there
                app.register_blueprint(blueprint)
            app.add_url_rule("/panne/<int:code>", "failing", _fail)
            app.add_url_rule("/gatee", "spoiled", _show_spoiled)
            with chromium.serving(app) as base:
                site = Site(app, base, browser)
                app.extensions["clock"] = lambda: site.now
                try:
                    yield site
                finally:
                    site.close()
