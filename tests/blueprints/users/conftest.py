"""What the mails hold: links and codes are recomputed as at sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.messages import TokenPurpose
from mutualaid.models import HelpRequest, SignIn, User
from mutualaid.services import sign_ins, tokens
from tests import factories as f
from tests.browser import Browser


@dataclass(frozen=True)
class Mailed:
    """The link and the code of the last sign-in."""

    link: str
    code: str


@pytest.fixture
def mailed(app: Flask) -> Callable[[], Mailed]:
    """Read the last mail that is owed."""
    secret = app.config["SETTINGS"].secret_key

    def read() -> Mailed:
        with app.extensions["database"].reading() as session:
            row = session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
            assert row is not None, "no mail is owed"
            return Mailed(
                f"/entrer/lien/{sign_ins.link_text(secret, row)}", sign_ins.code_text(secret, row)
            )

    return read


@pytest.fixture
def store(app: Flask) -> Database:
    """The database that the pages use, with its secret; at 10 h on factories.TODAY."""
    app.extensions["clock"] = lambda: f.NOW
    found: Database = app.extensions["database"]
    return found


@pytest.fixture
def jeanne(store: Database) -> int:
    """Somebody of Les Brosses with a confirmed e-mail; her number."""
    with store.transaction() as session:
        return f.person(session, f.neighbourhood(session), "Jeanne", phone="+33639981234").id


@pytest.fixture
def confirm_path(store: Database) -> Callable[[HelpRequest | User], str]:
    """The mailed link that confirms something, made usable as `ask_link` does."""

    def path(subject: HelpRequest | User) -> str:
        with store.transaction() as session:
            row = session.get(type(subject), subject.id)
            assert row is not None
            person = row if isinstance(row, User) else row.user
            text = tokens.grant(session, TokenPurpose.CONFIRM, row, person, now=f.NOW)
        return f"/confirmer/{text}"

    return path


def sign_in(browser: Browser, mailed: Callable[[], Mailed], email: str) -> None:
    """Come in by code, as anybody does."""
    browser.get("/entrer")
    browser.submit({"email": email})
    browser.submit({"code": mailed().code})
