"""The year in figures: findings in words, the same numbers in a table and in a file."""

from __future__ import annotations

import csv
from datetime import timedelta

from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import AppointmentStatus, RequestStatus
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    Feedback,
    Feeling,
    Neighbourhood,
    Proposal,
    Tie,
    User,
)
from tests import factories
from tests.browser import Browser
from tests.factories import NOW, TODAY
from tests.factories.desks import Desk


def help_often(session: Session, desk: Desk, n: int) -> None:
    """Karim helped Jeanne so many times in September, and she found it good."""
    jeanne, karim = session.get_one(User, desk.resident_id), session.get_one(User, desk.helper_id)
    for number in range(n):
        asked_at = NOW - timedelta(days=30)
        need = factories.help_request(
            session, jeanne, status=RequestStatus.DONE, confirmed_at=asked_at, created_at=asked_at
        )
        slot = {"on_date": TODAY - timedelta(days=28), "half_day": HalfDay.MORNING}
        proposal = Proposal(
            help_request_id=need.id, helper_id=karim.id, expires_at=NOW, created_at=asked_at, **slot
        )
        meeting = Appointment(
            help_request_id=need.id, minutes=60, uid=f"{desk.home_id}-{number}", **slot,
            mot_de_passage="a b", status=AppointmentStatus.DONE, ended_at=NOW,
            created_at=asked_at + timedelta(hours=5),
        )  # fmt: skip
        session.add_all([proposal, meeting])
        session.flush()
        session.add_all(
            [
                AppointmentHelper(
                    appointment_id=meeting.id, helper_id=karim.id, proposal_id=proposal.id
                ),
                Feedback(
                    appointment_id=meeting.id, user_id=jeanne.id, took_place=True,
                    feeling=Feeling.GOOD, created_at=NOW,
                ),
            ]
        )  # fmt: skip
    tie = {"n_meetings": n, "created_at": NOW - timedelta(days=28)}
    session.add(Tie(low_id=min(jeanne.id, karim.id), high_id=max(jeanne.id, karim.id), **tie))


def test_findings_are_sentences_and_few_answers_make_no_percentage(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        help_often(session, ours, 6)
    page = fatima.get("coordination.figures")
    assert page.heading == "Le bilan, à Les Brosses"
    assert "De novembre 2025 à octobre 2026." in page.text
    assert "8 demandes en un an 2 en octobre" in page.text
    assert "6 coups de main en un an 0 en octobre" in page.text
    assert "1 lien réparé en un an" in page.text
    assert "Trop peu de réponses pour un pourcentage (6)" in page.text
    assert "Nous avons demandé au moins une fois à chaque bénévole." in page.text
    assert "Trop peu de demandes pour dire combien de temps on attend (6)." in page.text
    assert "La plus ancienne attend depuis 24 heures." in page.text


def test_enough_answers_make_one(fatima: Browser, ours: Desk, database: Database) -> None:
    with database.transaction() as session:
        help_often(session, ours, 11)
    page = fatima.get("coordination.figures")
    assert "Demandes qui ont eu leur coup de main : 11 sur 11. Soit 100 pour cent." in page.text
    assert "La moitié ont un rendez-vous en 5 heures. Neuf sur dix l’ont en 5 heures." in page.text
    assert "1 personne : 11 sur 11. Soit 100 pour cent." in page.text
    assert "Réponses qui disent « bien » : 11 sur 11." in page.text


def test_one_scale_from_nought_and_the_last_value_named(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        help_often(session, ours, 3)
    html = fatima.get("coordination.figures").html
    heights = [float(part.split('"')[0]) for part in html.split('width="28" height="')[1:]]
    assert len(heights) == 36
    assert max(heights) == 90.0, "the highest of all three"
    assert heights[10] == heights[22] == 90.0, "three requests and three hands in September"
    assert heights[34] == 30.0, "one tie, on the same scale"
    assert "<table>" in html
    assert "<circle" not in html


def test_an_empty_neighbourhood_says_what_is(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session, "Les Vides")
        factories.coordinator(session, home, "Inès")
        fatima_there = session.get_one(User, ours.coordinator.id)
        fatima_there.coordinations[0].neighbourhood_id = home.id
    page = fatima.get("coordination.figures")
    for sentence in (
        "0 demande en un an", "Aucune demande n’est encore terminée.", "Personne n’attend.",
        "Personne ne propose encore son aide.", "Aucune réponse encore.",
    ):  # fmt: skip
        assert sentence in page.text


def test_another_desks_figures_are_not_found(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    with database.transaction() as session:
        help_often(session, theirs, 4)
    assert "0 coup de main en un an" in fatima.get("coordination.figures").text
    for page in ("coordination.figures", "coordination.figures_file"):
        assert fatima.client.get(fatima.path(page, quartier=theirs.home_id)).status_code == 404


def test_the_file_has_the_table_and_no_formula(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        help_often(session, ours, 2)
        session.get_one(Neighbourhood, ours.home_id).name = "=1+1"
    answer = fatima.client.get("/coordination/bilan.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="bilan-2026-10-12.csv"'
    rows = list(
        csv.reader(answer.get_data(as_text=True).removeprefix("\ufeff").splitlines(), delimiter=";")
    )
    assert rows[0][:4] == ["Mois", "Demandes", "Coups de main donnés", "Liens"]
    assert len(rows) == 13
    assert rows[11] == ["2026-09", "2", "2", "1", "5"]
    assert rows[12] == ["2026-10", "2", "0", "0", ""]
