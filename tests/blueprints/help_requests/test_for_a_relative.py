"""« Pour un proche »: two contacts, and nothing before the person's own yes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, RequestStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Consent,
    HelpRequest,
    Message,
    Neighbourhood,
    Relative,
    Task,
    User,
)
from mutualaid.services import relatives, users
from tests import factories
from tests.blueprints.conftest import sign_in
from tests.blueprints.help_requests.walk import LILAS, SHOPPING, WHEN, WHERE, count
from tests.factories import NOW

ODETTE = {"first_name": "Odette", "phone": "06 39 98 12 77", "mails_to": "mail", "is_adult": "y"}
SOPHIE = {"first_name": "Sophie", "email": "sophie@exemple.fr", "is_adult": "y"}


def walk(browser, *, loved_one=ODETTE, reach=SOPHIE):
    browser.get("help_requests.ask")
    page = browser.submit({"category": "shopping", "for_whom": "relative"})
    assert page.heading == "Pour qui demandez-vous ?"
    browser.submit(loved_one)
    browser.submit(SHOPPING)
    page = browser.submit(WHEN)
    assert page.heading == "Où habite cette personne ?"
    browser.submit(WHERE)
    page = browser.submit({"choice": LILAS, "meet": "home"})
    if reach:
        page = browser.submit(reach)
    return page


def people(database):
    with database.reading() as session:
        return {each.first_name: each for each in session.scalars(select(User))}


def request_of(database):
    with database.reading() as session:
        return session.scalars(select(HelpRequest)).one()


def fatima(database, brosses):
    with database.transaction() as session:
        return factories.coordinator(session, session.get_one(Neighbourhood, brosses)).id


def hear(database, brosses, coordinator_id, *, yes=True):
    with database.transaction() as session:
        odette = session.scalars(select(User).where(User.first_name == "Odette")).one()
        verb = relatives.hear_yes if yes else relatives.hear_no
        verb(session, odette, by=session.get_one(User, coordinator_id), now=NOW)


def confirm_sophie(database):
    with database.transaction() as session:
        sophie = session.scalars(select(User).where(User.first_name == "Sophie")).one()
        users.confirm_channel(session, sophie, Channel.EMAIL, by=sophie, now=NOW)


def test_a_relative_asks_and_the_person_is_heard_first(browser, database, brosses):
    page = walk(browser)
    for words in ("Odette", "06 39 98 12 77", "Chez cette personne", "Sophie"):
        assert words in page.text
    assert "D’accord d’avance" not in page.text
    page = browser.submit()
    assert "Fatima appelle Odette pour entendre son accord." in page.text
    assert "Et vous, une heure pour souffler ?" in page.text
    found = people(database)
    odette, sophie = found["Odette"], found["Sophie"]
    assert (odette.spoken_for_by_id, odette.channel) == (sophie.id, Channel.EMAIL)
    assert odette.email == sophie.email == "sophie@exemple.fr"
    assert odette.place_id is not None
    assert sophie.place_id is None
    need = request_of(database)
    assert (need.user_id, need.posted_by_id) == (odette.id, sophie.id)
    assert need.status is RequestStatus.UNCONFIRMED
    with database.reading() as session:
        [relative] = session.scalars(select(Relative))
        [task] = session.scalars(select(Task))
        [message] = session.scalars(select(Message))
    assert (relative.user_id, relative.account_id) == (odette.id, sophie.id)
    assert relative.confirmed_at is None
    assert (task.kind, task.user_id, task.neighbourhood_id) == (
        TaskKind.OWN_YES, odette.id, brosses,
    )  # fmt: skip
    assert (message.kind, message.user_id) == (MessageKind.CONFIRM_JOIN, sophie.id)


@pytest.mark.parametrize("sophie_first", [True, False])
def test_it_opens_only_when_both_have_confirmed(browser, database, brosses, sophie_first):
    boss = fatima(database, brosses)
    walk(browser)
    browser.submit()
    steps = [lambda: confirm_sophie(database), lambda: hear(database, brosses, boss)]
    first, second = steps if sophie_first else steps[::-1]
    first()
    assert request_of(database).status is RequestStatus.UNCONFIRMED
    second()
    assert request_of(database).status is RequestStatus.OPEN
    with database.reading() as session:
        consent = session.scalars(select(Consent)).one()
        task = session.scalars(select(Task).where(Task.kind == TaskKind.OWN_YES)).one()
    assert (consent.purpose, consent.channel, consent.recorded_by_id) == (
        "spoken_for", "phone", boss,
    )  # fmt: skip
    assert task.status is TaskStatus.CANCELLED


def test_confirming_the_person_s_own_mail_is_not_her_yes(browser, database, brosses):
    walk(browser)
    browser.submit()
    confirm_sophie(database)
    with database.transaction() as session:
        odette = session.scalars(select(User).where(User.first_name == "Odette")).one()
        users.confirm_channel(session, odette, Channel.EMAIL, by=odette, now=NOW)
    assert request_of(database).status is RequestStatus.UNCONFIRMED


def test_a_no_withdraws_it_and_nobody_speaks_for_her(browser, database, brosses):
    boss = fatima(database, brosses)
    walk(browser)
    browser.submit()
    hear(database, brosses, boss, yes=False)
    assert request_of(database).status is RequestStatus.CANCELLED
    assert people(database)["Odette"].spoken_for_by_id is None
    assert count(database, Relative) == 0


def test_the_desk_presses_what_it_heard(browser, database, brosses):
    boss = fatima(database, brosses)
    walk(browser)
    browser.submit()
    confirm_sophie(database)
    with database.reading() as session:
        person = session.get_one(User, boss)
    sign_in(browser, person)
    page = browser.get("coordination.today")
    assert "Demandé par : Sophie sophie@exemple.fr" in page.text
    form = next(
        form for form in page.forms
        if form.action.endswith("/son-accord") and ("reponse", "yes") in form.fields
    )  # fmt: skip
    assert browser.post(form.action, dict(form.fields)).status_code == 303
    assert request_of(database).status is RequestStatus.OPEN


def test_typing_a_neighbour_s_name_and_phone_gives_no_right_over_her(browser, database, brosses):
    with database.transaction() as session:
        home = session.get_one(Neighbourhood, brosses)
        odette = factories.by_phone(session, home, "Odette", "+33639981277")
        factories.help_request(session, odette, note="Canari")
        number = odette.id
    walk(browser)
    browser.submit()
    confirm_sophie(database)
    found = people(database)
    assert found["Odette"].id == number
    assert found["Odette"].spoken_for_by_id is None
    assert found["Odette"].email is None
    sign_in(browser, found["Sophie"])
    assert "Odette" not in browser.get("/mon-espace").text
    with database.reading() as session:
        own = session.scalars(select(HelpRequest).where(HelpRequest.note == "Canari")).one().id
    assert browser.client.get(f"/demander/{own}/retirer").status_code == 404


def test_a_relative_reads_changes_and_repeats_what_she_asked(browser, database, brosses):
    boss = fatima(database, brosses)
    walk(browser)
    browser.submit()
    confirm_sophie(database)
    hear(database, brosses, boss)
    sign_in(browser, people(database)["Sophie"])
    page = browser.get("/mon-espace")
    assert "Faire des courses, pour Odette" in page.text
    form = next(form for form in page.forms if form.action.endswith("/modifier"))
    browser.post(form.action, dict(form.fields))
    page = browser.get("/demander/verifier")
    assert "Chez cette personne" in page.text
    browser.get("/demander/precisions?modifier=1")
    browser.submit({"note": "Elle entend mal la sonnette"})
    browser.submit({})
    need = request_of(database)
    assert need.note == "Elle entend mal la sonnette"
    browser.get("help_requests.ask")
    page = browser.submit({"category": "shopping"})
    assert page.text.count("Choisissez pour qui c’est") == 2, "above, and beside the question"
    odette = people(database)["Odette"].id
    browser.submit({"category": "shopping", "for_whom": f"person:{odette}"})
    browser.submit(SHOPPING)
    page = browser.submit(WHEN)
    assert page.heading == "Vérifiez votre demande, puis envoyez-la"
    browser.submit({})
    with database.reading() as session:
        later = session.scalars(select(HelpRequest).where(HelpRequest.id != need.id)).one()
    assert (later.user_id, later.status) == (odette, RequestStatus.OPEN)


@pytest.mark.parametrize(
    ("loved_one", "sentence"),
    [
        ({**ODETTE, "phone": ""}, "Écrivez son numéro de téléphone"),
        ({**ODETTE, "first_name": "…"}, "Écrivez son prénom"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(browser, brosses, loved_one, sentence):
    assert brosses
    browser.get("help_requests.ask")
    browser.submit({"category": "shopping", "for_whom": "relative"})
    page = browser.submit(loved_one)
    assert browser.response.status_code == 422
    assert sentence in page.text
    assert "checked" in page.html


def test_whoever_wants_mails_writes_her_address(browser, brosses):
    assert brosses
    page = walk(browser, reach={"first_name": "Sophie", "phone": "0639981288", "is_adult": "y"})
    assert "Écrivez votre e-mail" in page.text
    assert page.heading == "Comment vous joindre ?"


def test_sending_twice_asks_once(browser, database, brosses):
    page = walk(browser)
    fields = dict(page.forms[-1].fields)
    for _ in range(2):
        assert browser.post("/demander/verifier", fields).status_code == 303
    assert count(database, HelpRequest) == 1
    assert count(database, Relative) == 1


def test_nothing_is_ticked_beforehand_and_no_tick_means_oneself(browser, database, brosses):
    assert brosses
    page = browser.get("help_requests.ask")
    assert "checked" not in page.html
    page = browser.submit({"category": "shopping"})
    assert page.heading != "Pour qui demandez-vous ?"
