"""Questions that a request and an offer both ask: where people live, how they are reached."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import current_app, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.domain.geo import Precision
from mutualaid.domain.ports import Candidate, Geocoder
from mutualaid.domain.streets import postcode_in
from mutualaid.models import HelpRequest, Offer, Place, User
from mutualaid.queries import places as queries
from mutualaid.queries.home import Desk
from mutualaid.services import confirmations, places, users
from mutualaid.services.places import Typed
from mutualaid.web import signing_in
from mutualaid.web.forms import (
    CheckField,
    ChoiceField,
    EmailField,
    FirstNameField,
    PhoneField,
    TextField,
)
from mutualaid.web.language import language
from mutualaid.web.session import db, now
from mutualaid.web.wizard import StepForm
from mutualaid.wording.phones import phone_in_pairs

NONE_OF_THEM = "none"


class WhereForm(StepForm):
    """« Où habitez-vous ? »."""

    template = "where"
    line = TextField(
        _l("Number and street"), needed=_l("Enter house number and street"), max_length=160
    )
    town = TextField(_l("Postcode or town"), needed=_l("Enter postcode or town"), max_length=80)

    def validate_line(self, field: TextField) -> None:
        """A street has letters."""
        if not any(sign.isalpha() for sign in field.data):
            raise StopValidation(gettext("Enter house number and street"))


class AddressForm(StepForm):
    """« Laquelle est votre adresse ? »: what was found, or none of them."""

    choice = ChoiceField(_l("Which one is your address?"), needed=_l("Choose your address"))
    flat = TextField(_l("Building, floor, name on the bell"), max_length=40)

    def look_up(self, where: dict[str, Any], none_of_them: str) -> None:
        """Offer the doors and streets that the typed words may mean."""
        self.where = where
        self.neighbourhood_of_words = _neighbourhood_of_words(where)
        self.found = [each for each in _find(where) if each.precision.is_matchable]
        self.choice.offer(
            [(each.key, each.label) for each in self.found] + [(NONE_OF_THEM, none_of_them)]
        )
        if NONE_OF_THEM in request.form:  # the button that says no to the only one
            self.choice.data = NONE_OF_THEM

    @property
    def the_only(self) -> Candidate | None:
        """What the typed words can only mean: it is read again, not chosen among one."""
        return self.found[0] if len(self.found) == 1 else None

    def chosen(self) -> Candidate | None:
        """The place that was chosen; None when it was none of them."""
        return next((each for each in self.found if each.key == self.choice.data), None)

    def neighbourhood_id(self) -> int | None:
        """Whose neighbourhood it is; None: not in any of ours."""
        chosen = self.chosen()
        return chosen.neighbourhood_id if chosen is not None else self.neighbourhood_of_words

    def answer(self) -> dict[str, Any]:
        """The chosen place itself, so that nothing is looked up again."""
        chosen = self.chosen()
        return {
            **super().answer(),
            "where": self.where,
            "candidate": asdict(chosen) if chosen is not None else None,
            "neighbourhood_id": self.neighbourhood_id(),
        }


class ReachForm(StepForm):
    """« Comment vous joindre ? »."""

    first_name = FirstNameField(_l("Your first name"), needed=_l("Enter your first name"))
    phone = PhoneField(_l("Your phone number"))
    email = EmailField(_l("Your email"))
    is_adult = CheckField(_l("I am 18 or older"), needed=_l("Tick the box if you are 18 or older"))
    needs_email = False
    """Whoever chose to get e-mails writes her address."""

    def validate_email(self, field: EmailField) -> None:
        """Asked for a page ago, so not left empty here."""
        if self.needs_email and not field.data:
            raise StopValidation(gettext("Enter your email: our messages go there"))

    def validate_phone(self, field: PhoneField) -> None:
        """One of the two is enough, none is too few."""
        if not field.data and not (self.email.raw_data or [""])[0].strip():
            raise StopValidation(gettext("Enter a phone number or an email"))


def none_of_them(desk: Desk | None) -> str:
    """« Aucune : Fatima la placera »."""
    if desk is None or not desk.first_name:
        return gettext("None of them: the team will place it")
    return gettext("None of them: %(name)s will place it", name=desk.first_name)


def settle(address: dict[str, Any]) -> Place:
    """Write down the place of an AddressForm's answer."""
    return places.settle(db(), settled_address(address), flat=address["flat"], now=now())


def join(
    reach: dict[str, Any], *, place: Place | None, neighbourhood_id: int | None = None
) -> User:
    """The person of a ReachForm's answer, new or known."""
    return users.join(
        db(),
        first_name=reach["first_name"],
        email=reach["email"] or None,
        phone=reach["phone"] or None,
        is_adult=reach["is_adult"],
        language=language(),
        place=place,
        neighbourhood_id=neighbourhood_id or (place.neighbourhood_id if place else None),
        by=None,
        now=now(),
    )


def expect_confirmation(about: HelpRequest | Offer, reach: dict[str, Any] | None) -> str:
    """What a stranger is told to expect: the mail at the address just typed, else a call.

    Never what we know of the person otherwise: whoever types a neighbour's phone learns nothing.
    """
    if reach is None:
        return ""
    if reach["email"]:
        signing_in.remember(email=reach["email"])
        return str(reach["email"])
    confirmations.ask_call(db(), about, now=now())
    return ""


def settled_address(answer: dict[str, Any]) -> Candidate | Typed:
    """The place that an AddressForm's answer stands for."""
    if answer["candidate"] is None:
        return Typed(answer["where"]["line"], answer["where"]["town"])
    return Candidate(
        **{**answer["candidate"], "precision": Precision(answer["candidate"]["precision"])}
    )


def address_phrase(answer: dict[str, Any]) -> str:
    """The same, as it is read again on the last page."""
    place = settled_address(answer)
    return f"{place.line}, {place.town}" if isinstance(place, Typed) else place.label


def reach_phrases(answer: dict[str, Any]) -> list[str]:
    """First name, then what was given."""
    phone = phone_in_pairs(answer["phone"]) if answer["phone"] else ""
    return [each for each in (answer["first_name"], phone, answer["email"]) if each]


def _find(where: dict[str, Any]) -> list[Candidate]:
    geocoder: Geocoder | None = current_app.extensions.get("geocoder")
    return places.find(db(), line=where["line"], town=where["town"], geocoder=geocoder)


def _neighbourhood_of_words(where: dict[str, Any]) -> int | None:
    """Whose desk places an address that nobody found; None: no neighbourhood of ours."""
    return queries.neighbourhood_of_town(
        queries.list_open_neighbourhoods(db()),
        postcode=postcode_in(where["town"]),
        town=where["town"],
    )
