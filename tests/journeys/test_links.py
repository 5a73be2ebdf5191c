"""Mail scanners open links: opening every link of every mail changes nothing."""

from __future__ import annotations

import os

import pytest
from flask import Flask
from sqlalchemy import select

from mutualaid.domain.statuses import ProposalStatus
from mutualaid.models import Appointment, Message, Proposal
from mutualaid.services import appointments, proposals
from mutualaid.services.sign_ins import ask_link
from tests.journeys.town import Town, links_of
from tests.support.smtp import SmtpInbox


@pytest.fixture
def town(app: Flask, smtp_inbox: SmtpInbox) -> Town:
    """A town in which a mail of nearly every kind has left."""
    smtp_inbox.clear()
    town = Town(app, smtp_inbox)
    town.settle()
    town.run_matcher()
    town.send_mails()
    town.later()
    town.change(lambda session: _answer_in_many_ways(session, town))
    town.send_mails()
    town.later()
    town.change(lambda session: _cancel_one(session, town))
    town.send_mails()
    return town


def _answer_in_many_ways(session, town: Town) -> None:  # type: ignore[no-untyped-def]
    rows = session.scalars(select(Proposal).order_by(Proposal.id)).all()
    for n, row in enumerate(rows):
        if n < 5:
            proposals.answer_as_helper(session, row, True, by=row.helper, now=town.now)
        if n < 3:
            resident = row.help_request.user
            proposals.answer_as_resident(session, row, True, by=resident, now=town.now)
        elif n == 3:
            resident = row.help_request.user
            proposals.answer_as_resident(session, row, False, by=resident, now=town.now)
    ask_link(session, "asker5@example.fr", browser_id="", about=None, now=town.now)


def _cancel_one(session, town: Town) -> None:  # type: ignore[no-untyped-def]
    appointment = session.scalars(select(Appointment).order_by(Appointment.id)).first()
    helper = appointment.helper_rows[0].helper
    appointments.cancel(session, appointment, by=helper, now=town.now, person=helper)


def test_opening_every_link_of_every_mail_changes_nothing(town: Town) -> None:
    before = town.dump()
    client = town.app.test_client()
    links = sorted({link for mail in town.inbox.messages for link in links_of(mail)})
    assert len(links) > 20
    for link in links:
        for _ in range(2):
            assert client.get(link).status_code < 400, link
            assert client.head(link).status_code < 400, link
            assert client.options(link).status_code < 400, link
    assert town.dump() == before


def test_a_scanner_that_insists_changes_nothing_either(town: Town, kind: str) -> None:
    n_times = 100 if kind == "sqlite" or "CAMPAIGN" in os.environ else 20
    before = town.dump()
    client = town.app.test_client()
    kinds: dict[str, list[str]] = {}
    for mail in town.inbox.messages:
        kinds.setdefault(str(mail["Subject"])[:14], links_of(mail))
    assert len(kinds) >= 5
    for links in kinds.values():
        for link in links:
            for _ in range(n_times):
                assert client.get(link).status_code < 400
    assert town.dump() == before


def test_a_person_can_still_answer_after_the_scanner(town: Town) -> None:
    with town.database.reading() as session:
        row = session.scalars(
            select(Proposal).where(Proposal.status == ProposalStatus.OPEN)
        ).first()
        assert row is not None
        helper = row.helper.first_name
    links = [link for mail in town.mails_to(helper) for link in links_of(mail)]
    path = next(link for link in links if link.startswith("/proposition/")).split("?")[0]
    client = town.app.test_client()
    for _ in range(20):
        page = client.get(path).get_data(as_text=True)
    field = page.split('name="csrf" value="')[1].split('"')[0]
    said = "undo" if 'value="undo"' in page else "yes"
    before = town.dump()
    assert client.post(path, data={"csrf": field, "answer": said}).status_code == 303
    assert town.dump() != before


def test_a_form_without_its_field_is_refused(town: Town) -> None:
    before = town.dump()
    links = {link for mail in town.inbox.messages for link in links_of(mail)}
    client = town.app.test_client()
    for link in links:
        if link.startswith("/proposition/"):
            assert client.post(link.split("?")[0], data={"answer": "yes"}).status_code == 400
    assert town.dump() == before


def test_every_message_of_the_town_left(town: Town) -> None:
    with town.database.reading() as session:
        statuses = {row.status for row in session.scalars(select(Message))}
    assert statuses <= {"sent", "cancelled"}
