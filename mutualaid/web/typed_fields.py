"""Fields that people type into: names, notes, phones, e-mails, days, times."""

from __future__ import annotations

import unicodedata
from datetime import date, time
from typing import Any

import email_validator
import wtforms
from flask_babel import gettext, ngettext
from wtforms.validators import StopValidation

from mutualaid.domain.money import asks_for_money
from mutualaid.wording import dates, email_typos, phones, typed_dates
from mutualaid.wording.not_done import money_sentence

_KEPT_FORMAT_SIGNS = {"\u200c", "\u200d"}
"""Some scripts need the joiners; every other invisible sign only hides something."""


def _tidy(text: str, *, one_line: bool) -> str:
    """The text in composed form, without control signs, spaces at the ends or doubled."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if one_line:
        text = " ".join(text.split())
    return "".join(sign for sign in text if _is_visible(sign)).strip()


def _is_visible(sign: str) -> bool:
    return sign in _KEPT_FORMAT_SIGNS or sign == "\n" or unicodedata.category(sign)[0] != "C"


class TextField(wtforms.StringField):
    """One line. Without `needed`, the sentence shown when it is empty, it may stay empty."""

    one_line = True
    is_free = False
    """Whether people write there what they like: see `worries`, and what the charter rules out."""

    def __init__(
        self, label: Any = None, *, needed: Any = None, max_length: int = 200, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self.needed = needed
        self.max_length = max_length

    def process_data(self, value: Any) -> None:
        self.data = "" if value is None else value

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = _tidy(valuelist[0], one_line=self.one_line) if valuelist else ""

    def pre_validate(self, form: wtforms.Form) -> None:
        if not self.data:
            if self.needed:
                raise StopValidation(self.needed)
            return
        if isinstance(self.data, str):
            self.check_length()
            if self.is_free and asks_for_money(self.data):
                raise StopValidation(money_sentence())
            self.data = self.understand(self.data, form)

    def check_length(self) -> None:
        """Say by how much a text is too long."""
        excess = len(self.data) - self.max_length
        if excess > 0:
            message = ngettext(
                "Write %(max)s characters or fewer. There is %(num)s too many",
                "Write %(max)s characters or fewer. There are %(num)s too many",
                excess,
                max=self.max_length,
            )
            raise StopValidation(message)

    def understand(self, text: str, _form: wtforms.Form) -> Any:
        """What the text means; StopValidation with a sentence when nothing."""
        return text

    def show(self, value: Any) -> str:
        """A saved value as it would be typed."""
        return str(value)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.show(self.data) if self.data else ""


class FreeField(TextField):
    """One line in one's own words."""

    is_free = True


class NoteField(TextField):
    """Free text of several lines, 300 characters unless told otherwise."""

    one_line = False
    is_free = True

    def __init__(self, label: Any = None, *, max_length: int = 300, **options: Any) -> None:
        super().__init__(label, max_length=max_length, **options)


class FirstNameField(TextField):
    """A first name: at least one letter, at most 60 characters."""

    def __init__(self, label: Any = None, *, needed: Any = None, **options: Any) -> None:
        super().__init__(label, needed=needed, max_length=60, **options)

    def understand(self, text: str, _form: wtforms.Form) -> str:
        if not any(sign.isalpha() for sign in text):
            raise StopValidation(self.needed or gettext("Enter your first name"))
        return text


class PhoneField(TextField):
    """A phone number in any French or international writing; its data is E.164."""

    def understand(self, text: str, _form: wtforms.Form) -> str:
        try:
            return phones.read_phone(text)
        except phones.UnreadPhone as error:
            raise StopValidation(gettext("Enter a 10-digit number, like 06 39 98 12 34")) from error
        except phones.DearPhone as error:
            raise StopValidation(
                gettext("Enter a number that costs nothing extra to call, like 06 39 98 12 34")
            ) from error

    def show(self, value: Any) -> str:
        return phones.phone_in_pairs(str(value))


class EmailField(TextField):
    """An e-mail address. A likely slip is asked about once, and accepted when sent again."""

    suggestion = ""

    def __init__(self, label: Any = None, *, needed: Any = None, **options: Any) -> None:
        super().__init__(label, needed=needed, max_length=254, **options)
        self.confirmed = ""

    def process(self, formdata: Any, *args: Any, **options: Any) -> None:
        super().process(formdata, *args, **options)
        if formdata is not None:
            self.confirmed = formdata.get(f"{self.name}_as_written") or ""

    def understand(self, text: str, _form: wtforms.Form) -> str:
        try:
            checked = email_validator.validate_email(text, check_deliverability=False)
        except email_validator.EmailNotValidError as error:
            raise StopValidation(gettext("Enter a full email, like name@example.com")) from error
        address = checked.ascii_email or checked.normalized
        self.suggestion = email_typos.likely_meant(address)
        if self.suggestion and self.confirmed.strip() != text:
            raise StopValidation(
                gettext("Did you mean %(address)s? If not, send again", address=self.suggestion)
            )
        self.suggestion = ""
        return address


class DayField(TextField):
    """A day typed in words or figures, from the form's `today` to twelve months ahead."""

    def process_data(self, value: Any) -> None:
        self.data = date.fromisoformat(value) if isinstance(value, str) and value else value

    def understand(self, text: str, form: wtforms.Form) -> date:
        try:
            return typed_dates.read_day(text, today=form.today)
        except typed_dates.UnreadDay as error:
            raise StopValidation(gettext("Write a date like 27 October")) from error
        except typed_dates.PastDay as error:
            raise StopValidation(gettext("The day must be today or later")) from error
        except typed_dates.FarDay as error:
            raise StopValidation(gettext("Choose a day within the next 12 months")) from error
        except typed_dates.OtherWeekday as error:
            day = dates.day_phrase(error.meant, with_year=True)
            raise StopValidation(
                gettext("Check the day: your date is a %(day)s", day=day)
            ) from error

    def show(self, value: Any) -> str:
        return dates.day_phrase(value, with_year=True)


class TimeField(TextField):
    """A time of day: « 14 h 30 », « 14:30 », « midi »."""

    def process_data(self, value: Any) -> None:
        self.data = time.fromisoformat(value) if isinstance(value, str) and value else value

    def understand(self, text: str, _form: wtforms.Form) -> time:
        try:
            return typed_dates.read_time(text)
        except typed_dates.UnreadTime as error:
            raise StopValidation(gettext("Write a time like 2.30pm")) from error

    def show(self, value: Any) -> str:
        return dates.time_phrase(value)
