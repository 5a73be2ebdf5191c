"""Small forms of the desk: a level, how somebody is told, a point on the map."""

from __future__ import annotations

from typing import Any

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.web.forms import ChoiceField, Form, TextField
from mutualaid.wording import coordination as words


class LevelForm(Form):
    """How far somebody is trusted."""

    level = ChoiceField(_l("Level"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.level.offer(words.levels())


class ReachedForm(Form):
    """How somebody is told."""

    channel = ChoiceField(_l("How to tell this person"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.channel.offer(words.channels())


class DegreesField(TextField):
    """A latitude or a longitude, with a point or a comma."""

    def __init__(self, label: Any = None, *, limit: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.limit = limit

    def understand(self, text: str, _form: wtforms.Form) -> float:
        try:
            degrees = float(text.replace(",", "."))
        except ValueError as error:
            raise StopValidation(gettext("Write degrees like 45.7612")) from error
        if not -self.limit <= degrees <= self.limit:
            raise StopValidation(gettext("Write degrees like 45.7612"))
        return degrees


class PointForm(Form):
    """Where a door is, in degrees."""

    lat = DegreesField(_l("Latitude"), limit=90, needed=_l("Write the latitude"))
    lon = DegreesField(_l("Longitude"), limit=180, needed=_l("Write the longitude"))
