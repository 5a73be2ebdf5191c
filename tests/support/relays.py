"""Mail relays with a character of their own: they refuse, put off, drip, hang or say good-bye."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HANG = "hang"
"""Say nothing until the other side leaves."""
HANG_UP = "hang up"
Script = Callable[[str, str], str]
"""From a step (`RCPT`, `DATA`, `END`…) and the recipient to a reply; empty: all is well."""
_WELL = {"CONNECT": "220 hello", "EHLO": "250 hello", "DATA": "354 go on", "QUIT": "221 bye"}


@dataclass
class Played:
    """A relay that does as its script says, and what it took."""

    script: Script = lambda _step, _recipient: ""
    taken: list[tuple[str, str]] = field(default_factory=list)
    """Recipient and Message-ID of each mail whose last byte came and that was taken."""
    tried: Counter[str] = field(default_factory=Counter)
    """How often each recipient was named."""
    n_bytes: int = 0
    """What came after DATA, in whatever conversation."""
    port: int = 0

    def talk(self, connection: socket.socket) -> None:
        """One conversation."""
        recipient = ""
        with connection, connection.makefile("rwb", buffering=0) as lines:
            reply = self._reply(lines, "CONNECT", recipient)
            while reply and not reply.startswith(("421", "221")):
                step, _, words = lines.readline().decode("ascii", "replace").partition(" ")
                step = step.strip().upper().replace("HELO", "EHLO")
                if not step:
                    return
                if step == "RCPT":
                    recipient = words.partition("<")[2].partition(">")[0]
                    self.tried[recipient] += 1
                reply = self._reply(lines, step, recipient)
                if reply.startswith("354"):
                    self._read_mail(lines, recipient)
                    reply = self._reply(lines, "END", recipient)

    def _read_mail(self, lines: socket.SocketIO, recipient: str) -> None:
        mail = b""
        while (line := lines.readline()) not in {b".\r\n", b""}:
            mail += line
        self.n_bytes += len(mail)
        if not self.script("END", recipient):
            found = re.search(rb"Message-ID: <([^>]+)>", mail)
            assert found is not None
            self.taken.append((recipient, found[1].decode()))

    def _reply(self, lines: socket.SocketIO, step: str, recipient: str) -> str:
        """What was said; nothing when the conversation is over."""
        reply = self.script(step, recipient) or _WELL.get(step, "250 OK")
        if reply == HANG:
            lines.readline()
        if reply in {HANG, HANG_UP}:
            return ""
        lines.write(f"{reply}\r\n".encode())
        return reply


@contextmanager
def playing(script: Script | None = None, *, port: int = 0) -> Iterator[Played]:
    """On a free port of this machine, one thread for each conversation."""
    relay = Played()
    if script is not None:
        relay.script = script
    listening = socket.create_server(("127.0.0.1", port))
    relay.port = listening.getsockname()[1]

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=_talk, args=(relay, connection), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=5)


def _talk(relay: Played, connection: socket.socket) -> None:
    with suppress(OSError):
        relay.talk(connection)


def drip(seconds: float, domain: str) -> Script:
    """Each command about this domain takes so long."""

    def script(_step: str, recipient: str) -> str:
        if recipient.endswith(domain):
            time.sleep(seconds)
        return ""

    return script
