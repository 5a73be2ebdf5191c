"""Telling what went wrong or worries, and asking for a call, without ever saying why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Report, ReportKind, Task
from mutualaid.queries import tasks as task_queries
from mutualaid.services import reports
from tests import factories
from tests.blueprints.conftest import sign_in
from tests.browser import Browser
from tests.factories import NOW

PAGES = (
    "/signaler", "/signaler/inquietude", "/signaler/coup-de-main", "/signaler/service",
    "/signaler/merci", "/etre-rappele", "/etre-rappele?qui=equipe", "/etre-rappele/merci",
)  # fmt: skip


def only(database, model):
    with database.reading() as session:
        [found] = session.scalars(select(model))
        return found


def jeanne_and_fatima(database):
    with database.transaction() as session:
        home = session.scalars(select(factories.Neighbourhood)).one()
        return factories.person(session, home, "Jeanne"), factories.coordinator(session, home)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_in_both_languages(app, brosses, language, path):
    browser = Browser(app, language=language)
    browser.get(browser.prefix + path)


def test_the_first_page_parts_a_person_from_the_service(browser, brosses):
    page = browser.get("reports.choose")
    hrefs = {a.attributes["href"] for a in page.all("a")}
    assert {"/signaler/inquietude", "/signaler/coup-de-main", "/signaler/service"} <= hrefs


def test_a_worry_for_somebody_shows_numbers_at_once_and_asks_no_name(browser, brosses):
    page = browser.get("/signaler/inquietude")
    numbers = page.numbers_in_main()
    assert {"tel:15", "tel:17", "tel:112", "sms:114", "tel:3114", "tel:119", "tel:3133"} <= numbers
    assert page.post_form().names == {"csrf", "words"}


def test_words_of_danger_are_what_this_form_is_for(browser, database, brosses):
    browser.get("/signaler/inquietude")
    page = browser.submit({"words": "mon voisin frappe ses enfants, il menace de mort"})
    assert page.heading == "L’équipe lit sous 24 heures"
    assert "tel:119" in {a.attributes["href"] for a in page.all("a")}
    report = only(database, Report)
    assert (report.kind, report.reporter_id) == (ReportKind.PERSON, None)
    assert report.words.startswith("mon voisin frappe")
    task = only(database, Task)
    assert (task.kind, task.is_urgent, task.user_id) == (TaskKind.REPORT, True, None)
    assert task.due_at == NOW + timedelta(hours=24)
    assert task.words == ""


def test_without_a_name_nothing_says_who_told_it(browser, database, brosses):
    jeanne, _fatima = jeanne_and_fatima(database)
    sign_in(browser, jeanne)
    browser.get("/signaler/coup-de-main")
    browser.submit({"words": "On m’a demandé de l’argent"})
    assert only(database, Report).reporter_id is None


def test_with_her_name_the_team_may_call_her(browser, app, database, brosses):
    jeanne, fatima = jeanne_and_fatima(database)
    sign_in(browser, jeanne)
    browser.get("/signaler/coup-de-main")
    browser.submit({"words": "On m’a demandé de l’argent", "with_name": "y"})
    assert only(database, Report).reporter_id == jeanne.id
    desk = Browser(app)
    sign_in(desk, fatima)
    page = desk.get("coordination.show_report", report_id=only(database, Report).id)
    assert "Signé par Jeanne" in page.text


def test_somebody_unknown_may_leave_whom_to_call(browser, database, brosses):
    browser.get("/signaler/service")
    browser.submit({"words": "Le bouton ne marche pas", "contact": "Rose, 06 39 98 12 34"})
    report = only(database, Report)
    assert report.words == "Le bouton ne marche pas\n\nRose, 06 39 98 12 34"
    assert not only(database, Task).is_urgent


def test_nothing_written_is_a_sentence_to_read(browser, database, brosses):
    browser.get("/signaler/service")
    page = browser.submit({"words": "  "})
    assert browser.response.status_code == 422
    assert "Écrivez ce qui s’est passé" in page.text


def test_the_desk_reads_and_closes_it(browser, database, brosses):
    _jeanne, fatima = jeanne_and_fatima(database)
    with database.transaction() as session:
        report = reports.tell(
            session, ReportKind.CONDUCT, "Une chose\ngrave", neighbourhood_id=brosses,
            reporter=None, now=NOW,
        )  # fmt: skip
    sign_in(browser, fatima)
    page = browser.get("coordination.today")
    assert f"/coordination/signalements/{report.id}" in {
        a.attributes["href"] for a in page.all("a")
    }
    assert "Une chose" not in page.text
    page = browser.get("coordination.show_report", report_id=report.id)
    assert "Signalé sans nom" in page.text
    form = dict(page.post_form().fields)
    browser.post("coordination.read_report", form, report_id=report.id)
    assert only(database, Report).seen_at == NOW
    browser.post("coordination.close_report", form, report_id=report.id)
    browser.post("coordination.close_report", form, report_id=report.id)
    assert only(database, Report).closed_at == NOW
    with database.reading() as session:
        assert task_queries.list_tasks(session, [brosses]) == []


def test_what_nobody_read_within_a_day_comes_on_top(database, brosses):
    def tell(words):
        return reports.tell(
            session, ReportKind.SERVICE, words, neighbourhood_id=brosses, reporter=None, now=NOW
        )

    _jeanne, fatima = jeanne_and_fatima(database)
    with database.transaction() as session:
        unread, read = tell("Rien ne marche"), tell("Merci")
        reports.note_read(session, read, by=session.merge(fatima), now=NOW)
        key = f"report:{unread.id}"
    for hours, expected in ((23, 0), (24, 1), (25, 0)):
        with database.transaction() as session:
            assert reports.escalate_due(session, now=NOW + timedelta(hours=hours)) == expected
    with database.reading() as session:
        urgent = session.scalars(select(Task.reason_key).where(Task.is_urgent)).all()
    assert urgent == [key]


def test_whoever_presses_is_called_and_not_a_word_is_written(browser, app, database, brosses):
    jeanne, fatima = jeanne_and_fatima(database)
    sign_in(browser, jeanne)
    browser.get("/demander?modifier=1")
    browser.submit({"category": "shopping"})
    page = browser.get("/etre-rappele?qui=equipe")
    assert ("who", "equipe") in page.post_form().fields
    page = browser.submit({"phone": "06 39 98 12 34"})
    assert page.heading == "Nous vous appelons"
    task = only(database, Task)
    assert (task.kind, task.user_id, task.is_urgent) == (TaskKind.TALK, jeanne.id, True)
    assert task.words == "+33639981234"
    desk = Browser(app)
    sign_in(desk, fatima)
    assert "Demande une autre personne" in desk.get("coordination.today").text


def test_pressing_twice_is_one_call(app, database, brosses):
    for _ in range(2):
        browser = Browser(app)
        browser.get("/etre-rappele")
        browser.submit({"who": "bureau", "first_name": "Rose", "phone": "06 39 98 12 34"})
    assert only(database, Task).words == "Rose, +33639981234"


def test_a_machine_is_stopped(app, brosses):
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    browser.get("/signaler/service")
    fields = dict(browser.page.post_form().fields) | {"words": "encore"}
    codes = [browser.post("/signaler/service", fields).status_code for _ in range(21)]
    assert codes[:20] == [303] * 20
    assert codes[20] >= 400
