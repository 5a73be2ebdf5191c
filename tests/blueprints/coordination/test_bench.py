"""The page « À qui demander »: reasons, what would unlock it, decisions, a try without sending."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.models import Proposal, RunRequest, User
from tests.blueprints.coordination.conftest import press
from tests.browser import Browser
from tests.factories.desks import Desk

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""The pages; what the database does itself runs on both elsewhere."""


def test_a_decision_is_shown_with_who_took_it_and_taken_back(fatima: Browser, ours: Desk) -> None:
    fatima.get("coordination.choose_helper", request_id=ours.request_id)
    offer = str(ours.offer_id)
    page = press(fatima, f"/demandes/{ours.request_id}/choix", offre=offer, choix="pin")
    assert "À demander d’abord" in page.text
    assert "Décidé par Fatima, lundi 12 octobre, 10 h." in page.text
    page = press(fatima, f"/demandes/{ours.request_id}/choix", offre=offer, choix="forbid")
    assert "À ne pas demander pour ce besoin" in page.text
    assert "L’équipe a décidé de ne pas demander à cette personne" in page.text
    assert "Revenez sur la décision." in page.text
    page = press(fatima, f"/demandes/{ours.request_id}/choix", offre=offer, choix="none")
    assert "Ce que l’équipe a décidé" not in page.text


def test_a_try_says_whom_and_changes_nothing(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    page = fatima.get(
        "coordination.choose_helper", request_id=ours.request_id, essai="oui", max_queries=24
    )
    assert "Elle demanderait à Karim, pour jeudi 15 octobre" in page.text
    assert "Rien n’est envoyé." in page.text
    with database.reading() as session:
        asked = select(func.count(Proposal.id)).where(Proposal.help_request_id == ours.request_id)
        assert session.scalar(asked) == 0
        assert session.scalar(select(func.count(RunRequest.id))) == 0
    press(fatima, f"/demandes/{ours.request_id}/chercher")
    with database.reading() as session:
        assert session.scalar(select(func.count(RunRequest.id))) == 1


def test_an_obstacle_says_what_would_lift_it(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        session.get_one(User, ours.helper_id).met_on = None
    page = fatima.get("coordination.choose_helper", request_id=ours.request_id)
    assert "Rencontrez cette personne, puis notez-le." in page.text
