"""Every mail, word for word; `GOLDEN=write` writes the files anew, then read the difference."""

from __future__ import annotations

import os
import re
from pathlib import Path

from mutualaid.domain.mail import Outgoing
from mutualaid.domain.messages import MessageKind
from mutualaid.emails.render import KINDS
from tests.emails.conftest import Mails
from tests.emails.scenarios import SITUATIONS

GOLDEN = Path(__file__).parent / "golden"


def masked(text: str) -> str:
    """Tokens and codes are other ones for each secret; rows are counted on by PostgreSQL."""
    text = re.sub(r"/[A-Za-z0-9_-]{32}(?=[?/.\s\"]|$)", "/TOKEN", text)
    seen: dict[str, str] = {}
    text = re.sub(
        r"(?<=/demandes/)\d+", lambda row: seen.setdefault(row[0], str(len(seen) + 1)), text
    )
    return re.sub(r"\d{3}\u00a0\d{3}(?!\d)", "123\u00a0456", text)


def as_text(mail: Outgoing) -> str:
    return masked(
        f"From: {mail.sender_name}\nReply-To: {mail.reply_to}\nTo: {mail.to}\n"
        f"Subject: {mail.subject}\nStop: {mail.unsubscribe_url}\n\n{mail.text}"
    )


def compare(name: str, found: str) -> None:
    file = GOLDEN / name
    if os.environ.get("GOLDEN") == "write":
        file.write_text(found)
    assert found == file.read_text()


def test_every_mail_says_what_was_decided(mails: Mails) -> None:
    for (situation, language), mail in mails.items():
        compare(f"{situation}.{language}.txt", as_text(mail))
        compare(f"{situation}.{language}.html", masked(mail.html))


def test_every_kind_has_its_function_and_its_golden_text() -> None:
    assert set(KINDS) == set(MessageKind)
    assert {kind for kind, _happen in SITUATIONS.values()} == set(MessageKind)
