"""Small forms of the desk: a level, a contact, a point on the map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.services.merging import has_same_name
from mutualaid.web.forms import (
    CheckField,
    ChoiceField,
    EmailField,
    FirstNameField,
    Form,
    FreeField,
    PhoneField,
    TextField,
)
from mutualaid.wording import coordination as words
from mutualaid.wording.neighbours import row_phrase


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
    call_hours = FreeField(_l("When this person likes to be called"), max_length=60)
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


class TrustedForm(Form):
    """Whom to call when somebody does not answer."""

    first_name = FirstNameField(
        _l("First name of the trusted person"), needed=_l("Enter the first name to call")
    )
    phone = PhoneField(
        _l("Phone of the trusted person"), needed=_l("Enter the phone of the trusted person")
    )


class RefereeForm(Form):
    """Somebody who knows a helper."""

    first_name = FirstNameField(
        _l("First name of somebody who knows this person"),
        needed=_l("Enter the first name of whom you will ask"),
    )


class MergeForm(Form):
    """Are these two rows one person?"""

    answer = ChoiceField(
        _l("Is it the same person?"),
        choices=(
            ("same", _l("Yes, one person written down twice")),
            ("household", _l("No, two people of one household")),
            ("two", _l("No, two people")),
        ),
        needed=_l("Choose whether it is the same person"),
    )
    keep = ChoiceField(_l("Which one stays?"))
    names_are_checked = CheckField(_l("I asked: both first names are of one person"))

    def offer(self, one: Any, other: Any) -> None:
        """Whose row may stay."""
        choices = [(str(each.id), row_phrase(each)) for each in (one, other)]
        self.keep.offer(choices)
        self.have_one_name = has_same_name(one, other)

    def kept_of(self, one: Any, other: Any) -> Any:
        """The row that stays; the first, as long as nothing was chosen."""
        return other if self.keep.data == str(other.id) else one

    def validate_keep(self, field: ChoiceField) -> None:
        """Only whoever makes one of two says which stays."""
        if self.answer.data == "same" and not field.data:
            raise StopValidation(gettext("Choose which one stays"))

    def validate_names_are_checked(self, field: CheckField) -> None:
        """Two first names on one phone are most often a couple."""
        if self.answer.data == "same" and not self.have_one_name and not field.data:
            raise StopValidation(
                gettext("The first names differ. Ask first, then tick that it is one person")
            )


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


class YoungForm(Form):
    """Somebody of 15 to 17, told to the desk, and the parent to call."""

    first_name = FirstNameField(_l("First name"), needed=_l("Enter the first name"))
    phone = PhoneField(_l("Phone"))
    email = EmailField(_l("Email"))
    neighbourhood = ChoiceField(_l("Neighbourhood"), needed=_l("Choose the neighbourhood"))
    said_by = ChoiceField(
        _l("The person agrees"),
        choices=(("phone", _l("Yes, said on the phone")), ("door", _l("Yes, said at the door"))),
        needed=_l("Ask the person first, then say how the yes was given"),
    )
    parent_first_name = FirstNameField(
        _l("First name of the parent"), needed=_l("Enter the first name of the parent")
    )
    parent_phone = PhoneField(_l("Phone of the parent"))
    parent_email = EmailField(_l("Email of the parent"))

    def offer_homes(self, homes: Sequence[tuple[str, str]]) -> None:
        """The desk's own neighbourhoods."""
        self.neighbourhood.offer(homes)
        if not self.neighbourhood.data and len(homes) == 1:
            self.neighbourhood.data = homes[0][0]

    def validate_phone(self, field: PhoneField) -> None:
        """One of the two is enough."""
        if not field.data and not (self.email.raw_data or [""])[0].strip():
            raise StopValidation(gettext("Enter a phone number or an email"))

    def validate_parent_phone(self, field: PhoneField) -> None:
        """The same for whom the desk calls."""
        if not field.data and not (self.parent_email.raw_data or [""])[0].strip():
            raise StopValidation(gettext("Enter a phone number or an email of the parent"))
