"""Kinds of help and their facts, said in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, ngettext

from mutualaid.domain.categories import Category
from mutualaid.domain.categories import category as category_of
from mutualaid.domain.facts import Fact, FactKind

Phrase = tuple[str, str]
"""A question and its answer."""


def category_title(key: str) -> str:
    """« Faire des courses »."""
    return gettext(category_of(key).title)


def question(fact: Fact) -> str:
    """« Ensemble, ou pour vous ? »."""
    return gettext(fact.question)


def hint(fact: Fact) -> str:
    """What helps to answer, or nothing."""
    return gettext(fact.hint) if fact.hint else ""


def choices(fact: Fact) -> list[tuple[str, str]]:
    """Values and words of a fact that is chosen."""
    return [(value, gettext(label)) for value, label in fact.choices]


def answer(fact: Fact, value: Any) -> str:
    """What was chosen or typed, as it is read."""
    if fact.kind is FactKind.CHOICE:
        return next((words for key, words in choices(fact) if key == value), str(value))
    return str(value)


def fact_phrases(kind: Category, facts: Mapping[str, Any]) -> list[Phrase]:
    """What was answered, in the words of whoever answers: her own questions again."""
    return [
        (question(fact), answer(fact, facts[fact.key]))
        for fact in kind.facts
        if facts.get(fact.key)
    ]


def told_phrases(
    kind: Category, facts: Mapping[str, Any], *, only_open: bool = False
) -> list[Phrase]:
    """The same, told to others: no « vous » and no « moi » that would be taken for theirs.

    `only_open`: what the helper may read before both said yes.
    """
    return [
        (gettext(fact.heading) if fact.heading else question(fact), _told(fact, facts[fact.key]))
        for fact in kind.facts
        if facts.get(fact.key) and (fact.is_open or not only_open)
    ]


def _told(fact: Fact, value: Any) -> str:
    words = dict(fact.told).get(value)
    return gettext(words) if words is not None else answer(fact, value)


def minutes_phrase(minutes: int) -> str:
    """« 45 minutes », « 1 heure », « 1 h 30 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(num)s minute", "%(num)s minutes", rest)
    if not rest:
        return ngettext("%(num)s hour", "%(num)s hours", hours)
    return gettext("%(hours)sh %(minutes)s", hours=hours, minutes=f"{rest:02d}")


def helpers_phrase(n_helpers: int) -> str:
    """« 2 personnes »."""
    return ngettext("%(num)s person", "%(num)s people", n_helpers)
