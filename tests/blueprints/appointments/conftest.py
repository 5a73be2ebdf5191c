"""Jeanne and Karim have an appointment on Thursday 15 October at half past two."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.clock import at_wall_time
from mutualaid.domain.messages import TokenPurpose
from mutualaid.models import Appointment, User
from mutualaid.services import proposals, tokens
from tests import factories
from tests.browser import Browser
from tests.factories import NOW, thursday

OF_JEANNE = ("06 39 98 12 00", "+33639981200", "Moulin", "rue des Lilas")
OF_KARIM = ("06 39 98 12 01", "+33639981201", "Benali")


def at(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """An hour on the wall clock of Les Brosses, `days` after the Thursday."""
    day = thursday().on_date + timedelta(days=days)
    return at_wall_time(day, time(hour, minute), "Europe/Paris")


@dataclass
class Meeting:
    """The two, their own links, and the clock of the site."""

    app: Flask
    jeanne: User
    karim: User
    fatima: User
    appointment_id: int
    paths: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Database:
        return self.app.extensions["database"]

    def now(self, moment: datetime) -> None:
        self.app.extensions["clock"] = lambda: moment

    def appointment(self, session: Session) -> Appointment:
        return session.get_one(Appointment, self.appointment_id)

    def link(self, purpose: TokenPurpose, person: User) -> str:
        """A page that a mail of this person leads to."""
        with self.database.transaction() as session:
            return tokens.grant(
                session, purpose, self.appointment(session),
                session.get_one(User, person.id), now=NOW,
            )  # fmt: skip


@pytest.fixture
def meeting(app: Flask, database: Database) -> Meeting:
    """Both have said yes."""
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        fatima = factories.coordinator(session, home)
        jeanne = factories.person(session, home, "Jeanne", phone="+33639981200", last_name="Moulin")
        karim = factories.helper(session, home, "Karim", last_name="Benali")
        need = factories.help_request(session, jeanne, start_time=time(14, 30))
        proposal = proposals.propose(session, need, karim, thursday(), by=fatima, now=NOW)
        proposals.answer_as_helper(session, proposal, True, by=karim.user, now=NOW)
        proposals.answer_as_resident(session, proposal, True, by=jeanne, now=NOW)
        appointment = session.scalars(select(Appointment)).one()
        found = Meeting(app, jeanne, karim.user, fatima, appointment.id)
    found.now(NOW)
    for person in (jeanne, karim.user):
        token = found.link(TokenPurpose.APPOINTMENT, person)
        found.paths[person.first_name] = f"/rendez-vous/{token}"
    return found


def reads(browser: Browser, secrets: tuple[str, ...]) -> list[str]:
    """Which of these stand in the page that is open."""
    html = browser.page.html.replace("\u00a0", " ")
    return [secret for secret in secrets if secret in html]
