"""« Je ne suis pas libre du … au … », asked on one's own page and at the desk."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.web.forms import DayField, Form


class AbsenceForm(Form):
    """Two days, both included; one alone is a single day."""

    starts = DayField(_l("From which day?"), needed=_l("Write the first day, like 27 October"))
    ends = DayField(_l("Until which day?"))

    def validate_ends(self, field: DayField) -> None:
        """The last day does not come before the first."""
        first, last = self.starts.data, field.data
        if isinstance(first, date) and isinstance(last, date) and last < first:
            raise StopValidation(gettext("Choose a last day that does not come before the first"))

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of an accepted form."""
        first, last = self.starts.data, self.ends.data or self.starts.data
        assert isinstance(first, date)
        assert isinstance(last, date)
        return first, last
