"""The desk names who told it of a need."""

from __future__ import annotations

from mutualaid.db import Database
from mutualaid.models import HelpRequest
from tests.blueprints.coordination.conftest import press, read
from tests.browser import Browser
from tests.factories.desks import CANARY, Desk


def test_the_desk_names_one_of_its_neighbours_and_takes_the_name_back(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    page = fatima.get("coordination.show_request", request_id=ours.request_id)
    assert "Qui a signalé ce besoin ?" in page.text
    page = fatima.get("coordination.name_reporter", request_id=ours.request_id)
    assert "Signalé par" not in page.text
    page = fatima.get("coordination.name_reporter", request_id=ours.request_id, nom="a")
    assert "Karim" in page.text
    assert CANARY not in page.html
    assert f'value="{ours.resident_id}"' not in page.html, "not the person herself"
    press(fatima, "/signale-par", personne=str(ours.helper_id))
    assert read(database, HelpRequest, ours.request_id).reported_by_id == ours.helper_id
    page = fatima.get("coordination.name_reporter", request_id=ours.request_id)
    assert "Signalé par Karim." in page.text
    press(fatima, "/signale-par", personne="0")
    assert read(database, HelpRequest, ours.request_id).reported_by_id is None


def test_nobody_found_says_what_to_do(fatima: Browser, ours: Desk) -> None:
    page = fatima.get("coordination.name_reporter", request_id=ours.request_id, nom="zzz")
    assert "Notez d’abord cette personne, puis revenez." in page.text


def test_somebody_of_another_desk_is_not_found(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    page = fatima.get("coordination.name_reporter", request_id=ours.request_id, nom="Karim")
    form = next(form for form in page.forms if form.action.endswith("/signale-par"))
    sent = dict(form.fields) | {"personne": str(theirs.resident_id)}
    assert fatima.client.post(form.action, data=sent).status_code == 404
    assert read(database, HelpRequest, ours.request_id).reported_by_id is None
