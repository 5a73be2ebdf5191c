"""What a neighbour says on the phone: days without asking, a break, stop."""

from __future__ import annotations

from mutualaid.db import Database
from mutualaid.domain.statuses import OfferStatus, ProposalStatus
from mutualaid.models import Absence, Offer, Proposal, User
from tests.blueprints.coordination.conftest import count, press, read
from tests.browser import Browser
from tests.factories.desks import Desk


def test_days_told_on_the_phone_are_noted_and_answer_what_is_asked(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.availability", user_id=ours.phone_helper_id)
    page = fatima.submit({"starts": "jeudi 15 octobre", "ends": "dimanche prochain"})
    assert "Pas libre : du jeudi 15 octobre au dimanche 18 octobre." in page.text
    assert read(database, Proposal, ours.proposal_id).status is ProposalStatus.DECLINED
    press(fatima, "/absences/retirer")
    assert count(database, Absence) == 0


def test_a_break_the_return_the_stop_and_the_slip_are_one_button_each(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.availability", user_id=ours.phone_helper_id)
    for word, status in (
        ("4", OfferStatus.PAUSED),
        ("1", OfferStatus.PAUSED),
        ("back", OfferStatus.ACTIVE),
        ("stop", OfferStatus.WITHDRAWN),
        ("undo", OfferStatus.ACTIVE),
    ):
        press(fatima, "/offre", mot=word)
        assert read(database, Offer, ours.phone_offer_id).status is status
    assert read(database, Proposal, ours.proposal_id).status is ProposalStatus.DECLINED


def test_a_word_that_no_button_says_changes_nothing(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    page = fatima.get("coordination.availability", user_id=ours.phone_helper_id)
    csrf = dict(page.post_form("starts").fields)["csrf"]
    path = f"/coordination/voisins/{ours.phone_helper_id}/offre"
    assert fatima.post(path, {"csrf": csrf, "mot": "dormir"}).status_code == 400
    assert read(database, Offer, ours.phone_offer_id).status is OfferStatus.ACTIVE


def test_a_call_before_each_appointment_is_asked_for_and_stopped(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.availability", user_id=ours.phone_helper_id)
    page = press(fatima, "/rappel", reponse="yes")
    assert "Un appel avant chaque rendez-vous" in page.text
    assert read(database, User, ours.phone_helper_id).is_reminded_by_call
    press(fatima, "/rappel", reponse="no")
    assert not read(database, User, ours.phone_helper_id).is_reminded_by_call


def test_who_reads_mails_is_not_offered_a_call(fatima: Browser, ours: Desk) -> None:
    page = fatima.get("coordination.availability", user_id=ours.helper_id)
    assert "Rappel" not in [each.text for each in page.elements if each.tag == "h2"]
