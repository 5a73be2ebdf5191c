"""Header values that are what they say on every Python: checked and encoded here, not later."""

from __future__ import annotations

import re
import unicodedata
from email.charset import QP, Charset
from email.header import Header

_UTF8 = Charset("utf-8")
_UTF8.header_encoding = QP
_PLAIN_SUBJECT = re.compile(r"[\x20-\x7e]*")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
_REFUSED = {"Cc", "Cs", "Zl", "Zp"}
"""Controls (CR, LF and NEL among them), halves of signs, and the other ends of lines."""
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that make people read something else than what is written."""
_MAX_ADDRESS = 254
_WORD = 60
"""Signs of one encoded word: the first fits beside the header's name."""
_MAX_VALUE = 900
"""RFC 5322 ends a line at 998 signs."""


class BadHeader(ValueError):
    """A value that must not stand in a header; the message never repeats it."""


def unstructured(value: str) -> str:
    """A subject or the like, as ASCII: encoded words for anything but plain signs."""
    _check(value)
    if _PLAIN_SUBJECT.fullmatch(value) and "=?" not in value:
        return value
    return _encoded(value)


def mailbox(name: str, at: str) -> str:
    """« Fatima, Fil de voisins Les Brosses » <address>: the name always as encoded words."""
    _check(name)
    return f"{_encoded(name)} <{address(at)}>" if name else address(at)


def address(value: str) -> str:
    """One bare address, its domain in ASCII; BadHeader for anything else."""
    _check(value)
    local, _, domain = value.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise BadHeader("the domain cannot be written in ASCII") from error
    labels = ascii_domain.split(".")
    if not (
        _LOCAL_PART.fullmatch(local)
        and all(_LABEL.fullmatch(label) for label in labels)
        and len(value) <= _MAX_ADDRESS
    ):
        raise BadHeader("not one plain address")
    return f"{local}@{ascii_domain}"


def _encoded(value: str) -> str:
    """Encoded words with a space between them, so that lines may be folded there."""
    return Header(value, _UTF8, maxlinelen=_WORD).encode(linesep="\n").replace("\n", "")


def _check(value: str) -> None:
    if len(value) > _MAX_VALUE:
        raise BadHeader("a header value is too long")
    for sign in value:
        if unicodedata.category(sign) in _REFUSED or sign in _REORDERING:
            raise BadHeader("a control sign in a header")
