"""The team's page and the journal: who answers for what, who is away, who did what."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mutualaid.db import Database
from mutualaid.models import (
    Absence,
    Coordinator,
    CoordinatorRole,
    Neighbourhood,
    User,
)
from mutualaid.services import blocks, journal, reports, users
from tests import factories
from tests.blueprints.coordination.conftest import count, press
from tests.browser import Browser
from tests.factories import NOW, TODAY
from tests.factories.desks import CANARY, Desk


@pytest.fixture
def deputy(ours: Desk, database: Database) -> int:
    with database.transaction() as session:
        home = session.get_one(Neighbourhood, ours.home_id)
        nadia = factories.person(session, home, "Nadia")
        session.add(
            Coordinator(
                user_id=nadia.id,
                neighbourhood_id=home.id,
                role=CoordinatorRole.DEPUTY,
                created_at=NOW,
            )
        )
        return nadia.id


def test_the_team_its_hours_and_nobody_of_another_desk(
    fatima: Browser, ours: Desk, theirs: Desk, deputy: int
) -> None:
    page = fatima.get("coordination.team")
    assert page.text.index("Fatima") < page.text.index("Nadia")
    assert "lundi, le matin" in page.text
    assert "Paul" not in page.text
    assert CANARY not in page.html


def test_whoever_is_away_says_so_and_the_deputy_is_named(
    fatima: Browser, ours: Desk, deputy: int, database: Database
) -> None:
    fatima.get("coordination.team")
    page = fatima.submit({"starts": "le 32 octobre"})
    assert "le 32 octobre" in page.html
    assert "Écrivez une date" in page.text
    page = fatima.submit({"starts": "aujourd'hui", "ends": "16 octobre"})
    assert "Absence jusqu’à vendredi 16 octobre. À sa place : Nadia." in page.text.replace(
        "\u00a0", " "
    )
    press(fatima, "/equipe/absences/retirer")
    assert count(database, Absence) == 0


def test_nobody_takes_back_the_days_of_another(
    fatima: Browser, ours: Desk, deputy: int, database: Database
) -> None:
    with database.transaction() as session:
        session.add(Absence(user_id=deputy, starts_on=TODAY, ends_on=TODAY))
    page = fatima.get("coordination.team")
    csrf = dict(page.post_form("starts").fields)["csrf"]
    sent = {"csrf": csrf, "absence": "1"}
    answer = fatima.client.post("/coordination/equipe/absences/retirer", data=sent)
    assert answer.status_code == 404
    assert count(database, Absence) == 1


def test_the_journal_says_who_did_what_about_whom(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        karim = session.get_one(User, ours.helper_id)
        boss = session.get_one(User, ours.coordinator.id)
        users.set_level(session, karim, 0, by=boss, now=NOW)
    page = fatima.get("/coordination/journal?quoi=personnes")
    assert "Niveau changé de 1 à 0, par Fatima" in page.text
    assert f"/coordination/voisins/{ours.helper_id}" in page.html


def test_who_reported_or_wants_no_contact_is_not_named(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        boss = session.get_one(User, ours.coordinator.id)
        jeanne, karim = (session.get_one(User, n) for n in (ours.resident_id, ours.helper_id))
        blocks.block(session, karim, by=jeanne, now=NOW)
        reports.tell(session, reports.ReportKind.SERVICE, "x", neighbourhood_id=ours.home_id,
                     reporter=boss, now=NOW)  # fmt: skip
    page = fatima.get("coordination.journal")
    assert "Contact refusé avec quelqu’un, par une personne du quartier" in page.text
    assert "Signalement reçu, par une personne du quartier" in page.text


def test_nothing_of_another_desk_stands_in_the_journal(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    with database.transaction() as session:
        samir = session.get_one(User, theirs.helper_id)
        paul = session.get_one(User, theirs.coordinator.id)
        users.set_level(session, samir, 0, by=paul, now=NOW)
    page = fatima.get("coordination.journal")
    assert "Niveau changé" not in page.text
    assert CANARY not in page.html


def test_a_day_a_kind_and_a_page_are_chosen(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        karim = session.get_one(User, ours.helper_id)
        for n in range(120):
            journal.note(session, "met", karim, by=None, now=NOW - timedelta(days=1, minutes=n))
        midnight = NOW.replace(hour=22, minute=0) - timedelta(days=1)
        journal.note(session, "charter_accepted", karim, by=None, now=midnight)
        journal.note(session, "offer_paused", karim, by=None, now=midnight - timedelta(seconds=1))
    fatima.get("/coordination/journal?jour=11/10/2026&page=3")
    assert fatima.page is not None
    assert "121 lignes" in fatima.page.text
    assert "Page 3 sur 3" in fatima.page.text
    page = fatima.get("/coordination/journal?jour=12/10/2026&quoi=personnes")
    assert "Charte acceptée" in page.text, "22 h UTC is midnight in Les Brosses"
    page = fatima.get("/coordination/journal?jour=11/10/2026&quoi=coups-de-main")
    assert "1 ligne" in page.text
    page = fatima.get("/coordination/journal?jour=hier&quoi=rien&page=x")
    assert "Écrivez une date comme 12/10/2026" in page.text
    assert 'value="hier"' in page.html
    page = fatima.get("/coordination/journal?jour=01/01/2020")
    assert "Rien d’écrit pour ce choix." in page.text
