"""Numbers in the HTML part: one touch calls, one touch writes to a mobile."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask_babel import gettext
from markupsafe import Markup, escape

from mutualaid.wording.phones import NBSP, read_phone, takes_texts

_IN_PAIRS = re.compile(rf"(?<![\d+])(?:0\d(?:{NBSP}\d\d){{4}}|\+\d{{1,3}}(?:{NBSP}\d+)+)(?!\d)")
_SHORT = re.compile(r"\b(?:15|17|18|112|114|3114)\b")
_BY_TEXT = "114"


def with_links(text: object) -> Markup:
    """Every number that is read in pairs, as links to it; all else is escaped as ever."""
    return _linked(text, _IN_PAIRS, _call_or_text)


def with_emergency_links(text: object) -> Markup:
    """« 15, 17, 18, 112, ou 114 par SMS », each one touch away."""
    return _linked(text, _SHORT, _emergency)


def tel(number: str) -> str:
    """The address that dials a number of ours."""
    return "tel:" + number.replace(" ", "").replace(NBSP, "")


def _linked(text: object, pattern: re.Pattern[str], link: Callable[[str], Markup]) -> Markup:
    inert = str(escape(text))
    return Markup(pattern.sub(lambda found: link(found[0]), inert))  # noqa: S704 - escaped just before


def _call_or_text(written: str) -> Markup:
    try:
        number = read_phone(written)
    except ValueError:
        return escape(written)
    call = _link(f"tel:{number}", written)
    if not takes_texts(number):
        return call
    return call + Markup(" – ") + _link(f"sms:{number}", gettext("Write a text message"))


def _emergency(number: str) -> Markup:
    return _link(f"{'sms' if number == _BY_TEXT else 'tel'}:{number}", number)


def _link(address: str, words: str) -> Markup:
    return Markup('<a class="dial" href="{}">{}</a>').format(address, words)
