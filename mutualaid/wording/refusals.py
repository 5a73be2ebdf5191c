"""The sentence of each `Refusal`: what happened, and what one can do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mutualaid.domain.errors import Refusal

SENTENCES: dict[str, object] = {}
"""code → sentence, whose %(names)s are the refusal's facts."""
_ANYTHING = _l("Something changed in the meantime. Go back to see how things stand now.")


def refusal_sentence(refusal: Refusal) -> str:
    """What the person reads."""
    sentence = str(SENTENCES.get(refusal.code, _ANYTHING))
    return sentence % refusal.facts if refusal.facts else sentence
