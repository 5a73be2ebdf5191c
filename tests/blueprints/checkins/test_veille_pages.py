"""The pages of the veille as Fatima uses them, and as Jeanne reads hers."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.checkins import AlertLevel, NewsBy, Outcome, RoundKind
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import Channel, EnrolmentStatus, RoundStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Enrolment, Message, Round, RoundEntry, Task, User, WeeklyNews
from mutualaid.services import checkins, sessions, tokens
from mutualaid.services.checkins import news
from tests import factories as f
from tests.browser import Browser
from tests.factories import NOW, veille
from tests.support.page import Page


@dataclass
class Quarter:
    app: Flask
    database: Database
    home_id: int
    fatima_id: int
    jeanne_id: int

    def sign_in(self, browser: Browser, user_id: int) -> None:
        cookie = f"cookie {user_id} {id(browser)}"
        with self.database.transaction() as session:
            user = session.get_one(User, user_id)
            sessions.sign_in(session, user=user, replaces=None, cookie_id=cookie, now=NOW)
        browser.client.set_cookie("fil", cookie)


def links(page: Page) -> list[str]:
    return [str(link.attributes.get("href", "")) for link in page.all("a")]


def press(browser: Browser, action: str, **sent: str) -> Page:
    """Press the button of the open page whose form goes there and sends this."""
    assert browser.page is not None
    for form in browser.page.forms:
        fields = dict(form.fields)
        if form.action.endswith(action) and sent.items() <= fields.items():
            answer = browser.client.post(form.action, data=fields)
            assert answer.status_code == 303
            return browser.get(answer.location)
    raise AssertionError(f"no button to {action} with {sent}")


@pytest.fixture
def quarter(app: Flask, database: Database) -> Quarter:
    app.extensions["clock"] = lambda: NOW
    with database.transaction() as session:
        home = f.neighbourhood(session)
        fatima = f.coordinator(session, home)
        jeanne = f.person(session, home, "Jeanne", phone="+33639981200", last_name="Moulin")
        return Quarter(app, database, home.id, fatima.id, jeanne.id)


@pytest.fixture
def fatima(browser: Browser, quarter: Quarter) -> Browser:
    quarter.sign_in(browser, quarter.fatima_id)
    return browser


def enrolled(quarter: Quarter, **terms: object) -> None:
    with quarter.database.transaction() as session:
        veille.takes_part(
            session,
            session.get_one(User, quarter.jeanne_id),
            by=session.get_one(User, quarter.fatima_id),
            **terms,  # type: ignore[arg-type]
        )


def begun(quarter: Quarter) -> int:
    enrolled(quarter)
    with quarter.database.transaction() as session:
        fatima = session.get_one(User, quarter.fatima_id)
        home = fatima.neighbourhood
        assert home is not None
        return veille.begin(session, home, by=fatima).id


ANSWERS = {
    "cadence": "weekly",
    "news_by": "round",
    "preferred_half_day": "any",
    "after_hours": "nobody",
    "said_by": "phone",
}


def test_from_a_name_to_a_round_with_an_answer(fatima: Browser, quarter: Quarter) -> None:
    fatima.get("checkins.list_people", nom="jea")
    page = fatima.get("checkins.enrol", user_id=quarter.jeanne_id)
    assert "Voulez-vous que nous prenions de vos nouvelles" in page.text
    page = fatima.submit(ANSWERS)
    assert "Participe" in page.text
    fatima.get("checkins.list_rounds")
    fatima.get("checkins.open_round")
    page = fatima.submit(
        {"kind": "ordinary", "order": "walking", "responsible": str(quarter.fatima_id)}
    )
    assert "Jeanne" in page.text
    assert "Réponses : 0 sur 1" in page.text
    page = fatima.submit({}, button=("reponse", "fine"))
    assert "Réponses : 1 sur 1" in page.text
    with quarter.database.reading() as session:
        assert session.scalars(select(RoundEntry)).one().outcome is Outcome.FINE
        round_id = session.scalars(select(Round)).one().id
    page = fatima.get("checkins.print_sheets", round_id=round_id)
    assert "Danger maintenant : 15, 18 ou 112 d’abord, la coordinatrice ensuite." in page.text
    assert "rue des Lilas" not in page.text.lower(), "a sheet on the stairs names no address"
    fatima.get("checkins.show_round", round_id=round_id)
    press(fatima, "/feuilles/1", feuille="destroyed")
    press(fatima, "/terminer")
    with quarter.database.reading() as session:
        assert session.scalars(select(Round)).one().status is RoundStatus.CLOSED


def test_the_form_says_what_is_missing_and_keeps_the_rest(
    fatima: Browser, quarter: Quarter
) -> None:
    fatima.get("checkins.enrol", user_id=quarter.jeanne_id)
    page = fatima.submit({"cadence": "daily"})
    assert "Lisez le texte, puis choisissez qui dit oui" in page.text
    assert "Choisissez qui répond quand le bureau est fermé" in page.text
    fatima.get("checkins.open_round")
    page = fatima.submit({"kind": "heat"})
    assert "Choisissez le niveau : jaune, orange ou rouge" in page.text
    assert "Choisissez qui répond de cette tournée" in page.text


def test_every_page_opens_empty_and_in_english(fatima: Browser, quarter: Quarter) -> None:
    round_id = begun(quarter)
    english = Browser(quarter.app, language="en")
    quarter.sign_in(english, quarter.fatima_id)
    for browser in (fatima, english):
        for endpoint in ("list_rounds", "list_people", "show_alerts", "open_round"):
            browser.get(f"checkins.{endpoint}")
        for endpoint in ("show_person", "enrol", "change_terms"):
            browser.get(f"checkins.{endpoint}", user_id=quarter.jeanne_id)
        for endpoint in ("show_round", "print_sheets"):
            browser.get(f"checkins.{endpoint}", round_id=round_id)


def test_a_need_becomes_a_request_in_two_taps(fatima: Browser, quarter: Quarter) -> None:
    round_id = begun(quarter)
    fatima.get("checkins.show_round", round_id=round_id)
    fatima.submit({}, button=("reponse", "needs"))
    page = fatima.submit({"besoin": "shopping"})
    (link,) = [url for url in links(page) if "nouvelle-demande" in url]
    page = fatima.get(link)
    assert "Jeanne" in page.text
    assert 'value="shopping" selected' in page.html or "shopping" in page.html


def test_heat_says_its_level_in_words_and_the_names_left(fatima: Browser, quarter: Quarter) -> None:
    enrolled(quarter)
    page = fatima.get("checkins.show_alerts")
    assert "Ce n’est pas le registre de la mairie" in page.text
    assert "L121-6-1" in page.text
    page = press(fatima, "/canicule", motif="heat", niveau="orange")
    assert "Orange : danger, une tournée chaque jour" in page.text
    assert "La tournée du jour n’est pas ouverte." in page.text


def test_jeanne_reads_what_is_noted_and_stops_at_once(browser: Browser, quarter: Quarter) -> None:
    round_id = begun(quarter)
    with quarter.database.transaction() as session:
        (line,) = veille.lines(session, session.get_one(Round, round_id))
        fatima = session.get_one(User, quarter.fatima_id)
        veille.note(session, line, Outcome.FINE, by=fatima)
    quarter.sign_in(browser, quarter.jeanne_id)
    assert "/mon-espace/veille" in "".join(links(browser.get("users.my_space")))
    page = browser.get("checkins.own_veille")
    assert "Tout va bien" in page.text
    page = browser.submit({})
    assert "plus personne n’appelle" in page.text
    with quarter.database.reading() as session:
        assert session.scalars(select(Enrolment)).one().status is EnrolmentStatus.ENDED


def test_the_mail_of_the_week_has_three_buttons_and_a_way_out(
    browser: Browser, quarter: Quarter
) -> None:
    enrolled(quarter, news_by=NewsBy.MAIL)
    with quarter.database.transaction() as session:
        assert news.ask_due(session, now=NOW) == 1
        assert news.ask_due(session, now=NOW) == 0
        jeanne = session.get_one(User, quarter.jeanne_id)
        token = tokens.token_text(session, TokenPurpose.NEWS, jeanne, jeanne)
    page = browser.get("checkins.news", token=token, reponse="call")
    for words in ("Tout va bien", "J’aimerais un appel", "J’ai besoin de quelque chose"):
        assert words in page.text
    browser.submit({}, button=("reponse", "call"))
    with quarter.database.reading() as session:
        assert session.scalars(select(WeeklyNews)).one().answer == "call"
        task = session.scalars(select(Task).where(Task.kind == TaskKind.NEWS_CALL)).one()
        assert task.status is TaskStatus.OPEN
    browser.submit({}, button=("reponse", "fine"))
    with quarter.database.reading() as session:
        task = session.scalars(select(Task).where(Task.kind == TaskKind.NEWS_CALL)).one()
        assert task.status is TaskStatus.CANCELLED
    browser.get("messages.unsubscribe", token=token)
    page = browser.submit({})
    assert "Vous ne recevez plus ces e-mails" in page.text
    with quarter.database.reading() as session:
        assert session.scalars(select(Enrolment)).one().news_by is NewsBy.ROUND


def test_a_mail_of_the_week_that_did_not_arrive_is_a_call_with_its_text(
    fatima: Browser, quarter: Quarter
) -> None:
    enrolled(quarter, news_by=NewsBy.MAIL, wants_alert_mail=True)
    with quarter.database.transaction() as session:
        news.ask_due(session, now=NOW)
        coordinator = session.get_one(User, quarter.fatima_id)
        checkins.set_alert(
            session, quarter.home_id, RoundKind.HEAT, AlertLevel.RED, by=coordinator, now=NOW
        )
        for message in session.scalars(select(Message)):
            message.channel = Channel.CALL
    page = fatima.get("coordination.call", user_id=quarter.jeanne_id)
    assert "Comment ça va cette semaine ?" in page.text
    assert "Buvez souvent, même sans soif." in page.text


def test_a_weekly_visit_is_asked_for_from_the_page_of_the_person(
    fatima: Browser, quarter: Quarter
) -> None:
    enrolled(quarter)
    page = fatima.get("checkins.show_person", user_id=quarter.jeanne_id)
    (link,) = [url for url in links(page) if "semaine=oui" in url]
    page = fatima.get(link)
    (weekly,) = [e for e in page.all("input") if e.attributes.get("name") == "is_weekly"]
    assert "checked" in weekly.attributes
