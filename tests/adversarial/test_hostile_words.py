"""T17: words that are code elsewhere are words here, on every page, in every mail, on paper."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product

import pytest
from sqlalchemy import JSON, Enum, String, Text, select, update
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.emails.render import renderer
from mutualaid.models import Base, Message, User
from tests.adversarial.conftest import Ground
from tests.emails.scenarios import LATER, SITUATIONS, Quarter
from tests.factories.whole_life import live

PRODUCT = "60481729"
"""7777 × 7777: whoever reads it has seen a template at work."""
_OPENERS = ('">', "'>", "</textarea>", "</title>", "-->", "]]>", "</dd>", "")
_VECTORS = (
    "<svg onload=alert(1)>", "<img src=x onerror=alert(1)>", "<script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>", "<body onpageshow=alert(1)>", "<iframe srcdoc=x>",
    "<math href=javascript:alert(1)>", "<object data=x>", "<base href=//evil.example>",
    "<form action=//evil.example>", "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=0;//evil.example>", "<style>*{x:y}</style>",
    "{{7777*7777}}", "{%print 7777*7777%}", "${7777*7777}", "%(name)s%(x)d", "{0.__class__}",
    "javascript:alert(1)", " onfocus=alert(1) autofocus ", "' onclick='alert(1)",
    "&#60;script&#62;", "\u202egnp.exe", "\u2066\u2067x", "\ufeff<script>", "<scr\u0000ipt>",
)  # fmt: skip
PAYLOADS = [opener + vector for vector, opener in product(_VECTORS, _OPENERS)]
SOME = [
    '"><svg onload=alert(1)>',
    "'>{{7777*7777}}<img src=x onerror=alert(1)>",
    "{%print 7777*7777%}",
]
ADDRESSES = {"email", "phone", "postcode", "language", "lat", "lon", "languages"}
"""Columns that only hold what was checked to be an address, a number or a code."""
pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""What is drawn from a word does not depend on where it was kept."""
TAGS = frozenset(
    "html head meta title link body a header div nav ul li main p h1 h2 h3 h4 form input button "
    "footer section dl dt dd span ol fieldset legend label strong em table tr td th thead tbody "
    "textarea select option br svg use path details summary article small b i hr caption style "
    "circle line rect polyline g time blockquote abbr q figure figcaption text wbr".split()
)


OURS = re.compile(r'<script src="/static/enhance\.js(?:\?v=\w+)?" defer>')
"""The one script of the site, and nothing else in its tag."""


class Watcher(HTMLParser):
    """Whatever a browser would take for code."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS and not (
            tag == "script" and OURS.fullmatch(self.get_starttag_text() or "")
        ):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = (value or "").strip().lower()
            is_code = name.startswith("on") or name in {"srcdoc", "http-equiv"}
            runs = name in {"href", "src", "action", "formaction"} and address.startswith(
                ("javascript:", "data:", "vbscript:", "//")
            )
            if is_code or runs or "evil.example" in address:
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.text += data


def faults(html: str) -> list[str]:
    seen = Watcher(html)
    return seen.found + [PRODUCT for _ in range(PRODUCT in html)]


def poison(session: Session, words: str) -> int:
    """Write these words into every personal column of every row. How many columns."""
    n_columns = 0
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if not column.info.get("personal") or column.name in ADDRESSES:
                continue
            if isinstance(column.type, JSON):
                value: object = {"where_to": words, "to_address": words, "note": words}
            elif isinstance(column.type, String | Text) and not isinstance(column.type, Enum):
                value = words[: getattr(column.type, "length", None) or 300]
            else:
                continue
            session.execute(update(table).values({column.name: value}))
            n_columns += 1
    return n_columns


def pages(ground: Ground) -> Iterator[tuple[str, str]]:
    """Every page that anybody can open about these people."""
    roles = (
        ground.ours.coordinator.id,
        ground.theirs.coordinator.id,
        ground.ours.resident_id,
        ground.ours.helper_id,
    )
    for number, desk in zip(
        roles, (ground.ours, ground.theirs, ground.ours, ground.ours), strict=True
    ):
        client = ground.client(number, cookie=f"of {number}")
        for rule in ground.rules("GET"):
            path = ground.path(
                rule,
                user_id=desk.resident_id,
                request_id=desk.request_id,
                number=desk.request_id,
                place_id=desk.place_id,
                task_id=desk.task_id,
            )
            answer = client.get(path)
            assert answer.status_code < 500, f"{path} {answer.status_code}"
            if "html" in answer.content_type:
                yield path, answer.get_data(as_text=True)


@pytest.mark.parametrize("words", SOME)
def test_hostile_words_are_only_words_on_every_page(ground: Ground, words: str) -> None:
    with ground.database.transaction() as session:
        home = session.get_one(User, ground.ours.resident_id).neighbourhood
        assert home is not None
        live(session, home, "Life", at_work=True)
        assert poison(session, words) > 15
    wrong = [f"{path}: {fault}" for path, html in pages(ground) for fault in faults(html)]
    assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_two_hundred_hostile_words_on_every_page(ground: Ground) -> None:
    assert len(PAYLOADS) >= 200
    for words in PAYLOADS:
        if "\u0000" in words and not ground.database.is_sqlite:
            continue  # PostgreSQL itself keeps no zero byte
        with ground.database.transaction() as session:
            poison(session, words)
        wrong = [f"{path}: {fault}" for path, html in pages(ground) for fault in faults(html)]
        assert not wrong, "\n".join(sorted(set(wrong)))


@pytest.mark.parametrize("situation", sorted(SITUATIONS))
def test_hostile_words_are_only_words_in_every_mail(app, kind: str, situation: str) -> None:  # type: ignore[no-untyped-def]
    database: Database = app.extensions["database"]
    owed_kind, happen = SITUATIONS[situation]
    for words in PAYLOADS if "CAMPAIGN" in os.environ else SOME:
        if "\u0000" in words:
            continue
        with database.open_writer() as session:
            quarter = Quarter(session)
            happen(quarter)
            owed = session.scalars(select(Message).where(Message.kind == owed_kind)).all()
            poison(session, words)
            session.expire_all()
            mails = [renderer(app)(session, message, LATER) for message in owed]
            session.rollback()
        written = [mail for mail in mails if mail is not None]
        assert written
        for mail in written:
            assert not faults(mail.html), words
            assert PRODUCT not in mail.text + mail.subject
            for header in (mail.subject, mail.sender_name, mail.reply_to, mail.to):
                kinds = {unicodedata.category(sign)[0] for sign in header}
                assert "C" not in kinds, "one line, and nothing that reorders it"


def test_the_watcher_sees_code_that_runs(kind: str) -> None:
    for words in ("<svg onload=alert(1)>", "<script>", "<a href=javascript:x>", "<base href=//x>"):
        assert faults(f"<p>{words}</p>"), words
    assert not faults("<p>&lt;script&gt; 7 × 7</p>")
