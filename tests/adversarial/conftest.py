"""What an attacker finds: two quarters with one of everything, and a session for each role."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from mutualaid.db import Database
from mutualaid.domain.ids import keyed_hash
from mutualaid.models import Base, User
from mutualaid.services import sessions
from tests.factories import NOW
from tests.factories.desks import Desk, furnish_ours, furnish_theirs

UNTOUCHED = {"rate_counters", "sessions", "drafts", "journal"}
"""Tables that a look, or a refused form, may write in."""


class Ground:
    """The application, its two desks, and what can be done to them."""

    def __init__(self, app: Flask, database: Database) -> None:
        self.app, self.database = app, database
        app.extensions["clock"] = lambda: NOW
        self.ours: Desk = furnish_ours(database)
        self.theirs: Desk = furnish_theirs(database, self.ours)

    def client(self, user_id: int | None = None, *, cookie: str = "attacker") -> FlaskClient:
        """A browser; signed in when a number is given."""
        client = self.app.test_client()
        client.set_cookie("fil", cookie)
        if user_id is not None:
            with self.database.transaction() as session:
                user = session.get_one(User, user_id)
                sessions.sign_in(session, user=user, replaces=None, cookie_id=cookie, now=NOW)
        return client

    def csrf(self, cookie: str = "attacker") -> str:
        """The field that this browser's own pages would hold."""
        return keyed_hash(self.app.config["SETTINGS"].secret_key, "csrf", cookie)

    def rules(self, method: str) -> list[Rule]:
        """Every address that takes this method."""
        return sorted(
            (
                rule
                for rule in self.app.url_map.iter_rules()
                if rule.endpoint != "static" and method in (rule.methods or set())
            ),
            key=lambda rule: rule.rule,
        )

    def path(self, rule: Rule, **known: Any) -> str:
        """The address filled in; what is not known is `unknown` or 1."""
        values = {
            name: known.get(name, 1 if "int" in type(converter).__name__.lower()
                            or "number" in type(converter).__name__.lower() else "unknown")
            for name, converter in rule._converters.items()
        }  # fmt: skip
        with self.app.test_request_context():
            return url_for(rule.endpoint, **values)

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table that no look may change."""
        with self.database.reading() as session:
            return {
                table.name: sorted(
                    (tuple(map(str, row)) for row in session.execute(table.select())), key=str
                )
                for table in Base.metadata.sorted_tables
                if table.name not in UNTOUCHED
            }


@pytest.fixture
def ground(app: Flask, database: Database) -> Ground:
    return Ground(app, database)
