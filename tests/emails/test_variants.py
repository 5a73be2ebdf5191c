"""The same mail in another situation: by phone, far away, several helpers, another wish."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.mail import Outgoing
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.models import (
    Appointment,
    AppointmentHelper,
    ContactChoice,
    MeetingPoint,
    Message,
)
from mutualaid.services import blocks, post_ends, proposals
from tests.emails.scenarios import LATER, STREET, Quarter
from tests.factories import NOW, TODAY

Render = Callable[[Message], Outgoing | None]


@pytest.fixture
def quarter(mail_session: Session) -> Quarter:
    return Quarter(mail_session)


def written(render: Render, quarter: Quarter, kind: MessageKind) -> Outgoing:
    mail = render(quarter.message(kind))
    assert mail is not None
    return mail


def test_a_hand_by_phone_has_no_place_and_no_door(quarter: Quarter, render: Render) -> None:
    quarter.request.category = "phone_chat"
    quarter.request.facts = {}
    quarter.karim.category_rows[0].category = "phone_chat"
    quarter.agree(quarter.karim)
    told = written(render, quarter, MessageKind.AGREED_HELPER)
    assert "Au téléphone, dites" in told.text
    assert STREET not in told.text
    assert told.calendar is not None
    assert b"LOCATION" not in told.calendar.content
    resident = written(render, quarter, MessageKind.AGREED_RESIDENT)
    assert "raccrochez" in resident.text


def test_far_away_is_not_called_near(quarter: Quarter, render: Render) -> None:
    quarter.propose(quarter.karim).distance_m = 2_900
    assert written(render, quarter, MessageKind.PROPOSAL_HELPER).subject == (
        "Un coup de main à 3\u00a0km, jeudi\u00a0?"
    )
    assert "près de chez vous" not in written(render, quarter, MessageKind.PROPOSAL_RESIDENT).text


def test_a_day_beyond_a_week_carries_its_number(quarter: Quarter, render: Render) -> None:
    proposal = quarter.propose(quarter.karim)
    proposal.on_date += timedelta(days=7)
    subject = written(render, quarter, MessageKind.PROPOSAL_HELPER).subject
    assert subject == "Un coup de main près de chez vous, jeudi 22\u00a0?"


def test_the_resident_reads_everybody_who_comes(quarter: Quarter, render: Render) -> None:
    quarter.request.helpers_needed = 2
    quarter.session.flush()
    asked = [quarter.propose(offer) for offer in (quarter.karim, quarter.rose)]
    for each in asked:
        quarter.says(each, yes=True)
    proposals.answer_as_resident(quarter.session, asked[0], True, by=quarter.jeanne, now=LATER)
    mail = written(render, quarter, MessageKind.AGREED_RESIDENT)
    assert "avec Karim et Rose" in mail.subject
    assert "Karim\u00a0: 06\u00a039\u00a098\u00a012\u00a001" in mail.text
    assert "Rose\u00a0: 06\u00a039\u00a098\u00a012\u00a002" in mail.text
    assert "Chaque personne vous dira" in mail.text


def test_who_agreed_in_advance_is_not_asked_to_again(quarter: Quarter, render: Render) -> None:
    quarter.request.agreed_in_advance_at = NOW
    quarter.propose(quarter.karim)
    mail = written(render, quarter, MessageKind.PROPOSAL_RESIDENT)
    assert "reponse=avance" not in mail.text
    assert "Je n’en ai plus besoin" in mail.text


def test_who_chose_the_desk_is_reached_through_the_desk(quarter: Quarter, render: Render) -> None:
    quarter.jeanne.contact_choice = ContactChoice.DESK
    quarter.agree(quarter.karim)
    mail = written(render, quarter, MessageKind.AGREED_HELPER)
    assert "04\u00a065\u00a071\u00a001\u00a001 (Fatima)" in mail.text
    assert "06\u00a039\u00a098\u00a012\u00a000" not in mail.text


def test_a_meeting_point_stands_where_the_address_would(quarter: Quarter, render: Render) -> None:
    quarter.request.meeting_point = quarter.session.scalars(select(MeetingPoint)).one()
    quarter.agree(quarter.karim)
    mail = written(render, quarter, MessageKind.AGREED_HELPER)
    assert "Café du marché, Place du marché" in mail.text
    assert STREET not in mail.text


def test_hands_given_and_a_meeting_are_told_only_where_they_took_place(
    quarter: Quarter, render: Render
) -> None:
    quarter.karim.user.met_on = None
    quarter.request.meeting_point = quarter.session.scalars(select(MeetingPoint)).one()
    proposal = quarter.says(quarter.propose(quarter.karim), yes=True)
    mail = written(render, quarter, MessageKind.HELPER_SAID_YES)
    assert "connaît cette personne" not in mail.text
    assert "coup de main" not in mail.text.split("Cela vous va")[0]
    for number in range(2):
        past = Appointment(
            help_request_id=quarter.request.id, on_date=NOW.date() - timedelta(days=9 + number),
            half_day=proposal.half_day, minutes=60, status=AppointmentStatus.DONE,
            uid=f"past-{number}", mot_de_passage="olive vert", created_at=NOW,
        )  # fmt: skip
        quarter.session.add(past)
        quarter.session.flush()
        quarter.session.add(
            AppointmentHelper(
                appointment_id=past.id, helper_id=proposal.helper_id, proposal_id=proposal.id
            )
        )
    quarter.session.flush()
    assert "a déjà donné 2 coups de main" in written(
        render, quarter, MessageKind.HELPER_SAID_YES
    ).text.replace("\n", " ")


def test_whoever_comes_with_others_reads_their_first_names(
    quarter: Quarter, render: Render
) -> None:
    quarter.request.helpers_needed = 2
    quarter.session.flush()
    asked = [quarter.propose(offer) for offer in (quarter.karim, quarter.rose)]
    for each in asked:
        quarter.says(each, yes=True)
    proposals.answer_as_resident(quarter.session, asked[0], True, by=quarter.jeanne, now=LATER)
    mail = render(quarter.message(MessageKind.AGREED_HELPER, quarter.karim.user))
    assert mail is not None
    assert "Qui vient aussi\u00a0: Rose" in mail.text
    assert "06\u00a039\u00a098\u00a012\u00a002" not in mail.text


def test_one_of_two_who_is_blocked_reads_that_it_is_cancelled_and_nothing_of_the_other(
    quarter: Quarter, render: Render
) -> None:
    quarter.request.helpers_needed = 2
    quarter.session.flush()
    asked = [quarter.propose(offer) for offer in (quarter.karim, quarter.rose)]
    for each in asked:
        quarter.says(each, yes=True)
    proposals.answer_as_resident(quarter.session, asked[0], True, by=quarter.jeanne, now=LATER)
    rose = quarter.rose.user
    blocks.block(quarter.session, rose, by=quarter.jeanne, now=LATER)
    mail = render(quarter.message(MessageKind.CANCELLED, rose))
    assert mail is not None
    assert mail.subject.startswith("Rendez-vous annulé")
    assert "Les autres viennent" not in " ".join(mail.text.split())


def test_a_resident_whom_one_of_two_blocks_reads_that_the_other_comes(
    quarter: Quarter, render: Render
) -> None:
    quarter.request.helpers_needed = 2
    quarter.session.flush()
    asked = [quarter.propose(offer) for offer in (quarter.karim, quarter.rose)]
    for each in asked:
        quarter.says(each, yes=True)
    proposals.answer_as_resident(quarter.session, asked[0], True, by=quarter.jeanne, now=LATER)
    blocks.block(quarter.session, quarter.jeanne, by=quarter.rose.user, now=LATER)
    mail = render(quarter.message(MessageKind.CANCELLED, quarter.jeanne))
    assert mail is not None
    assert "Une des personnes ne peut plus venir" in " ".join(mail.text.split())
    assert mail.subject.startswith("Une personne de moins")


@pytest.mark.parametrize(
    ("days_ago", "words"),
    [
        (10, ""),
        (300, "Ce que vous avez dit de la voiture vaut jusqu’au"),
        (400, "Ce que vous avez dit de la voiture valait jusqu’au"),
    ],
)
def test_the_mail_before_an_offer_ends_says_when_the_car_is_to_be_said_again(
    quarter: Quarter, render: Render, days_ago: int, words: str
) -> None:
    quarter.karim.user.drives_declared_on = TODAY - timedelta(days=days_ago)
    quarter.karim.ends_on = TODAY + timedelta(days=10)
    post_ends.look(quarter.session, now=NOW)
    text = " ".join(written(render, quarter, MessageKind.POST_ENDS).text.split())
    assert ("voiture" in text) is bool(words)
    assert words in text


def test_every_mail_leads_to_the_page_of_problems_and_bears_the_numbers(
    mails: dict[tuple[str, str], Outgoing],
) -> None:
    for (_situation, language), mail in mails.items():
        page = "http://localhost/en/signaler" if language == "en" else "http://localhost/signaler"
        for part in (mail.text, mail.html):
            assert page in part
            for number in ("15", "17", "18", "112", "114", "3114"):
                assert re.search(rf"\b{number}\b", part)
        assert len(mail.html.encode()) <= 20 * 1024
