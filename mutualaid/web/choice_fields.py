"""Fields that people tick: one answer, several, a week, a yes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import wtforms
from flask_babel import gettext
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation

from mutualaid.wording.dates import weekday_of

Choices = Iterable[tuple[str, Any]]


def _options(choices: Choices) -> list[SelectChoice]:
    return [SelectChoice(value=value, label=label) for value, label in choices]


class ChoiceField(wtforms.RadioField):
    """One answer out of `choices` [(value, label)]; nothing is chosen beforehand."""

    def __init__(
        self, label: Any = None, *, choices: Choices = (), needed: Any = None, **options: Any
    ) -> None:
        super().__init__(label, choices=_options(choices), **options)
        self.needed = needed

    def offer(self, choices: Choices) -> None:
        """Set the answers when they are known only in the view."""
        self.choices = _options(choices)

    def process_data(self, value: Any) -> None:
        self.data = None if value is None else str(value)

    def pre_validate(self, _form: wtforms.Form) -> None:
        if self.data not in {choice.value for choice in self.iter_choices()}:
            if self.needed or self.data:
                raise StopValidation(self.needed or gettext("Choose one of the answers"))
            self.data = None


class ChoicesField(wtforms.SelectMultipleField):
    """Several answers out of `choices`; without `needed`, none is an answer too."""

    def __init__(
        self, label: Any = None, *, choices: Choices = (), needed: Any = None, **options: Any
    ) -> None:
        super().__init__(label, choices=_options(choices), **options)
        self.needed = needed

    def offer(self, choices: Choices) -> None:
        """Set the answers when they are known only in the view."""
        self.choices = _options(choices)

    def process_data(self, value: Any) -> None:
        self.data = [str(one) for one in value or ()]

    def pre_validate(self, _form: wtforms.Form) -> None:
        offered = {choice.value for choice in self.iter_choices()}
        if not offered.issuperset(self.data):
            raise StopValidation(gettext("Choose among the answers"))
        if self.needed and not self.data:
            raise StopValidation(self.needed)


class WeekField(ChoicesField):
    """The 21 half-days of a normal week; value = 3 × weekday + half-day, Monday morning first."""

    def __init__(self, label: Any = None, *, needed: Any = None, **options: Any) -> None:
        boxes = [(str(box), weekday_of(box // 3)) for box in range(21)]
        super().__init__(label, choices=boxes, needed=needed, **options)

    @property
    def mask(self) -> int:
        """The ticked half-days as a weekly mask of 21 bits."""
        return sum(1 << int(box) for box in set(self.data))

    def tick(self, mask: int) -> None:
        """Tick the half-days of a weekly mask."""
        self.data = [str(box) for box in range(21) if mask >> box & 1]


class CheckField(wtforms.BooleanField):
    """One box; with `needed`, it must be ticked."""

    def __init__(self, label: Any = None, *, needed: Any = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.needed = needed

    def pre_validate(self, _form: wtforms.Form) -> None:
        if self.needed and not self.data:
            raise StopValidation(self.needed)
