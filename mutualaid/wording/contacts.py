"""How somebody is reached, and in which languages, in the reader's words."""

from __future__ import annotations

from babel import Locale
from flask_babel import get_locale, gettext

from mutualaid.models import ContactChoice, User
from mutualaid.wording.phones import phone_in_pairs

_SPOKEN = "fr en ar es pt it de tr pl ro ru uk zh vi hy ps so ta".split()


def language_name(code: str) -> str:
    """« arabe »."""
    name = Locale(code).get_display_name(get_locale())
    return name or code


def spoken_languages() -> list[tuple[str, str]]:
    """Languages to tick, French and English first."""
    return [(code, language_name(code)) for code in _SPOKEN]


def contact_choices(person: User) -> list[tuple[str, str]]:
    """What the other may read after two yeses, as far as we know it."""
    choices = []
    if person.phone:
        phone = phone_in_pairs(person.phone)
        choices.append(
            (ContactChoice.PHONE.value, gettext("My phone number: %(phone)s", phone=phone))
        )
    if person.email:
        choices.append(
            (ContactChoice.EMAIL.value, gettext("My email: %(email)s", email=person.email))
        )
    desk = gettext("The team's phone number only")
    return [*choices, (ContactChoice.DESK.value, desk)]


def contact_phrase(person: User) -> str:
    """The choice now made."""
    return dict(contact_choices(person)).get(
        person.contact_choice.value, gettext("The team's phone number only")
    )
