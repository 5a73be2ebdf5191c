"""The relay behind its port, against real SMTP servers that accept, refuse, hang or lie."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from mutualaid.domain.mail import (
    CalendarMethod,
    CalendarPart,
    PermanentFailure,
    RelayDown,
    TemporaryFailure,
)
from tests.support.smtp import SmtpInbox
from tests.unit.adapters.relaying import MAIL, Refusing, raw, relay, send, serving


def test_a_mail_arrives_whole(smtp_inbox: SmtpInbox) -> None:
    send(MAIL, smtp_inbox.port)
    (mail,) = smtp_inbox.messages
    assert smtp_inbox.recipients == [["karim@example.fr"]]
    assert mail["Subject"] == MAIL.subject
    assert mail["From"].addresses[0].display_name == MAIL.sender_name
    assert mail["From"].addresses[0].addr_spec == "fil@example.fr"
    assert mail["Message-ID"] == "<abc@fil-de-voisins>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] == "<http://localhost/desabonnement/x>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == MAIL.text
    assert "é" * 1200 in html.get_content()


def test_only_what_can_be_stopped_says_so(smtp_inbox: SmtpInbox) -> None:
    send(replace(MAIL, unsubscribe_url=""), smtp_inbox.port)
    (mail,) = smtp_inbox.messages
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None


def test_a_calendar_file_comes_along(smtp_inbox: SmtpInbox) -> None:
    calendar = CalendarPart(CalendarMethod.PUBLISH, "BEGIN:VCALENDAR\r\né".encode())
    send(replace(MAIL, calendar=calendar), smtp_inbox.port)
    (part,) = [
        part for part in smtp_inbox.messages[0].walk() if part.get_content_type() == "text/calendar"
    ]
    assert (part.get_filename(), part.get_param("method")) == ("rendez-vous.ics", "PUBLISH")
    assert part.get_payload(decode=True) == calendar.content


def test_the_wire_carries_short_ascii_lines() -> None:
    lines = raw(replace(MAIL, unsubscribe_url="")).split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert all(byte < 128 for line in lines for byte in line)
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
@pytest.mark.parametrize("code", [421, 450, 451, 452, 455])
def test_a_4xx_for_this_mail_is_temporary(step: str, code: int) -> None:
    with serving(Refusing(step, f"{code} not now")) as port, pytest.raises(TemporaryFailure) as e:
        relay(port).send(MAIL)
    assert e.value.code == code


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("code", [550, 551, 552, 553, 554])
def test_a_5xx_for_this_mail_is_final(step: str, code: int) -> None:
    with serving(Refusing(step, f"{code} never")) as port, pytest.raises(PermanentFailure) as e:
        relay(port).send(MAIL)
    assert e.value.code == code


@pytest.mark.parametrize("code", [421, 454, 530, 535])
def test_a_relay_that_does_not_let_us_in_is_down(code: int) -> None:
    with serving(Refusing("MAIL", f"{code} no")) as port, pytest.raises(RelayDown):
        relay(port).send(MAIL)


def test_a_relay_that_nobody_answers_for_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with pytest.raises(RelayDown):
        relay(port).send(MAIL)


def test_a_relay_that_hangs_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(RelayDown):
            relay(silent.getsockname()[1], mail_timeout_seconds=0.3).send(MAIL)
        assert time.monotonic() - began < 2


def test_a_relay_that_hangs_up_after_taking_the_mail_has_taken_it() -> None:
    taken: list[bytes] = []

    def once(listening: socket.socket) -> None:
        talk, _ = listening.accept()
        with talk, talk.makefile("rwb", buffering=0) as lines:
            lines.write(b"220 hello\r\n")
            for reply in (b"250 hello", b"250 from", b"250 to", b"354 go on"):
                lines.readline()
                lines.write(reply + b"\r\n")
            while (line := lines.readline()) != b".\r\n":
                taken.append(line)
            lines.write(b"250 taken\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=once, args=(listening,))
        thread.start()
        send(MAIL, listening.getsockname()[1])
        thread.join(timeout=5)
    assert taken


class Counting(Refusing):
    """Counts conversations, and can end them from its side."""

    n_talks = 0

    async def handle_EHLO(  # noqa: N802
        self, _server: Any, session: Any, _envelope: Any, name: str, responses: list[str]
    ) -> list[str]:
        session.host_name = name
        self.n_talks += 1
        return responses


def test_the_mails_of_one_batch_share_a_conversation() -> None:
    handler = Counting("", "")
    with serving(handler) as port:
        carrier = relay(port)
        for _ in range(3):
            carrier.send(MAIL)
        carrier.hang_up()
        assert (handler.n_talks, handler.n_data) == (1, 3)
        carrier.send(MAIL)
        carrier.hang_up()
    assert (handler.n_talks, handler.n_data) == (2, 4)


def test_a_conversation_that_the_relay_ended_begins_anew() -> None:
    handler = Counting("", "")
    with serving(handler) as port:
        carrier = relay(port)
        carrier.send(MAIL)
        assert carrier._open is not None
        assert carrier._open.host is not None
        carrier._open.host.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]
        carrier.send(MAIL)
        carrier.hang_up()
    assert (handler.n_talks, handler.n_data) == (2, 2)


def test_after_a_refusal_the_next_mail_has_a_conversation_of_its_own() -> None:
    handler = Counting("RCPT", "550 never")
    with serving(handler) as port:
        carrier = relay(port)
        with pytest.raises(PermanentFailure):
            carrier.send(MAIL)
        handler.step = ""
        carrier.send(MAIL)
        carrier.hang_up()
    assert (handler.n_talks, handler.n_data) == (2, 1)
