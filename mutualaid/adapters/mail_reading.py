"""From the bytes of a mail to what it means: a bounce, a machine's answer, or somebody's words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses, parseaddr

from mutualaid.adapters.mail_words import reply_words
from mutualaid.domain.incoming import OUR_DOMAIN, Failure, ReadMail

_OURS = re.compile(rf"[A-Za-z0-9_-]{{1,80}}{re.escape(OUR_DOMAIN)}(?![\w.-])")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[ -])")
_DAEMONS = frozenset({"mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon"})
_MACHINES = frozenset({"bulk", "junk", "list", "auto_reply"})
_MACHINE_HEADERS = ("X-Autoreply", "X-Auto-Reply", "X-Autorespond", "X-Autoresponder", "List-Id")
_MACHINE_SUBJECT = re.compile(
    r"\s*(réponse automatique|automatic reply|auto[- ]?reply|out of (the )?office|auto\s*:"
    r"|absence du bureau|absent du bureau|message d.absence)",
    re.IGNORECASE,
)
_UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
"""What the standard parser raises on headers that break their own grammar."""
_LOOK_AT = 8000
"""Signs of a bounce in which the reason stands, if anywhere."""


def read_mail(raw: bytes) -> ReadMail:
    """Total: a mail that nobody can make sense of answers nothing and says nothing."""
    try:
        return _read(raw)
    except (*_UNREADABLE, RecursionError):
        return ReadMail(hashlib.sha256(raw).hexdigest(), (), "", is_automatic=True)


def _read(raw: bytes) -> ReadMail:
    mail = message_from_bytes(raw, policy=policy.default)
    sender = parseaddr(_header(mail, "From"))[1].lower()
    failure = _failure(mail, sender)
    is_automatic = failure is None and _is_automatic(mail)
    is_words = failure is None and not is_automatic
    return ReadMail(
        mail_hash=_hash(mail, raw),
        answers=tuple(dict.fromkeys(_answers(mail, is_report=not is_words))),
        sender=sender,
        failure=failure,
        is_automatic=is_automatic,
        words=reply_words(mail) if is_words else "",
    )


def _hash(mail: EmailMessage, raw: bytes) -> str:
    name = _header(mail, "Message-ID").strip()
    return hashlib.sha256(name.encode("utf-8", "replace") if name else raw).hexdigest()


def _header(mail: Message[str, str], name: str) -> str:
    """A header as one line; empty when it is missing or cannot be read."""
    try:
        return str(mail.get(name, ""))
    except _UNREADABLE:
        return ""


def _answers(mail: EmailMessage, *, is_report: bool) -> Iterator[str]:
    """In-Reply-To, then the latest reference, then what a report returns of our mail."""
    yield from _OURS.findall(_header(mail, "In-Reply-To"))
    yield from reversed(_OURS.findall(_header(mail, "References")))
    for name in ("Original-Message-ID", "X-Original-Message-ID"):
        yield from _OURS.findall(_header(mail, name))
    if not is_report:
        return
    for part in mail.walk():
        for name in ("Message-ID", "Original-Message-ID", "X-Original-Message-ID"):
            yield from _OURS.findall(_header(part, name))
        if part.get_content_maintype() == "text":
            yield from _OURS.findall(_text(part))


def _failure(mail: EmailMessage, sender: str) -> Failure | None:
    """What a bounce says, whether it is written for machines (RFC 3464) or only for people."""
    if mail.get_content_type() == "multipart/report" or _has(mail, "message/delivery-status"):
        return _reported_failure(mail)
    failed = _header(mail, "X-Failed-Recipients")
    is_daemon = sender.partition("@")[0] in _DAEMONS
    if not (failed or is_daemon or _is_from_nobody(mail)):
        return None
    return _told_failure(mail, failed, is_known=bool(failed) or is_daemon)


def _has(mail: EmailMessage, content_type: str) -> bool:
    return any(part.get_content_type() == content_type for part in mail.walk())


def _reported_failure(mail: EmailMessage) -> Failure | None:
    fields = [block for part in mail.walk() for block in _status_blocks(part)]
    actions = {_header(block, "Action").strip().lower() for block in fields} - {""}
    found = _STATUS.findall(" ".join(_header(block, "Status") for block in fields))
    if not actions & {"failed", "delayed"}:
        return None  # delivered, relayed, or a receipt that was read
    recipients = {
        value.rpartition(";")[2].strip().lower()
        for block in fields
        for name in ("Final-Recipient", "Original-Recipient")
        if (value := _header(block, name))
    }
    is_final = "failed" in actions
    status = max(found, default="5.0.0" if is_final else "4.0.0")
    return Failure(status, is_final, frozenset(recipients))


def _status_blocks(part: Message[str, str]) -> list[Message[str, str]]:
    if part.get_content_type() != "message/delivery-status":
        return []
    payload = part.get_payload()
    return [block for block in payload if isinstance(block, Message)] if payload else []


def _told_failure(mail: EmailMessage, failed: str, *, is_known: bool) -> Failure | None:
    """A bounce in plain words: its status, else the relay's reply, else the word of who sends."""
    words = "\n".join(_text(part) for part in mail.walk() if _is_text(part))[:_LOOK_AT]
    statuses = [status for status in _STATUS.findall(words) if status[0] != "2"]
    codes = _REPLY_CODE.findall(words)
    if not (statuses or codes or is_known):
        return None
    guess = "5" if failed else "4"
    status = max(statuses, default=f"{max(codes, default=guess)}.0.0")
    recipients = {address.lower() for _, address in getaddresses([failed]) if address}
    return Failure(status, status.startswith("5"), frozenset(recipients))


def _is_from_nobody(mail: EmailMessage) -> bool:
    return _header(mail, "Return-Path").strip() == "<>"


def _is_automatic(mail: EmailMessage) -> bool:
    """RFC 3834, and the ways of those who came before it."""
    submitted = _header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    return (
        submitted not in {"", "no"}
        or _header(mail, "Precedence").strip().lower() in _MACHINES
        or any(name in mail for name in _MACHINE_HEADERS)
        or mail.get_content_type() == "multipart/report"
        or _is_from_nobody(mail)
        or _MACHINE_SUBJECT.match(_header(mail, "Subject")) is not None
    )


def _is_text(part: Message[str, str]) -> bool:
    return part.get_content_maintype() == "text"


def _text(part: Message[str, str]) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
