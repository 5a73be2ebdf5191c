"""A real SMTP server on a free port, and what it received."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class SmtpInbox:
    """The mails that came, oldest first, and the reply to give to the next ones."""

    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    reply: str = "250 OK"
    """Set it to `451 Later` or `550 No such mailbox` to play a relay that refuses."""

    def clear(self) -> None:
        """Forget everything, between two tests."""
        self.messages.clear()
        self.recipients.clear()
        self.reply = "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """What one person received, oldest first."""
        return [mail for mail in self.messages if mail["To"] and address in mail["To"]]

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        """Keep the mail, or refuse it with the reply that the test has set."""
        if self.reply.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.messages.append(mail)
            self.recipients.append(list(envelope.rcpt_tos))
        return self.reply


class _OnFreePort(Controller):
    """aiosmtpd's thread, on a port that the system chooses."""

    def _create_server(self) -> Any:
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        return self.loop.create_server(self._factory_invoker, sock=listening)


@contextmanager
def serving() -> Iterator[SmtpInbox]:
    """An inbox whose server runs until the block ends."""
    inbox = SmtpInbox()
    controller = _OnFreePort(inbox, hostname="127.0.0.1", loop=asyncio.new_event_loop())
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop()
