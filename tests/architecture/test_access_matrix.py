"""Who may open what: every route of the site, six people, their own quarter and the other one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from mutualaid.db import Database
from mutualaid.domain.ids import keyed_hash
from mutualaid.models import Appointment, HelpRequest, Offer, Proposal, Token, User
from mutualaid.services import sessions, tokens
from tests import factories
from tests.factories import NOW
from tests.factories.desks import CANARY, Desk, furnish_ours, furnish_theirs

ROLES = ("anonymous", "resident", "volunteer", "coordinator_a", "coordinator_b", "admin")
SENT = {
    "reponse": "said",
    "qui": "helper",
    "level": "1",
    "pourquoi": "autrement",
    "urgent": "oui",
    "jour": "2026-10-15",
    "moment": "afternoon",
    "rue": "1",
    "appel": "1",
}
"""What our own buttons would send, whatever the route."""

LAST = {"users.leave", "users.leave_everywhere", "users.depart_now", "coordination.forget"}
"""After these somebody is out, or gone: nothing more can be asked as her, or about her."""


@dataclass
class Quarters:
    """The two desks, and everybody's cookie."""

    app: Flask
    ours: Desk
    theirs: Desk
    admin: User

    def user_id(self, role: str) -> int | None:
        """Whose cookie it is; residents and volunteers are of our quarter."""
        return {
            "anonymous": None,
            "resident": self.ours.resident_id,
            "volunteer": self.ours.helper_id,
            "coordinator_a": self.ours.coordinator.id,
            "coordinator_b": self.theirs.coordinator.id,
            "admin": self.admin.id,
        }[role]


@pytest.fixture
def quarters(app: Flask, database: Database) -> Quarters:
    app.extensions["clock"] = lambda: NOW
    ours = furnish_ours(database)
    theirs = furnish_theirs(database, ours)
    with database.transaction() as session:
        home = session.get_one(User, ours.resident_id).neighbourhood
        assert home is not None
        admin = factories.person(session, home, "Inès", is_admin=True)
    return Quarters(app, ours, theirs, admin)


def client_of(quarters: Quarters, role: str) -> FlaskClient:
    """A browser with the role's session."""
    client = quarters.app.test_client()
    user_id = quarters.user_id(role)
    if user_id is not None:
        with quarters.app.extensions["database"].transaction() as session:
            user = session.get_one(User, user_id)
            sessions.sign_in(session, user=user, replaces=None, cookie_id=role, now=NOW)
        client.set_cookie("fil", role)
    return client


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every address with every method, reads first, so that a write spoils no read."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    pairs = [(rule, method) for rule in rules for method in (rule.methods or set())]
    wanted = [pair for pair in pairs if pair[1] in {"GET", "POST"}]
    return sorted(wanted, key=lambda pair: (pair[1], pair[0].endpoint in LAST, pair[0].rule))


def address(app: Flask, rule: Rule, desk: Desk) -> str:
    """The route's path to a thing of this desk."""
    known: dict[str, Any] = {
        "user_id": desk.phone_helper_id,
        "request_id": desk.request_id,
        "number": desk.request_id,
        "proposal_id": desk.proposal_id,
        "message_id": desk.call_id,
        "task_id": desk.failed_task_id if "appeler" in rule.rule else desk.task_id,
        "place_id": desk.place_id,
        "report_id": desk.report_id,
        "round_id": desk.round_id,
        "entry_id": desk.entry_id,
        "sheet_number": 1,
    }
    values = {name: known.get(name, "unknown") for name in rule.arguments}
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


def send(
    client: FlaskClient, app: Flask, rule: Rule, method: str, *, role: str, desk: Desk
) -> TestResponse:
    """Open it, or press its button with the csrf field of this very browser."""
    path = address(app, rule, desk)
    if method == "GET":
        return client.get(path)
    csrf = keyed_hash(app.config["SETTINGS"].secret_key, "csrf", role)
    return client.post(path, data=SENT | {"csrf": csrf, "offre": desk.offer_id})


def is_desk(rule: Rule) -> bool:
    return rule.rule.startswith("/coordination")


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_what_is_theirs_and_nothing_else(quarters: Quarters, role: str) -> None:
    app, client = quarters.app, client_of(quarters, role)
    faults = []
    for rule, method in routes(app):
        for whose, desk in (("ours", quarters.ours), ("theirs", quarters.theirs)):
            answer = send(client, app, rule, method, role=role, desk=desk)
            fault = judge(app, rule, role, whose, answer)
            if fault:
                faults.append(f"{role}: {method} {rule.rule} of {whose}: {fault}")
    assert not faults, "\n".join(faults)


def test_the_canary_is_read_at_its_own_desk(quarters: Quarters) -> None:
    client = client_of(quarters, "coordinator_b")
    with quarters.app.test_request_context():
        own = url_for("coordination.show_request", request_id=quarters.theirs.request_id)
    assert CANARY in everything(client.get(own))


def judge(app: Flask, rule: Rule, role: str, whose: str, answer: TestResponse) -> str:
    """What is wrong with this answer, or nothing."""
    if answer.status_code >= 500:
        return f"{answer.status_code}: a failure tells too"
    if role != "coordinator_b" and CANARY.lower() in everything(answer).lower():
        return "shows what belongs to the other quarter"
    access = getattr(app.view_functions[rule.endpoint], "access", "public")
    if access != "public" and role == "anonymous":
        return "" if is_sent_to_enter(answer) else f"{answer.status_code} before signing in"
    if is_desk(rule):
        return judge_desk(rule, role, whose, answer)
    if access == "member" and "number" in rule.arguments and role in {"volunteer", "admin"}:
        return "" if answer.status_code == 404 else f"{answer.status_code} for a stranger"
    return ""


def judge_desk(rule: Rule, role: str, whose: str, answer: TestResponse) -> str:
    """The desk is for coordinators; what has a number is for the coordinators of its quarter."""
    mine = {"coordinator_a": "ours", "coordinator_b": "theirs"}.get(role)
    may = mine is not None and (mine == whose or not rule.arguments)
    if may:
        return f"{answer.status_code} for her own" if answer.status_code in {401, 404} else ""
    return "" if answer.status_code == 404 else f"{answer.status_code} instead of 404"


def everything(answer: TestResponse) -> str:
    """Every byte: body and headers."""
    headers = chain.from_iterable(answer.headers.items())
    return answer.get_data(as_text=True) + " ".join(headers)


def is_sent_to_enter(answer: TestResponse) -> bool:
    return answer.status_code in {303, 400} and (
        answer.status_code == 400 or "/entrer" in answer.headers["Location"]
    )


def test_the_matrix_walks_every_address_there_is(app: Flask) -> None:
    walked = {(rule.rule, method) for rule, method in routes(app)}
    there = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or set()
        if rule.endpoint != "static" and method not in {"HEAD", "OPTIONS"}
    }
    assert walked == there


def links_of_theirs(quarters: Quarters) -> list[tuple[str, str]]:
    """Every mailed link of the other quarter, as it stands in the mails: its purpose, its token."""
    subjects = {
        "proposal_id": Proposal,
        "appointment_id": Appointment,
        "offer_id": Offer,
        "help_request_id": HelpRequest,
    }
    found = []
    with quarters.app.extensions["database"].reading() as session:
        for row in session.scalars(select(Token)):
            person = session.get_one(User, row.user_id)
            if person.neighbourhood_id != quarters.theirs.home_id:
                continue
            column = next((name for name in subjects if getattr(row, name) is not None), None)
            subject = session.get_one(subjects[column], getattr(row, column)) if column else person
            text = tokens.token_text(session, row.purpose, subject, person)
            found.append((str(row.purpose), text))
    return found


def test_a_mailed_link_that_somebody_forwards_shows_no_address_and_no_surname(
    quarters: Quarters,
) -> None:
    app, links = quarters.app, links_of_theirs(quarters)
    assert links
    with_token = [rule for rule, method in routes(app) if method == "GET" and "token" in str(rule)]
    for role in ("anonymous", "resident", "volunteer", "coordinator_a", "admin"):
        client = client_of(quarters, role)
        for rule in with_token:
            for purpose, text in links:
                with app.test_request_context():
                    answer = client.get(url_for(rule.endpoint, token=text))
                assert answer.status_code in {200, 303, 404}, (rule.rule, purpose)
                assert CANARY.lower() not in everything(answer).lower(), (rule.rule, role)
