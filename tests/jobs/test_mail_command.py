"""`flask mail`: an operator reads what left and sends one again, without reading an address."""

from __future__ import annotations

from flask import Flask

from mutualaid.domain.clock import now_utc
from mutualaid.domain.statuses import MessageStatus
from mutualaid.models import Message
from mutualaid.services import sign_ins
from tests import factories


def owed(app: Flask, status: MessageStatus) -> int:
    with app.extensions["database"].transaction() as session:
        factories.person(session, factories.neighbourhood(session), "Karim")
        sign_ins.ask_link(
            session, "karim@example.fr", browser_id="firefox", about=None, now=now_utc()
        )
        message: Message = session.query(Message).one()
        message.status = status
        return message.id


def test_the_list_names_states_and_no_address(app: Flask) -> None:
    owed(app, MessageStatus.FAILED)
    runner = app.test_cli_runner()
    shown = runner.invoke(args=["mail", "list", "--status", "failed"]).output
    assert "sign_in" in shown
    assert "karim@" not in shown
    assert "sign_in" not in runner.invoke(args=["mail", "list", "--status", "sent"]).output


def test_a_failed_mail_is_sent_again(app: Flask) -> None:
    number = owed(app, MessageStatus.FAILED)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["mail", "resend", str(number)]).exit_code == 0
    with app.extensions["database"].reading() as session:
        assert session.get_one(Message, number).status is MessageStatus.PENDING


def test_what_cannot_be_sent_again_says_why(app: Flask) -> None:
    number = owed(app, MessageStatus.PENDING)
    runner = app.test_cli_runner()
    waiting = runner.invoke(args=["mail", "resend", str(number)])
    unknown = runner.invoke(args=["mail", "resend", "999"])
    assert (waiting.exit_code, unknown.exit_code) == (1, 1)
    assert "sent or that failed" in waiting.output
    assert "no message 999" in unknown.output
