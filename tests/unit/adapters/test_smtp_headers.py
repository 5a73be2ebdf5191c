"""Whatever is typed, it adds no header, no receiver and no line."""

from __future__ import annotations

import random
from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from mutualaid.adapters.mail_headers import BadHeader, mailbox, unstructured
from mutualaid.domain.mail import PermanentFailure
from tests.unit.adapters.relaying import MAIL, raw, relay


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
