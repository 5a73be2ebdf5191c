"""How a mail ended, for the desk: the relay's code in a sentence."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from mutualaid.domain.incoming import DEAD_ADDRESS

_FULL = frozenset({"5.2.2", "4.2.2", "552", "452"})


def outcome_phrase(outcome: str) -> str:
    """« Cette adresse e-mail n'existe pas (550 5.1.1). »"""
    if outcome == "too late":
        return str(_l("The mail could not leave for three days."))
    words = outcome.removeprefix("bounced ").split()
    sentence = _sentence(words)
    return str(sentence) % {"code": " ".join(words)}


def _sentence(words: list[str]) -> Any:
    if not DEAD_ADDRESS.isdisjoint(words):
        return _l("This email address does not exist (%(code)s).")
    if not _FULL.isdisjoint(words):
        return _l("The mailbox is full (%(code)s).")
    if any(word.startswith("5.7.") for word in words):
        return _l("The other side refused our mail as unwanted (%(code)s).")
    if words and words[0].startswith("5"):
        return _l("The other side refused the mail for good (%(code)s).")
    if words and words[0].startswith("4"):
        return _l("The other side could not take the mail in time (%(code)s).")
    return _l("The mail could not be sent.")
