"""Posting for someone on one page, a contact, an address."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.distance import Reach
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import (
    Channel,
    OfferStatus,
    RequestStatus,
)
from mutualaid.models import (
    Consent,
    HelpRequest,
    Neighbourhood,
    Offer,
    Place,
    User,
)
from tests.blueprints.conftest import add_street
from tests.blueprints.coordination.conftest import count, press, read
from tests.browser import Browser
from tests.factories.desks import Desk

GRID = "2026-10-15:1"


def post_page(fatima: Browser) -> None:
    """The page with the questions of the shopping."""
    fatima.get("coordination.post_request", category="shopping")


NEWCOMER = {
    "person": "new",
    "first_name": "Odile",
    "phone": "06 39 98 12 44",
    "age": "adult",
    "line": "5 rue des Lilas",
    "town": "69100 Villeurbanne",
    "fact_together": "together",
    "fact_paid": "there",
    "slots": [GRID],
    "channel": "call",
    "said_by": "phone",
}


def test_a_request_is_posted_for_a_newcomer_on_one_page(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    post_page(fatima)
    page = fatima.submit(NEWCOMER)
    assert page.heading == "À dire à Odile"
    assert "La demande est ouverte" in page.text
    with database.reading() as session:
        posted = session.scalars(select(HelpRequest).order_by(HelpRequest.id.desc())).first()
        assert posted.status is RequestStatus.OPEN
        assert [slot.half_day for slot in posted.slots] == [HalfDay.AFTERNOON]
        assert posted.place.neighbourhood_id == ours.home_id
        consent = session.scalars(select(Consent).where(Consent.user_id == posted.user_id)).one()
        assert consent.channel == "phone"


def test_sending_the_same_page_twice_posts_once(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    post_page(fatima)
    before = count(database, HelpRequest)
    sent = dict(fatima.page.post_form("person").fields) | {
        name: value if isinstance(value, str) else value[0] for name, value in NEWCOMER.items()
    }
    for _ in range(2):
        assert fatima.post("coordination.post_request", sent).status_code == 303
    assert count(database, HelpRequest) == before + 1


def test_the_questions_come_with_the_need_and_what_was_typed_stays(
    fatima: Browser, ours: Desk
) -> None:
    fatima.get("coordination.post_request")
    page = fatima.submit({"first_name": "Odile", "category": "moving"}, button=("etape", "besoin"))
    assert "Combien d’objets lourds ?" in page.text
    assert 'value="Odile"' in page.html
    assert "à corriger" not in page.text


def test_somebody_known_is_found_by_name_or_number(fatima: Browser, ours: Desk) -> None:
    fatima.get("coordination.post_request")
    page = fatima.submit({"search": "jean"}, button=("etape", "chercher"))
    assert "Jeanne, 7 rue des Lilas" in page.text
    page = fatima.submit({"search": "0639981211"}, button=("etape", "chercher"))
    assert "Rose, 9 rue des Lilas" in page.text


def test_somebody_of_another_desk_is_not_found(fatima: Browser, ours: Desk, theirs: Desk) -> None:
    fatima.get("coordination.post_request")
    page = fatima.submit({"search": "Odette"}, button=("etape", "chercher"))
    assert "Odette" not in page.text
    fatima.get("coordination.post_request", personne=theirs.resident_id, status=404)


def test_a_request_is_posted_for_somebody_known(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.post_request", category="shopping", personne=ours.resident_id)
    known = {"person": str(ours.resident_id)}
    wanted = ("fact_together", "fact_paid", "slots", "channel", "said_by")
    fatima.submit(known | {name: NEWCOMER[name] for name in wanted})
    with database.reading() as session:
        posted = session.scalars(select(HelpRequest).order_by(HelpRequest.id.desc())).first()
        assert posted.user_id == ours.resident_id
        assert posted.place_id == ours.place_id


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first_name": "  "}, "Écrivez le prénom"),
        ({"phone": "zéro six"}, "Écrivez un numéro à 10 chiffres"),
        ({"line": ""}, "Écrivez le numéro et la rue"),
        ({"slots": []}, "Choisissez un jour et un moment de la journée"),
        ({"other_day": "27 octobre 1999"}, "aujourd’hui ou plus tard"),
        ({"slots": [], "other_day": "le jour de gloire"}, "Écrivez une date comme"),
        ({"said_by": []}, "Demandez d’abord à la personne"),
        ({"channel": "email"}, "Écrivez un e-mail, ou choisissez un appel"),
        ({"fact_paid": ""}, "à corriger"),
        ({"person": []}, "Choisissez une personne"),
        ({"note": "a" * 312}, "Il y en a 12 de trop"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_what_was_typed(
    fatima: Browser, ours: Desk, database: Database, wrong: dict, sentence: str
) -> None:
    post_page(fatima)
    before = count(database, HelpRequest)
    page = fatima.submit(NEWCOMER | {"last_name": "Mercier"} | wrong)
    assert fatima.response.status_code == 422
    assert sentence in page.text
    assert 'value="Mercier"' in page.html
    assert count(database, HelpRequest) == before


def test_an_unknown_street_is_accepted_and_becomes_a_task(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    post_page(fatima)
    fatima.submit(NEWCOMER | {"line": "3 rue de nulle part"})
    page = fatima.get("coordination.today")
    assert "Placer une adresse" in page.text
    with database.reading() as session:
        place = session.scalars(select(Place).order_by(Place.id.desc())).first()
    page = fatima.get("coordination.place_address", place_id=place.id)
    page = fatima.get(f"/coordination/adresses/{place.id}?rue=lilas")
    assert "Rue des Lilas" in page.text
    press(fatima, f"/adresses/{place.id}/rue")
    assert read(database, Place, place.id).precision.is_matchable


@pytest.mark.parametrize("lat", ["quarante-cinq", "999", ""])
def test_degrees_that_are_none_get_a_sentence(fatima: Browser, ours: Desk, lat: str) -> None:
    fatima.get("coordination.place_address", place_id=ours.place_id)
    page = fatima.submit({"lat": lat, "lon": "4,9128"})
    assert fatima.response.status_code == 422
    assert "la latitude" in page.text or "des degrés comme" in page.text
    assert 'value="4,9128"' in page.html


def test_an_offer_is_posted_for_a_newcomer(fatima: Browser, ours: Desk, database: Database) -> None:
    fatima.get("coordination.post_offer")
    who = ("person", "first_name", "phone", "age", "line", "town", "channel", "said_by")
    fatima.submit(
        {name: NEWCOMER[name] for name in who}
        | {
            "categories": ["shopping", "chat"],
            "week": ["0", "4"],
            "reach": Reach.TEN_MINUTES.value,
            "rhythm": "no_limit",
        }
    )
    with database.reading() as session:
        offer = session.scalars(select(Offer).order_by(Offer.id.desc())).first()
        assert offer.status is OfferStatus.ACTIVE
        assert offer.categories == ["chat", "shopping"]
        assert (offer.user.weekly_mask, offer.user.rhythm_per_month) == (0b10001, None)


def test_a_contact_is_changed(fatima: Browser, ours: Desk, database: Database) -> None:
    fatima.get("coordination.edit_contact", user_id=ours.resident_id)
    fatima.submit(
        {
            "phone": "06 39 98 12 77",
            "channel": "call",
            "contact_choice": "desk",
            "line": "9 rue des Lilas",
            "town": "Villeurbanne",
        }
    )
    person = read(database, User, ours.resident_id)
    assert (person.phone, person.channel) == ("+33639981277", Channel.CALL)
    assert read(database, Place, person.place_id).house_number == "9"


def test_a_street_of_another_desk_is_refused_with_a_sentence(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    with database.transaction() as session:
        add_street(session, session.get_one(Neighbourhood, theirs.home_id), "Rue des Tulipes")
    fatima.get("coordination.edit_contact", user_id=ours.resident_id)
    page = fatima.submit({"line": "2 rue des Tulipes", "town": "Villeurbanne"})
    assert fatima.response.status_code == 422
    assert "Cette rue dépend de l’équipe d’un autre quartier" in page.text


def test_an_exact_time_outside_the_ticked_half_day_gets_a_sentence(
    fatima: Browser, ours: Desk
) -> None:
    post_page(fatima)
    page = fatima.submit(NEWCOMER | {"start": "9 h"})
    assert fatima.response.status_code == 422
    assert "9 h" in page.text
    page = fatima.submit({"start": "14 h 30"})
    assert page.heading == "À dire à Odile"
    assert "14 h 30" in page.text


def test_after_posting_she_reads_what_to_say_and_prints_a_letter(
    fatima: Browser, ours: Desk
) -> None:
    post_page(fatima)
    page = fatima.submit(NEWCOMER)
    assert "J’ai noté : Faire des courses, jeudi 15 octobre" in page.text
    assert "je vous appelle : vous direz oui ou non" in page.text
    assert "Elles ne lisent ni nom ni rue." in page.text
    letter = next(each for each in page.elements if "lettre" in each.attributes.get("href", ""))
    assert "Odile" in fatima.get(letter.attributes["href"]).text


def test_agreed_in_advance_is_never_ticked_by_itself_and_said_back_when_it_is(
    fatima: Browser, ours: Desk
) -> None:
    post_page(fatima)
    assert fatima.page is not None
    ticked = [name for form in fatima.page.forms for name, _value in form.fields]
    assert "agreed_in_advance" not in ticked
    page = fatima.submit(NEWCOMER | {"agreed_in_advance": "y"})
    assert "dès qu’une personne que nous connaissons dit oui, c’est fait" in page.text


def test_whoever_offers_hears_what_happens_next(fatima: Browser, ours: Desk) -> None:
    page = fatima.get("coordination.say_about_offer", user_id=ours.helper_id)
    assert "Vous pouvez toujours dire non." in page.text
    letter = next(each for each in page.elements if "lettre" in each.attributes.get("href", ""))
    assert "Merci. Vous pouvez aider ainsi" in fatima.get(letter.attributes["href"]).text
    assert fatima.get("coordination.say_about_offer", status=404, user_id=ours.resident_id)
