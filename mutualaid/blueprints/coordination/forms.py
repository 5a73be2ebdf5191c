"""Small forms of the desk: a level, a contact, a point on the map."""

from __future__ import annotations

from typing import Any

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.web.forms import ChoiceField, Form, PhoneField, TextField
from mutualaid.wording import coordination as words


class LevelForm(Form):
    """How far somebody is trusted."""

    level = ChoiceField(_l("Level"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.level.offer(words.levels())


class ContactForm(Form):
    """How somebody is reached, and where she lives."""

    last_name = TextField(_l("Surname, for you only"), max_length=80)
    phone = PhoneField(_l("Phone"))
    channel = ChoiceField(
        _l("How to tell this person"), needed=_l("Choose how to tell this person")
    )
    contact_choice = ChoiceField(
        _l("What the other neighbour reads, once both have said yes"),
        needed=_l("Choose what the other neighbour reads"),
    )
    line = TextField(_l("Number and street"), max_length=160)
    town = TextField(_l("Postcode or town"), max_length=80)
    flat = TextField(_l("Building, floor, name on the bell"), max_length=40)

    def prepare(self, *, has_email: bool) -> None:
        """Only what can reach this person."""
        self.channel.offer(words.channels(has_email=has_email))
        self.contact_choice.offer(words.contact_choices(has_email=has_email))

    def validate_contact_choice(self, field: ChoiceField) -> None:
        """A phone that is not there is given to nobody."""
        if field.data == "phone" and not self.phone.data:
            raise StopValidation(gettext("Write the phone, or choose something else"))

    def validate_town(self, field: TextField) -> None:
        """A street lies in a town."""
        if self.line.data and not field.data:
            raise StopValidation(gettext("Enter postcode or town"))


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
