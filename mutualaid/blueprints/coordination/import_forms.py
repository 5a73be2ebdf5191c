"""A file and the neighbourhood it is for; then the word that everybody in it is 18 or over."""

from __future__ import annotations

from collections.abc import Sequence

import wtforms
from flask import request
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.domain.spreadsheets import MOST_BYTES, Table, Unreadable, UnreadableTable, read_table
from mutualaid.services.importing import Column, recognised
from mutualaid.web.forms import CheckField, ChoiceField, Form
from mutualaid.wording import importing as words


class FileField(wtforms.FileField):
    """A file chosen in the browser; `table` holds what was read of it."""

    table: Table | None = None

    def process_formdata(self, _valuelist: list[str]) -> None:
        self.data = request.files.get(self.name)

    def pre_validate(self, _form: wtforms.Form) -> None:
        if not self.data or not self.data.filename:
            raise StopValidation(words.unreadable(None))
        try:
            self.table = read_table(self.data.read(MOST_BYTES + 1))
        except UnreadableTable as error:
            raise StopValidation(words.unreadable(error.why)) from error
        finally:
            self.data.close()
        if Column.FIRST_NAME not in recognised(self.table.headings).values():
            raise StopValidation(words.unreadable(Unreadable.NO_HEADINGS))


class ImportForm(Form):
    """Which file, and for which neighbourhood."""

    file = FileField(_l("The file (CSV, 1 MB at most)"))
    neighbourhood = ChoiceField(_l("Neighbourhood"), needed=_l("Choose the neighbourhood"))

    def offer_homes(self, homes: Sequence[tuple[str, str]]) -> None:
        """The desk's own neighbourhoods."""
        self.neighbourhood.offer(homes)
        if not self.neighbourhood.data and len(homes) == 1:
            self.neighbourhood.data = homes[0][0]


class ConfirmImportForm(Form):
    """Nothing is written before this."""

    all_adults = CheckField(
        _l("Everybody in this list is 18 or over"),
        needed=_l("Tick that everybody is 18 or over, or take the others out of the file"),
    )
