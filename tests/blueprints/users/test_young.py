"""`/inscription/15-17-ans`, and one's own page before 18."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.statuses import TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import HelpRequest, Offer, Relative, RelativeRole, Task, User
from mutualaid.services import minors
from mutualaid.services.minors import Parent, Young
from tests import factories as f
from tests.blueprints.conftest import sign_in
from tests.blueprints.users.conftest import Mailed
from tests.browser import Browser

LEA = {
    "first_name": "Léa",
    "email": "lea@example.fr",
    "parent_first_name": "Odile",
    "parent_phone": "06 39 98 12 99",
    "is_young": "y",
}


@pytest.fixture(autouse=True)
def home(store: Database) -> int:
    with store.transaction() as session:
        return f.neighbourhood(session).id


@pytest.fixture
def lea(store: Database, home: int) -> User:
    with store.transaction() as session:
        lea = minors.join(
            session, Young("Léa", None, "lea@example.fr", home),
            Parent("Odile", "+33639981299", None), now=f.NOW,
        )  # fmt: skip
        lea.email_confirmed_at = f.NOW
        return lea


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_whole(app: Flask, language: str) -> None:
    Browser(app, language=language).get("users.young")


def test_the_page_of_joining_leads_there(browser: Browser) -> None:
    links = [a.attributes["href"] for a in browser.get("/inscription").all("a")]
    assert "/inscription/15-17-ans" in links
    page = browser.get("/inscription/15-17-ans")
    assert "Sans son oui, nous effaçons tout au bout de 15 jours." in page.text
    assert "Appelez Fatima : 04 65 71 01 01" in page.text


def test_she_joins_with_a_parent_and_her_code_lets_her_in(
    browser: Browser, store: Database, mailed: Callable[[], Mailed]
) -> None:
    browser.get("/inscription/15-17-ans")
    assert browser.submit(LEA).heading == "Regardez vos e-mails"
    page = browser.submit({"code": mailed().code})
    assert page.heading == "Bonjour Léa"
    assert "Fatima appelle Odile pour son accord." in page.text
    with store.reading() as session:
        person = session.scalars(select(User)).one()
        parent = session.scalars(select(Relative)).one()
        task = session.scalars(select(Task)).one()
        assert (person.is_adult, parent.role, parent.phone) == (
            False, RelativeRole.PARENT, "+33639981299",
        )  # fmt: skip
        assert (task.kind, task.user_id) == (TaskKind.PARENT, person.id)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"is_young": []}, "Cochez la case si vous avez entre 15 et 17 ans"),
        ({"parent_first_name": ""}, "Écrivez le prénom de votre parent"),
        ({"parent_phone": ""}, "Écrivez un téléphone ou un e-mail de votre parent"),
        ({"phone": "06 39 98 12 99"}, "Écrivez le numéro de votre parent, pas le vôtre"),
        ({"email": ""}, "Écrivez un téléphone ou un e-mail"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(
    browser: Browser, store: Database, typed: dict[str, str], sentence: str
) -> None:
    browser.get("/inscription/15-17-ans")
    page = browser.submit({**LEA, **typed})
    assert browser.response is not None
    assert browser.response.status_code == 422
    assert sentence in page.text
    assert ("first_name", "Léa") in page.post_form("first_name").fields
    with store.reading() as session:
        assert session.scalars(select(User)).all() == []


def test_joining_twice_makes_one_person_and_shows_the_same_page(
    app: Flask, store: Database
) -> None:
    texts = []
    for _ in range(2):
        browser = Browser(app)
        browser.get("/inscription/15-17-ans")
        texts.append(browser.submit(LEA).text)
    assert texts[0] == texts[1]
    with store.reading() as session:
        assert len(session.scalars(select(User)).all()) == 1
        assert len(session.scalars(select(Relative)).all()) == 1


@pytest.mark.parametrize("path", ["/demander", "/demander/quand", "/aider", "/en/aider/joindre"])
def test_the_questions_lead_to_a_page_that_says_why_and_whom_to_call(
    app: Flask, lea: User, path: str
) -> None:
    browser = Browser(app, language="en" if path.startswith("/en/") else "fr")
    sign_in(browser, lea)
    answer = browser.client.get(path)
    assert answer.status_code == 303
    assert answer.location.endswith(f"{browser.prefix}/inscription/15-17-ans")
    page = browser.get(answer.location)
    assert ("Appelez Fatima" if not browser.prefix else "Call Fatima") in page.text
    assert [form.action for form in page.forms if "first_name" in form.names] == []


def test_a_draft_from_before_is_not_sent_either(app: Flask, store: Database, lea: User) -> None:
    browser = Browser(app)
    sign_in(browser, lea)
    browser.get("/mon-espace")
    csrf = next(v for form in browser.page.forms for k, v in form.fields if k == "csrf")
    for path in ("/demander/verifier", "/aider/verifier", "/aider/reprendre", "/aider"):
        assert browser.client.post(path, data={"csrf": csrf}).location.endswith("15-17-ans")
    with store.reading() as session:
        assert session.scalars(select(HelpRequest)).all() == []
        assert session.scalars(select(Offer)).all() == []


def test_her_own_page_shows_no_door_that_is_closed(app: Flask, lea: User) -> None:
    browser = Browser(app)
    sign_in(browser, lea)
    page = browser.get("/mon-espace")
    links = {a.attributes["href"] for a in page.all("a")}
    assert not {"/demander", "/aider"} & links
    assert "De 15 à 17 ans" in page.text


def test_eighteen_is_one_press_and_a_task_of_the_desk(
    app: Flask, store: Database, lea: User
) -> None:
    browser = Browser(app)
    sign_in(browser, lea)
    page = browser.get("/mon-espace")
    form = next(form for form in page.forms if form.action.endswith("/18-ans"))
    answer = browser.client.post(form.action, data=dict(form.fields))
    assert "C’est noté. L’équipe vérifie avec vous." in browser.get(answer.location).text
    with store.reading() as session:
        wanted = select(Task).where(Task.kind == TaskKind.OF_AGE)
        assert session.scalars(wanted).one().status is TaskStatus.OPEN
        assert not session.get_one(User, lea.id).is_adult


def test_an_adult_reads_nothing_of_it(app: Flask, store: Database, home: int) -> None:
    from mutualaid.models import Neighbourhood

    with store.transaction() as session:
        jeanne = f.person(session, session.get_one(Neighbourhood, home), "Jeanne")
    browser = Browser(app)
    sign_in(browser, jeanne)
    assert "15 à 17" not in browser.get("/mon-espace").text
    assert browser.get("/demander").heading == "De quoi avez-vous besoin ?"
