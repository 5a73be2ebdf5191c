"""What is asked of somebody who tells something, or wants to be called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.web.forms import (
    CheckField,
    ChoiceField,
    FirstNameField,
    Form,
    PhoneField,
    TextField,
)

DESK, TEAM = "bureau", "equipe"


class WordsField(TextField):
    """What happened: never filtered, here words of danger are what it is for."""

    one_line = False


class HomeForm(Form):
    """Whose team it is for; nothing is asked where there is only one, or for somebody known."""

    neighbourhood = ChoiceField(_l("Which neighbourhood is it?"))

    def offer_homes(self, homes: Sequence[tuple[int, str]], own: int | None) -> None:
        """The open ones."""
        self.own = own or (homes[0][0] if len(homes) == 1 else None)
        if self.own is not None:
            del self.neighbourhood
            return
        self.neighbourhood.needed = gettext("Choose the neighbourhood")
        self.neighbourhood.offer((str(number), name) for number, name in homes)

    def home_id(self) -> int:
        """The neighbourhood that was chosen or known."""
        return self.own if self.own is not None else int(self.neighbourhood.data or 0)


class ReportForm(HomeForm):
    """What happened, with or without a name."""

    words = WordsField(_l("What happened?"), needed=_l("Write what happened"), max_length=800)
    with_name = CheckField(_l("The team may know that it is me, and call me"))
    contact = TextField(_l("Your first name, and a phone number or an email"), max_length=120)

    def ask_who(self, *, is_known: bool, is_asked: bool) -> None:
        """A box for somebody signed in, a line for others; nothing about a worry for someone."""
        if not (is_known and is_asked):
            del self.with_name
        if is_known or not is_asked:
            del self.contact

    def told(self) -> str:
        """The words, with whom to call at their end when somebody wrote it."""
        contact = self.contact.data if "contact" in self else ""
        return f"{self.words.data}\n\n{contact}".strip()


class CallForm(HomeForm):
    """Who shall call, and whom."""

    who = ChoiceField(_l("Who shall call you?"), needed=_l("Choose who calls you"))
    first_name = FirstNameField(_l("Your first name"), needed=_l("Enter your first name"))
    phone = PhoneField(_l("Your phone number"), needed=_l("Enter your phone number"))

    def ask_who(self, desk_name: str, person: Any) -> None:
        """The desk by its name, or somebody else; a number only when we have none."""
        self.who.offer(
            [
                (DESK, desk_name or gettext("The person at the desk")),
                (TEAM, gettext("Somebody else of the team")),
            ]
        )
        if person is not None:
            del self.first_name
        if person is not None and person.phone:
            del self.phone

    def contact(self) -> str:
        """First name and number, as the desk reads them."""
        parts = [self[name].data for name in ("first_name", "phone") if name in self]
        return ", ".join(filter(None, parts))
