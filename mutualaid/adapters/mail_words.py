"""What somebody wrote in a reply: plain text, without the quoted mail and the signature."""

from __future__ import annotations

import re
import unicodedata
from email.message import EmailMessage
from html.parser import HTMLParser

from mutualaid.domain.incoming import MOST_WORDS

_LOOK_AT = 20_000
"""Signs among which the own words of a reply stand."""
_LOOK_AT_HTML = 100_000
_QUOTED = re.compile(r"[ \t]*[>|]")
_INTRODUCES = re.compile(
    r"^[ \t]*(le|on|am|el|il)\b[^\n]{0,300}?\n?[^\n]{0,300}?"
    r"\b(a écrit|wrote|schrieb|escribió|ha scritto)\s*:?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""« Le lun. 12 oct. 2026 à 10:00, Fatima <…> a écrit : », on one line or two."""
_ORIGINAL = re.compile(
    r"^[ \t]*(?:-{2,}[ \t]*"
    r"(?:message d.origine|original message|message transféré|forwarded message)\b"
    r"|_{20,}[ \t]*$"
    r"|(?:de|from)[ \t\xa0]*:[^\n]+\n[ \t]*(?:envoyé|sent|date|à|to)\b[^\n]*:)",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNATURE = re.compile(
    r"^(?:-- ?$|(?:envoyé|sent) (?:de|depuis|from|à partir)\b"
    r"|(?:télécharger|obtenez|get) outlook\b)",
    re.IGNORECASE | re.MULTILINE,
)
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}
_LINE_TAGS = frozenset("br p div li tr h1 h2 h3 h4 ul ol table hr".split())
_SKIPPED = frozenset("script style title blockquote template".split())


def reply_words(mail: EmailMessage) -> str:
    """At most two thousand signs; the subject when nothing else was written."""
    written = _plain(_body(mail))
    own = _without_the_rest(written)
    return (own or written.strip() or _plain(str(mail.get("Subject", ""))))[:MOST_WORDS].strip()


def _body(mail: EmailMessage) -> str:
    try:
        part = mail.get_body(("plain",)) or mail.get_body(("html",))
        if part is None:
            return ""
        text = str(part.get_content())
    except (LookupError, ValueError, TypeError, AttributeError, UnicodeError):
        return ""
    return html_to_text(text) if part.get_content_subtype() == "html" else text


def _plain(text: str) -> str:
    """Without the signs that nobody sees, or that make people read something else."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    seen = "".join(
        sign
        for sign in lines[:_LOOK_AT]
        if sign in "\n\t" or unicodedata.category(sign) not in _UNSEEN
    )
    return re.sub(r"\n[ \t]*(?=\n[ \t]*\n)", "", seen)


def _without_the_rest(text: str) -> str:
    """What is quoted with « > » goes line by line: an answer may stand between or below."""
    above = _ORIGINAL.split(text, maxsplit=1)[0]
    lines = [line for line in above.split("\n") if not _QUOTED.match(line)]
    own = _INTRODUCES.sub("", "\n".join(lines))
    own = _SIGNATURE.split(own, maxsplit=1)[0]
    return re.sub(r"\n{3,}", "\n\n", own).strip()


class _Text(HTMLParser):
    """The words of an HTML mail: no tag, no address, nothing of the mail that it quotes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        is_quote = tag == "div" and "gmail_quote" in (dict(attrs).get("class") or "")
        if self._skipping:
            if tag == self._skipping[-1]:
                self._skipping.append(tag)
        elif tag in _SKIPPED or is_quote:
            self._skipping.append(tag)
        elif tag in _LINE_TAGS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._skipping and tag == self._skipping[-1]:
            self._skipping.pop()
        elif not self._skipping and tag in _LINE_TAGS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.pieces.append(re.sub(r"\s+", " ", data))


def _without_comments(html: str) -> str:
    """The standard parser takes minutes over many comments, or tags, that do not end."""
    kept, _, rest = html.partition("<!--")
    pieces = [kept]
    while rest:
        _, _, rest = rest.partition("-->")
        kept, _, rest = rest.partition("<!--")
        pieces.append(kept)
    return "".join(pieces)


def html_to_text(html: str) -> str:
    """Plain text of an HTML body."""
    reader = _Text()
    bare = re.sub(r"<[!?]", "", _without_comments(html[:_LOOK_AT_HTML]))
    reader.feed(re.sub(r"<(?![^<>]*>)", "&lt;", bare))
    reader.close()
    return "\n".join(line.strip() for line in "".join(reader.pieces).split("\n"))
