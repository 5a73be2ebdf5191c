"""The demo as a new user meets it: one command, its lines, its inbox, and a browser."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin

from tests.support.page import Form, Page

ROOT = Path(__file__).resolve().parent.parent.parent
LABELS = ("Ready", "Inbox", "Sign in as resident", "Sign in as volunteer", "Sign in as coordinator")
READY_WITHIN_SECONDS = 110


class RunningDemo:
    """`flask demo` in a process of its own, from its first line to Ctrl-C."""

    def __init__(self, port: int = 0) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "demo"],
            cwd=ROOT,
            env={**os.environ, "PORT": str(port), "DEMO": "1", "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_until_ready(self) -> RunningDemo:
        """Until the run's summary, the last line of what is printed, is there."""
        end = time.monotonic() + READY_WITHIN_SECONDS
        while not self.line("Run"):
            assert self.process.poll() is None, "\n".join(self.lines)
            assert time.monotonic() < end, "\n".join(self.lines)
            time.sleep(0.05)
        return self

    def line(self, label: str) -> str:
        """What stands after `label: `, or nothing yet."""
        found = [line for line in list(self.lines) if line.startswith(f"{label}: ")]
        assert len(found) <= 1, f"one line each: {found}"
        return found[0].removeprefix(f"{label}: ") if found else ""

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C, and the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=30)
        self.stop_reading()
        return code

    def stop_reading(self) -> list[str]:
        """All that was printed by a demo that has ended."""
        self._reader.join(timeout=5)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return self.lines

    def mails(self, to: str = "") -> list[dict[str, str]]:
        """`messages.json`, newest first, of one mailbox or of all."""
        listed = json.loads(fetch(f"{self.line('Inbox')}/messages.json"))
        return [mail for mail in listed if to in mail["to"]]

    def mail(self, mail_id: object) -> EmailMessage:
        """One mail, whole."""
        raw = fetch(f"{self.line('Inbox')}/{mail_id}.eml")
        return message_from_bytes(raw, policy=policy.default)

    def wait_for_mail(self, to: str, containing: str, seconds: float = 20) -> EmailMessage:
        """The newest mail to somebody whose text has these words, once it is there."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for listed in self.mails(to):
                mail = self.mail(listed["id"])
                if plain(containing) in text_of(mail):
                    return mail
            time.sleep(0.2)
        raise AssertionError(f"no mail to {to} with {containing!r}: {self.mails(to)}")


def fetch(url: str) -> bytes:
    """The bytes of a page of ours on loopback."""
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 — loopback
        return bytes(answer.read())


def text_of(mail: EmailMessage) -> str:
    """Subject and text, spaces made plain."""
    part = mail.get_body(("plain",))
    assert part is not None
    return plain(f"{mail['Subject']} {part.get_content()}")


def plain(words: str) -> str:
    """Words with every run of white space, the no-break ones included, as one plain space."""
    return " ".join(words.split())


def links_of(mail: EmailMessage) -> list[str]:
    """Every address in the text part."""
    part = mail.get_body(("plain",))
    assert part is not None
    return re.findall(r"https?://[^\s>]+", part.get_content())


@dataclass
class Visitor:
    """Somebody with a browser and its cookies, on the real web."""

    site: str
    cookies: CookieJar = field(default_factory=CookieJar)
    page: Page = field(init=False)
    status: int = 0

    def open(self, where: str) -> Page:
        """Open a page."""
        return self._load(urljoin(self.site, where))

    def take_role(self, where: str) -> Page:
        """Become somebody of the demo; a coordinator's second code stands in its field already."""
        self.open(where)
        self.press()
        if self.page.path.startswith("/entrer/second-code"):
            self.press()
            if self.page.path.startswith("/entrer/second-code/papier"):
                self.open("/coordination")
        return self.page

    def press(self, button: tuple[str, str] | None = None) -> Page:
        """Press the button of the open page, or the named one if it has several."""
        return self.send(self.page.post_form(button[0] if button else ""), button)

    def send(self, form: Form, button: tuple[str, str] | None = None) -> Page:
        """Send one form of the open page as it stands."""
        answers = [*form.fields, *([button] if button else [])]
        action = urljoin(urljoin(self.site, self.page.path), form.action)
        return self._load(action, urlencode(answers).encode())

    def _load(self, url: str, body: bytes | None = None) -> Page:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            answer = opener.open(url, body, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            self.status = answer.status
            self.page = Page(answer.read().decode(), answer.url.removeprefix(self.site))
        return self.page
