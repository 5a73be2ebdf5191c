"""T25: distress, violence, health and money in free text, on the pages themselves."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import select

from mutualaid.models import Draft, HelpRequest
from mutualaid.models.base import Base
from tests import factories
from tests.blueprints.conftest import sign_in
from tests.blueprints.help_requests.walk import SHOPPING
from tests.browser import Browser

SAID = [
    ("je veux en finir, plus la force", {"tel:3114", "tel:15", "tel:112", "sms:114"}),
    ("mon mari me frappe", {"tel:17", "tel:3919", "sms:114", "tel:119", "tel:3133"}),
    ("je suis sous insuline", {"tel:15"}),
]


def rows(database) -> dict[str, list]:
    """Every row of every table."""
    with database.reading() as session:
        return {
            table.name: session.execute(select(table)).all()
            for table in Base.metadata.sorted_tables
        }


def calls(page) -> set[str]:
    [panel] = [each for each in page.all("section") if each.attributes.get("id") == "worry"]
    assert panel.text
    return page.numbers_in_main()


def details(app, language="fr"):
    browser = Browser(app, language=language)
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    return browser


@pytest.fixture(params=["fr", "en"])
def browser_at_details(app, brosses, request):
    """Where one writes what the person who comes should know, in each language."""
    return details(app, request.param)


@pytest.mark.parametrize(("said", "numbers"), SAID)
def test_the_panel_is_there_at_once_and_nothing_is_kept(
    browser_at_details, database, caplog, said, numbers
):
    caplog.set_level(logging.DEBUG)
    browser = browser_at_details
    before = rows(database)
    page = browser.submit({**SHOPPING, "note": said})
    assert browser.response.status_code == 200
    assert numbers <= calls(page)
    assert dict(page.post_form("note").fields)["fact_paid"] == "there"
    assert said in page.text, "the typed text is still there"
    assert rows(database) == before
    assert said not in caplog.text


def test_a_fact_is_heard_like_a_note(app, database, brosses):
    browser = Browser(app)
    browser.get("help_requests.ask")
    browser.submit({"category": "outing"})
    before = rows(database)
    page = browser.submit(
        {"fact_where_to": "mon mari me frappe", "fact_transport": "bus", "fact_wait": "no"}
    )
    assert "tel:3919" in calls(page)
    assert rows(database) == before


def test_going_on_without_these_words_leaves_the_text_empty(app, database, brosses):
    browser = details(app)
    browser.submit({**SHOPPING, "note": "je veux mourir"})
    [button] = [each for each in browser.page.all("button") if "sans" in each.text]
    assert button.attributes["form"] == "answers"
    fields = dict(browser.page.post_form("note").fields)
    answer = browser.post("help_requests.details", {**fields, button.attributes["name"]: "1"})
    assert answer.location == "/demander/quand"
    with database.reading() as session:
        [draft] = session.scalars(select(Draft))
    assert draft.answers["details"]["note"] == ""
    assert draft.answers["details"]["facts"] == {"together": "together", "paid": "there"}


def test_the_words_may_be_written_again(app, database, brosses):
    browser = details(app)
    browser.submit({**SHOPPING, "note": "je veux mourir"})
    assert (
        browser.submit({**SHOPPING, "note": "Sonnez deux fois"}).heading == "Le jour et le moment"
    )


def test_an_offer_s_note_is_heard_too(app, database, brosses):
    browser = Browser(app)
    browser.get("offers.offer")
    page = browser.submit({"categories": ["shopping"], "note": "je suis diabétique"})
    assert "N’écrivez rien sur votre santé" in page.text
    assert not any("rappele" in a.attributes.get("href", "") for a in page.all("a"))
    with database.reading() as session:
        assert session.scalar(select(Draft)) is None


def test_the_desk_keeps_no_word_of_health_either(app, database, brosses):
    with database.transaction() as session:
        home = session.scalars(select(factories.Neighbourhood)).one()
        fatima = factories.coordinator(session, home)
        jeanne = factories.person(session, home, "Jeanne")
    browser = Browser(app)
    sign_in(browser, fatima)
    browser.get("coordination.post_request", personne=jeanne.id)
    browser.submit({"category": "shopping"}, button=("etape", "besoin"))
    page = browser.submit({"note": "elle est sous insuline"})
    assert "N’écrivez rien sur votre santé" in page.text
    with database.reading() as session:
        assert session.scalar(select(HelpRequest)) is None


def test_money_is_refused_with_what_to_do_instead_and_the_text_kept(app, database, brosses):
    browser = details(app)
    page = browser.submit({**SHOPPING, "note": "prendre ma carte bleue et mon code"})
    assert browser.response.status_code == 422
    assert "Les voisins ne touchent ni carte, ni code" in page.text.replace("\u00a0", " ")
    assert "France services" in page.text
    assert "prendre ma carte bleue et mon code" in page.text
    with database.reading() as session:
        [draft] = session.scalars(select(Draft))
    assert "details" not in draft.answers


def test_one_leaves_the_page_quickly(app, database, brosses):
    browser = details(app)
    page = browser.submit({**SHOPPING, "note": "mon mari me frappe"})
    [leave] = [a for a in page.all("a") if "Quitter cette page vite" in a.text]
    assert leave.attributes["href"] == "/"
