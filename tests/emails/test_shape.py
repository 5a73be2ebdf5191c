"""What every mail keeps: its size, its shape, its links, its human, and its silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from mutualaid.domain.mail import Outgoing
from mutualaid.domain.messages import MessageKind
from mutualaid.emails.render import renderer
from tests.emails.conftest import Mails
from tests.emails.scenarios import (
    DOOR,
    LATER,
    NOTE,
    SITUATIONS,
    STREET,
    Quarter,
)
from tests.emails.variants import ALL

BEFORE_TWO_YESES = (
    MessageKind.PROPOSAL_HELPER,
    MessageKind.PROPOSAL_RESIDENT,
    MessageKind.HELPER_SAID_YES,
    MessageKind.SUPERSEDED,
    MessageKind.RESIDENT_SAID_NO,
    MessageKind.PROPOSAL_WITHDRAWN,
)
OF_JEANNE = (
    STREET, DOOR, NOTE, "3e étage", "Porte bleue", "06 39 98 12 00", "+33639981200", "Moulin",
    "Jeanne", "jeanne@",
)  # fmt: skip
OF_KARIM = ("06 39 98 12 01", "+33639981201", "Benali", "rue des Lilas", "karim@")
BASE = "http://localhost"
URL = re.compile(r"https?://\S+")


def spoken(number: str) -> str:
    return number.replace(" ", "\u00a0")


def test_a_mail_has_the_shape_that_every_program_can_read(mails: Mails) -> None:
    for (_situation, language), mail in mails.items():
        assert len(mail.html.encode()) <= 20_000
        assert mail.html.count("<h1") == 1
        assert f">{mail.subject}</h1>" in mail.html.replace("&#39;", "'")
        assert f'<html lang="{language}">' in mail.html
        assert mail.html.count("<table") == mail.html.count('role="presentation"')
        assert "<img" not in mail.html


def test_a_subject_is_short_and_calm(mails: Mails) -> None:
    for mail in mails.values():
        assert len(mail.subject) <= 50, mail.subject
        assert not re.search(r"[!\U0001f300-\U0001faff]|Re:", mail.subject)


def test_a_text_part_has_short_lines_and_whole_links(mails: Mails) -> None:
    for mail in mails.values():
        lines = mail.text.splitlines()
        assert not [line for line in lines if len(line) > 70 and not URL.search(line)]
        links = {url.replace("&amp;", "&") for url in re.findall(r'href="([^"]+)"', mail.html)}
        assert set(URL.findall(mail.text)) == {url for url in links if url.startswith("http")}


def test_a_link_starts_with_the_configured_address_in_the_readers_language(mails: Mails) -> None:
    for (_situation, language), mail in mails.items():
        urls = URL.findall(mail.text)
        assert urls
        assert all(url.startswith(BASE) for url in urls)
        assert all(url.startswith(f"{BASE}/en/") == (language == "en") for url in urls)


def test_every_link_leads_to_a_page_of_ours(app: Flask, mails: Mails) -> None:
    adapter = app.url_map.bind("localhost")
    for mail in mails.values():
        for url in URL.findall(mail.text):
            path = re.sub(r"^/en(?=/)", "", url.removeprefix(BASE)).split("?")[0]
            assert adapter.test(path, method="GET"), url


def test_a_mail_names_a_human_and_a_phone(mails: Mails) -> None:
    for mail in mails.values():
        for part in (mail.text, mail.html):
            assert "Fatima" in part
            assert spoken("04 65 71 01 01") in part
        assert mail.reply_to == "bureau@example.fr"


def test_what_comes_again_can_be_stopped_with_one_click(mails: Mails) -> None:
    stoppable = {situation for (situation, _), mail in mails.items() if mail.unsubscribe_url}
    again = (MessageKind.PROPOSAL_HELPER, MessageKind.WEEKLY_NEWS, MessageKind.HEAT_ADVICE)
    assert stoppable == {name for name, (kind, _) in ALL.items() if kind in again}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_before_two_yeses_a_mail_holds_nothing_of_the_other_person(
    mails: Mails, language: str
) -> None:
    for situation in BEFORE_TWO_YESES:
        mail = mails[situation.value, language]
        whole = f"{mail!r}{mail.text}{mail.html}".replace("\u00a0", " ")
        others = OF_KARIM if mail.to == "jeanne@example.fr" else OF_JEANNE
        assert [secret for secret in others if secret in whole] == [], situation


def test_before_the_helpers_yes_the_resident_reads_no_name(mails: Mails) -> None:
    mail = mails["proposal_resident", "fr"]
    assert "Karim" not in mail.text + mail.html + mail.subject


def test_after_two_yeses_the_helper_reads_all_that_leads_to_the_door(mails: Mails) -> None:
    mail = mails["agreed_helper", "fr"]
    facts = (DOOR, "3e étage", "Porte bleue", spoken("06 39 98 12 00"), NOTE, "tournesol bleu")
    assert [fact for fact in facts if fact not in mail.text] == []
    assert "Moulin" not in mail.text + mail.html


def test_what_people_wrote_is_inert_in_the_html_part(
    mail_session: Session, render: Callable[..., Outgoing | None]
) -> None:
    quarter = Quarter(mail_session)
    quarter.jeanne.first_name = '"><svg onload=alert(1)>{{7*7}}'
    quarter.request.note = "<script>x</script>"
    quarter.agree(quarter.karim)
    mail = render(quarter.message(MessageKind.AGREED_HELPER))
    assert mail is not None
    assert "<svg" not in mail.html
    assert "<script" not in mail.html
    assert "49" not in mail.subject


@pytest.mark.parametrize("situation", ["sign_in", "proposal_helper", "helper_said_yes"])
def test_a_mail_about_something_over_is_not_sent(
    app: Flask, mail_session: Session, situation: str
) -> None:
    kind, happen = SITUATIONS[situation]
    quarter = Quarter(mail_session)
    happen(quarter)
    message = quarter.message(kind)
    assert renderer(app)(mail_session, message, LATER) is not None
    assert renderer(app)(mail_session, message, LATER + timedelta(days=3)) is None


def test_a_person_who_left_is_written_to_no_more(
    mail_session: Session, render: Callable[..., Outgoing | None]
) -> None:
    quarter = Quarter(mail_session)
    quarter.propose(quarter.karim)
    quarter.karim.user.left_at = LATER
    mail_session.flush()
    assert render(quarter.message(MessageKind.PROPOSAL_HELPER)) is None


def test_the_resident_is_not_asked_twice_when_a_helper_was_quick(
    mail_session: Session, render: Callable[..., Outgoing | None]
) -> None:
    quarter = Quarter(mail_session)
    quarter.says(quarter.propose(quarter.karim), yes=True)
    assert render(quarter.message(MessageKind.PROPOSAL_RESIDENT)) is None
    assert render(quarter.message(MessageKind.HELPER_SAID_YES)) is not None


def test_a_mail_sent_again_has_the_same_links_and_id(
    mail_session: Session, render: Callable[..., Outgoing | None]
) -> None:
    quarter = Quarter(mail_session)
    quarter.propose(quarter.karim)
    message = quarter.message(MessageKind.PROPOSAL_HELPER)
    first, again = render(message), render(message)
    assert first is not None
    assert first == again
