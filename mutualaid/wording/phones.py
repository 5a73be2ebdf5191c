"""Phone numbers: typed in any way, kept as E.164, read in pairs."""

from __future__ import annotations

import re

import phonenumbers

NBSP = "\u00a0"
_MAX_TYPED = 40
_FRENCH_NATIONAL = re.compile(r"[1-9]\d{8}")


class UnreadPhone(ValueError):
    """No phone number can be made of what was typed."""


class DearPhone(ValueError):
    """A number whose caller pays extra: nobody is asked to dial it."""


def read_phone(text: str) -> str:
    """E.164 from « 06 39 98 12 34 », « +33 6.39.98.12.34 » or « 0033639981234 »."""
    if len(text) > _MAX_TYPED or re.search(r"[^\d\s+().\-/\u00a0\u202f\u2011]", text):
        raise UnreadPhone
    try:
        number = phonenumbers.parse(text, "FR")
    except phonenumbers.NumberParseException as error:
        raise UnreadPhone from error
    national = str(number.national_number)
    if number.country_code == 33:
        if not _FRENCH_NATIONAL.fullmatch(national) or number.extension:
            raise UnreadPhone
        if national.startswith("8") and not national.startswith("80"):
            raise DearPhone
    elif not phonenumbers.is_valid_number(number):
        raise UnreadPhone
    elif phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.PREMIUM_RATE:
        raise DearPhone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_in_pairs(number: str) -> str:
    """« 06 39 98 12 34 » from E.164; short and foreign numbers as they are written."""
    if number.startswith("+33") and len(number) == 12:
        digits = "0" + number[3:]
        return NBSP.join(digits[place : place + 2] for place in range(0, 10, 2))
    if number.startswith("+"):
        return _international(number)
    return number.replace(" ", NBSP)


def _international(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    spoken = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return spoken.replace(" ", NBSP)


def takes_texts(number: str) -> bool:
    """Whether a text message may reach this number: not a French landline."""
    return not number.startswith("+33") or number[3:4] in {"6", "7"}
