"""What every mail test needs: a quarter on each database, and mails rendered with the real app."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mutualaid.domain.mail import Outgoing
from mutualaid.emails.render import renderer
from mutualaid.models import Message
from tests.emails.scenarios import LATER, SITUATIONS, Quarter

Written = Callable[..., Outgoing]


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


@pytest.fixture
def written(
    mail_session: Session, render: Callable[[Message], Outgoing | None]
) -> Callable[[str, str], Outgoing]:
    """The mail of a situation, in a language."""

    def write(situation: str, language: str = "fr") -> Outgoing:
        kind, happen = SITUATIONS[situation]
        quarter = Quarter(mail_session, language)
        happen(quarter)
        outgoing = render(quarter.message(kind))
        assert outgoing is not None
        return outgoing

    return write
