"""Two quarters that exchange, each with its own desk: Fatima's Brosses and Paul's Buers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Message, Neighbourhood, User
from mutualaid.services import proposals, tasks
from tests import factories
from tests.blueprints.conftest import add_street, sign_in
from tests.browser import Browser
from tests.factories import NOW, thursday

CANARY = "Canari"
"""In every word that belongs to the people of one desk only."""


@dataclass
class Desk:
    """What stands in one quarter, by number."""

    home_id: int
    coordinator: User
    resident_id: int
    helper_id: int
    phone_helper_id: int
    offer_id: int
    phone_offer_id: int
    request_id: int
    asked_request_id: int
    proposal_id: int
    call_id: int
    task_id: int
    failed_task_id: int
    place_id: int


def furnish(session, name: str, coordinator: str, mark: str = "") -> Desk:
    """A quarter with one of everything; `mark` stands in everything that is private."""
    home = factories.neighbourhood(session, name, code=name[-5:].upper())
    add_street(session, home, f"Rue des Lilas {mark}".strip())
    boss = factories.coordinator(session, home, coordinator)
    place = factories.place(session, home, street=f"rue {mark or 'des Lilas'}", number="7")
    resident = factories.person(
        session,
        home,
        f"Jeanne{mark}",
        last_name=mark,
        phone="+33639981210",
        place=place,
    )
    karim = factories.helper(session, home, f"Karim{mark}", last_name=mark)
    rose = factories.helper(
        session,
        home,
        f"Rose{mark}",
        last_name=mark,
        email=None,
        phone="+33639981211",
        phone_confirmed_at=NOW,
        channel=Channel.CALL,
    )
    waiting = factories.help_request(session, resident, note=f"Sonnez {mark}")
    asked = factories.help_request(session, resident, "outing", note=f"Deux fois {mark}")
    proposal = proposals.propose(session, asked, rose, thursday(), by=boss, now=NOW)
    call = session.scalars(select(Message).where(Message.proposal_id == proposal.id)).first()
    mail = Message(
        kind=MessageKind.PROPOSAL_RESIDENT,
        event_key=f"failed:{home.id}",
        user_id=resident.id,
        channel=Channel.EMAIL,
        neighbourhood_id=home.id,
        help_request_id=asked.id,
        proposal_id=proposal.id,
        status=MessageStatus.FAILED,
        send_after=NOW,
        message_id=f"failed-{home.id}@example.fr",
        created_at=NOW,
    )
    session.add(mail)
    session.flush()
    meet = tasks.ask_desk(
        session,
        TaskKind.MEET,
        f"meet:user:{karim.user_id}",
        now=NOW,
        neighbourhood_id=home.id,
        user_id=karim.user_id,
    )
    failed = tasks.ask_desk(
        session,
        TaskKind.FAILED_MESSAGE,
        f"failed:{home.id}",
        now=NOW,
        neighbourhood_id=home.id,
        user_id=resident.id,
        message_id=mail.id,
        help_request_id=asked.id,
    )
    return Desk(
        home_id=home.id,
        coordinator=boss,
        resident_id=resident.id,
        helper_id=karim.user_id,
        phone_helper_id=rose.user_id,
        offer_id=karim.id,
        phone_offer_id=rose.id,
        request_id=waiting.id,
        asked_request_id=asked.id,
        proposal_id=proposal.id,
        call_id=call.id,
        task_id=meet.id,
        failed_task_id=failed.id,
        place_id=place.id,
    )


@pytest.fixture
def ours(app: Flask, database: Database) -> Desk:
    """Fatima's quarter."""
    app.extensions["clock"] = lambda: NOW
    with database.transaction() as session:
        return furnish(session, "Les Brosses", "Fatima")


@pytest.fixture
def theirs(ours: Desk, database: Database) -> Desk:
    """Paul's quarter, next to ours: the two exchange, and every private word bears the canary."""
    with database.transaction() as session:
        desk = furnish(session, "Les Buers", "Paul", CANARY)
        homes = [session.get_one(Neighbourhood, each.home_id) for each in (ours, desk)]
        factories.link(session, *homes)
        return desk


@pytest.fixture
def fatima(browser: Browser, ours: Desk) -> Browser:
    """Fatima's browser."""
    sign_in(browser, ours.coordinator)
    return browser
