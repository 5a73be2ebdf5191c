"""What was answered is kept, on the way back too, and sent once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from mutualaid.models import (
    Draft,
    HelpRequest,
    Message,
    User,
    UserSession,
)
from tests import factories
from tests.blueprints.help_requests.walk import (
    SHOPPING,
    WHEN,
    count,
    walk_to_check,
)
from tests.support.page import Page


def test_sending_twice_writes_once(browser, database, brosses):
    walk_to_check(browser)
    form = browser.page.post_form()
    browser.submit()
    again = browser.post("/demander/verifier", dict(form.fields))
    assert (again.status_code, again.location) == (303, "/demander/merci")
    assert count(database, HelpRequest) == 1
    assert count(database, User) == 1
    assert count(database, Message) == 1


def test_two_presses_at_the_same_moment_send_one_request(browser, database, brosses):
    """The second press read the draft before the first one took it away."""
    from mutualaid.queries import sessions as queries
    from mutualaid.services import sessions

    walk_to_check(browser)
    cookie_id = browser.client.get_cookie("fil").value.split(".")[0]
    with database.transaction() as session:
        row = queries.find_session(session, cookie_id, now=factories.NOW)
        assert sessions.take_draft(session, row, "ask")
        assert not sessions.take_draft(session, row, "ask")


def test_what_was_answered_is_there_again_on_the_way_back(browser, brosses):
    walk_to_check(browser)
    page = browser.get("help_requests.details")
    assert ("fact_together", "together") in page.post_form().fields
    page = browser.get("help_requests.reach")
    assert ("email", "jeanne@exemple.fr") in page.post_form().fields
    assert browser.get("help_requests.check").heading == "Vérifiez votre demande, puis envoyez-la"


def test_changing_one_answer_comes_back_to_the_last_page(browser, brosses):
    walk_to_check(browser)
    browser.get("/demander/quand?modifier=1")
    page = browser.submit({"moments": ["morning"]})
    assert page.heading == "Vérifiez votre demande, puis envoyez-la"
    assert "jeudi 15 octobre, le matin" in page.text


def test_another_need_asks_its_own_facts_before_the_last_page(browser, brosses):
    walk_to_check(browser)
    browser.get("/demander?modifier=1")
    page = browser.submit({"category": "pets_plants"})
    assert page.heading == "Quelques précisions"
    page = browser.submit({"fact_which": "cat", "fact_keys": "no"})
    assert page.heading == "Vérifiez votre demande, puis envoyez-la"
    assert "Un chat" in page.text


def test_a_later_page_without_a_draft_goes_to_the_first_missing_one(client, app, brosses):
    for path in ("precisions", "quand", "ou", "adresse", "joindre", "verifier", "merci"):
        answer = client.get(f"/demander/{path}")
        assert (answer.status_code, answer.location) == (303, "/demander"), path


def test_looking_at_pages_writes_no_row(browser, database, brosses):
    browser.get("help_requests.ask")
    assert count(database, Draft) == 0


def test_outside_every_quarter_the_draft_is_untouched(browser, database, brosses):
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    browser.submit(SHOPPING)
    browser.submit(WHEN)
    browser.submit({"line": "3 rue du Port", "town": "29200 Brest"})
    page = browser.submit({"choice": "none"})
    assert page.heading == "Nous ne sommes pas encore dans votre rue"
    page = browser.get("help_requests.where")
    assert ("line", "3 rue du Port") in page.post_form().fields
    assert count(database, HelpRequest) == 0


def test_a_cookie_of_yesterday_begins_again_without_an_error(browser, app, database, brosses):
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    app.extensions["clock"] = lambda: factories.NOW + timedelta(hours=25)
    page = browser.get("help_requests.ask")
    assert ("category", "shopping") not in page.post_form().fields
    assert browser.submit({"category": "papers"}).heading == "Quelques précisions"
    assert browser.get("help_requests.details").heading == "Quelques précisions"


def test_a_draft_lives_a_day_from_its_last_answer(browser, app, brosses):
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping"})
    app.extensions["clock"] = lambda: factories.NOW + timedelta(hours=23)
    browser.submit(SHOPPING)
    app.extensions["clock"] = lambda: factories.NOW + timedelta(hours=30)
    assert browser.get("help_requests.when").heading == "Le jour et le moment"


def test_eight_first_answers_at_once_give_no_error(app, database, brosses):
    """A nervous finger on the first page: one session, one draft."""
    first = app.test_client()
    form = Page(first.get("/demander").get_data(as_text=True), "/demander").post_form()
    cookie = first.get_cookie("fil").value

    def press(_n):
        client = app.test_client()
        client.set_cookie("fil", cookie)
        return client.post("/demander", data={**dict(form.fields), "category": "papers"})

    with ThreadPoolExecutor(8) as pool:
        codes = [answer.status_code for answer in pool.map(press, range(8))]
    assert codes == [303] * 8
    assert (count(database, UserSession), count(database, Draft)) == (1, 1)


def test_eight_presses_on_send_at_once_write_one_request(browser, app, database, brosses):
    walk_to_check(browser)
    form, cookie = browser.page.post_form(), browser.client.get_cookie("fil").value

    def press(_n):
        client = app.test_client()
        client.set_cookie("fil", cookie)
        return client.post("/demander/verifier", data=dict(form.fields))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(press, range(8)))
    assert {(each.status_code, each.location) for each in answers} == {(303, "/demander/merci")}
    assert (count(database, HelpRequest), count(database, Message)) == (1, 1)
