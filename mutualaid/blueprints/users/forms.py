"""What is asked of somebody who comes in, joins, or changes how she is reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.web.forms import (
    CheckField,
    ChoiceField,
    ChoicesField,
    EmailField,
    FirstNameField,
    Form,
    PhoneField,
    TextField,
)

OTHER_NEIGHBOURHOOD = "other"


class EnterForm(Form):
    """« Quel est votre e-mail ? »."""

    email = EmailField(
        _l("What is your email?"), needed=_l("Enter a full email, like name@example.com")
    )


class CodeForm(Form):
    """The six digits; the e-mail too, on a device that did not ask for them."""

    email = EmailField(_l("Your email"), needed=_l("Enter a full email, like name@example.com"))
    code = TextField(
        _l("The 6-digit code"), needed=_l("Enter the 6 digits of the email"), max_length=20
    )

    def refuse_code(self) -> None:
        """These six digits are not the ones that were sent."""
        self.code.errors = [
            gettext("This code does not match. Look at the latest email, or ask for a new code")
        ]


class WhoForm(Form):
    """« Qui êtes-vous ? », when several people share a mailbox."""

    person = ChoiceField(_l("Who are you?"), needed=_l("Choose your first name"))


class NewcomerForm(Form):
    """Somebody new: a first name, a phone or an e-mail, which neighbourhood."""

    first_name = FirstNameField(_l("Your first name"), needed=_l("Enter your first name"))
    phone = PhoneField(_l("Your phone number"))
    email = EmailField(_l("Your email"))
    neighbourhood = ChoiceField(_l("Which neighbourhood do you live in?"))

    def offer_neighbourhoods(self, names: Sequence[tuple[int, str]]) -> None:
        """The open ones, then « un autre quartier »; with a single one nothing is asked."""
        self.homes = [number for number, _name in names]
        if len(names) == 1:
            del self.neighbourhood
            return
        self.neighbourhood.needed = gettext("Choose your neighbourhood")
        self.neighbourhood.offer(
            [(str(number), name) for number, name in names]
            + [(OTHER_NEIGHBOURHOOD, gettext("Another neighbourhood"))]
        )

    def home_id(self) -> int | None:
        """Where this person lives; None: where we are not yet."""
        if len(self.homes) == 1:
            return self.homes[0]
        chosen = self.neighbourhood.data or OTHER_NEIGHBOURHOOD
        return None if chosen == OTHER_NEIGHBOURHOOD else int(chosen)

    def validate_phone(self, field: PhoneField) -> None:
        """One of the two is enough, none is too few."""
        if not field.data and not (self.email.raw_data or [""])[0].strip():
            raise StopValidation(gettext("Enter a phone number or an email"))


class JoinForm(NewcomerForm):
    """Join without a need yet."""

    line = TextField(_l("Number and street"), max_length=160)
    is_adult = CheckField(_l("I am 18 or older"), needed=_l("Tick the box if you are 18 or older"))


class YoungForm(NewcomerForm):
    """Between 15 and 17, with a parent whom the team calls."""

    is_young = CheckField(
        _l("I am between 15 and 17"), needed=_l("Tick the box if you are between 15 and 17")
    )
    parent_first_name = FirstNameField(
        _l("First name of your parent"), needed=_l("Enter the first name of your parent")
    )
    parent_phone = PhoneField(_l("Phone number of your parent"))
    parent_email = EmailField(_l("Email of your parent"))

    def validate_parent_phone(self, field: PhoneField) -> None:
        """One of the two, and not one's own number."""
        if not field.data and not (self.parent_email.raw_data or [""])[0].strip():
            raise StopValidation(gettext("Enter a phone number or an email of your parent"))
        if field.data and field.data == self.phone.data and not self.parent_email.data:
            raise StopValidation(gettext("Enter the number of your parent, not your own"))


class ContactForm(Form):
    """What the other reads after two yeses, and in which languages one reads and speaks."""

    contact_choice = ChoiceField(
        _l("What does the other person get, once you have both said yes?"),
        needed=_l("Choose how you are reached"),
    )
    ui_language = ChoiceField(
        _l("In which language do we write to you?"),
        choices=[("fr", "Français"), ("en", "English")],
        needed=_l("Choose a language"),
    )
    languages = ChoicesField(_l("Which languages do you speak?"))

    def offer_contacts(self, choices: Sequence[tuple[str, Any]]) -> None:
        """Only what we know of this person."""
        self.contact_choice.offer(choices)
