"""What is asked of somebody who offers a hand."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.domain.categories import OFFERABLE
from mutualaid.domain.distance import Reach
from mutualaid.domain.slots import FULL_WEEK, HalfDay, weekly_bit
from mutualaid.web.forms import CheckField, ChoiceField, ChoicesField, Form, NoteField, WeekField
from mutualaid.web.wizard import StepForm
from mutualaid.wording.categories import category_title

NO_LIMIT = "no_limit"
RHYTHMS = ("1", "2", "4", NO_LIMIT)
ALL_EVENINGS = sum(1 << weekly_bit(weekday, HalfDay.EVENING) for weekday in range(7))
ALL_WEEKEND = sum(1 << weekly_bit(weekday, half) for weekday in (5, 6) for half in HalfDay)
QUICK = {"evenings": ALL_EVENINGS, "weekend": ALL_WEEKEND}
"""« Tous les soirs », « Tout le week-end »: pressed, they tick boxes and send nothing else."""


class OfferForm(StepForm):
    """« Comment pouvez-vous aider ? »."""

    categories = ChoicesField(_l("How can you help?"), needed=_l("Tick at least one way to help"))
    drives = CheckField(
        _l("If we go by car: I have a licence and an insurance, and my insurer knows about it")
    )
    note = NoteField(_l("Something to add?"))

    def offer_all(self) -> None:
        """Every kind of help that a neighbour may give."""
        self.categories.offer((kind.key, category_title(kind.key)) for kind in OFFERABLE)


class WhenForm(StepForm):
    """« Quand êtes-vous libre, en général ? »."""

    week = WeekField(_l("A normal week"))
    weeks_vary = CheckField(_l("It depends on the week"))

    def validate_week(self, field: WeekField) -> None:
        """At least one box, or « cela dépend des semaines »."""
        if not field.data and not self.weeks_vary.data:
            raise StopValidation(gettext("Tick at least one time, or “It depends on the week”"))

    def tick_more(self, mask: int) -> None:
        """Tick whole groups at once, beside what is ticked."""
        known = [box for box in self.week.data if box.isdecimal() and int(box) < 21]
        self.week.tick(sum(1 << int(box) for box in set(known)) | mask & FULL_WEEK)

    def answer(self) -> dict[str, Any]:
        """The boxes, and « cela dépend »."""
        return {**super().answer(), "mask": self.week.mask}


class DistanceForm(StepForm):
    """« Jusqu'où pouvez-vous aller ? »."""

    reach = ChoiceField(
        _l("How far can you go?"),
        choices=(
            (Reach.FIVE_MINUTES.value, _l("5 minutes on foot")),
            (Reach.TEN_MINUTES.value, _l("10 minutes on foot")),
            (Reach.TWENTY_MINUTES.value, _l("20 minutes on foot")),
            (Reach.FARTHER.value, _l("Farther")),
        ),
        needed=_l("Choose how far you can go"),
    )


class RhythmForm(StepForm):
    """« Combien de fois par mois, au plus ? »."""

    rhythm = ChoiceField(
        _l("How many times a month, at most?"),
        choices=tuple((value, _l("No limit") if value == NO_LIMIT else value) for value in RHYTHMS),
        needed=_l("Choose how many times a month"),
    )


class CheckForm(Form):
    """« Vérifiez, puis envoyez »: the charter is accepted here, once."""

    charter = CheckField(
        _l("I have read the charter and I accept it"),
        needed=_l("Tick the box if you accept the charter"),
    )
