"""Late, cancelled, nobody there: the other's number first, for whoever signed in."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mutualaid.models import AppointmentNotice, Message, Task
from tests.blueprints.appointments.conftest import OF_JEANNE, OF_KARIM, Meeting, at, reads
from tests.blueprints.conftest import sign_in
from tests.browser import Browser

PAGES = ("", "/annuler", "/retard", "/personne")


def counts(meeting: Meeting) -> list[int]:
    with meeting.database.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(table))
            for table in (AppointmentNotice, Message, Task)
        ]


@pytest.mark.parametrize("page", PAGES)
def test_the_link_alone_shows_no_number_in_either_language(
    browser: Browser, meeting: Meeting, page: str
) -> None:
    meeting.now(at(14, 20))
    for prefix in ("", "/en"):
        browser.get(prefix + meeting.paths["Karim"] + page)
        assert reads(browser, OF_JEANNE) == []
        browser.get(prefix + meeting.paths["Jeanne"] + page)
        assert reads(browser, OF_KARIM) == []


@pytest.mark.parametrize("page", PAGES)
def test_who_signed_in_reads_the_number_before_any_button(
    browser: Browser, meeting: Meeting, page: str
) -> None:
    meeting.now(at(14, 20))
    sign_in(browser, meeting.jeanne)
    html = browser.get(meeting.paths["Jeanne"] + page).html
    number = html.index('href="tel:+33639981201"')
    form = html.find("<form")
    assert form == -1 or number < form
    if page:
        assert 'href="sms:+33639981201"' in html


@pytest.mark.parametrize("page", PAGES)
def test_reading_a_page_changes_nothing_but_the_journal(
    browser: Browser, meeting: Meeting, page: str
) -> None:
    meeting.now(at(14, 20))
    sign_in(browser, meeting.karim)
    before = counts(meeting)
    for _ in range(2):
        browser.get(meeting.paths["Karim"] + page)
        browser.client.head(meeting.paths["Karim"] + page)
    assert counts(meeting) == before


def test_being_late_is_one_press_and_the_page_says_so(browser: Browser, meeting: Meeting) -> None:
    meeting.now(at(14, 20))
    browser.get(meeting.paths["Karim"] + "/retard")
    page = browser.submit(button=("minutes", "20"))
    assert "Karim aura 20 minutes de retard" in page.text
    assert "Karim aura 20 minutes de retard" in browser.get(meeting.paths["Jeanne"]).text


def test_minutes_that_no_button_sends_are_a_bad_request(browser: Browser, meeting: Meeting) -> None:
    meeting.now(at(14, 20))
    page = browser.get(meeting.paths["Karim"] + "/retard")
    csrf = dict(page.post_form("minutes").fields)["csrf"]
    sent = browser.post(meeting.paths["Karim"] + "/retard", {"csrf": csrf, "minutes": "500"})
    assert sent.status_code == 400


def test_nobody_at_the_door_pressed_twice_is_once(browser: Browser, meeting: Meeting) -> None:
    meeting.now(at(14, 35))
    path = meeting.paths["Karim"] + "/personne"
    csrf = dict(browser.get(path).post_form("").fields)["csrf"]
    for _ in range(2):
        assert browser.post(path, {"csrf": csrf}).status_code == 303
    assert counts(meeting)[0] == 1
    assert "C’est noté" in browser.get(path).text
    assert "Karim est devant votre porte" in browser.get(meeting.paths["Jeanne"]).text


@pytest.mark.parametrize("page", ["/annuler", "/retard", "/personne"])
def test_a_past_appointment_answers_kindly(browser: Browser, meeting: Meeting, page: str) -> None:
    path = meeting.paths["Karim"] + page
    meeting.now(at(14, 20))
    csrf = dict(browser.get(path).post_form("").fields)["csrf"]
    meeting.now(at(9, days=2))
    before = counts(meeting)
    sent = browser.post(path, {"csrf": csrf, "minutes": "10"})
    assert sent.status_code == 303
    assert "passé" in browser.get(path).text
    assert counts(meeting) == before


def test_days_ahead_there_is_time(browser: Browser, meeting: Meeting) -> None:
    assert "Il reste du temps" in browser.get(meeting.paths["Karim"] + "/retard").text
    assert "Ce n’est pas encore l’heure" in browser.get(meeting.paths["Karim"] + "/personne").text
    assert "en retard" not in browser.get(meeting.paths["Karim"]).text


def test_contacts_are_there_for_seven_days_and_the_door_until_it_ends(
    browser: Browser, meeting: Meeting
) -> None:
    sign_in(browser, meeting.karim)
    meeting.now(at(15))
    browser.get(meeting.paths["Karim"])
    assert "rue des Lilas" in reads(browser, OF_JEANNE)
    meeting.now(at(15, 29, days=7))
    browser.get(meeting.paths["Karim"])
    assert reads(browser, OF_JEANNE) == ["06 39 98 12 00", "+33639981200"]
    meeting.now(at(15, 31, days=7))
    browser.get(meeting.paths["Karim"])
    assert reads(browser, OF_JEANNE) == []


def test_once_cancelled_the_contacts_are_gone_at_once(browser: Browser, meeting: Meeting) -> None:
    sign_in(browser, meeting.jeanne)
    browser.get(meeting.paths["Jeanne"] + "/annuler")
    browser.submit(button=("", ""))
    for page in PAGES:
        browser.get(meeting.paths["Jeanne"] + page)
        assert reads(browser, OF_KARIM) == []


def test_the_desk_finds_the_person_and_says_it(browser: Browser, meeting: Meeting) -> None:
    meeting.now(at(14, 35))
    sign_in(browser, meeting.fatima, now=at(14, 35))
    page = browser.get("coordination.show_neighbour", user_id=meeting.karim.id)
    assert "Karim ne trouve personne" in page.text
    csrf = dict(page.post_form("minutes").fields)["csrf"]
    sent = {"csrf": csrf, "rendez-vous": str(meeting.appointment_id), "minutes": "30"}
    for action in ("retard", "personne"):
        path = f"/coordination/voisins/{meeting.karim.id}/{action}"
        assert browser.post(path, sent).status_code == 303
    today = browser.get("coordination.today", max_queries=14).text
    assert "Karim aura 30 minutes de retard" in today
    assert "Karim est devant votre porte" in today
