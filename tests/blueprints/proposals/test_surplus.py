"""Two said yes and one was needed: the other may help somebody else, if she likes."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import Answer, ProposalStatus
from mutualaid.models import HelpRequest, Neighbourhood, Proposal
from mutualaid.services import proposals, surplus, tokens
from tests import factories
from tests.blueprints.proposals.test_proposal_pages import LATER
from tests.browser import Browser
from tests.factories import NOW, thursday

BUTTON, NOBODY = "Aider quelqu’un d’autre", "Personne d’autre n’attend"
EVENING = thursday(HalfDay.EVENING)


@dataclass
class Town:
    """Karim and Rose were asked for Jeanne; she took Rose. Karim's page is `path`."""

    database: Database
    path: str = ""
    first_id: int = 0
    needs: dict[str, int] = field(default_factory=dict)

    def happen(self, *, karim_says: bool | None) -> Town:
        with self.database.transaction() as session:
            home = factories.neighbourhood(session)
            fatima = factories.coordinator(session, home)
            need = factories.help_request(session, factories.person(session, home, "Jeanne"))
            karim, rose = (
                proposals.propose(
                    session, need, factories.helper(session, home, name, phone=phone),
                    thursday(), by=fatima, now=NOW,
                )
                for name, phone in (("Karim", "+33639981201"), ("Rose", "+33639981202"))
            )  # fmt: skip
            proposals.answer_as_helper(session, rose, True, by=rose.helper, now=LATER)
            if karim_says is not None:
                proposals.answer_as_helper(session, karim, karim_says, by=karim.helper, now=LATER)
            proposals.answer_as_resident(session, rose, True, by=need.user, now=LATER)
            self.first_id = karim.id
            token = tokens.token_text(session, TokenPurpose.ANSWER, karim, karim.helper)
            self.path = f"/proposition/{token}"
        return self

    def needs_help(self, name: str, category: str = "shopping", **values: object) -> None:
        with self.database.transaction() as session:
            home = session.scalars(select(Neighbourhood)).one()
            person = factories.person(session, home, name)
            slots = (EVENING,)
            need = factories.help_request(session, person, category, slots=slots, **values)
            self.needs[name] = need.id

    def asked(self) -> list[tuple[str, Answer, ProposalStatus]]:
        """Whom Karim was asked to help after Jeanne."""
        with self.database.reading() as session:
            rows = session.scalars(
                select(Proposal)
                .join(HelpRequest)
                .where(Proposal.helper_id == session.get_one(Proposal, self.first_id).helper_id)
                .where(Proposal.id != self.first_id)
                .order_by(Proposal.id)
            )
            return [
                (row.help_request.user.first_name, row.helper_answer, row.status) for row in rows
            ]


@pytest.fixture
def town(app: Flask) -> Town:
    app.extensions["clock"] = lambda: LATER
    return Town(app.extensions["database"])


def test_a_yes_that_was_not_needed_may_help_whoever_waits_longest(
    browser: Browser, town: Town
) -> None:
    town.happen(karim_says=True)
    town.needs_help("Paulette", confirmed_at=LATER)
    town.needs_help("Odette")
    town.needs_help("Marcel", "plants")
    page = browser.get(town.path)
    assert BUTTON in page.text
    page = browser.submit(button=("answer", "another"))
    assert page.path != town.path
    assert "Pouvez-vous aider jeudi" in page.heading
    assert "Odette" not in page.text
    assert town.asked() == [("Odette", Answer.NONE, ProposalStatus.OPEN)]
    browser.submit(button=("answer", "yes"))
    assert town.asked() == [("Odette", Answer.YES, ProposalStatus.OPEN)]


def test_pressed_twice_is_asked_once(browser: Browser, town: Town) -> None:
    town.happen(karim_says=True)
    town.needs_help("Odette")
    town.needs_help("Paulette")
    paths = set()
    for _ in range(2):
        browser.get(town.path)
        paths.add(browser.submit(button=("answer", "another")).path)
    assert len(paths) == len(town.asked()) == 1


def test_when_nobody_suits_the_page_says_so(browser: Browser, town: Town) -> None:
    town.happen(karim_says=True)
    town.needs_help("Marcel", "plants")
    browser.get(town.path)
    page = browser.submit(button=("answer", "another"))
    assert NOBODY in page.text
    assert BUTTON not in page.text
    assert town.asked() == []


def test_who_had_not_said_yes_is_asked_for_nothing_more(browser: Browser, town: Town) -> None:
    town.happen(karim_says=None)
    town.needs_help("Odette")
    assert BUTTON not in browser.get(town.path).text
    with town.database.transaction() as session:
        first = session.get_one(Proposal, town.first_id)
        assert surplus.ask_for_another(session, first, now=LATER) is None
    assert town.asked() == []
