"""The calendar file, read by a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from icalendar import Calendar, Event
from sqlalchemy.orm import Session

from mutualaid.domain.mail import CalendarMethod, Outgoing
from mutualaid.domain.messages import MessageKind
from mutualaid.models import Message
from tests.emails.conftest import Mails
from tests.emails.scenarios import Quarter


def opened(mail: Outgoing) -> tuple[Calendar, Event]:
    assert mail.calendar is not None
    calendar = Calendar.from_ical(mail.calendar.content)
    assert isinstance(calendar, Calendar)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_an_appointment_without_an_hour_spans_its_half_day_and_leaves_it_free(
    mails: Mails,
) -> None:
    calendar, event = opened(mails["agreed_helper", "fr"])
    assert calendar["METHOD"] == "PUBLISH"
    assert event.start == datetime(2026, 10, 15, 10, 0, tzinfo=UTC)
    assert event.end == datetime(2026, 10, 15, 16, 0, tzinfo=UTC)
    assert event["TRANSP"] == "TRANSPARENT"


def test_an_appointment_with_an_hour_takes_its_time(mails: Mails) -> None:
    _calendar, event = opened(mails["agreed_resident_at_an_hour", "fr"])
    assert event.start == datetime(2026, 10, 15, 12, 30, tzinfo=UTC)
    assert event.end == datetime(2026, 10, 15, 13, 30, tzinfo=UTC)
    assert event["TRANSP"] == "OPAQUE"


def test_a_shared_calendar_reads_no_name_and_only_the_helper_reads_the_street(
    mails: Mails,
) -> None:
    mail = mails["agreed_helper", "fr"]
    _calendar, event = opened(mail)
    assert (event["SUMMARY"], event["LOCATION"]) == ("Coup de main (voisins)", "rue du Tonkin")
    assert mail.calendar is not None
    text = mail.calendar.content.decode()
    assert not [
        word for word in ("Jeanne", "Karim", "8 rue", "06 39", "+336", "tournesol") if word in text
    ]


def test_the_residents_calendar_has_no_place(mails: Mails) -> None:
    _calendar, event = opened(mails["agreed_resident", "fr"])
    assert "LOCATION" not in event


def test_a_cancellation_takes_the_same_event_out_of_the_calendar(
    mails: Mails,
) -> None:
    mail = mails["cancelled", "fr"]
    calendar, event = opened(mail)
    assert mail.calendar is not None
    assert mail.calendar.method is CalendarMethod.CANCEL
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert str(event["UID"]).endswith("@fil-de-voisins")


def test_a_calendar_file_is_read_by_every_calendar(mails: Mails) -> None:
    for (_situation, language), mail in mails.items():
        if mail.calendar is None:
            continue
        content = mail.calendar.content
        assert content.endswith(b"END:VCALENDAR\r\n")
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert max(len(line) for line in content.split(b"\r\n")) <= 75
        calendar = Calendar.from_ical(content)
        assert calendar["METHOD"] == mail.calendar.method
        title = "Coup de main (voisins)" if language == "fr" else "A hand (neighbours)"
        for event in calendar.walk("VEVENT"):
            assert event["SUMMARY"] == title
            assert event["TRANSP"] in {"OPAQUE", "TRANSPARENT"}
            assert event["SEQUENCE"] >= 0
            assert not set(event) & {"ATTENDEE", "ORGANIZER", "DESCRIPTION", "VALARM"}


def test_a_long_street_is_folded_between_two_signs_never_inside_one(
    mail_session: Session, render: Callable[[Message], Outgoing | None]
) -> None:
    quarter = Quarter(mail_session)
    street = "allée de l’Église-Évêché-à-côté-du-théâtre-où-l’on-répète-tôt-l’été-en-février"
    place = quarter.request.place
    assert place is not None
    place.street = street
    quarter.agree(quarter.karim)
    mail = render(quarter.message(MessageKind.AGREED_HELPER))
    assert mail is not None
    assert mail.calendar is not None
    for line in mail.calendar.content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    _calendar, event = opened(mail)
    assert event["LOCATION"] == street
