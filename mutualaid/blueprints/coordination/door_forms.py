"""What is typed when a round from door to door comes back: a street, a day, four numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.services.door_to_door import Counted
from mutualaid.web.forms import ChoiceField, Form, TextField
from mutualaid.wording.dates import day_phrase

DAYS_BACK = 14
MOST_DOORS = 999
_NUMBER = re.compile(r"\d{1,4}(?: ?(?:bis|ter|quater|[a-z]))?", re.IGNORECASE)
_STAIR = re.compile(r"[a-z0-9]{1,3}", re.IGNORECASE)


class CountField(TextField):
    """A number of doors; empty is none."""

    def understand(self, text: str, _form: wtforms.Form) -> int:
        if not text.isdecimal() or int(text[:9]) > MOST_DOORS:
            raise StopValidation(gettext("Write a number, like 4"))
        return int(text)


class DoorForm(Form):
    """One stair, or one street, on one day; nowhere to write a name."""

    street = ChoiceField(_l("Street"), needed=_l("Choose the street"))
    house_number = TextField(_l("Number"), max_length=80)
    stair = TextField(_l("Stair"), max_length=80)
    day = ChoiceField(_l("Day"), needed=_l("Choose a day"))
    n_opened = CountField(_l("Doors that opened"))
    n_closed = CountField(_l("Doors that stayed closed"))
    n_paper = CountField(_l("Took the paper"))
    n_call_back = CountField(_l("Want to be called"))

    def prepare(self, streets: Sequence[str], today: date) -> None:
        """The streets of the neighbourhood, the days of the last two weeks."""
        self.street.offer([(name, name) for name in streets])
        days = [today - timedelta(days=back) for back in range(DAYS_BACK)]
        self.day.offer([(day.isoformat(), day_phrase(day)) for day in days])

    def validate_house_number(self, field: TextField) -> None:
        """« 12 », « 12 bis »: no words, so no name."""
        if field.data and not _NUMBER.fullmatch(field.data):
            raise StopValidation(gettext("Write a number like 12 or 12 bis"))

    def validate_stair(self, field: TextField) -> None:
        """« B », « 2 »."""
        if field.data and not _STAIR.fullmatch(field.data):
            raise StopValidation(gettext("Write the stair as one letter or number, like B"))

    def validate_n_opened(self, field: CountField) -> None:
        """A sheet on which nothing is counted says nothing."""
        if not _number(field) and not (self.n_closed.raw_data or [""])[0].strip():
            raise StopValidation(gettext("Write how many doors opened, or stayed closed"))

    def validate_n_paper(self, field: CountField) -> None:
        """Whoever took it had opened."""
        self._at_most_opened(field)

    def validate_n_call_back(self, field: CountField) -> None:
        """As well."""
        self._at_most_opened(field)

    def _at_most_opened(self, field: CountField) -> None:
        if _number(field) > _number(self.n_opened):
            raise StopValidation(gettext("Write no more than the doors that opened"))

    @property
    def counted(self) -> Counted:
        """An accepted sheet."""
        told: dict[str, Any] = self.data
        return Counted(
            street=told["street"],
            house_number=told["house_number"],
            stair=told["stair"].upper(),
            on_date=date.fromisoformat(told["day"]),
            **{name: told[name] or 0 for name in ("n_opened", "n_closed", "n_paper")},
            n_call_back=told["n_call_back"] or 0,
        )


def _number(field: CountField) -> int:
    return field.data if isinstance(field.data, int) else 0
