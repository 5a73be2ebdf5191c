"""Door to door: sheets without a name, numbers that are corrected, coupons that become requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.models import Consent, DoorSheet, HelpRequest, JournalEntry, Street, User
from mutualaid.services.past_rows import drop_others
from tests.blueprints.coordination.conftest import count, press
from tests.browser import Browser
from tests.factories import NOW
from tests.factories.desks import CANARY, Desk
from tests.support.page import Page

STAIR: dict[str, Any] = {
    "street": "Rue des Lilas", "house_number": "12 bis", "stair": "b", "day": "2026-10-12",
    "n_opened": "7", "n_closed": "5", "n_paper": "4", "n_call_back": "1",
}  # fmt: skip


def write_down(browser: Browser, **changes: str) -> Page:
    browser.get("coordination.door_to_door")
    return browser.submit(STAIR | changes)


def sheets(database: Database) -> list[DoorSheet]:
    with database.reading() as session:
        return list(session.scalars(select(DoorSheet).order_by(DoorSheet.id)))


def test_a_sheet_that_comes_back_is_counted_and_by_whom_is_in_the_journal(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    page = write_down(fatima)
    assert "La feuille est notée." in page.text
    assert "Nous avons frappé à 12 portes. 7 se sont ouvertes. 4 papiers" in page.text
    assert "1 personne veut un appel." in page.text
    assert "12 bis Rue des Lilas, escalier B" in page.text
    with database.reading() as session:
        line = session.scalars(
            select(JournalEntry).where(JournalEntry.action == "doors_counted")
        ).one()
    assert line.actor_id == ours.coordinator.id
    assert not line.numbers, "no count of one door in the journal"


def test_the_same_stair_on_the_same_day_is_corrected_and_another_day_is_another_sheet(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    write_down(fatima)
    write_down(fatima, n_opened="8")
    assert [each.n_opened for each in sheets(database)] == [8]
    write_down(fatima, day="2026-10-11")
    write_down(fatima, stair="")
    assert len(sheets(database)) == 3


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"street": ""}, "Choisissez la rue"),
    ({"house_number": "Madame Martin"}, "Écrivez un numéro comme 12 ou 12 bis"),
    ({"stair": "Mme M"}, "Écrivez l’escalier en une lettre ou un chiffre, comme B"),
    ({"n_opened": "beaucoup"}, "Écrivez un nombre, comme 4"),
    ({"n_opened": "-3"}, "Écrivez un nombre, comme 4"),
    ({"n_opened": "9" * 40}, "Écrivez un nombre, comme 4"),
    ({"n_paper": "8"}, "Écrivez au plus le nombre de portes ouvertes"),
    ({"n_call_back": "8"}, "Écrivez au plus le nombre de portes ouvertes"),
    ({"n_opened": "", "n_closed": "", "n_paper": "", "n_call_back": ""},
     "Écrivez combien de portes se sont ouvertes, ou sont restées fermées"),
)  # fmt: skip


def test_what_cannot_be_counted_is_said_and_stays_typed(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    for changes, sentence in REFUSED:
        page = write_down(fatima, **changes)
        assert sentence in page.text, changes
        kept = dict(page.post_form("n_closed").fields)
        assert kept["n_closed"] == (STAIR | changes)["n_closed"]
    assert sheets(database) == []


def test_closed_doors_alone_are_a_sheet_too(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    write_down(fatima, n_opened="", n_paper="", n_call_back="")
    assert [(each.n_opened, each.n_closed) for each in sheets(database)] == [(0, 5)]


def test_a_sheet_is_removed_by_its_own_desk_only(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    write_down(fatima)
    number = next(each.id for each in sheets(database) if each.neighbourhood_id == theirs.home_id)
    page = fatima.get("coordination.door_to_door")
    assert CANARY not in page.html
    csrf = dict(page.forms[-1].fields)["csrf"]
    answer = fatima.client.post(
        "/coordination/porte-a-porte/retirer", data={"csrf": csrf, "feuille": str(number)}
    )
    assert answer.status_code == 404
    fatima.get("coordination.door_to_door", status=404, quartier=theirs.home_id)
    fatima.get("coordination.door_to_door")
    press(fatima, f"/retirer?quartier={ours.home_id}")
    assert [each.id for each in sheets(database)] == [number]


def test_a_year_later_the_sheets_are_gone(fatima: Browser, ours: Desk, database: Database) -> None:
    write_down(fatima)
    for days, left in ((364, 1), (366, 0)):
        with database.transaction() as session:
            drop_others(session, NOW + timedelta(days=days))
        assert count(database, DoorSheet) == left


def test_the_paper_of_a_street_has_room_for_strokes_and_none_for_names(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    page = fatima.get("coordination.door_sheet", rue="Rue des Lilas")
    assert "Danger maintenant : 15, 18 ou 112 d’abord, Fatima ensuite" in page.text
    assert "Aucun nom" in page.text
    assert page.html.count("<tr>") == 13
    assert "Prénom" not in page.text
    assert "Rue :" in fatima.get("coordination.door_sheet", rue="<b>Ailleurs").text
    with database.transaction() as session:
        for street in session.scalars(select(Street)):
            street.neighbourhood_id = None
    assert "Aucune rue de ce quartier" in fatima.get("coordination.door_to_door").text
    fatima.get("coordination.door_sheet")


def test_a_coupon_becomes_a_request_once_the_person_has_signed(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    before = count(database, HelpRequest)
    page = fatima.get("coordination.type_coupon")
    answers = {
        "first_name": "Odile", "phone": "06 39 98 12 77", "category": "phone_chat",
        "said_by": "paper",
    }  # fmt: skip
    form = dict(page.post_form("first_name").fields) | answers | {"etape": "coupon"}
    answer = fatima.client.post("/coordination/nouvelle-demande", data=form)
    assert answer.status_code == 200
    assert count(database, HelpRequest) == before, "nothing is kept before she sends it"
    fatima.response = answer
    posting = fatima._read("/coordination/nouvelle-demande")
    filled = dict(posting.post_form("first_name").fields)
    assert filled.items() >= (answers | {"person": "new", "channel": "call"}).items()
    assert filled["once"]
    fatima.submit({"age": "adult", "slots": ["2026-10-15:1"]})
    with database.reading() as session:
        person = session.scalars(select(User).where(User.first_name == "Odile")).one()
        consent = session.scalars(select(Consent).where(Consent.user_id == person.id)).first()
    assert consent is not None
    assert (consent.channel, consent.recorded_by_id) == ("paper", ours.coordinator.id)
    assert count(database, HelpRequest) == before + 1


def test_a_coupon_without_a_yes_posts_nothing(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    before = count(database, HelpRequest)
    page = fatima.get("coordination.type_coupon")
    form = dict(page.post_form("first_name").fields) | {"first_name": "Odile", "etape": "coupon"}
    fatima.response = fatima.client.post("/coordination/nouvelle-demande", data=form)
    fatima._read("/coordination/nouvelle-demande")
    page = fatima.submit({"age": "adult", "category": "phone_chat", "slots": ["2026-10-15:1"]})
    assert "Demandez d’abord à la personne" in page.text
    assert count(database, HelpRequest) == before
