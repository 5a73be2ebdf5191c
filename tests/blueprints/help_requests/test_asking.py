"""`/demander` from its first to its last page, without JavaScript."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select

from mutualaid.domain.geo import Precision
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import RequestStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Consent,
    MeetingPoint,
    Message,
    Neighbourhood,
    Recurrence,
    Task,
    User,
)
from tests import factories
from tests.blueprints.conftest import add_street, sign_in
from tests.blueprints.help_requests.walk import (
    JEANNE,
    LILAS,
    SHOPPING,
    THURSDAY,
    WHEN,
    WHERE,
    count,
    only_request,
    walk_to_check,
)
from tests.browser import Browser


def test_a_new_neighbour_asks_in_eight_screens(browser, database, brosses):
    page = browser.get("help_requests.ask")
    assert page.heading == "De quoi avez-vous besoin ?"
    assert browser.submit({"category": "shopping"}).heading == "Quelques précisions"
    page = browser.submit({**SHOPPING, "note": "Deux packs d’eau."})
    assert page.heading == "Le jour et le moment"
    assert browser.submit(WHEN).heading == "Où habitez-vous ?"
    assert browser.submit(WHERE).heading == "Est-ce la bonne adresse ?"
    page = browser.submit({"choice": LILAS, "flat": "3e étage", "meet": "home"})
    assert page.heading == "Comment vous joindre ?"
    page = browser.submit(JEANNE)
    assert page.heading == "Vérifiez votre demande, puis envoyez-la"
    for words in ("Faire des courses", "jeudi 15 octobre, l’après-midi", "3e étage", "Jeanne"):
        assert words in page.text
    page = browser.submit()
    assert page.heading == "Votre demande est envoyée"
    assert "jeanne@exemple.fr" in page.text
    assert "Fatima" in page.text
    found = only_request(database)
    assert found.status is RequestStatus.UNCONFIRMED
    assert found.slots == [Slot.of(date(2026, 10, 15), HalfDay.AFTERNOON)]
    assert found.facts == {"together": "together", "paid": "there"}
    assert (found.note, found.place.flat) == ("Deux packs d’eau.", "3e étage")
    assert found.agreed_in_advance_at is None
    assert found.neighbourhood_id == brosses


def walk_to_address(browser, where=WHERE):
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    browser.submit(SHOPPING)
    browser.submit(WHEN)
    return browser.submit(where)


def test_the_only_address_that_was_found_is_read_again_and_asks_nothing(browser, brosses):
    page = walk_to_address(browser)
    assert page.heading == "Est-ce la bonne adresse ?"
    assert "12 Rue des Lilas, 69100 Villeurbanne" in page.text
    assert browser.submit().heading == "Comment vous joindre ?"
    browser.submit(JEANNE)
    assert "12 Rue des Lilas" in browser.page.text


def test_the_only_address_that_was_found_may_be_the_wrong_one(browser, database, brosses):
    assert "Non : Fatima la placera" in walk_to_address(browser).text
    assert browser.submit(button=("none", "1")).heading == "Comment vous joindre ?"
    browser.submit(JEANNE)
    browser.submit()
    assert only_request(database).place.precision is Precision.COMMUNE


def test_one_of_several_addresses_must_be_chosen(browser, database, brosses):
    with database.transaction() as session:
        home = session.get_one(Neighbourhood, brosses)
        add_street(session, home, "Allée des Lilas")
    page = walk_to_address(browser, {"line": "12 des Lilas", "town": "69100"})
    assert page.heading == "Laquelle est votre adresse ?"
    assert "Choisissez votre adresse" in browser.submit({}).text
    assert browser.submit({"choice": LILAS}).heading == "Comment vous joindre ?"


def test_the_request_owes_one_mail_that_confirms_it(browser, database, brosses):
    walk_to_check(browser)
    browser.submit()
    with database.reading() as session:
        [message] = session.scalars(select(Message))
    assert message.kind is MessageKind.CONFIRM_REQUEST
    assert message.help_request_id == only_request(database).id


def test_somebody_with_a_phone_only_is_told_when_fatima_calls(browser, database, brosses):
    reach = {"first_name": "Ginette", "phone": "06 39 98 12 34", "is_adult": "y"}
    walk_to_check(browser, reach=reach)
    page = browser.submit()
    assert "Fatima vous appelle mardi 13 octobre, le matin." in page.text
    assert count(database, Message) == 0
    with database.reading() as session:
        [task] = session.scalars(select(Task))
    assert (task.kind, task.neighbourhood_id) == (TaskKind.CONFIRM, brosses)


def test_agreeing_in_advance_is_never_ticked_for_anybody(browser, database, brosses):
    page = walk_to_check(browser)
    box = next(e for e in page.all("input") if e.attributes.get("name") == "agreed_in_advance")
    assert "checked" not in box.attributes
    browser.submit({"agreed_in_advance": "y"})
    assert only_request(database).agreed_in_advance_at == factories.NOW
    assert count(database, Consent) == 1


def test_a_known_resident_asks_in_three_screens_and_types_nothing(browser, database, brosses):
    with database.transaction() as session:
        jeanne = factories.person(session, factories.neighbourhood(session, "Cusset"))
    sign_in(browser, jeanne)
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    browser.submit(SHOPPING)
    page = browser.submit(WHEN)
    assert page.heading == "Vérifiez votre demande, puis envoyez-la"
    assert "6 rue des Lilas" in page.text
    browser.submit()
    found = only_request(database)
    assert found.status is RequestStatus.OPEN
    assert found.place_id == jeanne.place_id
    assert count(database, Message) == 0


def test_a_public_place_may_be_chosen_instead_of_the_home(browser, database, brosses):
    with database.reading() as session:
        [point] = session.scalars(select(MeetingPoint))
    page = walk_to_check(browser, meet=f"point:{point.id}")
    assert "Café du marché" in page.text
    browser.submit()
    assert only_request(database).meeting_point_id == point.id


def test_a_known_resident_may_meet_somewhere_else(browser, database, brosses):
    with database.transaction() as session:
        cusset = factories.neighbourhood(session, "Cusset")
        jeanne = factories.person(session, cusset)
        point = session.scalar(
            select(MeetingPoint.id).where(MeetingPoint.neighbourhood_id == cusset.id)
        )
    sign_in(browser, jeanne)
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    browser.submit(SHOPPING)
    browser.submit(WHEN)
    browser.get("/demander/ou?modifier=1")
    assert browser.page.heading == "Où vous retrouver ?"
    page = browser.submit({"known": f"point:{point}"})
    assert page.heading == "Vérifiez votre demande, puis envoyez-la"
    assert "Café du marché" in page.text
    browser.get("/demander/ou?modifier=1")
    assert browser.submit({"known": "other"}).heading == "Où habitez-vous ?"
    assert browser.submit(WHERE).heading == "Est-ce la bonne adresse ?"
    page = browser.submit({"choice": LILAS, "meet": "home"})
    assert page.heading == "Vérifiez votre demande, puis envoyez-la"
    assert "12 Rue des Lilas" in page.text


def test_by_phone_no_address_is_asked(browser, database, brosses):
    browser.get("help_requests.ask")
    browser.submit({"category": "phone_chat"})
    browser.submit({"fact_moment": ""})
    assert browser.submit(WHEN).heading == "Comment vous joindre ?"
    browser.submit(JEANNE)
    browser.submit()
    found = only_request(database)
    assert (found.place_id, found.neighbourhood_id) == (None, brosses)


def test_with_two_quarters_a_call_asks_which_one(browser, database, brosses):
    with database.transaction() as session:
        cusset = factories.neighbourhood(session, "Cusset").id
    browser.get("help_requests.ask")
    page = browser.submit({"category": "talk_first"})
    assert page.heading == "Dans quel quartier habitez-vous ?"
    browser.submit({"neighbourhood": str(cusset)})
    browser.submit(JEANNE)
    page = browser.submit()
    assert page.heading == "Votre demande est envoyée"
    assert only_request(database).neighbourhood_id == cusset


def test_i_do_not_know_asks_for_a_contact_only(browser, database, brosses):
    browser.get("help_requests.ask")
    assert browser.submit({"category": "talk_first"}).heading == "Comment vous joindre ?"
    page = browser.submit(JEANNE)
    assert "agreed_in_advance" not in page.post_form().names
    browser.submit()
    assert only_request(database).category == "talk_first"


def test_something_else_says_what_neighbours_do_not_do_and_offers_a_call(browser, brosses):
    browser.get("help_requests.ask")
    page = browser.submit({"category": "other"})
    assert "Ce que nous ne faisons pas, et qui le fait" in page.text
    assert "Les soins, la toilette, les médicaments." in page.text
    page = browser.submit(button=("talk", "1"))
    assert page.heading == "Comment vous joindre ?"


def test_moving_asks_how_many_people_and_how_long(browser, database, brosses):
    browser.get("help_requests.ask")
    browser.submit({"category": "moving"})
    browser.submit(
        {
            "fact_heavy": "3",
            "fact_lift": "none",
            "fact_floor": "2",
            "fact_van": "yes",
            "helpers": "3",
            "is_long": "y",
        }
    )
    page = browser.submit({"days": [THURSDAY], "moments": ["evening"]})
    assert "Une journée commence le matin ou l’après-midi" in page.text
    browser.submit({"moments": ["morning"]})
    browser.submit(WHERE)
    browser.submit({"choice": LILAS, "meet": "home"})
    browser.submit(JEANNE)
    browser.submit()
    found = only_request(database)
    assert (found.helpers_needed, found.n_half_days) == (3, 2)


def test_every_week_is_kept_whole(browser, database, brosses):
    when = {"days": [THURSDAY], "moments": ["morning"], "is_weekly": "y", "until": "30 octobre"}
    page = walk_to_check(browser, when=when)
    assert "Chaque jeudi, le matin" in page.text
    browser.submit()
    found = only_request(database)
    assert found.recurrence is Recurrence.WEEKLY
    assert [slot.on_date.day for slot in found.slots] == [15, 22, 29]


def test_an_exact_time_chooses_the_half_day(browser, database, brosses):
    page = walk_to_check(browser, when={"other_day": "27 octobre", "start": "14 h 30"})
    assert "mardi 27 octobre, 14 h 30" in page.text
    browser.submit()
    found = only_request(database)
    assert found.start_time == time(14, 30)
    assert found.slots == [Slot.of(date(2026, 10, 27), HalfDay.AFTERNOON)]


def test_several_days_and_moments_multiply(browser, database, brosses):
    walk_to_check(
        browser, when={"days": [THURSDAY, "2026-10-16"], "moments": ["morning", "evening"]}
    )
    browser.submit()
    assert len(only_request(database).slots) == 4


def test_an_unknown_street_of_our_town_goes_on_and_fatima_places_it(browser, database, brosses):
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    browser.submit(SHOPPING)
    browser.submit(WHEN)
    page = browser.submit({"line": "5 impasse Inconnue", "town": "69100"})
    assert "Nous ne trouvons pas cette rue. Vérifiez le nom, ou continuez" in page.text
    assert "5 impasse Inconnue" in page.text
    browser.submit({"choice": "none", "meet": "home"})
    page = browser.submit(JEANNE)
    assert "5 impasse Inconnue" in page.text
    browser.submit()
    found = only_request(database)
    assert found.neighbourhood_id == brosses
    assert not found.place.precision.is_matchable


def test_the_page_never_tells_what_we_know_of_a_neighbour(browser, database, brosses):
    """Whoever types a neighbour's first name and phone does not learn her e-mail."""
    with database.transaction() as session:
        home = factories.neighbourhood(session, "Cusset")
        factories.person(session, home, "Rose", email="secret@exemple.fr", phone="+33639981299")
    walk_to_check(browser, reach={"first_name": "Rose", "phone": "06 39 98 12 99", "is_adult": "y"})
    page = browser.submit()
    assert "secret@exemple.fr" not in page.html
    assert "Fatima vous appelle" in page.text
    assert only_request(database).status is RequestStatus.UNCONFIRMED
    assert count(database, Task, Task.kind == TaskKind.CONFIRM) == 1


def test_every_page_is_whole_in_english(app, brosses):
    browser = Browser(app, language="en")
    page = walk_to_check(browser)
    assert page.heading == "Check your request, then send it"
    assert browser.submit().heading == "Your request is sent"


def test_the_code_of_the_mail_is_asked_on_the_last_page(browser, brosses):
    walk_to_check(browser)
    page = browser.submit()
    form = page.post_form("code")
    assert (form.action, ("email", "jeanne@exemple.fr") in form.fields) == ("/entrer/code", True)


def test_a_member_without_an_address_gives_it_while_asking(browser, database, brosses):
    with database.transaction() as session:
        home = factories.neighbourhood(session, "Cusset")
        jeanne = factories.person(session, home, place=None)
    sign_in(browser, jeanne)
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    browser.submit(SHOPPING)
    assert browser.submit(WHEN).heading == "Où habitez-vous ?"
    browser.submit(WHERE)
    page = browser.submit({"choice": LILAS, "meet": "home"})
    assert page.heading == "Vérifiez votre demande, puis envoyez-la"
    browser.submit()
    found = only_request(database)
    with database.reading() as session:
        assert session.get_one(User, jeanne.id).place_id == found.place_id
