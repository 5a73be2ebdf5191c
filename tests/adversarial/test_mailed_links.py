"""T13 and T14: an answer pressed ten times at once is one answer; links never leave our host."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.domain.ids import keyed_hash
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import Answer
from mutualaid.models import Message, Proposal, User
from mutualaid.services import proposals, tokens
from tests import factories
from tests.factories import NOW, thursday
from tests.journeys.town import Town, links_of
from tests.support.smtp import SmtpInbox

AT_ONCE = 10


@pytest.fixture
def town(app: Flask, smtp_inbox: SmtpInbox) -> Town:
    smtp_inbox.clear()
    town = Town(app, smtp_inbox)
    town.settle(2)
    return town


def ask(database: Database) -> tuple[int, str]:
    """A helper is asked by mail; the proposal and the token of the link."""
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        boss = factories.coordinator(session, home)
        need = factories.help_request(session, factories.person(session, home))
        karim = factories.helper(session, home)
        asked = proposals.propose(session, need, karim, thursday(), by=boss, now=NOW)
        helper = session.get_one(User, karim.user_id)
        return asked.id, tokens.token_text(session, TokenPurpose.ANSWER, asked, helper)


def press_yes(app: Flask, token: str) -> tuple[int, str]:
    csrf = keyed_hash(app.config["SETTINGS"].secret_key, "csrf-token", token)
    answer = app.test_client().post(f"/proposition/{token}", data={"csrf": csrf, "answer": "yes"})
    return answer.status_code, answer.headers.get("Location", "")


def test_ten_presses_at_once_and_one_the_next_day_are_one_answer(
    app: Flask, database: Database
) -> None:
    moment = [NOW + timedelta(minutes=5)]
    app.extensions["clock"] = lambda: moment[0]
    proposal_id, token = ask(database)
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda _n: press_yes(app, token), range(AT_ONCE)))
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 303
    with database.reading() as session:
        told = session.scalar(select(func.count()).select_from(Message))
        row = session.get_one(Proposal, proposal_id)
        version = row.version
        assert row.helper_answer is Answer.YES
    page = app.test_client().get(f"/proposition/{token}").get_data(as_text=True)
    moment[0] += timedelta(days=1)
    assert press_yes(app, token)[0] == 303
    with database.reading() as session:
        assert session.get_one(Proposal, proposal_id).version == version
        assert session.scalar(select(func.count()).select_from(Message)) == told
    assert "Merci" in page


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"X-Forwarded-Server": "evil.example", "X-Original-URL": "https://evil.example/"},
    ],
    ids=["host", "forwarded", "both", "rfc7239", "original"],
)
def test_no_mailed_link_leaves_our_host(town: Town, headers: dict[str, str]) -> None:
    client = town.app.test_client()
    page = client.get("/entrer", headers=headers)
    if page.status_code == 200:
        field = page.get_data(as_text=True).split('name="csrf" value="')[1].split('"')[0]
        answer = client.post(
            "/entrer", data={"csrf": field, "email": "asker0@example.fr"}, headers=headers
        )
        assert answer.status_code in {303, 400}
        assert "evil.example" not in answer.headers.get("Location", "")
    assert "evil.example" not in page.get_data(as_text=True)
    town.send_mails()
    mails = town.mails_to("Asker0")
    assert mails or page.status_code == 400
    for mail in mails:
        assert links_of(mail)
        assert "evil" not in mail.as_string()
