"""A letter says where a request stands, to somebody who reads no mail."""

from __future__ import annotations

import re

from mutualaid.db import Database
from mutualaid.domain.statuses import RequestStatus
from mutualaid.models import HelpRequest, Proposal
from mutualaid.services import proposals
from tests.blueprints.coordination.test_paper import sheet
from tests.browser import Browser
from tests.factories import NOW
from tests.factories.desks import CANARY, Desk


def letter(browser: Browser, number: int) -> str:
    browser.get("coordination.letter", request_id=number)
    return re.sub(r"<[^>]+>", "", sheet(browser))


def test_while_somebody_is_looked_for_it_names_nobody_but_the_desk(
    fatima: Browser, ours: Desk
) -> None:
    for number in (ours.request_id, ours.asked_request_id):
        text = letter(fatima, number)
        assert "Bonjour Jeanne," in text
        assert "jeudi 15 octobre, l’après-midi" in text
        assert "Nous cherchons une personne près de chez vous." in text
        assert "mardi 13 octobre, le matin" in text, "when the desk answers next"
        assert "04\xa065\xa071\xa001\xa001" in text
        for word in ("Rose", "Karim", "Lilas", "06\xa039", "Sonnez", "Deux fois"):
            assert word not in text, word


def test_once_both_said_yes_it_says_who_comes_and_the_words_at_the_door(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        asked = session.get_one(Proposal, ours.proposal_id)
        proposals.answer_as_helper(session, asked, True, by=asked.helper, now=NOW)
        resident = asked.help_request.user
        proposals.answer_as_resident(session, asked, True, by=resident, now=NOW)
    text = letter(fatima, ours.asked_request_id)
    assert "Vous avez rendez-vous avec Rose, jeudi 15 octobre, l’après-midi." in text
    assert "06\xa039\xa098\xa012\xa011" in text
    assert "Chaque personne vous dira" in text
    assert "Nous cherchons" not in text


def test_each_state_has_its_sentence(fatima: Browser, ours: Desk, database: Database) -> None:
    for status, sentence in (
        (RequestStatus.UNCONFIRMED, "Fatima vous appelle pour confirmer"),
        (RequestStatus.EXPIRED, "Cette demande est terminée."),
        (RequestStatus.DONE, "Cette demande est terminée."),
    ):
        with database.transaction() as session:
            session.get_one(HelpRequest, ours.request_id).status = status
        assert sentence in letter(fatima, ours.request_id)


def test_the_way_there_is_on_the_request_and_another_desks_letter_is_not_found(
    fatima: Browser, ours: Desk, theirs: Desk
) -> None:
    page = fatima.get("coordination.show_request", request_id=ours.request_id)
    assert f"/coordination/demandes/{ours.request_id}/lettre" in page.html
    page = fatima.get("coordination.letter", status=404, request_id=theirs.request_id)
    assert CANARY not in page.html
