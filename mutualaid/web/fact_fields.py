"""The questions of a category, as fields of a form."""

from __future__ import annotations

from typing import Any

import wtforms
from flask_babel import gettext
from wtforms.validators import StopValidation

from mutualaid.domain.categories import Category
from mutualaid.domain.facts import Fact, FactKind
from mutualaid.domain.requests import TEXT_LENGTH
from mutualaid.web.forms import ChoiceField, FreeField, TextField
from mutualaid.wording import categories as wording

FACT = "fact_"
"""Before the key of a fact, in the name of its field."""


class NumberField(TextField):
    """A whole number from 0 to `maximum`."""

    def __init__(self, label: Any = None, *, maximum: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.maximum = maximum

    def understand(self, text: str, _form: wtforms.Form) -> str:
        if not (text.isascii() and text.isdecimal() and int(text[:9]) <= self.maximum):
            raise StopValidation(
                gettext("Write a number from 0 to %(maximum)s", maximum=self.maximum)
            )
        return str(int(text[:9]))


def fact_fields(kind: Category) -> dict[str, wtforms.Field]:
    """One field for each fact, by the name it has in a form."""
    return {FACT + fact.key: _field(fact) for fact in kind.facts}


def facts_of(form: wtforms.Form, kind: Category) -> dict[str, str]:
    """What was answered, by the facts' own keys."""
    answers = {fact.key: form[FACT + fact.key].data for fact in kind.facts}
    return {key: answer for key, answer in answers.items() if answer}


def _field(fact: Fact) -> wtforms.Field:
    words = wording.question(fact)
    needed = "" if fact.is_optional else gettext("Answer: %(question)s", question=words)
    if fact.kind is FactKind.CHOICE:
        return ChoiceField(words, choices=wording.choices(fact), needed=needed)
    if fact.kind is FactKind.NUMBER:
        return NumberField(words, maximum=fact.maximum, needed=needed)
    return FreeField(words, max_length=TEXT_LENGTH, needed=needed)
