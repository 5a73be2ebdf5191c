"""`/pause` and `/prolonger`: the links of mails, pressed in the web."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import OfferStatus, ProposalStatus, RequestStatus
from mutualaid.models import HelpRequest, Offer, Proposal
from mutualaid.services import post_ends, tokens
from tests import factories
from tests.browser import Browser
from tests.emails.scenarios import Quarter
from tests.factories import NOW, TODAY


class Paths:
    """Karim is asked and his offer ends soon; nobody is found for Jeanne's other need."""

    def __init__(self, app: Flask) -> None:
        app.extensions["clock"] = lambda: NOW
        self.database = app.extensions["database"]
        with self.database.transaction() as session:
            quarter = Quarter(session)
            asked = quarter.propose(quarter.karim)
            quarter.karim.ends_on = TODAY + timedelta(days=10)
            need = factories.help_request(session, quarter.jeanne, confirmed_at=NOW - 5 * DAY)
            need.slot_rows[0].on_date = TODAY + DAY
            session.flush()
            post_ends.look(session, now=NOW)
            karim, jeanne = quarter.karim.user, quarter.jeanne

            def text(purpose, subject, person):
                return tokens.token_text(session, purpose, subject, person)

            self.pause = f"/pause/{text(TokenPurpose.PAUSE, quarter.karim, karim)}"
            self.offer = f"/prolonger/{text(TokenPurpose.RENEW, quarter.karim, karim)}"
            self.need = f"/prolonger/{text(TokenPurpose.RENEW, need, jeanne)}"
            self.ids = (quarter.karim.id, asked.id, need.id)

    def read(self):
        with self.database.reading() as session:
            offer, asked, need = (
                session.get_one(kind, number)
                for kind, number in zip((Offer, Proposal, HelpRequest), self.ids, strict=True)
            )
            _ = need.slots
            return offer, asked, need


DAY = timedelta(days=1)


@pytest.fixture
def paths(app: Flask) -> Paths:
    return Paths(app)


def test_opening_the_links_changes_nothing(paths: Paths, browser: Browser) -> None:
    before = [(row.status, row.version) for row in paths.read()]
    for path in (paths.pause, paths.offer, paths.need):
        browser.get(path)
        browser.get(path + "?mot=stop&reponse=finir")
        assert browser.client.head(path).status_code == 200
    assert [(row.status, row.version) for row in paths.read()] == before


def test_a_break_the_return_and_the_stop_are_one_press_each(paths: Paths, browser: Browser) -> None:
    browser.get(paths.pause)
    page = browser.submit(button=("mot", "1"))
    assert "Jusqu’à lundi 19 octobre, 10 h" in page.text
    browser.submit(button=("mot", "4"))
    offer, asked, _need = paths.read()
    assert (offer.status, offer.paused_until) == (OfferStatus.PAUSED, NOW + 28 * DAY)
    assert asked.status is ProposalStatus.OPEN
    browser.submit(button=("mot", "back"))
    assert paths.read()[0].status is OfferStatus.ACTIVE
    page = browser.submit(button=("mot", "stop"))
    offer, asked, _need = paths.read()
    assert (offer.status, asked.status) == (OfferStatus.WITHDRAWN, ProposalStatus.DECLINED)
    browser.submit(button=("mot", "undo"))
    assert paths.read()[0].status is OfferStatus.ACTIVE


def test_the_same_press_twice_is_once(paths: Paths, browser: Browser) -> None:
    page = browser.get(paths.pause)
    fields = dict(page.post_form("mot").fields)
    answers = [browser.post(paths.pause, fields | {"mot": "stop"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert paths.read()[0].status is OfferStatus.WITHDRAWN
    assert browser.post(paths.pause, fields | {"mot": "1"}).status_code == 303
    assert paths.read()[0].status is OfferStatus.WITHDRAWN
    assert browser.post(paths.pause, fields | {"mot": "xyz"}).status_code == 400
    assert browser.post(paths.pause, {"mot": "undo"}).status_code == 400


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_offer_goes_on_for_six_months(paths: Paths, app: Flask, language: str) -> None:
    browser = Browser(app, language=language)
    browser.get(browser.prefix + paths.offer)
    page = browser.submit(button=("reponse", "prolonger"))
    words = {"fr": "Vous continuez six mois. Merci.", "en": "You go on for six months."}
    assert words[language] in page.text
    assert "prolonger" not in {value for form in page.forms for _name, value in form.buttons}
    assert paths.read()[0].ends_on == TODAY.replace(year=2027, month=4)


def test_letting_it_end_changes_nothing(paths: Paths, browser: Browser) -> None:
    browser.get(paths.need)
    page = browser.submit(button=("reponse", "finir"))
    assert "Rien ne change jusque-là." in page.text
    assert len(paths.read()[2].slots) == 1


def test_a_request_is_looked_for_a_week_later_too(paths: Paths, browser: Browser) -> None:
    browser.get(paths.need)
    page = browser.submit(button=("reponse", "prolonger"))
    assert "mardi 20 octobre, l’après-midi" in page.text
    need = paths.read()[2]
    assert [slot.on_date for slot in need.slots] == [TODAY + DAY, TODAY + 8 * DAY]
    assert need.status is RequestStatus.OPEN


def test_a_link_of_another_purpose_or_of_nobody_is_the_same_kind_page(
    paths: Paths, browser: Browser
) -> None:
    pause, renew = (path.rsplit("/", 1)[1] for path in (paths.pause, paths.offer))
    for path in (f"/pause/{renew}", f"/prolonger/{pause}", "/pause/x", "/prolonger/x"):
        assert "n’existe pas" in browser.get(path, status=404).heading
