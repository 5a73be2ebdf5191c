"""Forms whose fields keep what was typed and speak in the words of the question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self

import wtforms
from flask import request
from flask_babel import gettext

from mutualaid.web import worries
from mutualaid.web.choice_fields import CheckField, ChoiceField, ChoicesField, WeekField
from mutualaid.web.typed_fields import (
    DayField,
    EmailField,
    FirstNameField,
    FreeField,
    NoteField,
    PhoneField,
    TextField,
    TimeField,
)

__all__ = [
    "CheckField",
    "ChoiceField",
    "ChoicesField",
    "DayField",
    "EmailField",
    "FirstNameField",
    "Form",
    "FreeField",
    "NoteField",
    "PhoneField",
    "TextField",
    "TimeField",
    "WeekField",
]


class _OwnWords:
    """Stands where WTForms looks for translations: none of its own sentences reaches a page."""

    def gettext(self, _message: str) -> str:
        return gettext("Check this answer")

    def ngettext(self, _one: str, _many: str, _n: int) -> str:
        return gettext("Check this answer")


class Form(wtforms.Form):
    """One page's questions.

    A view reads it with `Form.read(saved)`, asks `form.is_accepted()`, and otherwise renders the
    page again with `form.http_status`, everything typed still there.
    """

    today: date
    """Set by the view before a form that has a DayField is checked."""

    class Meta:
        """WTForms's own switchboard."""

        locales: ClassVar[bool] = False

        def get_translations(self, _form: wtforms.Form) -> _OwnWords:
            return _OwnWords()

    @classmethod
    def read(cls, saved: Mapping[str, Any] | None = None) -> Self:
        """What was just sent, or else what was saved before."""
        return cls(request.form if request.method == "POST" else None, data=saved)

    def validate(self, extra_validators: Any = None) -> bool:
        """Nothing to correct, and no words of distress, violence or health to keep."""
        fields = list(self._fields.values())
        if worries.is_without_words():
            worries.empty(fields)
        is_whole = bool(super().validate(extra_validators))
        return worries.hear(fields) and is_whole

    def is_accepted(self) -> bool:
        """Sent, and nothing left to correct."""
        return request.method == "POST" and self.validate()

    @property
    def http_status(self) -> int:
        """422 when there is something to correct."""
        return 422 if self.errors else 200

    def problems(self) -> list[tuple[str, str]]:
        """For the error summary: the id to jump to and the sentence, in the order of the page."""
        found = [(_anchor(field), str(field.errors[0])) for field in self if field.errors]
        return found + [("main", str(error)) for error in self.form_errors]


def _anchor(field: wtforms.Field) -> str:
    """The first control of a field: a group's first box has its own id."""
    return f"{field.id}-0" if isinstance(field, wtforms.SelectField) else str(field.id)
