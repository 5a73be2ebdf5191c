"""What every mail test needs: a quarter on each database, and mails rendered with the real app."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mutualaid.domain.mail import Outgoing
from mutualaid.emails.render import renderer
from mutualaid.models import Message
from tests.emails.scenarios import LATER, Quarter
from tests.emails.variants import ALL

LANGUAGES = ("fr", "en")


@pytest.fixture
def mail_session(app: Flask) -> Iterator[Session]:
    """A writing transaction that knows the secret of the links; rolled back at the end."""
    with app.extensions["database"].open_writer() as session:
        yield session
        session.rollback()


@pytest.fixture
def render(app: Flask, mail_session: Session) -> Callable[[Message], Outgoing | None]:
    """The mail of a message, ten minutes after everything happened."""
    render_there = renderer(app)
    return lambda message: render_there(mail_session, message, LATER)


Mails = dict[tuple[str, str], Outgoing]
_WRITTEN: dict[str, Mails] = {}


@pytest.fixture
def mails(kind: str, request: pytest.FixtureRequest) -> Mails:
    """Every situation's mail in each language; written once on each database, read by many."""
    if kind not in _WRITTEN:
        app = request.getfixturevalue("app")
        session = request.getfixturevalue("mail_session")
        _WRITTEN[kind] = {
            (situation, language): _write(app, session, situation, language)
            for situation in ALL
            for language in LANGUAGES
        }
    return _WRITTEN[kind]


def _write(app: Flask, session: Session, situation: str, language: str) -> Outgoing:
    owed, happen = ALL[situation]
    quarter = Quarter(session, language)
    happen(quarter)
    message = quarter.message(owed, quarter.reader)
    outgoing = renderer(app)(session, message, quarter.read_at)
    session.rollback()
    assert outgoing is not None, f"{situation} writes no mail"
    return outgoing
