"""The relay behind its port, against real SMTP servers that accept, refuse, hang or lie."""

from __future__ import annotations

import asyncio
import random
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from flask import Flask

from config import Settings
from mutualaid.adapters.mail_headers import BadHeader, mailbox, unstructured
from mutualaid.adapters.smtp import SafeMessage, SmtpRelay
from mutualaid.domain.mail import (
    CalendarMethod,
    CalendarPart,
    Outgoing,
    PermanentFailure,
    RelayDown,
    TemporaryFailure,
)
from tests.support.certificates import write_certificate
from tests.support.smtp import SmtpInbox

MAIL = Outgoing(
    to="karim@example.fr",
    sender_name="Fatima, Fil de voisins Les Brosses",
    reply_to="bureau@example.fr",
    subject="C’est d’accord : mardi, 14 h 30, avec Ségolène",
    text="Bonjour\n.\nFrom moi\n" + "é" * 1200 + "\n",
    html="<p>" + "é" * 1200 + "</p>",
    language="fr",
    message_id="abc@fil-de-voisins",
    at=datetime(2026, 10, 12, 8, 0, tzinfo=UTC),
    unsubscribe_url="http://localhost/desabonnement/x",
)


def settings(port: int, **values: Any) -> Settings:
    return Settings(
        secret_key="x" * 32,
        mail_port=port,
        mail_sender="fil@example.fr",
        **{"mail_security": "none", "mail_timeout_seconds": 2.0} | values,
    )


def relay(port: int, tls: ssl.SSLContext | None = None, **values: Any) -> SmtpRelay:
    return SmtpRelay(Flask(__name__), settings(port, **values), tls=tls)


def send(outgoing: Outgoing, port: int, tls: ssl.SSLContext | None = None, **values: Any) -> None:
    """One mail in a conversation of its own."""
    carrier = relay(port, tls, **values)
    carrier.send(outgoing)
    carrier.hang_up()


def raw(outgoing: Outgoing) -> bytes:
    """The mail as it would go over the wire."""
    with _APP.app_context():
        return SafeMessage(outgoing, "fil@example.fr").as_bytes()


_APP = Flask(__name__)


class Refusing:
    """A server that gives one reply at one step of the conversation."""

    def __init__(self, step: str, reply: str) -> None:
        self.step, self.reply, self.n_data = step, reply, 0

    async def handle_MAIL(self, _s: Any, _t: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.reply if self.step == "MAIL" else "250 OK"

    async def handle_RCPT(self, _s: Any, _t: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.step == "RCPT":
            return self.reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        self.n_data += 1
        return self.reply if self.step == "DATA" else "250 OK"


class OnFreePort(Controller):
    """aiosmtpd on a port that the system chooses."""

    def _create_server(self) -> Any:
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listening)


@contextmanager
def serving(handler: Any, **options: Any) -> Iterator[int]:
    controller = OnFreePort(handler, hostname="127.0.0.1", loop=asyncio.new_event_loop(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


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


def test_mail_never_leaves_this_machine_in_clear_text() -> None:
    with pytest.raises(ValueError, match="clear text"):
        relay(25, mail_host="relay.example.org")


def test_a_relay_without_encryption_gets_nothing() -> None:
    handler = Refusing("", "")
    with serving(handler) as port, pytest.raises(RelayDown):
        relay(port, mail_security="starttls").send(MAIL)
    assert handler.n_data == 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("tls"))


@contextmanager
def serving_tls(certificate: Path, handler: Any) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    controller = OnFreePort(handler, hostname="127.0.0.1", loop=asyncio.new_event_loop())
    controller.factory = lambda: SMTP(handler, tls_context=context, require_starttls=True)  # type: ignore[method-assign]
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def test_a_certificate_that_nobody_signed_gets_nothing(certificate: Path) -> None:
    handler = Refusing("", "")
    with serving_tls(certificate, handler) as port, pytest.raises(RelayDown):
        relay(port, mail_host="localhost", mail_security="starttls").send(MAIL)
    assert handler.n_data == 0


def test_a_trusted_certificate_lets_the_mail_through(certificate: Path) -> None:
    handler = Refusing("", "")
    trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    with serving_tls(certificate, handler) as port:
        send(MAIL, port, trusting, mail_host="localhost", mail_security="starttls")
    assert handler.n_data == 1


def test_a_bad_header_is_refused_before_the_relay_is_called() -> None:
    with pytest.raises(PermanentFailure, match="control sign"):
        relay(1).send(replace(MAIL, subject="Bonjour\r\nBcc: evil@example.org"))


def test_one_mail_goes_to_one_plain_address() -> None:
    hostile = ("a@b.fr, evil@x.fr", "<a@b.fr>", "a b@c.fr", "a@b.fr\r\nRCPT TO:<evil@x.fr>", "a")
    for address in hostile:
        with pytest.raises(PermanentFailure):
            relay(1).send(replace(MAIL, to=address))


HEADERS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID",
    "Content-Language", "Auto-Submitted", "Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post",
}  # fmt: skip
PIECES = (
    "\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x00", "\t", " ", "=?utf-8?q?",
    "?=", "=?utf-8?b?QmNjOiBh?=", "Bcc: evil@x.fr", "\r\n.\r\n", "\r\nBcc: a@b.fr", "\ud800", "<",
    ">", '"', ",", ";", ":", "@", "(", ")", "\\", "é", "Fatima", "\u202e", "=0D=0A", "\n\n<p>",
)  # fmt: skip


def hostile_values() -> list[str]:
    lottery = random.Random(20261012)
    return ["".join(lottery.choices(PIECES, k=lottery.randint(1, 6))) for _ in range(1000)]


def test_a_thousand_hostile_values_add_and_change_no_header() -> None:
    n_written = 0
    for value in hostile_values():
        try:
            written = raw(replace(MAIL, subject=value, sender_name=value))
        except BadHeader:
            continue
        n_written += 1
        read = message_from_bytes(written, policy=policy.default)
        assert set(read.keys()) == HEADERS, value
        assert len(read.keys()) == len(HEADERS), value
        head = written.partition(b"\r\n\r\n")[0]
        assert b"\nbcc:" not in head.lower(), value
        assert [address.addr_spec for address in read["From"].addresses] == ["fil@example.fr"]
        assert "".join(str(read["Subject"]).split()) == "".join(value.split()), value
    assert n_written > 100


def test_a_line_break_never_passes() -> None:
    for sign in "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029\x00":
        with pytest.raises(BadHeader):
            unstructured(f"a{sign}b")
        with pytest.raises(BadHeader):
            mailbox(f"a{sign}b", "fil@example.fr")
