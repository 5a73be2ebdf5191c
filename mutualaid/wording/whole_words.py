"""« rendez-vous » stays on one line where letters are large."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_HYPHENED = re.compile(r"\w+(?:[’-]\w+)*-\w+(?:-\w+)*")
LONGEST = 14
"""Signs of a word that fits on a line of a telephone, in large letters too."""


def whole_words(text: object) -> Markup:
    """The same words, none of them cut at its hyphen; a piece of page stays as it is.

    For titles, questions, buttons and facts.
    """
    escaped = escape(text)
    if "<" in escaped:
        return escaped
    return Markup(_HYPHENED.sub(_held, str(escaped)))  # noqa: S704 - escaped just before


def _held(found: re.Match[str]) -> str:
    word = found.group()
    return f'<span class="whole">{word}</span>' if len(word) <= LONGEST else word
