"""Block, report, contacts, the car said again: one gesture from where somebody is shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.driving import HOLDS_FOR, is_lapsing, last_day
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import AppointmentStatus, ProposalStatus, RequestStatus
from mutualaid.models import Appointment, Block, HelpRequest, Offer, Proposal, User
from mutualaid.services import proposals, tokens
from tests import factories as f
from tests.blueprints.conftest import sign_in
from tests.browser import Browser
from tests.factories import NOW, TODAY


@pytest.fixture
def store(app: Flask) -> Database:
    app.extensions["clock"] = lambda: NOW
    found: Database = app.extensions["database"]
    return found


def karim_is_asked(session: Session) -> tuple[HelpRequest, Offer, Proposal]:
    """Jeanne's need, his offer, and the question that is put to him."""
    home = f.neighbourhood(session)
    fatima = f.coordinator(session, home)
    offer = f.helper(session, home)
    need = f.help_request(session, f.person(session, home))
    asked = proposals.propose(session, need, offer, need.slots[0], by=fatima, now=NOW)
    return need, offer, asked


def test_my_space_leads_to_my_contacts(app: Flask, store: Database) -> None:
    with store.transaction() as session:
        jeanne = f.person(session, f.neighbourhood(session))
    browser = Browser(app)
    sign_in(browser, jeanne)
    links = [a.attributes["href"] for a in browser.get("/mon-espace").all("a")]
    assert "/mon-espace/contacts" in links
    browser.get("/mon-espace/contacts")


def test_whoever_reads_a_name_before_saying_yes_can_block_at_once(
    app: Flask, store: Database
) -> None:
    with store.transaction() as session:
        need, offer, asked = karim_is_asked(session)
        proposals.answer_as_helper(session, asked, True, by=offer.user, now=NOW)
        link = tokens.token_text(session, TokenPurpose.ANSWER, asked, need.user)
        number, resident_id, helper_id = asked.id, need.user_id, offer.user_id
    browser = Browser(app)
    page = browser.get(f"/proposition/{link}")
    assert "Karim" in page.text
    form = next(form for form in page.forms if ("answer", "block") in form.buttons)
    sent = {**dict(form.fields), "answer": "block"}
    for _ in range(2):
        assert browser.client.post(f"/proposition/{link}", data=sent).status_code == 303
    assert "Karim" not in browser.get(f"/proposition/{link}").text
    with store.reading() as session:
        assert session.get_one(Block, (resident_id, helper_id))
        found = session.get_one(Proposal, number)
        assert found.status is ProposalStatus.CANCELLED
        assert found.help_request.status is RequestStatus.OPEN


def test_nobody_is_blocked_before_she_is_named(app: Flask, store: Database) -> None:
    with store.transaction() as session:
        need, _, asked = karim_is_asked(session)
        link = tokens.token_text(session, TokenPurpose.ANSWER, asked, need.user)
    browser = Browser(app)
    form = browser.get(f"/proposition/{link}").forms[0]
    assert ("answer", "block") not in form.buttons
    answer = browser.client.post(
        f"/proposition/{link}", data={**dict(form.fields), "answer": "block"}
    )
    assert answer.status_code == 303
    with store.reading() as session:
        assert session.scalars(select(Block)).all() == []


def test_what_is_said_of_the_car_holds_a_year_and_is_asked_again_in_its_last_month() -> None:
    said = TODAY
    assert last_day(said) == said + HOLDS_FOR - timedelta(days=1)
    assert not is_lapsing(None, TODAY)
    assert not is_lapsing(said, last_day(said) - timedelta(days=30))
    assert is_lapsing(said, last_day(said) - timedelta(days=29))
    assert is_lapsing(said, last_day(said) + timedelta(days=400))


@pytest.mark.parametrize(("days_ago", "is_asked"), [(10, False), (350, True), (500, True)])
def test_one_press_says_the_car_again(
    app: Flask, store: Database, days_ago: int, is_asked: bool
) -> None:
    with store.transaction() as session:
        offer = f.helper(
            session, f.neighbourhood(session),
            drives_declared_on=TODAY - timedelta(days=days_ago),
        )  # fmt: skip
        karim = offer.user
    browser = Browser(app)
    sign_in(browser, karim)
    page = browser.get("/mon-espace")
    forms = [form for form in page.forms if form.action.endswith("/voiture")]
    assert bool(forms) is is_asked
    if not is_asked:
        return
    answer = browser.client.post(forms[0].action, data=dict(forms[0].fields))
    assert "C’est noté, pour un an." in browser.get(answer.location).text
    with store.reading() as session:
        assert session.get_one(User, karim.id).drives_declared_on == TODAY


def test_whoever_came_once_is_blocked_from_the_past_requests_and_by_nobody_else(
    app: Flask, store: Database
) -> None:
    with store.transaction() as session:
        need, offer, agreed = karim_is_asked(session)
        proposals.answer_as_helper(session, agreed, True, by=offer.user, now=NOW)
        proposals.answer_as_resident(session, agreed, True, by=need.user, now=NOW)
        session.flush()
        meeting = session.scalars(select(Appointment)).one()
        meeting.status, meeting.ended_at = AppointmentStatus.DONE, NOW
        need.status, need.ended_at = RequestStatus.DONE, NOW
        home = need.neighbourhood
        assert home is not None
        resident, stranger, number = need.user, f.person(session, home, "Paul"), need.id
        helper_id = offer.user_id
    other = Browser(app)
    sign_in(other, stranger)
    csrf = dict(other.get("/mon-espace").post_form().fields)
    path = f"/mon-espace/passees/{number}/bloquer"
    assert other.client.post(path, data=csrf).status_code == 404
    browser = Browser(app)
    sign_in(browser, resident)
    page = browser.get("/mon-espace/passees")
    form = next(form for form in page.forms if form.action == path)
    for _ in range(2):
        assert browser.client.post(path, data=dict(form.fields)).status_code in {303, 404}
    with store.reading() as session:
        (row,) = session.scalars(select(Block)).all()
        assert (row.blocker_id, row.blocked_id) == (resident.id, helper_id)
    assert "Karim" not in browser.get("/mon-espace/passees").text
