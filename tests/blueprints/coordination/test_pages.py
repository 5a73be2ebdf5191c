"""Every page of the desk, opened."""

from __future__ import annotations

import pytest

from tests.browser import Browser
from tests.factories.desks import Desk


def test_the_day_shows_whom_to_call_and_what_to_say(fatima: Browser, ours: Desk) -> None:
    page = fatima.get("coordination.today")
    assert page.heading == "Aujourd’hui, lundi 12 octobre"
    assert "Rose" in page.text
    assert (
        "Pouvez-vous aider, jeudi 15 octobre, l’après-midi, tout près de chez vous ?" in page.text
    )
    assert "Le premier oui l’emporte" in page.text
    assert "Jeanne" in page.text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_keeps_the_rules(fatima: Browser, ours: Desk, language: str) -> None:
    fatima.prefix = "/en" if language == "en" else ""
    fatima.get("coordination.today")
    fatima.get("coordination.list_requests")
    fatima.get("coordination.show_request", request_id=ours.request_id)
    fatima.get("coordination.show_request", request_id=ours.asked_request_id)
    fatima.get("coordination.choose_helper", request_id=ours.request_id)
    fatima.get("coordination.list_neighbours")
    fatima.get("coordination.show_neighbour", user_id=ours.phone_helper_id)
    fatima.get("coordination.edit_contact", user_id=ours.phone_helper_id)
    fatima.get("coordination.availability", user_id=ours.phone_helper_id)
    for page in ("trusted", "referees", "household", "merge"):
        fatima.get(f"coordination.{page}", user_id=ours.phone_helper_id)
    fatima.get("coordination.merge", user_id=ours.phone_helper_id, avec=ours.helper_id)
    for page in ("list_duplicates", "import_people", "export_page", "team", "journal"):
        fatima.get(f"coordination.{page}")
    fatima.get("coordination.call", user_id=ours.phone_helper_id)
    fatima.get("coordination.place_address", place_id=ours.place_id)
    fatima.get("coordination.post_request")
    fatima.get("coordination.post_request", category="moving", personne=ours.resident_id)
    fatima.get("coordination.post_offer")
