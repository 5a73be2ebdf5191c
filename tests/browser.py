"""A person's browser without a window: every page it opens must keep the rules of the house."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.support.page import Page
from tests.support.queries import recorded_queries

MAX_QUERIES = 12
OF_TODAY = 15
"""The first page of the desk holds everything that there is to do."""


class Browser:
    """`get` an endpoint or a path, `submit` the form of the page that came."""

    def __init__(self, app: Flask, *, language: str = "fr") -> None:
        self.app = app
        self.client = app.test_client()
        self.prefix = "/en" if language == "en" else ""
        self.response: TestResponse | None = None
        self.page: Page | None = None

    def path(self, where: str, **values: Any) -> str:
        """A path as it is, or an endpoint's path in this browser's language."""
        if where.startswith("/"):
            return where
        with self.app.test_request_context():
            from flask import url_for

            return self.prefix + url_for(where, **values)

    def get(
        self, where: str, *, status: int = 200, max_queries: int | None = None, **values: Any
    ) -> Page:
        """Open a page and hold it against every rule."""
        path = self.path(where, **values)
        if max_queries is None:
            is_today = path.partition("?")[0].removeprefix("/en") == "/coordination"
            max_queries = OF_TODAY if is_today else MAX_QUERIES
        with recorded_queries(self.app.extensions["database"].engine) as queries:
            self.response = self.client.get(path)
        assert self.response.status_code == status, f"GET {path}: {self._what_came()}"
        asked = "\n".join(queries)
        assert len(queries) <= max_queries, f"GET {path} asks {len(queries)} questions:\n{asked}"
        return self._read(path)

    def post(self, where: str, answers: dict[str, Any], **values: Any) -> TestResponse:
        """Send exactly these answers, without any page: for what a page would never send."""
        self.response = self.client.post(self.path(where, **values), data=MultiDict(answers))
        return self.response

    def submit(
        self, answers: dict[str, Any] | None = None, *, button: tuple[str, str] | None = None
    ) -> Page:
        """Fill the open page's form as a person would, press, and read the page that follows.

        A list as an answer ticks several boxes. A refused form comes back with status 422.
        """
        assert self.page is not None, "open a page first"
        answers = dict(answers or {})
        form = self.page.post_form(button[0] if button else next(iter(answers), ""))
        unknown = answers.keys() - form.names
        assert not unknown, f"{self.page.path} has no field {sorted(unknown)}"
        sent = MultiDict((name, value) for name, value in form.fields if name not in answers)
        for name, value in answers.items():
            sent.setlist(name, value if isinstance(value, list) else [value])
        if button:
            sent.add(*button)
        path = urljoin(self.page.path, form.action)
        self.response = self.client.post(path, data=sent)
        if self.response.status_code == 303:
            return self.get(urljoin(path, self.response.location))
        assert self.response.status_code in {200, 409, 422}, f"POST {path}: {self._what_came()}"
        return self._read(path)

    def _read(self, path: str) -> Page:
        assert self.response is not None
        self.page = Page(self.response.get_data(as_text=True), path)
        faults = self.page.faults()
        assert not faults, f"{path}:\n- " + "\n- ".join(faults)
        return self.page

    def _what_came(self) -> str:
        assert self.response is not None
        body = Page(self.response.get_data(as_text=True), "").text
        return f"{self.response.status} {self.response.headers.get('Location', '')} {body[:500]}"
