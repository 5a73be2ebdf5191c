"""`flask mail`: an operator reads what left and sends one again, without reading an address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask

from config import Settings
from mutualaid.app import create_app
from mutualaid.domain.clock import now_utc
from mutualaid.domain.statuses import MessageStatus
from mutualaid.models import Message
from mutualaid.services import sign_ins
from tests import factories
from tests.support.letters import reply


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


def test_the_mailbox_is_read_on_demand(settings: Settings, tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(reply("Bonjour", sender="nobody@example.net", answers=""))
    app = create_app(replace(settings, mailbox_path=str(tmp_path)))
    read = [app.test_cli_runner().invoke(args=["mail", "read"]).output for _ in range(2)]
    assert read == [
        "1 new: 0 bounce, 0 reply, 0 automatic, 1 unknown.\n",
        "0 new: 0 bounce, 0 reply, 0 automatic, 0 unknown.\n",
    ]
    app.extensions["database"].dispose()


def test_without_a_mailbox_the_command_says_what_to_write(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["mail", "read"])
    assert answer.exit_code == 1
    assert "MAILBOX_HOST or MAILBOX_PATH" in answer.output


def test_a_mailbox_that_is_not_there_is_said_without_a_traceback(settings: Settings) -> None:
    app = create_app(replace(settings, mailbox_path="/nowhere"))
    answer = app.test_cli_runner().invoke(args=["mail", "read"])
    assert (answer.exit_code, answer.output) == (
        1, "Error: The mailbox cannot be read: FileNotFoundError.\n",
    )  # fmt: skip
    app.extensions["database"].dispose()
