"""What is asked when somebody tells the desk what she needs or offers: one page, one minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid import policies
from mutualaid.domain.categories import BY_KEY, CATEGORIES, OFFERABLE, Category
from mutualaid.domain.distance import Reach
from mutualaid.domain.requests import MINUTES, may_be_long, reachable
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.services.coordination import Address
from mutualaid.web.fact_fields import fact_fields
from mutualaid.web.forms import (
    CheckField,
    ChoiceField,
    ChoicesField,
    DayField,
    EmailField,
    Form,
    NoteField,
    PhoneField,
    TextField,
    TimeField,
    WeekField,
)
from mutualaid.wording import coordination as words
from mutualaid.wording.categories import category_title, helpers_phrase, minutes_phrase
from mutualaid.wording.dates import day_phrase, half_day_phrase, time_phrase

NEW = "new"
NO_LIMIT = "no_limit"
HOME = "home"
ADULT, YOUNG = "adult", "young"
AGREEMENTS = (
    ("phone", _l("Yes, said on the phone")),
    ("door", _l("Yes, said at the door")),
    ("paper", _l("Yes, signed on a coupon")),
)
"""How somebody agreed that the desk posts for her."""
Choices = Sequence[tuple[str, str]]


class ForSomeoneForm(Form):
    """« Pour qui », « Comment la prévenir », « La personne est d'accord »."""

    once = wtforms.HiddenField()
    search = TextField(_l("First name, name or phone"), max_length=80)
    person = ChoiceField(_l("Person"), needed=_l("Choose a person, or somebody new"))
    first_name = TextField(_l("First name"), max_length=60)
    last_name = TextField(_l("Surname, for you only"), max_length=80)
    phone = PhoneField(_l("Phone"))
    email = EmailField(_l("Email"))
    age = ChoiceField(
        _l("How old is this person?"),
        choices=((ADULT, _l("18 or older")), (YOUNG, _l("Between 15 and 17"))),
    )
    line = TextField(_l("Number and street"), max_length=160)
    town = TextField(_l("Postcode or town"), max_length=80)
    flat = TextField(_l("Building, floor, name on the bell"), max_length=40)
    neighbourhood = ChoiceField(_l("Neighbourhood"), needed=_l("Choose the neighbourhood"))
    channel = ChoiceField(
        _l("How to tell this person"), needed=_l("Choose how to tell this person")
    )
    said_by = ChoiceField(
        _l("The person agrees"),
        choices=AGREEMENTS,
        needed=_l("Ask the person first, then say how the yes was given"),
    )
    chosen: Any = None
    """The person whom the desk knows already."""
    has_place = False
    """Whether that person's address is known."""
    address: Address | None = None
    """Where she lives, once the words were looked up."""

    def offer_people(self, people: Choices, homes: Choices) -> None:
        """Those who were found, then somebody new; her neighbourhoods."""
        self.person.offer([*people, (NEW, gettext("Somebody new"))])
        self.neighbourhood.offer(homes)
        self.channel.offer(words.channels())
        if not self.neighbourhood.data and len(homes) == 1:
            self.neighbourhood.data = homes[0][0]

    @property
    def is_new(self) -> bool:
        """Somebody whom the desk writes down for the first time."""
        return bool(self.person.data == NEW)

    @property
    def needs_address(self) -> bool:
        """Whether somebody has to go there, or starts from there."""
        return not self.has_place

    def validate_first_name(self, field: TextField) -> None:
        """Somebody new has at least a first name."""
        if self.is_new and not any(sign.isalpha() for sign in field.data):
            raise StopValidation(gettext("Enter the first name"))

    def validate_person(self, _field: ChoiceField) -> None:
        """Somebody whom the desk knows to be younger."""
        if self.chosen is not None and not policies.may_post(self.chosen):
            raise StopValidation(words.under_18())

    def validate_age(self, field: ChoiceField) -> None:
        """Asked of somebody new; under 18 nothing is posted."""
        if not self.is_new:
            return
        if not field.data:
            raise StopValidation(gettext("Ask whether this person is 18 or older"))
        if field.data == YOUNG:
            raise StopValidation(words.under_18())

    def validate_line(self, field: TextField) -> None:
        """An address, unless it is known or nobody goes there."""
        if self.needs_address and not any(sign.isalpha() for sign in field.data):
            raise StopValidation(gettext("Enter house number and street"))

    def validate_town(self, field: TextField) -> None:
        """A street lies in a town."""
        if self.line.data and not field.data:
            raise StopValidation(gettext("Enter postcode or town"))

    def validate_channel(self, field: ChoiceField) -> None:
        """An e-mail needs an address."""
        if self.is_new and field.data == "email" and not self.email.data:
            raise StopValidation(gettext("Write an email, or choose a call"))


class OfferForm(ForSomeoneForm):
    """An offer that somebody told the desk."""

    categories = ChoicesField(
        _l("How can this person help?"), needed=_l("Tick at least one way to help")
    )
    week = WeekField(_l("When is this person free, in general?"))
    weeks_vary = CheckField(_l("It depends on the week"))
    reach = ChoiceField(
        _l("How far?"),
        choices=(
            (Reach.FIVE_MINUTES.value, _l("5 minutes on foot")),
            (Reach.TEN_MINUTES.value, _l("10 minutes on foot")),
            (Reach.TWENTY_MINUTES.value, _l("20 minutes on foot")),
            (Reach.FARTHER.value, _l("Farther")),
        ),
        needed=_l("Choose how far"),
    )
    rhythm = ChoiceField(
        _l("How many times a month, at most?"),
        choices=(("1", "1"), ("2", "2"), ("4", "4"), (NO_LIMIT, _l("No limit"))),
        needed=_l("Choose how many times a month"),
    )
    note = NoteField(_l("Details"))

    def prepare(self) -> None:
        """Every kind of help that a neighbour may give."""
        self.categories.offer([(kind.key, category_title(kind.key)) for kind in OFFERABLE])

    def validate_week(self, field: WeekField) -> None:
        """At least one box, or « cela dépend des semaines »."""
        if not field.data and not self.weeks_vary.data:
            raise StopValidation(gettext("Tick at least one time, or “It depends on the week”"))


class RequestForm(ForSomeoneForm):
    """A need that somebody told the desk; `request_form` adds the questions of its category."""

    kind: Category | None = None
    category = ChoiceField(_l("Need"), needed=_l("Choose the need"))
    slots = ChoicesField(_l("When"))
    other_day = DayField(_l("Another day"))
    other_moments = ChoicesField(_l("Which time of that day?"))
    start = TimeField(_l("An exact time"))
    minutes = ChoiceField(_l("How long?"))
    is_weekly = CheckField(_l("Every week, on the same day"))
    until = DayField(_l("Until which day?"))
    meet = ChoiceField(_l("Where"), needed=_l("Choose where"))
    note = NoteField(_l("Details"))
    agreed_in_advance = CheckField(_l("“Agreed in advance”: it will be somebody the team has met"))

    def prepare(
        self, days: Sequence[date], points: Choices, *, moment: datetime, zone: str
    ) -> None:
        """What may be chosen, and until when it can be reached."""
        self.moment, self.zone = moment, zone
        self.category.offer([(kind.key, category_title(kind.key)) for kind in CATEGORIES])
        self.minutes.offer([(str(each), minutes_phrase(each)) for each in MINUTES])
        self.meet.offer([(HOME, gettext("At this person's home")), *points])
        self.meet.data = self.meet.data or HOME
        self.slots.offer(
            [
                (f"{day.isoformat()}:{half.number}", f"{day_phrase(day)}, {half_day_phrase(half)}")
                for day in days
                for half in HalfDay
            ]
        )
        self.other_moments.offer([(str(half.number), half_day_phrase(half)) for half in HalfDay])

    @property
    def needs_address(self) -> bool:
        """Not by phone, not at a public place, not for a talk with the desk."""
        is_home = self.kind is None or (self.kind.goes_to_matcher and not self.kind.is_remote)
        return is_home and self.meet.data == HOME and not self.has_place

    @property
    def n_half_days(self) -> int:
        """Two for what takes a whole day."""
        return 2 if "is_long" in self and self["is_long"].data else 1

    def wanted(self) -> list[Slot]:
        """The half-days that are ticked, in the grid and for the other day."""
        other = self.other_day.data if isinstance(self.other_day.data, date) else None
        more = [f"{other.isoformat()}:{each}" for each in self.other_moments.data] if other else []
        return [_slot(each) for each in (*self.slots.data, *more)]

    def validate_start(self, field: TimeField) -> None:
        """An exact time lies within every time of day that is ticked."""
        start: object = field.data
        if not isinstance(start, time):
            return
        try:
            half_day = HalfDay.of(start)
        except ValueError as error:
            raise StopValidation(gettext("Choose a time between 8am and 9pm")) from error
        if self.n_half_days == 1 and {slot.half_day for slot in self.wanted()} - {half_day}:
            raise StopValidation(
                gettext(
                    "%(time)s is %(moment)s. Tick that only, or leave the time empty",
                    time=time_phrase(start),
                    moment=half_day_phrase(half_day),
                )
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything together: at least one half-day can still be reached."""
        is_valid = super().validate(extra_validators)
        if self.kind is None or not self.kind.goes_to_matcher or self.slots.errors:
            return is_valid
        wanted = self.wanted()
        found = wanted and reachable(
            wanted,
            self.moment,
            self.zone,
            start=self.data["start"] or None,
            n_half_days=self.n_half_days,
        )
        if is_valid and not found:
            self.slots.errors = [
                gettext("That is too soon. Choose a time at least 2 hours from now")
                if wanted
                else gettext("Choose a day and a time of day")
            ]
        elif not wanted:
            self.slots.errors = [gettext("Choose a day and a time of day")]
        return is_valid and bool(found)


def request_form(category: str) -> type[RequestForm]:
    """The page's form, with the questions that this kind of help asks."""
    kind = BY_KEY.get(category)
    if kind is None:
        return RequestForm
    fields: dict[str, Any] = dict(fact_fields(kind))
    if kind.most_helpers > 1:
        fields["helpers"] = ChoiceField(
            gettext("How many people are needed?"),
            choices=[(str(n), helpers_phrase(n)) for n in range(1, kind.most_helpers + 1)],
            needed=gettext("Choose how many people are needed"),
        )
    if may_be_long(kind):
        fields["is_long"] = CheckField(gettext("It takes a whole day: two half-days in a row"))
    return type("RequestForm", (RequestForm,), {"kind": kind, **fields})


def _slot(text: str) -> Slot:
    """« 2026-10-15:1 »: a date and the half-day's place in it."""
    on_date, _, half_day = text.partition(":")
    return Slot(date.fromisoformat(on_date), int(half_day))
