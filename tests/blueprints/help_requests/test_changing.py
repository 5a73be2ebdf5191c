"""A request is changed, repeated and taken further without typing it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import AppointmentStatus, ProposalStatus, RequestStatus
from mutualaid.models import Appointment, Block, HelpRequest, Message, Neighbourhood, Proposal, User
from mutualaid.services import proposals
from tests import factories
from tests.blueprints.conftest import sign_in
from tests.factories import NOW, TODAY, thursday

FACTS = {"together": "together", "paid": "there"}
DAY = timedelta(days=1)


@pytest.fixture
def jeanne(browser, database, brosses):
    with database.transaction() as session:
        person = factories.person(session, session.get_one(Neighbourhood, brosses), "Jeanne")
    sign_in(browser, person)
    return person


def need(database, person, **values):
    with database.transaction() as session:
        values = {"facts": FACTS, "note": "Sonnez deux fois"} | values
        return factories.help_request(session, session.get_one(User, person.id), **values)


def ask_karim(database, request_id, *, says_yes=False):
    with database.transaction() as session:
        help_request = session.get_one(HelpRequest, request_id)
        offer = factories.helper(session, help_request.neighbourhood, "Karim")
        asked = proposals.propose(session, help_request, offer, thursday(), by=offer.user, now=NOW)
        if says_yes:
            proposals.answer_as_helper(session, asked, True, by=offer.user, now=NOW)
            proposals.answer_as_resident(session, asked, True, by=help_request.user, now=NOW)
        return offer.user_id, asked.id


def press(browser, action, **sent):
    form = next(form for form in browser.page.forms if form.action.endswith(action))
    answer = browser.post(form.action, dict(form.fields) | sent)
    assert answer.status_code == 303
    return browser.get(answer.location)


def read(database, table, number):
    with database.reading() as session:
        row = session.get_one(table, number)
        _ = getattr(row, "slots", None)
        return row


def test_a_request_opens_filled_in_and_is_changed_where_it_stands(browser, database, jeanne):
    number = need(database, jeanne).id
    browser.get("/mon-espace")
    page = press(browser, f"/demander/{number}/modifier")
    assert page.heading == "Vérifiez votre demande, puis gardez-la"
    for words in ("jeudi 15 octobre, l’après-midi", "Sonnez deux fois", "6 rue des Lilas"):
        assert words in page.text
    page = browser.get("/demander/precisions?modifier=1")
    assert "Sonnez deux fois" in page.html
    page = browser.submit({"note": "Porte bleue", "fact_paid": "envelope"})
    assert page.heading == "Vérifiez votre demande, puis gardez-la"
    browser.get("/demander/quand?modifier=1")
    browser.submit({"days": ["2026-10-16"], "moments": ["morning"]})
    page = browser.submit()
    assert "Votre demande est changée." in page.text
    found = read(database, HelpRequest, number)
    assert (found.note, found.facts["paid"]) == ("Porte bleue", "envelope")
    assert found.slots == [Slot.of(TODAY + 4 * DAY, HalfDay.MORNING)]
    with database.reading() as session:
        assert len(session.scalars(select(HelpRequest)).all()) == 1


def test_a_note_or_a_further_day_leaves_who_is_asked_and_a_new_fact_lets_her_go(
    browser, database, jeanne
):
    number = need(database, jeanne).id
    _karim, asked = ask_karim(database, number)
    browser.get("/mon-espace")
    press(browser, f"/demander/{number}/modifier")
    browser.get("/demander/quand?modifier=1")
    browser.submit({"days": ["2026-10-15", "2026-10-16"], "moments": ["afternoon"]})
    browser.submit()
    assert read(database, Proposal, asked).status is ProposalStatus.OPEN
    browser.get("/mon-espace")
    press(browser, f"/demander/{number}/modifier")
    browser.get("/demander/precisions?modifier=1")
    browser.submit({"fact_paid": "envelope"})
    browser.submit()
    assert read(database, Proposal, asked).status is ProposalStatus.CANCELLED
    assert read(database, HelpRequest, number).status is RequestStatus.OPEN


def test_half_days_that_no_page_would_offer_together_stay_as_they_are(browser, database, jeanne):
    slots = (
        Slot.of(TODAY + 3 * DAY, HalfDay.MORNING),
        Slot.of(TODAY + 30 * DAY, HalfDay.EVENING),
    )
    number = need(database, jeanne, slots=slots).id
    browser.get("/mon-espace")
    press(browser, f"/demander/{number}/modifier")
    page = browser.get("/demander/quand?modifier=1")
    assert "mercredi 11 novembre" in page.text
    browser.get("/demander/verifier")
    browser.submit()
    assert read(database, HelpRequest, number).slots == list(slots)


def test_a_typing_slip_while_changing_keeps_what_was_typed(browser, database, jeanne):
    number = need(database, jeanne).id
    browser.get("/mon-espace")
    press(browser, f"/demander/{number}/modifier")
    browser.get("/demander/quand?modifier=1")
    page = browser.submit({"other_day": "45 octobre"})
    assert browser.response.status_code == 422
    assert 'value="45 octobre"' in page.html
    assert read(database, HelpRequest, number).slots == [thursday()]


def test_pressing_keep_twice_changes_once_and_an_agreed_one_says_why_not(browser, database, jeanne):
    number = need(database, jeanne).id
    browser.get("/mon-espace")
    page = press(browser, f"/demander/{number}/modifier")
    fields = dict(next(f for f in page.forms if not f.action.endswith("/nouvelle")).fields)
    first, second = (browser.post("/demander/verifier", fields) for _ in range(2))
    assert first.location == "/mon-espace?fait=request_changed"
    assert second.status_code == 303
    version = read(database, HelpRequest, number).version
    ask_karim(database, number, says_yes=True)
    answer = browser.post(f"/demander/{number}/modifier", fields)
    assert answer.status_code == 409
    assert read(database, HelpRequest, number).version > version


def test_a_new_need_is_never_written_over_one_that_was_opened_to_change(browser, database, jeanne):
    number = need(database, jeanne).id
    browser.get("/mon-espace")
    press(browser, f"/demander/{number}/modifier")
    page = browser.get("help_requests.ask")
    assert "Vous changez votre demande" in page.text
    page = press(browser, "/demander/nouvelle")
    assert "Vous changez votre demande" not in page.text
    browser.submit({"category": "chat"})
    assert read(database, HelpRequest, number).category == "shopping"


def test_nobody_changes_or_repeats_the_request_of_somebody_else(browser, database, jeanne):
    mine = need(database, jeanne).id
    with database.transaction() as session:
        ali = factories.person(session, session.get_one(User, jeanne.id).neighbourhood, "Ali")
        theirs = factories.help_request(session, ali).id
    browser.get("/mon-espace")
    fields = dict(next(f for f in browser.page.forms if f"/{mine}/modifier" in f.action).fields)
    for verb in ("modifier", "redemander", "prolonger"):
        assert browser.post(f"/demander/{theirs}/{verb}", fields).status_code == 404


def past(database, jeanne, *, is_blocked=False):
    number = need(database, jeanne).id
    karim, _asked = ask_karim(database, number, says_yes=True)
    with database.transaction() as session:
        appointment = session.scalars(select(Appointment)).one()
        appointment.status = AppointmentStatus.DONE
        found = session.get_one(HelpRequest, number)
        found.status, found.ended_at = RequestStatus.DONE, NOW - DAY
        if is_blocked:
            session.add(Block(blocker_id=karim, blocked_id=jeanne.id, created_at=NOW))
    return number, karim


def test_the_same_is_asked_again_with_the_same_person_and_only_the_day_is_typed(
    browser, database, jeanne
):
    number, karim = past(database, jeanne)
    page = browser.get("/mon-espace/passees")
    assert "La même chose, avec Karim" in page.text
    page = press(browser, f"/{number}/redemander", avec="meme")
    assert page.heading == "Le jour et le moment"
    page = browser.submit({"days": ["2026-10-16"], "moments": ["morning"]})
    assert page.heading == "Vérifiez votre demande, puis envoyez-la"
    assert "Sonnez deux fois" in page.text
    page = browser.submit({"agreed_in_advance": []})
    assert page.heading == "Votre demande est envoyée"
    with database.reading() as session:
        [later] = session.scalars(select(HelpRequest).where(HelpRequest.id != number))
        assert (later.wanted_helper_id, later.status) == (karim, RequestStatus.OPEN)
        assert (later.category, later.facts, later.place_id) == ("shopping", FACTS, jeanne.place_id)
        _ = session.scalars(select(Message)).all()


def test_somebody_who_blocked_her_is_not_offered_again(browser, database, jeanne):
    number, _karim = past(database, jeanne, is_blocked=True)
    page = browser.get("/mon-espace/passees")
    assert "Karim" not in page.text
    press(browser, f"/{number}/redemander", avec="meme")
    browser.submit({"days": ["2026-10-16"], "moments": ["morning"]})
    browser.submit({"agreed_in_advance": []})
    with database.reading() as session:
        [later] = session.scalars(select(HelpRequest).where(HelpRequest.id != number))
        assert later.wanted_helper_id is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_past_requests_are_read_in_both_languages(app, browser, database, jeanne, language):
    past(database, jeanne)
    browser.prefix = "/en" if language == "en" else ""
    page = browser.get("users.past_requests")
    assert (
        "The same, with Karim" if language == "en" else "La même chose, avec Karim"
    ) in page.text


def test_the_desk_changes_what_a_neighbour_says_on_the_phone(browser, database, jeanne):
    number = need(database, jeanne).id
    with database.transaction() as session:
        home = session.get_one(User, jeanne.id).neighbourhood
        fatima = factories.coordinator(session, home)
    sign_in(browser, fatima)
    browser.get("coordination.show_request", request_id=number)
    page = press(browser, f"/demander/{number}/modifier")
    assert "Chez cette personne" in page.text
    browser.get("/demander/precisions?modifier=1")
    browser.submit({"note": "Appeler avant"})
    browser.submit({})
    found = read(database, HelpRequest, number)
    assert (found.note, found.user_id) == ("Appeler avant", jeanne.id)
