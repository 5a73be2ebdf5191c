"""Somebody cannot come any more: Fatima asks somebody else for the same appointment."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.models import Message, Proposal, User
from mutualaid.services.tokens import token_text
from tests.blueprints.conftest import sign_in
from tests.blueprints.coordination.conftest import press
from tests.browser import Browser
from tests.services.proposals.conftest import LATER
from tests.services.proposals.test_replacements import Agreed


def page_of(database: Database, first_name: str) -> str:
    """The link in the mail of one of the two about the latest proposal."""
    with database.reading() as session:
        proposal = session.scalars(select(Proposal).order_by(Proposal.id.desc())).first()
        person = session.scalars(select(User).where(User.first_name == first_name)).one()
        assert proposal is not None
        return f"/proposition/{token_text(session, TokenPurpose.ANSWER, proposal, person)}"


def test_the_desk_asks_and_two_pages_later_somebody_else_comes(
    app: Flask, database: Database
) -> None:
    app.extensions["clock"] = lambda: LATER
    with database.transaction() as session:
        agreed = Agreed(session)
        fatima, path = agreed.fatima, f"/coordination/demandes/{agreed.request.id}"
    desk = Browser(app)
    sign_in(desk, fatima)
    page = desk.get(path)
    assert "Une personne qui devait venir ne peut plus" in page.text
    page = desk.get(f"{path}/qui")
    assert "rejoint celles qui viennent" in page.text
    press(desk, "/proposer", moment="afternoon")

    resident, helper = Browser(app), Browser(app)
    link = page_of(database, "Ali")
    assert "Lilas" not in helper.get(link).text
    helper.submit(button=("answer", "yes"))
    page = resident.get(page_of(database, "Jeanne"))
    assert page.heading == "Ali peut vous aider jeudi. Cela vous va ?"
    assert "06 39 98 12 03" not in page.text
    page = resident.submit(button=("answer", "yes"))
    assert "Voir le rendez-vous" in page.text
    assert "Une personne qui devait venir" not in desk.get(path).text
    with database.reading() as session:
        kinds = list(
            session.scalars(select(Message.kind).where(Message.event_key.like("agreed_%:2")))
        )
    assert sorted(kinds) == [
        MessageKind.AGREED_HELPER, MessageKind.AGREED_HELPER, MessageKind.AGREED_RESIDENT,
    ]  # fmt: skip
