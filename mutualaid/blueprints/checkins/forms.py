"""Forms of the veille: enrolment, opening a round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import StopValidation

from mutualaid.domain.checkins import (
    AfterHours,
    AlertLevel,
    Cadence,
    NewsBy,
    RoundKind,
    RoundOrder,
    Topic,
)
from mutualaid.domain.slots import HalfDay
from mutualaid.services.checkins import Terms
from mutualaid.web.forms import CheckField, ChoiceField, Form, TimeField
from mutualaid.wording.checkins import choices
from mutualaid.wording.dates import half_day_phrase

ANY, OTHER = "any", "other"


class TermsForm(Form):
    """How often, when and by whom."""

    cadence = ChoiceField(_l("How often?"), needed=_l("Choose how often"))
    news_by = ChoiceField(_l("How?"), needed=_l("Choose how the news is asked"))
    wants_alert_mail = CheckField(_l("A mail before great heat or cold"))
    preferred_half_day = ChoiceField(
        _l("When does the person like to be called?"), needed=_l("Choose a moment, or any time")
    )
    preferred_time = TimeField(_l("Around what time"))
    topic = ChoiceField(_l("Likes to talk about"))
    after_hours = ChoiceField(
        _l("Who answers when the desk is closed?"),
        needed=_l("Choose who answers when the desk is closed"),
    )
    has_email = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cadence.offer(choices(Cadence))
        self.news_by.offer(choices(NewsBy))
        moments = [(str(each), half_day_phrase(each)) for each in HalfDay]
        self.preferred_half_day.offer([*moments, (ANY, gettext("Any time"))])
        self.topic.offer(choices(Topic))
        self.after_hours.offer(choices(AfterHours))

    def validate_news_by(self, field: ChoiceField) -> None:
        """A mail needs a mailbox."""
        if field.data == NewsBy.MAIL and not self.has_email:
            raise StopValidation(gettext("Choose a call: no email of this person is known"))

    @property
    def terms(self) -> Terms:
        """The same, as the service reads it."""
        told = self.data
        moment = told["preferred_half_day"]
        return Terms(
            cadence=Cadence(told["cadence"]),
            news_by=NewsBy(told["news_by"]),
            wants_alert_mail=bool(told["wants_alert_mail"]) and self.has_email,
            preferred_half_day=None if moment == ANY else HalfDay(moment),
            preferred_time=told["preferred_time"] or None,
            topic=Topic(told["topic"]) if told["topic"] else None,
            after_hours=AfterHours(told["after_hours"]),
        )


class EnrolForm(TermsForm):
    """The same, with the yes and who gave it."""

    said_by = ChoiceField(
        _l("Who says yes?"),
        choices=(
            ("phone", _l("The person, on the phone, after I read the text")),
            ("door", _l("The person, at the door, after I read the text")),
            (OTHER, _l("Somebody else asks: I will hear the person first")),
        ),
        needed=_l("Read the text, then choose who says yes"),
    )


class OpenForm(Form):
    """A round: where, why, in what order, and who answers for it."""

    neighbourhood = ChoiceField(_l("Neighbourhood"), needed=_l("Choose the neighbourhood"))
    kind = ChoiceField(_l("Why this round?"), needed=_l("Choose why"))
    level = ChoiceField(_l("Level of the alert"))
    order = ChoiceField(_l("In what order?"), needed=_l("Choose the order"))
    responsible = ChoiceField(
        _l("Who answers for this round?"), needed=_l("Choose who answers for this round")
    )

    def prepare(self, homes: Sequence[tuple[str, str]], people: Sequence[tuple[str, str]]) -> None:
        """Her neighbourhoods, and those who coordinate there."""
        self.neighbourhood.offer(homes)
        if len(homes) == 1:
            self.neighbourhood.data = homes[0][0]
        self.kind.offer(choices(RoundKind))
        self.level.offer(choices(AlertLevel))
        self.order.offer(choices(RoundOrder))
        self.responsible.offer(people)

    def validate_level(self, field: ChoiceField) -> None:
        """Heat and cold have a level, in words."""
        if self.kind.data in {RoundKind.HEAT, RoundKind.COLD} and not field.data:
            raise StopValidation(gettext("Choose the level: yellow, orange or red"))
