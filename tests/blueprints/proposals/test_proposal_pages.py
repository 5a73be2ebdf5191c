"""The page behind a mailed link, in every state that a proposal can be read in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.messages import TokenPurpose
from mutualaid.models import Proposal
from mutualaid.services import help_requests, proposals, tokens
from tests import factories
from tests.browser import Browser
from tests.factories import NOW, thursday

LATER = NOW + timedelta(minutes=10)
Story = Callable[[Session, Proposal, Proposal], object]


def says(session: Session, proposal: Proposal, yes: bool) -> None:
    """The helper answers."""
    proposals.answer_as_helper(session, proposal, yes, by=proposal.helper, now=LATER)


def settles(session: Session, proposal: Proposal, yes: bool) -> None:
    """The helper said yes, the resident answers."""
    says(session, proposal, True)
    resident = proposal.help_request.user
    proposals.answer_as_resident(session, proposal, yes, by=resident, now=LATER)


def ends(session: Session, proposal: Proposal) -> None:
    """Nobody needs it any more."""
    need = proposal.help_request
    help_requests.withdraw(session, need, by=need.user, now=LATER)


STORIES: dict[str, tuple[Story, str, str]] = {
    "asked": (lambda _s, _a, _b: None, "Oui, je peux", ""),
    "held": (lambda s, _a, b: says(s, b, True), "Oui, si cela change", ""),
    "waits behind": (
        lambda s, a, b: (says(s, b, True), says(s, a, True)),
        "Reprendre ma réponse",
        "",
    ),
    "said yes": (lambda s, a, _b: says(s, a, True), "Reprendre ma réponse", "Karim"),
    "said no": (lambda s, a, _b: says(s, a, False), "Reprendre ma réponse", ""),
    "superseded": (lambda s, _a, b: settles(s, b, True), "Merci", ""),
    "not this time": (lambda s, a, _b: settles(s, a, False), "", ""),
    "agreed": (lambda s, a, _b: settles(s, a, True), "", ""),
    "cancelled": (lambda s, a, _b: ends(s, a), "", ""),
    "over": (lambda s, a, _b: factories.expire_due(s, now=a.expires_at), "", ""),
}
"""What happened to Karim's proposal and Rose's, what he reads, and whose name the resident does."""


@pytest.fixture
def tell(app: Flask) -> Callable[[Story], tuple[str, str]]:
    """Let a story happen; the paths of Karim's and of Jeanne's own page."""
    app.extensions["clock"] = lambda: LATER
    database: Database = app.extensions["database"]

    def happen(story: Story) -> tuple[str, str]:
        with database.transaction() as session:
            home = factories.neighbourhood(session)
            fatima = factories.coordinator(session, home)
            need = factories.help_request(session, factories.person(session, home, "Jeanne"))
            first, second = (
                proposals.propose(
                    session, need, factories.helper(session, home, name, phone=phone),
                    thursday(), by=fatima, now=NOW,
                )
                for name, phone in (("Karim", "+33639981201"), ("Rose", "+33639981202"))
            )  # fmt: skip
            story(session, first, second)
            helper, resident = (
                tokens.token_text(session, TokenPurpose.ANSWER, first, person)
                for person in (first.helper, need.user)
            )
        return f"/proposition/{helper}", f"/proposition/{resident}"

    return happen


@pytest.mark.parametrize("name", STORIES)
def test_the_page_says_where_things_stand_in_both_languages(
    browser: Browser, tell: Callable[[Story], tuple[str, str]], name: str
) -> None:
    story, reads, named = STORIES[name]
    helper_path, resident_path = tell(story)
    page = browser.get(helper_path)
    assert reads in page.html
    assert "Jeanne" not in page.text
    assert browser.get(f"/en{helper_path}").heading != page.heading
    page = browser.get(resident_path)
    assert [each for each in ("Karim", "Rose") if each in page.text] == [named] * bool(named)
    assert browser.get(f"/en{resident_path}").heading != page.heading


def test_pressing_again_changes_nothing_and_shows_where_things_stand(
    app: Flask, browser: Browser, tell: Callable[[Story], tuple[str, str]]
) -> None:
    helper_path, _ = tell(STORIES["asked"][0])
    field = browser.get(helper_path).html.split('name="csrf" value="')[1].split('"')[0]
    client = app.test_client()
    for answer in ("yes", "yes", "no"):
        sent = client.post(helper_path, data={"csrf": field, "answer": answer})
        assert (sent.status_code, sent.location) == (303, helper_path)
    assert "Reprendre ma réponse" in browser.get(helper_path).text
