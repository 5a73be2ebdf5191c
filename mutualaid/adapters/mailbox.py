"""The mailbox of this instance behind its port: IMAP over TLS, or a Maildir on this machine."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config import Settings
from mutualaid.domain.ports import Mailbox, MailboxDown

LARGEST_BYTES = 1024 * 1024
"""A bounce or a reply says what it says in its beginning; pictures are not ours to read."""
_SEEN = "S"


def make_mailbox(settings: Settings) -> Mailbox | None:
    """The mailbox that the settings name; None when there is none."""
    if settings.mailbox_path:
        return Maildir(Path(settings.mailbox_path))
    return ImapMailbox(settings) if settings.mailbox_host else None


class Maildir:
    """A folder with `new` and `cur`, as mail servers write it on their own machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def list_unread(self) -> list[str]:
        """Names of the files without the mark S, by the moment at which they came."""
        with _named_faults():
            unread = [
                file
                for place in ("new", "cur")
                for file in (self._folder / place).iterdir()
                if not file.name.startswith(".") and _SEEN not in _marks(file.name)
            ]
            unread.sort(key=lambda file: (file.stat().st_mtime_ns, file.name))
        return [f"{file.parent.name}/{file.name}" for file in unread]

    def fetch(self, key: str) -> bytes:
        """The file's bytes."""
        with _named_faults(), (self._folder / key).open("rb") as file:
            return file.read(LARGEST_BYTES)

    def mark_read(self, key: str) -> None:
        """Move it to `cur`, with the mark S beside those it has."""
        file = self._folder / key
        marks = "".join(sorted({*_marks(file.name), _SEEN}))
        with _named_faults():
            file.rename(self._folder / "cur" / f"{file.name.partition(':2,')[0]}:2,{marks}")

    def hang_up(self) -> None:
        """Nothing is kept open."""


def _marks(name: str) -> str:
    return name.partition(":2,")[2]


class ImapMailbox:
    """One folder of an IMAP server, over TLS with a checked certificate and a time limit."""

    def __init__(self, settings: Settings, *, tls: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._tls = tls or ssl.create_default_context()
        self._open: imaplib.IMAP4_SSL | None = None

    def list_unread(self) -> list[str]:
        """UIDs of the mails without the mark \\Seen."""
        with _named_faults():
            answer = self._ask("SEARCH", None, "UNSEEN")
        found = answer[0] if isinstance(answer[0], bytes) else b""
        return [uid.decode("ascii") for uid in found.split()]

    def fetch(self, key: str) -> bytes:
        """Read without marking: BODY.PEEK."""
        with _named_faults():
            answer = self._ask("FETCH", key, f"(BODY.PEEK[]<0.{LARGEST_BYTES}>)")
        found = [part[1] for part in answer if isinstance(part, tuple)]
        if not found:
            raise MailboxDown("a mail is not there any more")
        return bytes(found[0])

    def mark_read(self, key: str) -> None:
        """The mark \\Seen, beside those it has."""
        with _named_faults():
            self._ask("STORE", key, "+FLAGS.SILENT", r"(\Seen)")

    def hang_up(self) -> None:
        """Say good-bye; a server that is gone already needs none."""
        conversation, self._open = self._open, None
        if conversation is None:
            return
        try:
            conversation.logout()
        except (imaplib.IMAP4.error, OSError):
            conversation.shutdown()

    def _ask(self, command: str, *words: str | None) -> list[bytes | tuple[bytes, bytes] | None]:
        status, answer = self._conversation().uid(command, *words)  # type: ignore[arg-type]
        if status != "OK":
            raise MailboxDown(f"{command} was refused")
        return answer

    def _conversation(self) -> imaplib.IMAP4_SSL:
        """The open one, or a new one, signed in and with the folder chosen."""
        if self._open is not None:
            return self._open
        settings = self._settings
        self._open = imaplib.IMAP4_SSL(
            settings.mailbox_host,
            settings.mailbox_port,
            ssl_context=self._tls,
            timeout=settings.mailbox_timeout_seconds,
        )
        self._open.login(settings.mailbox_username, settings.mailbox_password)
        status, _ = self._open.select(_quoted(settings.mailbox_folder))
        if status != "OK":
            raise MailboxDown(f"there is no folder {settings.mailbox_folder}")
        return self._open


def _quoted(folder: str) -> str:
    return '"' + re.sub(r'[\\"\x00-\x1f]', "", folder) + '"'


@contextmanager
def _named_faults() -> Iterator[None]:
    """Whatever goes wrong outside has one name; what a server answers is not repeated."""
    try:
        yield
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxDown(type(error).__name__) from error
