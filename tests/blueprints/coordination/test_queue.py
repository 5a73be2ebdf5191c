"""One queue, in order; two coordinators never do the same thing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, MessageStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Absence,
    DeskClaim,
    JournalEntry,
    Message,
    Neighbourhood,
    Task,
    User,
)
from mutualaid.services import tasks
from tests import factories
from tests.blueprints.conftest import sign_in
from tests.blueprints.coordination.conftest import press, read
from tests.browser import Browser
from tests.factories import NOW, TODAY
from tests.factories.desks import Desk

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""The pages; what the database does itself runs on both elsewhere."""


@pytest.fixture
def nadia(ours: Desk, database: Database) -> User:
    """Fatima's deputy."""
    with database.transaction() as session:
        return factories.coordinator(session, session.get_one(Neighbourhood, ours.home_id), "Nadia")


@pytest.fixture
def other(app: Flask, nadia: User) -> Browser:
    """Nadia's browser."""
    browser = Browser(app)
    sign_in(browser, nadia)
    return browser


def test_worries_come_first_then_calls_then_the_rest(fatima: Browser, ours: Desk) -> None:
    text = fatima.get("coordination.today").text
    order = [
        "Lire ce qui a été signalé",
        "Appeler Rose",
        "un e-mail est revenu",
        "Rencontrer Karim",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_the_second_reads_who_took_it(
    fatima: Browser, other: Browser, ours: Desk, database: Database
) -> None:
    seen = other.get("coordination.today")
    fatima.get("coordination.today")
    press(fatima, f"/taches/{ours.task_id}/prendre")
    other.page = seen
    page = press(other, f"/taches/{ours.task_id}/prendre")
    assert "Fatima s’en occupe depuis lundi 12 octobre, 10 h." in page.text
    with database.reading() as session:
        assert [row.holder_id for row in session.scalars(select(DeskClaim))] == [
            ours.coordinator.id
        ]
        actions = session.scalars(select(JournalEntry.action)).all()
    assert actions.count("desk_taken") == 1
    assert "L’équipe s’en occupe déjà" in page.text


def test_a_call_is_taken_and_free_again_once_everything_is_said(
    fatima: Browser, other: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.today")
    press(fatima, f"/appels/{ours.phone_helper_id}/prendre")
    page = other.get("coordination.today")
    assert "Fatima s’en occupe" in page.text
    press(fatima, f"/messages/{ours.call_id}/reponse", reponse="no")
    with database.reading() as session:
        assert session.scalars(select(DeskClaim)).all() == []


def test_it_is_handed_on_with_a_word_and_put_back(
    fatima: Browser, other: Browser, nadia: User, ours: Desk
) -> None:
    fatima.get("coordination.hand_task_over", task_id=ours.task_id)
    page = fatima.submit({"note": "Après 18 h"})
    assert "Choisissez à qui" in page.text
    assert "Après 18 h" in page.html
    fatima.submit({"to": str(nadia.id), "note": "Après 18 h"})
    page = other.get("coordination.today")
    assert "Confié par Fatima : « Après 18 h »" in page.text
    press(other, f"/taches/{ours.task_id}/rendre")
    page = fatima.get("coordination.today")
    assert "Je m’en occupe" in page.text
    assert "Après 18 h" not in page.text


def test_whoever_is_away_leaves_her_tasks_to_the_others(
    fatima: Browser, other: Browser, nadia: User, ours: Desk, database: Database
) -> None:
    other.get("coordination.today")
    press(other, f"/taches/{ours.task_id}/prendre")
    with database.transaction() as session:
        session.add(Absence(user_id=nadia.id, starts_on=TODAY, ends_on=TODAY + timedelta(days=4)))
    page = fatima.get("coordination.today")
    assert "Nadia : absence jusqu’au vendredi 16 octobre." in page.text
    assert "Nadia : absence du lundi 12 octobre au vendredi 16 octobre." in page.text
    press(fatima, f"/taches/{ours.task_id}/prendre")
    with database.reading() as session:
        assert session.scalars(select(DeskClaim)).one().holder_id == ours.coordinator.id


def test_what_was_taken_yesterday_may_be_taken_over(
    app: Flask, other: Browser, ours: Desk, database: Database
) -> None:
    other.get("coordination.today")
    press(other, f"/taches/{ours.task_id}/prendre")
    app.extensions["clock"] = lambda: NOW + timedelta(days=1)
    browser = Browser(app)
    sign_in(browser, ours.coordinator, now=NOW + timedelta(days=1))
    browser.get("coordination.today")
    press(browser, f"/taches/{ours.task_id}/prendre")
    with database.reading() as session:
        assert session.scalars(select(DeskClaim)).one().holder_id == ours.coordinator.id


def test_a_task_done_meanwhile_is_not_done_twice(
    fatima: Browser, other: Browser, ours: Desk
) -> None:
    with fatima.app.extensions["database"].transaction() as session:
        task = tasks.ask_desk(
            session, TaskKind.NUMBERS, "numbers:1", now=NOW, neighbourhood_id=ours.home_id
        )
        number = task.id
    seen = other.get("coordination.today")
    fatima.get("coordination.today")
    press(fatima, f"/taches/{number}/fait")
    other.page = seen
    assert "l’a déjà fait" in press(other, f"/taches/{number}/fait").text


def test_a_neighbour_of_another_desk_is_nobody_to_hand_it_to(
    fatima: Browser, ours: Desk, theirs: Desk
) -> None:
    page = fatima.get("coordination.hand_call_over", user_id=ours.phone_helper_id)
    assert theirs.coordinator.first_name not in page.text
    assert "Personne d’autre n’est à ce bureau" in page.text


def test_nothing_to_do_says_how_many_hands_there_are(app: Flask, database: Database) -> None:
    app.extensions["clock"] = lambda: NOW
    with database.transaction() as session:
        boss = factories.coordinator(session, factories.neighbourhood(session))
    browser = Browser(app)
    sign_in(browser, boss)
    assert (
        "Personne n’attend. 0 coup de main aujourd’hui." in browser.get("coordination.today").text
    )


def test_three_hundred_neighbours_and_sixty_tasks_are_fifteen_questions(
    fatima: Browser, nadia: User, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        home = session.get_one(Neighbourhood, ours.home_id)
        people = [
            User(first_name=f"Voisine {n}", phone=f"+3363998{n:04d}", neighbourhood_id=home.id,
                 channel=Channel.CALL, created_at=NOW, phone_confirmed_at=NOW)
            for n in range(300)
        ]  # fmt: skip
        session.add_all(people)
        session.flush()
        kinds = [kind for kind in TaskKind if kind is not TaskKind.REPORT]
        for n in range(60):
            task = Task(
                kind=kinds[n % len(kinds)],
                reason_key=f"t:{n}",
                neighbourhood_id=home.id,
                user_id=people[n].id,
                is_urgent=n % 7 == 0,
                created_at=NOW,
                help_request_id=ours.asked_request_id,
                proposal_id=ours.proposal_id,
            )
            session.add(task)
            session.flush()
            if n % 4 == 0:
                session.add(DeskClaim(task_id=task.id, holder_id=nadia.id, taken_at=NOW))
        for n, kind in enumerate(MessageKind):
            session.add(
                Message(
                    kind=kind,
                    event_key=f"m:{n}",
                    user_id=people[n].id,
                    channel=Channel.CALL,
                    neighbourhood_id=home.id,
                    help_request_id=ours.asked_request_id,
                    proposal_id=ours.proposal_id,
                    status=MessageStatus.PENDING,
                    send_after=NOW,
                    message_id=f"m{n}@example.fr",
                    created_at=NOW,
                )
            )
    page = fatima.get("coordination.today", max_queries=15)
    assert page.html.count('id="tache-') >= 60
    assert read(database, Task, ours.task_id).status == "open"


def test_what_is_said_by_voice_leads_to_the_words_to_say(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        for user_id in (ours.phone_helper_id, ours.resident_id):
            session.add(
                Task(
                    kind=TaskKind.MOVED,
                    reason_key=f"moved:{user_id}",
                    neighbourhood_id=ours.home_id,
                    user_id=user_id,
                    is_urgent=True,
                    created_at=NOW,
                )
            )
    page = fatima.get("coordination.today")
    leads = {
        each.attributes["href"]
        for each in page.elements
        if each.tag == "a" and "Dire de vive voix" in each.text
    }
    assert leads == {
        f"/coordination/appels/{ours.phone_helper_id}",
        f"/coordination/voisins/{ours.resident_id}",
    }
