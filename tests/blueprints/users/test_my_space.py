"""One's own page: what is agreed, asked, needed and offered; and how one is reached."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.statuses import OfferStatus, RequestStatus
from mutualaid.models import HelpRequest, Neighbourhood, Offer, Proposal, User
from mutualaid.services import proposals
from tests import factories as f
from tests.blueprints.conftest import add_street, sign_in
from tests.browser import Browser
from tests.support.page import Page


@pytest.fixture
def me(browser: Browser, store: Database, jeanne: int) -> User:
    """Jeanne, signed in."""
    with store.reading() as session:
        person = session.get_one(User, jeanne)
    sign_in(browser, person)
    return person


def need(store: Database, user_id: int, **values: object) -> HelpRequest:
    with store.transaction() as session:
        return f.help_request(session, session.get_one(User, user_id), **values)  # type: ignore[arg-type]


def test_nobody_reads_it_without_signing_in(browser: Browser, jeanne: int) -> None:
    assert jeanne
    answer = browser.client.get("/mon-espace")
    assert (answer.status_code, answer.location) == (303, "/entrer?next=/mon-espace")


@pytest.mark.usefixtures("me")
def test_an_empty_page_says_what_one_can_do_and_whom_to_call(browser: Browser) -> None:
    page = browser.get("/mon-espace")
    assert "Vous n’avez pas de demande en cours." in page.text
    assert "Vous n’avez pas de rendez-vous." in page.text
    assert "Vous ne proposez rien en ce moment." in page.text
    assert "Fatima, 04 65 71 01 01" in page.text
    links = {link.attributes["href"] for link in page.all("a")}
    assert {"/demander", "/aider", "/mon-espace/joindre", "/mon-espace/adresse"} <= links


def test_a_request_is_read_withdrawn_and_agreed_to_in_advance(
    browser: Browser, store: Database, me: User
) -> None:
    number = need(store, me.id).id
    page = browser.get("/mon-espace")
    assert "Nous cherchons quelqu’un" in page.text
    assert "jeudi 15 octobre, l’après-midi" in page.text
    page = browser.submit(button=("answer", "yes"))
    assert "Vous êtes d’accord d’avance" in page.text
    with store.reading() as session:
        assert session.scalars(select(HelpRequest.agreed_in_advance_at)).one() == f.NOW
    browser.submit(button=("answer", "no"))
    with store.reading() as session:
        assert session.scalars(select(HelpRequest.agreed_in_advance_at)).one() is None
    browser.get(f"/demander/{number}/retirer")
    page = browser.submit()
    assert "Vous n’avez pas de demande en cours." in page.text


def test_nobody_agrees_for_somebody_else(browser: Browser, store: Database, me: User) -> None:
    with store.transaction() as session:
        home = session.get_one(Neighbourhood, me.neighbourhood_id)
        other = f.help_request(session, f.person(session, home, "Ali")).id
    need(store, me.id)
    browser.get("/mon-espace")
    assert browser.page is not None
    csrf = dict(browser.page.post_form("answer").fields)["csrf"]
    answer = browser.post(f"/mon-espace/demandes/{other}/accord", {"csrf": csrf, "answer": "yes"})
    assert answer.status_code == 404
    with store.reading() as session:
        assert session.get_one(HelpRequest, other).agreed_in_advance_at is None


def test_an_offer_is_paused_taken_up_again_and_withdrawn(
    browser: Browser, store: Database, me: User
) -> None:
    with store.transaction() as session:
        person = session.get_one(User, me.id)
        person.weekly_mask = 0b111
        session.add(
            Offer(user_id=person.id, status=OfferStatus.ACTIVE, reach="ten_minutes",
                  created_at=f.NOW, confirmed_at=f.NOW)
        )  # fmt: skip
    page = browser.get("/mon-espace")
    assert "Personne n’a encore besoin de vous. C’est plutôt bon signe. Nous écrirons." in page.text
    assert "Le matin : lundi" in page.text
    page = browser.submit(button=("weeks", "1"))
    assert "Jusqu’à lundi 19 octobre, 10 h" in page.text

    def press(action: str) -> str:
        assert browser.page is not None
        form = next(form for form in browser.page.forms if form.action == action)
        answer = browser.post(action, dict(form.fields))
        return browser.get(answer.location).text

    assert "Disponible" in press("/aider/reprendre")
    assert "Retirée" in press("/aider/retirer")
    assert "Disponible" in press("/aider/annuler")


def test_a_question_and_an_appointment_lead_to_their_pages(
    browser: Browser, store: Database, me: User
) -> None:
    number = need(store, me.id).id
    with store.transaction() as session:
        home = session.get_one(Neighbourhood, me.neighbourhood_id)
        offer = f.helper(session, home, "Karim")
        asked = proposals.propose(
            session, session.get_one(HelpRequest, number), offer, f.thursday(),
            by=f.coordinator(session, home), now=f.NOW,
        )  # fmt: skip
        helper_id, proposal_id = offer.user_id, asked.id
    page = browser.get("/mon-espace")
    assert "Nous demandons à une personne près de chez vous" in page.text
    assert "Karim" not in page.text

    helper = Browser(browser.app)
    with store.reading() as session:
        sign_in(helper, session.get_one(User, helper_id))
    page = helper.get("/mon-espace")
    assert "Nous attendons votre réponse" in page.text
    assert "Jeanne" not in page.text
    assert helper.get(_link(page, "/proposition/")).heading.startswith("Pouvez-vous aider")

    _answer(store, proposal_id, helper_id)
    page = browser.get("/mon-espace")
    assert "Karim peut vous aider jeudi. Cela vous va ?" in page.text
    with store.transaction() as session:
        row = session.get_one(Proposal, proposal_id)
        person = session.get_one(User, me.id)
        proposals.answer_as_resident(session, row, True, by=person, now=f.NOW)
    page = browser.get("/mon-espace")
    assert "C’est d’accord" in page.text
    assert "avec Karim" in page.text
    assert "+3363998" not in page.html.replace("+33639981234", "")
    browser.get(_link(page, "/rendez-vous/"))
    assert "avec Jeanne" in helper.get("/mon-espace").text


def _answer(store: Database, proposal_id: int, helper_id: int) -> None:
    with store.transaction() as session:
        helper = session.get_one(User, helper_id)
        proposals.answer_as_helper(
            session, session.get_one(Proposal, proposal_id), True, by=helper, now=f.NOW
        )


def _link(page: Page, start: str) -> str:
    links = [link.attributes.get("href", "") for link in page.all("a")]
    return next(link for link in links if link.startswith(start))


def test_how_one_is_reached_is_changed_and_kept(
    browser: Browser, store: Database, me: User
) -> None:
    browser.get("/mon-espace/joindre")
    page = browser.submit({"contact_choice": "desk", "languages": ["fr", "ar"]})
    assert "C’est noté." in page.text
    assert "français, arabe" in page.text
    with store.reading() as session:
        assert session.get_one(User, me.id).contact_choice == "desk"


@pytest.mark.usefixtures("me")
@pytest.mark.parametrize("typed", [{"contact_choice": "letter"}, {"ui_language": "xx"}])
def test_an_answer_that_is_not_on_the_page_is_refused(
    browser: Browser, typed: dict[str, str]
) -> None:
    browser.get("/mon-espace/joindre")
    browser.submit(typed)
    assert browser.response is not None
    assert browser.response.status_code == 422


def test_an_address_is_chosen_among_what_was_found(
    browser: Browser, store: Database, me: User
) -> None:
    with store.transaction() as session:
        home = session.get_one(Neighbourhood, me.neighbourhood_id)
        add_street(session, home, "Rue des Lilas")
    assert browser.client.get("/mon-espace/adresse/choisir").status_code == 303
    browser.get("/mon-espace/adresse")
    page = browser.submit({"line": "14 rue des lilas", "town": "69100"})
    assert page.heading == "Est-ce la bonne adresse ?"
    chosen = next(
        element.attributes["value"] for element in page.all("input")
        if element.attributes.get("value", "").startswith("streets:")
    )  # fmt: skip
    page = browser.submit({"choice": chosen, "flat": "2e étage"})
    assert "14 Rue des Lilas" in page.text
    with store.reading() as session:
        place = session.get_one(User, me.id).place
        assert place is not None
        assert (place.flat, place.neighbourhood_id) == ("2e étage", me.neighbourhood_id)


def test_a_full_page_asks_few_questions_of_the_database(
    app: Flask, browser: Browser, store: Database, me: User
) -> None:
    for _ in range(20):
        need(store, me.id, status=RequestStatus.OPEN)
    with store.transaction() as session:
        home = session.get_one(Neighbourhood, me.neighbourhood_id)
        for n in range(12):
            other = f.person(session, home, f"Rose{n}")
            request = f.help_request(session, other)
            _ask(session, request, me.id)
    page = browser.get("/mon-espace")
    assert page.text.count("Répondre") == 12
    english = Browser(app, language="en")
    english.client = browser.client
    assert english.get("users.my_space").heading == "Hello Jeanne"


def _ask(session: Session, request: HelpRequest, helper_id: int) -> None:
    """A proposal as the matcher writes it, beyond any capacity."""
    session.add(
        Proposal(
            help_request_id=request.id, helper_id=helper_id, on_date=f.thursday().on_date,
            half_day=f.thursday().half_day, reasons=[], expires_at=f.NOW + timedelta(days=1),
            created_at=f.NOW,
        )
    )  # fmt: skip
