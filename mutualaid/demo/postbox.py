"""The demo's mail server: takes every mail on loopback and keeps it in memory."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from typing import Any, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session

T = TypeVar("T")


@dataclass(frozen=True)
class Attachment:
    """A file that came with a mail, such as an appointment for the calendar."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One mail as it was received, whole, and the parts that people read."""

    id: int
    to: str
    at: datetime
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", ""))

    @property
    def sender(self) -> str:
        return str(self.message.get("From", ""))

    @cached_property
    def text(self) -> str | None:
        return self._body("plain")

    @cached_property
    def html(self) -> str | None:
        return self._body("html")

    @cached_property
    def attachments(self) -> list[Attachment]:
        return [_attachment(part, rank) for rank, part in enumerate(self._files(), start=1)]

    def _body(self, subtype: str) -> str | None:
        part = self.message.get_body((subtype,))
        return None if part is None else str(part.get_content())

    def _files(self) -> Iterator[EmailMessage]:
        """Files, and calendar parts even where they are sent inline."""
        for part in self.message.walk():
            if part.get_content_type() == "text/calendar" or part.is_attachment():
                yield part


def _attachment(part: EmailMessage, rank: int) -> Attachment:
    kind = part.get_content_type()
    name = part.get_filename() or (f"{rank}.ics" if kind == "text/calendar" else f"{rank}.bin")
    content = part.get_payload(decode=True)
    return Attachment(name, kind, content if isinstance(content, bytes) else b"")


class Postbox:
    """Every mail received since the start; safe to read while mails arrive."""

    def __init__(self) -> None:
        self._letters: list[Letter] = []
        self._lock = threading.Lock()

    def put(self, to: str, raw: bytes) -> Letter:
        with self._lock:
            letter = Letter(len(self._letters) + 1, to, datetime.now(UTC), raw)
            self._letters.append(letter)
            return letter

    def find(self, letter_id: int) -> Letter | None:
        with self._lock:
            return self._letters[letter_id - 1] if 0 < letter_id <= len(self._letters) else None

    def newest_first(self, to: str = "") -> list[Letter]:
        with self._lock:
            letters = list(reversed(self._letters))
        return [letter for letter in letters if to.casefold() in letter.to.casefold()]

    def __len__(self) -> int:
        with self._lock:
            return len(self._letters)

    async def handle_DATA(  # noqa: N802 — the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail from the mail server."""
        self.put(", ".join(envelope.rcpt_tos), envelope.original_content or b"")
        return "250 OK"


class MailServer:
    """An SMTP server on a free loopback port, in a thread of its own."""

    def __init__(self, postbox: Postbox) -> None:
        self._postbox = postbox
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def _protocol(self) -> SMTP:
        return SMTP(self._postbox, enable_SMTPUTF8=True, hostname="localhost", loop=self._loop)

    def start(self) -> None:
        """Open the door; `port` is known from here on."""
        self._thread.start()
        self._server = self._in_thread(self._open())
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Close the door, let open conversations end, and free the loop."""
        self._in_thread(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()

    def _in_thread(self, work: Coroutine[Any, Any, T]) -> T:
        """The caller's thread may have a running loop of its own."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=5)

    async def _open(self) -> asyncio.Server:
        return await self._loop.create_server(self._protocol, "127.0.0.1", 0)

    async def _close(self) -> None:
        self._server.close()
        talks = asyncio.all_tasks() - {asyncio.current_task()}
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
