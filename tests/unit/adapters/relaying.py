"""A mail, the relay that carries it, and servers that answer as they are told."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.controller import Controller
from flask import Flask

from config import Settings
from mutualaid.adapters.smtp import SafeMessage, SmtpRelay
from mutualaid.domain.mail import Outgoing

_APP = Flask(__name__)
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
