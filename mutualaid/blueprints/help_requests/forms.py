"""What is asked of somebody who needs a hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.domain.categories import CATEGORIES, Category
from mutualaid.domain.facts import Fact
from mutualaid.domain.requests import MINUTES, may_be_long, reachable
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.web.fact_fields import FACT, fact_fields, facts_of
from mutualaid.web.forms import (
    CheckField,
    ChoiceField,
    ChoicesField,
    DayField,
    FirstNameField,
    NoteField,
    PhoneField,
    TextField,
    TimeField,
)
from mutualaid.web.wizard import StepForm
from mutualaid.wording import categories as wording
from mutualaid.wording.dates import half_day_phrase, time_phrase

MYSELF, RELATIVE, PERSON = "me", "relative", "person:"
"""For whom: oneself, somebody close, or somebody for whom one asked before (with a number)."""
MAIL, CALL = "mail", "call"


class AskForm(StepForm):
    """« De quoi avez-vous besoin ? »."""

    category = ChoiceField(_l("What do you need?"), needed=_l("Choose what you need"))

    for_whom = ChoiceField(_l("Who is it for?"))

    def offer_all(self, loved_ones: Sequence[Any] = ()) -> None:
        """Every kind of help, then « je ne sais pas »; for oneself, unless somebody says otherwise.

        Nothing is ticked beforehand: one box to tick, or a choice once there is somebody to choose.
        """
        self.category.offer((kind.key, wording.category_title(kind.key)) for kind in CATEGORIES)
        if not loved_ones:
            self.for_whom.label.text = gettext("Is it for somebody else? (optional)")
            self.for_whom.offer([(RELATIVE, gettext("For somebody close to me"))])
            return
        known = [
            (f"{PERSON}{each.id}", gettext("For %(name)s", name=each.first_name))
            for each in loved_ones
        ]
        other = (RELATIVE, gettext("For somebody else close to me"))
        self.for_whom.offer([(MYSELF, gettext("For me")), *known, other])
        self.for_whom.needed = gettext("Choose who it is for")


class LovedOneForm(StepForm):
    """« Pour qui ? »: the person for whom a relative asks."""

    first_name = FirstNameField(_l("Their first name"), needed=_l("Enter their first name"))
    phone = PhoneField(
        _l("Their phone number"), needed=_l("Enter their phone number: we call to hear their yes")
    )
    mails_to = ChoiceField(
        _l("Who gets our messages?"),
        needed=_l("Choose who gets our messages"),
    )
    is_adult = CheckField(
        _l("This person is 18 or older"), needed=_l("Tick the box if this person is 18 or older")
    )

    def offer_channels(self, *, has_email: bool) -> None:
        """By e-mail only to a relative who has one."""
        mail = [(MAIL, gettext("I do, by email"))] if has_email else []
        self.mails_to.offer([*mail, (CALL, gettext("They do: the team calls them"))])


class DetailsForm(StepForm):
    """The category's own facts, then what the person who comes should know."""

    kind: Category
    note: NoteField

    def questions(self) -> list[tuple[Fact, wtforms.Field, str]]:
        """Each fact with its field and what helps to answer."""
        return [(fact, self[FACT + fact.key], wording.hint(fact)) for fact in self.kind.facts]

    def answer(self) -> dict[str, Any]:
        """The facts by their keys, and for which category they hold."""
        return {
            **super().answer(),
            "category": self.kind.key,
            "facts": facts_of(self, self.kind),
        }


def details_form(kind: Category) -> type[DetailsForm]:
    """The questions that this kind of help asks."""
    fields: dict[str, Any] = fact_fields(kind)
    if kind.most_helpers > 1:
        fields["helpers"] = ChoiceField(
            gettext("How many people are needed?"),
            choices=[(str(n), wording.helpers_phrase(n)) for n in range(1, kind.most_helpers + 1)],
            needed=gettext("Choose how many people are needed"),
        )
    if may_be_long(kind):
        fields["is_long"] = CheckField(gettext("It takes a whole day: two half-days in a row"))
    fields["note"] = NoteField(
        gettext("What should the person who calls know?")
        if kind.is_remote
        else gettext("What should the person who comes know?")
    )
    return type("DetailsForm", (DetailsForm,), {"kind": kind, **fields})


class WhenForm(StepForm):
    """« Le jour et le moment »."""

    days = ChoicesField(_l("Which day?"))
    other_day = DayField(_l("Another day"))
    moments = ChoicesField(_l("Which time of day?"))
    start = TimeField(_l("An exact time"))
    minutes = ChoiceField(_l("How long? (optional)"))
    is_weekly = CheckField(_l("Every week, on the same day"))
    until = DayField(_l("Until which day?"))
    n_half_days = 1

    def prepare(
        self, coming: Sequence[tuple[date, str]], *, moment: datetime, zone: str, is_long: bool
    ) -> None:
        """Offer the coming days, and know what is still possible."""
        self.moment, self.zone, self.n_half_days = moment, zone, 2 if is_long else 1
        self.days.offer((day.isoformat(), words) for day, words in coming)
        self.moments.offer(
            (half_day.value, words)
            for half_day, words in zip(
                HalfDay, (gettext("Morning"), gettext("Afternoon"), gettext("Evening")), strict=True
            )
        )
        self.minutes.offer((str(each), wording.minutes_phrase(each)) for each in MINUTES)

    def validate_days(self, field: ChoicesField) -> None:
        """A ticked day or a written one."""
        if not field.data and not _is_typed(self.other_day):
            raise StopValidation(gettext("Choose a day"))

    def validate_moments(self, field: ChoicesField) -> None:
        """A ticked time of day or an exact one."""
        if not field.data and not _is_typed(self.start):
            raise StopValidation(gettext("Choose a time of day"))

    def validate_start(self, field: TimeField) -> None:
        """An exact time lies within the only time of day that is ticked."""
        if not isinstance(field.data, time):
            return
        try:
            half_day = HalfDay.of(field.data)
        except ValueError as error:
            raise StopValidation(gettext("Choose a time between 8am and 9pm")) from error
        if set(self.moments.data) - {half_day.value}:
            raise StopValidation(
                gettext(
                    "%(time)s is %(moment)s. Tick that only, or leave the time empty",
                    time=time_phrase(field.data),
                    moment=half_day_phrase(half_day),
                )
            )

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything together: at least one half-day must still be possible."""
        if not super().validate(extra_validators):
            return False
        answer = self.answer()
        if possible_slots(answer, self.n_half_days, self.moment, self.zone):
            return True
        if possible_slots({**answer, "until": ""}, self.n_half_days, self.moment, self.zone):
            self.until.errors = [gettext("Choose a last day that comes after the first")]
        else:
            self.moments.errors = [self._why_none(answer)]
        return False

    def _why_none(self, answer: dict[str, Any]) -> str:
        if self.n_half_days > 1 and possible_slots(answer, 1, self.moment, self.zone):
            return gettext("A whole day begins in the morning or in the afternoon")
        return gettext("That is too soon. Choose a time at least 2 hours from now")

    def answer(self) -> dict[str, Any]:
        """Days and times as text."""
        return {
            **super().answer(),
            "other_day": _iso(self.other_day),
            "start": _iso(self.start),
            "until": _iso(self.until) if self.is_weekly.data else "",
        }


def possible_slots(
    answer: dict[str, Any], n_half_days: int, moment: datetime, zone: str
) -> list[Slot]:
    """The half-days that an answer of the « when » page means and that can still be reached."""
    start = start_of(answer)
    slots = _very_slots(answer) if "slots" in answer else _ticked_slots(answer, start)
    until = date.fromisoformat(answer["until"]) if answer["until"] else None
    return [
        slot
        for slot in reachable(slots, moment, zone, start=start, n_half_days=n_half_days)
        if until is None or slot.on_date <= until
    ]


def _very_slots(answer: dict[str, Any]) -> list[Slot]:
    """Those of a request that is changed, as long as nobody ticks others."""
    return [Slot.of(date.fromisoformat(day), HalfDay(half)) for day, half in answer["slots"]]


def _ticked_slots(answer: dict[str, Any], start: time | None) -> list[Slot]:
    days = {date.fromisoformat(each) for each in [*answer["days"], answer["other_day"]] if each}
    moments = [HalfDay.of(start)] if start else [HalfDay(each) for each in answer["moments"]]
    return [Slot.of(day, half_day) for day in days for half_day in moments]


def start_of(answer: dict[str, Any]) -> time | None:
    """The exact time, when there is one."""
    return time.fromisoformat(answer["start"]) if answer["start"] else None


def _iso(field: TextField) -> str:
    return field.data.isoformat() if isinstance(field.data, date | time) else ""


def _is_typed(field: TextField) -> bool:
    return bool((field.raw_data or [""])[0].strip())


class KnownPlaceForm(StepForm):
    """« Où ? » for somebody whose address we know."""

    template = "known_place"
    known = ChoiceField(_l("Where shall it be?"), needed=_l("Choose where"))


class NeighbourhoodForm(StepForm):
    """By phone, only the neighbourhood matters: it says who calls."""

    template = "neighbourhood"
    neighbourhood = ChoiceField(
        _l("Which neighbourhood do you live in?"), needed=_l("Choose your neighbourhood")
    )


class CheckForm(StepForm):
    """« Vérifiez votre demande, puis envoyez-la »."""

    agreed_in_advance = CheckField(_l("I agree in advance: it will be someone the team has met"))
