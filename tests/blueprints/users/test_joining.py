"""Joining without a need: a first name, and a phone or an e-mail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.domain.geo import Precision
from mutualaid.domain.statuses import Channel, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Message, Task, User
from tests import factories as f
from tests.blueprints.conftest import add_street
from tests.blueprints.users.conftest import Mailed
from tests.browser import Browser

ROSE = {"first_name": "Rose", "is_adult": "y"}


@pytest.fixture(autouse=True)
def home(store: Database) -> int:
    with store.transaction() as session:
        home = f.neighbourhood(session)
        add_street(session, home, "Rue des Lilas")
        return home.id


def people(store: Database) -> list[User]:
    with store.reading() as session:
        found = list(session.scalars(select(User).order_by(User.id)))
        for person in found:
            assert person.place is None or person.place.line
        return found


def test_somebody_joins_by_email_and_her_code_lets_her_in(
    browser: Browser, store: Database, mailed: Callable[[], Mailed]
) -> None:
    browser.get("/inscription")
    page = browser.submit({**ROSE, "email": "rose@example.fr", "line": "12 rue des Lilas"})
    assert page.heading == "Regardez vos e-mails"
    (rose,) = people(store)
    assert not rose.is_confirmed
    assert rose.place is not None
    assert rose.place.precision is Precision.STREET
    assert browser.submit({"code": mailed().code}).heading == "Bonjour Rose"
    assert people(store)[0].email_confirmed_at is not None


def test_somebody_with_a_phone_only_is_called_at_the_next_open_half_day(
    browser: Browser, store: Database
) -> None:
    browser.get("/inscription")
    page = browser.submit({**ROSE, "phone": "06 39 98 12 07"})
    assert "Fatima vous appelle mardi 13 octobre, le matin." in page.text
    (rose,) = people(store)
    assert (rose.phone, rose.channel) == ("+33639981207", Channel.CALL)
    with store.reading() as session:
        task = session.scalars(select(Task)).one()
        assert (task.kind, task.status, task.user_id) == (
            TaskKind.CONFIRM, TaskStatus.OPEN, rose.id,
        )  # fmt: skip


@pytest.mark.parametrize("channel", [{"email": "rose@example.fr"}, {"phone": "06 39 98 12 07"}])
def test_joining_twice_makes_one_person_and_shows_the_same_page(
    app: Flask, store: Database, channel: dict[str, str]
) -> None:
    headings = []
    for _ in range(2):
        browser = Browser(app)
        browser.get("/inscription")
        headings.append(browser.submit({**ROSE, **channel}).text)
    assert len(people(store)) == 1
    assert headings[0] == headings[1]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"first_name": "Rose", "phone": "0639981207"}, "Cochez la case si vous avez 18 ans"),
        ({"is_adult": "y", "phone": "0639981207"}, "Écrivez votre prénom"),
        ({"first_name": "1234", "is_adult": "y", "phone": "0639981207"}, "Écrivez votre prénom"),
        (ROSE, "Écrivez un téléphone ou un e-mail"),
        ({**ROSE, "phone": "zéro six"}, "Écrivez un numéro à 10 chiffres, comme 06 39 98 12 34"),
        ({**ROSE, "phone": "06" * 40}, "Écrivez un numéro à 10 chiffres"),
        ({**ROSE, "email": "rose@"}, "Écrivez un e-mail complet, comme nom@exemple.fr"),
        ({**ROSE, "first_name": "R" * 61, "phone": "0639981207"}, "Écrivez 60 signes au plus"),
        ({**ROSE, "phone": "0639981207", "line": "x" * 500}, "Écrivez 160 signes au plus"),
    ],
)
def test_what_cannot_be_read_comes_back_with_its_sentence_and_as_typed(
    browser: Browser, store: Database, typed: dict[str, str], sentence: str
) -> None:
    browser.get("/inscription")
    page = browser.submit(typed)
    assert browser.response is not None
    assert browser.response.status_code == 422
    assert sentence in page.text
    for name, value in typed.items():
        if name != "is_adult":
            assert (name, value) in page.post_form("first_name").fields
    assert people(store) == []


def test_an_address_that_nobody_knows_is_accepted(browser: Browser, store: Database) -> None:
    browser.get("/inscription")
    browser.submit({**ROSE, "email": "rose@example.fr", "line": "la maison bleue"})
    place = people(store)[0].place
    assert place is not None
    assert (place.line, place.precision) == ("la maison bleue", Precision.COMMUNE)


def test_with_several_neighbourhoods_one_says_which(browser: Browser, store: Database) -> None:
    with store.transaction() as session:
        cusset = f.neighbourhood(session, "Cusset").id
    browser.get("/inscription")
    page = browser.submit({**ROSE, "email": "rose@example.fr"})
    assert "Choisissez votre quartier" in page.text
    browser.submit({"neighbourhood": str(cusset)})
    assert people(store)[0].neighbourhood_id == cusset


def test_another_neighbourhood_is_not_an_error(browser: Browser, store: Database) -> None:
    with store.transaction() as session:
        f.neighbourhood(session, "Cusset")
    browser.get("/inscription")
    page = browser.submit({**ROSE, "email": "rose@example.fr", "neighbourhood": "other"})
    assert page.heading == "Nous ne sommes pas encore dans votre rue"
    assert people(store) == []


def test_somebody_known_is_written_to_as_for_a_sign_in(browser: Browser, store: Database) -> None:
    with store.transaction() as session:
        person = f.person(session, f.neighbourhood(session, "Cusset"), "Rose")
        home_id = person.neighbourhood_id
    browser.get("/inscription")
    browser.submit({**ROSE, "email": "rose@example.fr", "neighbourhood": str(home_id)})
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1
        assert [message.kind for message in session.scalars(select(Message))] == ["sign_in"]


def test_joining_is_whole_in_english(app: Flask) -> None:
    browser = Browser(app, language="en")
    browser.get("users.join")
    page = browser.submit({**ROSE, "phone": "06 39 98 12 07"})
    assert "Fatima calls you Tuesday 13 October, in the morning." in page.text
