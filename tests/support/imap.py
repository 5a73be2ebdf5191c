"""A small IMAP server over TLS, with enough of RFC 3501 to be read, and what it was told."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class ImapServer:
    """Mails by UID, which of them are seen, and every command that came, without its tag."""

    mails: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    commands: list[str] = field(default_factory=list)
    password: str = "secret"
    hangs_at: str = ""
    """A command that is never answered."""
    port: int = 0

    def add(self, mail: bytes) -> int:
        uid = max(self.mails, default=100) + 1
        self.mails[uid] = mail
        return uid

    def talk(self, connection: ssl.SSLSocket) -> None:
        """One conversation, until LOGOUT."""
        with connection, connection.makefile("rwb", buffering=0) as lines:
            lines.write(b"* OK ready\r\n")
            while line := lines.readline():
                tag, _, command = line.decode().strip().partition(" ")
                self.commands.append(command)
                if self.hangs_at and command.startswith(self.hangs_at):
                    with suppress(OSError):
                        lines.readline()
                    return
                lines.write(self._answer(command) + f"{tag} {self._status(command)}\r\n".encode())
                if command == "LOGOUT":
                    return

    def _status(self, command: str) -> str:
        if command.startswith("LOGIN") and self.password not in command:
            return "NO [AUTHENTICATIONFAILED] wrong"
        if command.startswith("SELECT") and '"INBOX"' not in command:
            return "NO no such folder"
        return "OK done"

    def _answer(self, command: str) -> bytes:
        words = command.split()
        match words[:2]:
            case ["CAPABILITY", *_]:
                return b"* CAPABILITY IMAP4rev1\r\n"
            case ["LOGOUT", *_]:
                return b"* BYE\r\n"
            case ["UID", "SEARCH"]:
                unseen = sorted(self.mails.keys() - self.seen)
                return f"* SEARCH {' '.join(map(str, unseen))}".rstrip().encode() + b"\r\n"
            case ["UID", "FETCH"]:
                mail = self.mails[int(words[2])]
                head = f"* 1 FETCH (UID {words[2]} BODY[]<0> {{{len(mail)}}}\r\n"
                return head.encode() + mail + b")\r\n"
            case ["UID", "STORE"]:
                assert words[3:] == ["+FLAGS.SILENT", r"(\Seen)"], command
                self.seen.add(int(words[2]))
        return b""


@contextmanager
def serving(certificate: Path) -> Iterator[ImapServer]:
    """On a free port of this machine, with the key and certificate of that folder."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server = ImapServer()
    listening = socket.create_server(("127.0.0.1", 0))
    server.port = listening.getsockname()[1]

    def accept() -> None:
        with suppress(OSError):
            while True:
                raw, _ = listening.accept()
                with suppress(OSError):  # a client that does not trust us hangs up
                    server.talk(context.wrap_socket(raw, server_side=True))

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=5)
