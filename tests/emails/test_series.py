"""Mails and calls about a weekly need: every week is said, and the date that is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.mail import Outgoing
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.requests import every_week
from mutualaid.domain.slots import HalfDay
from mutualaid.models import Appointment, Message, Proposal, Recurrence, RequestSlot
from mutualaid.services import appointments, proposals, series
from tests.emails.scenarios import LATER, Quarter
from tests.factories import thursday

Render = Callable[[Message], Outgoing | None]
MISSING = (thursday().on_date + timedelta(weeks=1)).isoformat()
EVERY_WEEK = "tous les jeudis, l’après-midi"


@pytest.fixture
def quarter(mail_session: Session) -> Quarter:
    quarter = Quarter(mail_session)
    quarter.request.recurrence = Recurrence.WEEKLY
    quarter.request.slot_rows += [
        RequestSlot(on_date=slot.on_date, half_day=slot.half_day)
        for slot in every_week([thursday()], None)[1:]
    ]
    mail_session.flush()
    return quarter


def asked(quarter: Quarter) -> Proposal:
    proposal = quarter.propose(quarter.karim)
    proposal.missing_dates = [MISSING]
    quarter.session.flush()
    return proposal


def agreed(quarter: Quarter) -> list[Appointment]:
    proposal = quarter.says(asked(quarter), yes=True)
    proposals.answer_as_resident(quarter.session, proposal, True, by=quarter.jeanne, now=LATER)
    return list(quarter.session.scalars(select(Appointment).order_by(Appointment.on_date)))


def text_of(render: Render, message: Message) -> str:
    mail = render(message)
    assert mail is not None
    return " ".join(mail.text.split())


@pytest.mark.parametrize("kind", [MessageKind.PROPOSAL_HELPER, MessageKind.PROPOSAL_RESIDENT])
def test_both_read_the_missing_date_before_they_answer(
    quarter: Quarter, render: Render, kind: MessageKind
) -> None:
    asked(quarter)
    text = text_of(render, quarter.message(kind))
    assert f"{EVERY_WEEK}, à partir du jeudi 15 octobre, sauf le jeudi 22 octobre" in text


def test_the_resident_reads_it_again_with_the_name(quarter: Quarter, render: Render) -> None:
    quarter.says(asked(quarter), yes=True)
    text = text_of(render, quarter.message(MessageKind.HELPER_SAID_YES))
    assert "sauf le jeudi 22 octobre" in text


def test_the_subject_of_the_ask_says_every_week(quarter: Quarter, render: Render) -> None:
    asked(quarter)
    mail = render(quarter.message(MessageKind.PROPOSAL_HELPER))
    assert mail is not None
    assert mail.subject == "Un coup de main toutes les semaines, le jeudi\u00a0?"


@pytest.mark.parametrize("kind", [MessageKind.AGREED_HELPER, MessageKind.AGREED_RESIDENT])
def test_the_confirmation_speaks_of_the_series_and_its_dates(
    quarter: Quarter, render: Render, kind: MessageKind
) -> None:
    dates = agreed(quarter)
    mail = render(quarter.message(kind))
    assert mail is not None
    text = " ".join(mail.text.split())
    assert EVERY_WEEK in text
    assert "jeudi 15 octobre, jeudi 29 octobre" in text
    assert "jeudi 22 octobre" not in text
    assert mail.calendar is not None
    events = Calendar.from_ical(mail.calendar.content).walk("VEVENT")
    assert [str(event["UID"]) for event in events] == [each.uid for each in dates]
    starts = [event["DTSTART"].dt.astimezone(UTC) for event in events]
    assert starts == [
        datetime(2026, 10, 15, 10, tzinfo=UTC),
        datetime(2026, 10, 29, 11, tzinfo=UTC),
    ]


def test_one_date_that_goes_leaves_the_others(quarter: Quarter, render: Render) -> None:
    dates, karim = agreed(quarter), quarter.karim.user
    appointments.cancel(quarter.session, dates[1], by=karim, now=LATER, person=karim)
    mail = render(quarter.message(MessageKind.CANCELLED))
    assert mail is not None
    assert "Les autres semaines ne changent pas." in mail.text
    assert "Nous cherchons" not in mail.text
    assert mail.calendar is not None
    events = Calendar.from_ical(mail.calendar.content).walk("VEVENT")
    assert [str(event["UID"]) for event in events] == [dates[1].uid]


@pytest.mark.parametrize("side", ["helper", "resident"])
def test_a_series_that_ends_takes_all_its_dates_out_of_the_calendar(
    quarter: Quarter, render: Render, side: str
) -> None:
    dates = agreed(quarter)
    person = quarter.karim.user if side == "helper" else quarter.jeanne
    series.stop(quarter.session, dates[0], by=person, now=LATER, person=person)
    mail = render(quarter.message(MessageKind.CANCELLED))
    assert mail is not None
    assert "Les semaines suivantes n’ont pas lieu non plus." in mail.text
    assert ("Nous cherchons déjà" in mail.text) == (side == "helper")
    assert mail.calendar is not None
    events = Calendar.from_ical(mail.calendar.content).walk("VEVENT")
    assert [str(event["UID"]) for event in events] == [each.uid for each in dates]


def test_two_half_days_are_one_entry_of_the_calendar(mail_session: Session, render: Render) -> None:
    quarter = Quarter(mail_session)
    quarter.request.n_half_days = 2
    morning = thursday(HalfDay.MORNING)
    quarter.request.slot_rows = [RequestSlot(on_date=morning.on_date, half_day=morning.half_day)]
    mail_session.flush()
    proposal = proposals.propose(
        mail_session, quarter.request, quarter.karim, morning, by=quarter.fatima, now=LATER
    )
    quarter.says(proposal, yes=True)
    proposals.answer_as_resident(mail_session, proposal, True, by=quarter.jeanne, now=LATER)
    mail = render(quarter.message(MessageKind.AGREED_HELPER))
    assert mail is not None
    assert mail.calendar is not None
    (event,) = Calendar.from_ical(mail.calendar.content).walk("VEVENT")
    assert event["DTSTART"].dt.astimezone(UTC).hour == 6
    assert event["DTEND"].dt.astimezone(UTC).hour == 16
    assert "et la demi-journée qui suit" in " ".join(mail.text.split())
