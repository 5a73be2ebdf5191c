"""Merci: three ready phrases, in the language of whoever reads them."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.models import Feedback, Feeling

PHRASES: dict[str, object] = {
    "good_to_me": _l("Thank you, it did me good."),
    "precious": _l("Thank you for your help, it was precious."),
    "kind": _l("Thank you for your kindness."),
}
FEELINGS: dict[Feeling, object] = {
    Feeling.GOOD: _l("Well"),
    Feeling.MIXED: _l("So-so"),
    Feeling.BAD: _l("Badly"),
}


def thanks_choices() -> list[tuple[str, str]]:
    """Keys and phrases."""
    return [(key, str(words)) for key, words in PHRASES.items()]


def thanks_phrase(said: Feedback) -> str:
    """The words given by phone, else the phrase chosen; nothing when there is none."""
    return said.thanks or str(PHRASES.get(said.thanks_phrase, ""))


def feelings() -> list[tuple[str, str]]:
    """How it was, as choices."""
    return [(feeling.value, str(words)) for feeling, words in FEELINGS.items()]


def feeling_phrase(feeling: Feeling) -> str:
    """« Bien », « moyen », « mal »."""
    return str(FEELINGS[feeling])


def yes_no(says_yes: bool) -> str:
    """« Oui » or « non »."""
    return gettext("Yes") if says_yes else gettext("No")
