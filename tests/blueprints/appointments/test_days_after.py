"""The page of the day after, the contacts kept, and the end of all contact."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.models import Appointment, Block, Feedback, Feeling, Message, Task, Tie, User
from mutualaid.services import asking_feedback, blocks, feedbacks
from tests.blueprints.appointments.conftest import OF_JEANNE, OF_KARIM, Meeting, at, reads
from tests.blueprints.conftest import sign_in
from tests.browser import Browser

EVENING = at(18, days=1)


@pytest.fixture
def back(meeting: Meeting) -> dict[str, str]:
    """The day after, at 18 h: each one's own page."""
    meeting.now(EVENING)
    return {
        person.first_name: f"/retour/{meeting.link(TokenPurpose.FEEDBACK, person)}"
        for person in (meeting.jeanne, meeting.karim)
    }


def wish(meeting: Meeting, person: User, again: bool) -> None:
    with meeting.database.transaction() as session:
        who = session.get_one(User, person.id)
        said = feedbacks.Said(wants_again=again)
        feedbacks.say(session, meeting.appointment(session), who, said, by=who, now=EVENING)


def both_wish(meeting: Meeting) -> None:
    for person in (meeting.jeanne, meeting.karim):
        wish(meeting, person, True)


def counts(meeting: Meeting) -> list[int]:
    with meeting.database.reading() as session:
        return [
            session.scalar(select(func.count()).select_from(table))
            for table in (Feedback, Message, Task, Tie, Block)
        ]


def test_one_press_is_one_answer_and_a_later_one_corrects_it(
    browser: Browser, back: dict[str, str], meeting: Meeting
) -> None:
    for prefix, answers in (("", ("Bien", "Mal")), ("/en", ("Well", "Badly"))):
        browser.get(prefix + back["Jeanne"])
        assert answers[0] in browser.submit(button=("feeling", "good")).text
        assert answers[1] in browser.submit(button=("feeling", "bad")).text
    with meeting.database.reading() as session:
        assert session.scalars(select(Feedback.feeling)).all() == [Feeling.BAD]


@pytest.mark.parametrize("first", ["bien", "moyen", "mal", "non", "", "<script>"])
def test_the_question_mark_only_puts_a_button_first(
    browser: Browser, back: dict[str, str], meeting: Meeting, first: str
) -> None:
    before = counts(meeting)
    page = browser.get(f"{back['Karim']}?reponse={first}")
    browser.client.head(f"{back['Karim']}?reponse={first}")
    assert counts(meeting) == before
    expected = {"moyen": "Moyen", "mal": "Mal", "non": "Il n’a pas eu lieu"}.get(first, "Bien")
    main = page.html.split('class="button button-primary"')[1].split("</button>")[0]
    assert f"<span>{expected}</span>" in main


def test_the_other_reads_nothing_of_an_answer(
    browser: Browser, back: dict[str, str], meeting: Meeting
) -> None:
    browser.get(back["Jeanne"])
    browser.submit(button=("feeling", "bad"))
    browser.submit(button=("again", "no"))
    page = browser.get(back["Karim"])
    assert "Vous avez répondu" not in page.text
    sign_in(browser, meeting.karim)
    for path in (meeting.paths["Karim"], "/mon-espace", "/mon-espace/contacts"):
        assert "Mal" not in browser.get(path, max_queries=20).text


def test_the_page_shows_no_contact(
    browser: Browser, back: dict[str, str], meeting: Meeting
) -> None:
    both_wish(meeting)
    browser.get(back["Karim"])
    assert reads(browser, OF_JEANNE) == []
    browser.get(back["Jeanne"])
    assert reads(browser, OF_KARIM) == []


def test_thanks_are_the_residents_to_say(browser: Browser, back: dict[str, str]) -> None:
    browser.get(back["Karim"])
    assert "Dire merci" not in browser.submit(button=("feeling", "good")).text
    browser.get(back["Jeanne"])
    browser.submit(button=("feeling", "good"))
    page = browser.submit(button=("thanks", "kind"))
    assert "Karim lira" in page.text


def test_what_no_button_sends_is_a_bad_request(browser: Browser, back: dict[str, str]) -> None:
    csrf = dict(browser.get(back["Karim"]).post_form("feeling").fields)["csrf"]
    assert browser.post(back["Karim"], {"csrf": csrf, "feeling": "superb"}).status_code == 400


def test_a_month_later_the_page_is_closed_kindly(
    browser: Browser, back: dict[str, str], meeting: Meeting
) -> None:
    csrf = dict(browser.get(back["Karim"]).post_form("feeling").fields)["csrf"]
    meeting.now(at(18, days=32))
    before = counts(meeting)
    assert browser.post(back["Karim"], {"csrf": csrf, "feeling": "good"}).status_code == 303
    assert "Il n’y a plus rien à répondre" in browser.get(back["Karim"]).text
    assert counts(meeting) == before


def test_contacts_are_kept_when_both_said_yes_and_not_before(
    browser: Browser, meeting: Meeting
) -> None:
    sign_in(browser, meeting.jeanne)
    wish(meeting, meeting.karim, True)
    assert "Karim" not in browser.get("/mon-espace/contacts").text
    wish(meeting, meeting.jeanne, True)
    meeting.now(at(9, days=20))
    browser.get("/mon-espace/contacts")
    assert reads(browser, OF_KARIM) == ["06 39 98 12 01", "+33639981201"]
    browser.get("/en/mon-espace/contacts")
    browser.get(meeting.paths["Jeanne"])
    assert "06 39 98 12 01" in reads(browser, OF_KARIM)


def test_either_removes_the_contact_for_both(browser: Browser, meeting: Meeting) -> None:
    both_wish(meeting)
    sign_in(browser, meeting.karim)
    csrf = dict(browser.get("/mon-espace/contacts").post_form("avec").fields)
    assert browser.post("/mon-espace/contacts/retirer", csrf).status_code == 303
    assert browser.post("/mon-espace/contacts/retirer", csrf).status_code == 404
    sign_in(browser, meeting.jeanne)
    browser.get("/mon-espace/contacts")
    assert reads(browser, OF_KARIM) == []


@pytest.mark.parametrize("page", ["appointment", "feedback", "contacts"])
def test_one_gesture_ends_all_contact_from_every_page(
    browser: Browser, back: dict[str, str], meeting: Meeting, page: str
) -> None:
    both_wish(meeting)
    sign_in(browser, meeting.jeanne)
    path = {
        "appointment": meeting.paths["Jeanne"],
        "feedback": back["Jeanne"],
        "contacts": "/mon-espace/contacts",
    }[page]
    fields = [form for form in browser.get(path).forms if form.action.endswith("/bloquer")]
    sent = browser.post(fields[0].action, dict(fields[0].fields))
    assert sent.status_code == 303
    browser.get(sent.location)
    for mine in (meeting.paths["Jeanne"], back["Jeanne"], "/mon-espace/contacts"):
        browser.get(mine)
        assert reads(browser, OF_KARIM) == []
    sign_in(browser, meeting.karim)
    for his in (meeting.paths["Karim"], back["Karim"], "/mon-espace/contacts"):
        browser.get(his)
        assert reads(browser, OF_JEANNE) == []
        assert "plus de contact" not in browser.page.text


def test_the_desk_of_who_asked_lifts_the_block(browser: Browser, meeting: Meeting) -> None:
    with meeting.database.transaction() as session:
        jeanne, karim = (session.get_one(User, p.id) for p in (meeting.jeanne, meeting.karim))
        blocks.block(session, karim, by=jeanne, now=EVENING)
    meeting.now(EVENING)
    sign_in(browser, meeting.fatima, now=EVENING)
    told = browser.get("coordination.show_neighbour", user_id=meeting.karim.id, max_queries=15)
    assert "Ne veut plus de contact" not in told.text
    page = browser.get("coordination.show_neighbour", user_id=meeting.jeanne.id, max_queries=15)
    assert "Ne veut plus de contact" in page.text
    [form] = [form for form in page.forms if form.action.endswith("/debloquer")]
    assert browser.post(form.action, dict(form.fields)).status_code == 303
    assert counts(meeting)[-1] == 0


def test_the_desk_writes_down_what_somebody_says_on_the_phone(
    browser: Browser, meeting: Meeting
) -> None:
    with meeting.database.transaction() as session:
        jeanne = session.get_one(User, meeting.jeanne.id)
        jeanne.email, jeanne.channel = None, "call"
        asking_feedback.ask_due(session, now=EVENING)
        number = session.scalars(
            select(Message.id).where(
                Message.kind == MessageKind.FEEDBACK, Message.user_id == jeanne.id
            )
        ).one()
    meeting.now(EVENING)
    sign_in(browser, meeting.fatima, now=EVENING)
    page = browser.get("coordination.call", user_id=meeting.jeanne.id)
    assert "Aimeriez-vous revoir Karim" in page.text
    browser.get("coordination.note_feedback", message_id=number)
    refused = browser.submit({"thanks": "Les pommes étaient bonnes"})
    assert "Choisissez comment c’était" in refused.text
    assert "Les pommes étaient bonnes" in refused.html
    health = browser.submit({"feeling": "good", "thanks": "Merci depuis mon cancer"})
    assert "Merci depuis mon cancer" in health.html
    assert counts(meeting)[0] == 0, "words of health are kept nowhere, nor passed on"
    browser.submit({"feeling": "good", "again": "yes", "thanks": "Les pommes étaient bonnes"})
    with meeting.database.reading() as session:
        said = session.scalars(select(Feedback)).one()
        assert (said.feeling, said.wants_again) == (Feeling.GOOD, True)
        assert said.thanks == "Les pommes étaient bonnes"
        owed = session.scalars(select(Message.kind).where(Message.user_id == meeting.karim.id))
        assert MessageKind.MERCI in set(owed)


@pytest.mark.parametrize("who", ["Jeanne", "Karim"])
def test_the_calendar_keeps_what_took_place(browser: Browser, meeting: Meeting, who: str) -> None:
    meeting.now(EVENING)
    wish(meeting, meeting.jeanne, True)
    assert "STATUS:CONFIRMED" in browser.client.get(f"{meeting.paths[who]}.ics").text
    with meeting.database.transaction() as session:
        session.execute(update(Appointment).values(status=AppointmentStatus.CANCELLED))
    assert "STATUS:CANCELLED" in browser.client.get(f"{meeting.paths[who]}.ics").text
