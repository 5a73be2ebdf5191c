"""One pair walked by mail in the demo: two mails, two yeses, two contacts, two calendars."""

from __future__ import annotations

from datetime import time
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from mutualaid.demo.people import JEANNE, KARIM, Person
from mutualaid.demo.place import ZONE
from mutualaid.demo.town import build
from mutualaid.domain.clock import local_date, now_utc
from mutualaid.wording.phones import phone_in_pairs
from tests.support.demo import RunningDemo, Visitor, links_of, text_of

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("demo")]


def person(email: str) -> Person:
    people = build(local_date(now_utc(), ZONE)).people
    return next(each for each in people if each.email == email)


def secrets_of(someone: Person) -> list[str]:
    """What nobody may read of somebody before both have said yes."""
    phone = someone.phone
    return [
        someone.last_name,
        someone.home.street,
        phone,
        phone_in_pairs(phone),
        phone.replace("+33", "0"),
    ]


def answer_link(mail: EmailMessage) -> str:
    return next(link for link in links_of(mail) if "/proposition/" in link)


def calendar_of(mail: EmailMessage) -> Calendar:
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    return Calendar.from_ical(part.get_payload(decode=True))


def test_two_yeses_by_mail_give_contacts_and_a_calendar_to_both(demo: RunningDemo) -> None:
    jeanne, karim = person(JEANNE.email), person(KARIM.email)
    asked = demo.wait_for_mail(KARIM.email, "18 h 30")
    told = demo.wait_for_mail(JEANNE.email, "Nous demandons à une personne près de chez vous")
    assert "Karim" not in text_of(told)
    assert "Jeanne" not in text_of(asked)

    helper = Visitor(demo.line("Ready"))
    asked_page = helper.open(answer_link(asked))
    for secret in secrets_of(jeanne):
        assert secret not in asked.as_string()
        assert secret not in asked_page.html
    helper.press(("answer", "yes"))
    assert helper.status == 200

    question = demo.wait_for_mail(JEANNE.email, "Karim peut vous aider")
    resident = Visitor(demo.line("Ready"))
    question_page = resident.open(answer_link(question))
    for secret in secrets_of(karim):
        assert secret not in question.as_string()
        assert secret not in question_page.html
    resident.press(("answer", "yes"))
    assert resident.status == 200

    for mail, other in (
        (demo.wait_for_mail(KARIM.email, phone_in_pairs(jeanne.phone)), "Jeanne"),
        (demo.wait_for_mail(JEANNE.email, phone_in_pairs(karim.phone)), "Karim"),
    ):
        assert other in text_of(mail)
        (event,) = calendar_of(mail).walk("VEVENT")
        assert event["UID"]
        assert event.start.astimezone(ZoneInfo(ZONE)).time() == time(18, 30)
    assert jeanne.home.street in text_of(
        demo.wait_for_mail(KARIM.email, phone_in_pairs(jeanne.phone))
    )
