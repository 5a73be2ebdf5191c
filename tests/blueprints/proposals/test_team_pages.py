"""The pages of a move at three: while somebody is missing, and once all are there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import Channel, ProposalStatus
from mutualaid.models import Appointment, Message, Offer, Proposal, User
from mutualaid.queries import tasks as task_queries
from mutualaid.services import appointments, proposals
from mutualaid.services.tokens import token_text
from mutualaid.wording import calls
from tests.blueprints.conftest import sign_in
from tests.blueprints.coordination.conftest import press
from tests.browser import Browser
from tests.services.proposals.conftest import LATER
from tests.services.proposals.test_teams import Moving


class Town:
    """Jeanne moves; each of the others has a page of her own."""

    def __init__(self, app: Flask, database: Database) -> None:
        app.extensions["clock"] = lambda: LATER
        self.app, self.database = app, database
        with database.transaction() as session:
            moving = Moving(session)
            self.people = {"Fatima": moving.fatima.id, "Jeanne": moving.jeanne.id}
            self.request_id, self.home_id = moving.request.id, moving.home.id

    def window(self, name: str) -> Browser:
        """Where this person is signed in."""
        browser = Browser(self.app)
        with self.database.reading() as session:
            sign_in(browser, session.get_one(User, self.people[name]))
        return browser

    def link(self, of: str, about: str = "Karim", slug: str = "") -> str:
        """The page behind the mail of one of the two about the proposal to a helper."""
        with self.database.reading() as session:
            proposal = self.proposal(session, about)
            person = session.scalars(select(User).where(User.first_name == of)).one()
            token = token_text(session, TokenPurpose.ANSWER, proposal, person)
        return f"{slug}/proposition/{token}"

    def proposal(self, session: Session, name: str) -> Proposal:
        found = select(Proposal).join(User, User.id == Proposal.helper_id)
        return session.scalars(found.where(User.first_name == name)).one()

    def press(self, name: str, answer: str) -> str:
        """A helper presses a button of her page; what she reads then."""
        browser = Browser(self.app)
        browser.get(self.link(name, name))
        return browser.submit(button=("answer", answer)).text

    def read(self, of: str, about: str = "Karim", slug: str = "") -> str:
        return Browser(self.app).get(self.link(of, about, slug)).text

    def statuses(self) -> dict[str, ProposalStatus]:
        with self.database.reading() as session:
            return {row.helper.first_name: row.status for row in session.scalars(select(Proposal))}


@pytest.fixture
def town(app: Flask, database: Database) -> Town:
    return Town(app, database)


def test_each_reads_how_many_are_needed_and_when_it_takes_place(town: Town) -> None:
    page = town.read("Karim")
    assert "À trois, pour porter ou déménager : nous vous confirmons" in page
    assert "Le premier oui l’emporte" not in page
    assert "Three of you" in town.read("Karim", slug="/en").replace("three", "Three")
    assert "Nous demandons à 3 personnes près de chez vous" in town.read("Jeanne")
    assert "We are asking 3 people near you" in town.read("Jeanne", slug="/en")


def test_a_yes_reads_who_is_missing_until_when_and_can_be_taken_back(town: Town) -> None:
    page = town.press("Karim", "yes")
    assert "Merci. Il manque encore 2 personnes" in page
    assert "jusqu’à mardi 13 octobre, 10 h 10" in page
    assert "Rose" not in page, "nobody is named before all have said yes"
    assert "Merci. Il manque encore 1 personne" in town.press("Rose", "yes")
    page = town.read("Jeanne")
    assert "2 sur 3 ont dit oui" in page
    assert "Karim" not in page
    assert "Oui, je peux" in town.press("Karim", "undo")
    assert "1 sur 3 a dit oui" in town.read("Jeanne", "Ali")


def test_the_resident_is_asked_about_all_of_them_at_once(town: Town) -> None:
    for name in ("Karim", "Rose", "Ali"):
        town.press(name, "yes")
    resident = Browser(town.app)
    for about in ("Karim", "Ali"):
        page = resident.get(town.link("Jeanne", about))
        assert page.heading == "Karim, Rose et Ali peuvent vous aider jeudi. Cela vous va ?"
    assert "Fatima connaît ces personnes" in page.text
    assert "06 39 98" not in page.text
    resident.submit(button=("answer", "yes"))
    assert set(town.statuses().values()) == {ProposalStatus.AGREED}


def test_one_of_them_may_be_left_out(town: Town) -> None:
    for name in ("Karim", "Rose", "Ali"):
        town.press(name, "yes")
    resident = Browser(town.app)
    resident.get(town.link("Jeanne"))
    with town.database.reading() as session:
        number = town.proposal(session, "Rose").id
    csrf = dict(resident.page.post_form("answer").fields)["csrf"]
    sent = {"csrf": csrf, "who": str(number), "answer": "not_with"}
    assert resident.client.post(town.link("Jeanne"), data=sent).status_code == 303
    assert "2 sur 3 ont dit oui" in resident.get(town.link("Jeanne")).text
    assert town.statuses()["Rose"] is ProposalStatus.DECLINED


def test_a_page_of_another_team_changes_nothing(town: Town) -> None:
    for name in ("Karim", "Rose", "Ali"):
        town.press(name, "yes")
    resident = Browser(town.app)
    resident.get(town.link("Jeanne"))
    town.press("Ali", "undo")
    with town.database.transaction() as session:
        zoe = session.scalars(
            select(Offer).join(User, User.id == Offer.user_id).where(User.first_name == "Zoé")
        ).one()
        other = town.proposal(session, "Ali")
        proposals.answer_as_helper(session, other, False, by=other.helper, now=LATER)
        pair = proposals.Pairing(town.request_id, zoe.id, zoe.user_id, other.slot)
        [number] = proposals.propose_many(session, [pair], now=LATER)
        extra = session.get_one(Proposal, number)
        proposals.answer_as_helper(session, extra, True, by=extra.helper, now=LATER)
    page = resident.submit(button=("answer", "yes"))
    assert page.heading == "Karim, Rose et Zoé peuvent vous aider jeudi. Cela vous va ?"


def test_my_space_tells_the_resident_how_far_it_is_and_asks_once(town: Town) -> None:
    jeanne = town.window("Jeanne")
    town.press("Karim", "yes")
    page = jeanne.get("/mon-espace")
    assert "1 sur 3 a dit oui" in page.text
    assert "Karim" not in page.text
    for name in ("Rose", "Ali"):
        town.press(name, "yes")
    page = jeanne.get("/mon-espace")
    assert page.text.count("Karim, Rose et Ali peuvent vous aider jeudi") == 1


def test_the_desk_sees_the_team_and_answers_for_the_resident(town: Town) -> None:
    desk, path = town.window("Fatima"), f"/coordination/demandes/{town.request_id}"
    town.press("Karim", "yes")
    page = desk.get(path)
    assert "1 sur 3 a dit oui" in page.text
    assert "2 personnes n’ont pas encore répondu" in page.text
    assert "Si cela dure jusqu’à mardi 13 octobre, 10 h 10" in page.text
    for name in ("Rose", "Ali"):
        town.press(name, "yes")
    page = desk.get(path)
    assert "L’équipe est complète" in page.text
    press(desk, "/reponse", qui="resident", reponse="no", seul="oui")
    assert "2 sur 3 ont dit oui" in desk.get(path).text


def test_the_calls_say_what_the_mails_would(app: Flask, town: Town) -> None:
    with town.database.transaction() as session:
        jeanne = session.get_one(User, town.people["Jeanne"])
        jeanne.channel, jeanne.phone = Channel.CALL, "+33639981200"
        ali = session.scalars(select(User).where(User.first_name == "Ali")).one()
        ali.channel, ali.phone = Channel.CALL, "+33639981203"
        for message in session.scalars(select(Message).where(Message.user_id == ali.id)):
            message.channel = Channel.CALL
        for name in ("Karim", "Rose"):
            each = town.proposal(session, name)
            proposals.answer_as_helper(session, each, True, by=each.helper, now=LATER)
    assert "À trois" in _said(app, town, "Ali")
    town.press("Ali", "yes")
    assert "Karim, Rose et Ali peuvent vous aider" in _said(app, town, "Jeanne")


def _said(app: Flask, town: Town, to: str) -> str:
    """What the desk reads aloud to this person."""
    with town.database.reading() as session, app.test_request_context():
        due = task_queries.list_call_messages(session, {town.home_id}, now=LATER)
        hers = [each for each in due if each.user.first_name == to]
        about = task_queries.list_requests(session, [each.help_request_id for each in hers])
        found = task_queries.list_calls(session, hers, about)
        return " ".join(" ".join(calls.script(each).lines) for each in found)


def test_all_have_one_event_in_their_calendars(town: Town) -> None:
    for name in ("Karim", "Rose", "Ali"):
        town.press(name, "yes")
    resident = Browser(town.app)
    resident.get(town.link("Jeanne"))
    resident.submit(button=("answer", "yes"))
    with town.database.transaction() as session:
        appointment = session.scalars(select(Appointment)).one()
        uid = appointment.uid
        links = {
            person.first_name: token_text(session, TokenPurpose.APPOINTMENT, appointment, person)
            for person in (
                appointment.help_request.user,
                *(r.helper for r in appointment.helper_rows),
            )
        }
        karim = session.scalars(select(User).where(User.first_name == "Karim")).one()
        appointments.cancel(
            session, appointment, by=karim, person=karim, now=LATER + timedelta(minutes=1)
        )
    files = {}
    for name, token in links.items():
        files[name] = Browser(town.app).client.get(f"/rendez-vous/{token}.ics").text
    for name in ("Jeanne", "Rose", "Ali"):
        assert f"UID:{uid}" in files[name]
        assert "SEQUENCE:1" in files[name]
