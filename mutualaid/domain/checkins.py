"""The words of the veille: how often, in what order, what was answered; and who is due when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WORDING = "2026-11"
"""Version of the consent that is read aloud (`templates/checkins/_consent.*.html`)."""
AGREED_FOR = timedelta(days=365)
"""A yes holds for a year; then it is asked again."""
ASK_AGAIN_BEFORE = timedelta(days=30)
"""So long before the year is over, the desk is told to ask again."""
PEOPLE_A_SHEET = 12


class Cadence(StrEnum):
    """How often somebody wants to be asked how things are."""

    DAILY = "daily"
    TWICE_A_WEEK = "twice_a_week"
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    ALERTS_ONLY = "alerts_only"
    """Only in a heat wave or in great cold."""

    @property
    def every(self) -> timedelta | None:
        """The days between two calls; none: only in an alert."""
        return _EVERY[self]


_EVERY: dict[Cadence, timedelta | None] = {
    Cadence.DAILY: timedelta(days=1),
    Cadence.TWICE_A_WEEK: timedelta(days=3),
    Cadence.WEEKLY: timedelta(days=7),
    Cadence.FORTNIGHTLY: timedelta(days=14),
    Cadence.ALERTS_ONLY: None,
}


class NewsBy(StrEnum):
    """How the ordinary news is asked."""

    ROUND = "round"
    """A call or a knock, in a round."""
    MAIL = "mail"
    """« Comment ça va cette semaine ? », and a call when nobody answers."""


class AfterHours(StrEnum):
    """Who answers when the desk is closed."""

    NOBODY = "nobody"
    RELATIVE = "relative"
    CIRCLE = "circle"


class EnteredBy(StrEnum):
    """Who asked for it."""

    PERSON = "person"
    """The person, to the desk."""
    OTHER = "other"
    """Somebody else: nothing happens before the person's own yes."""


class RoundKind(StrEnum):
    """Why a round is made."""

    ORDINARY = "ordinary"
    HEAT = "heat"
    COLD = "cold"


class AlertLevel(StrEnum):
    """How serious an alert is; always said in words, never by colour alone."""

    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def is_daily(self) -> bool:
        """Orange or red: a round every day, and the fast ladder."""
        return self is not AlertLevel.YELLOW


class RoundOrder(StrEnum):
    """In what order people are called."""

    WALKING = "walking"
    PRIORITY = "priority"


class Outcome(StrEnum):
    """What a call or a knock gave. The last one is no answer: the person stopped meanwhile."""

    FINE = "fine"
    NEEDS = "needs"
    SILENT = "silent"
    WORRYING = "worrying"
    WITHDRAWN = "withdrawn"

    @property
    def is_news(self) -> bool:
        """Somebody answered: a silence is over."""
        return self in {Outcome.FINE, Outcome.NEEDS, Outcome.WORRYING}


ANSWERS = (Outcome.FINE, Outcome.NEEDS, Outcome.SILENT, Outcome.WORRYING)
"""The four buttons."""


class Topic(StrEnum):
    """« Préfère parler de… »: a closed list, since nothing is written freely."""

    WEATHER = "weather"
    COOKING = "cooking"
    GARDEN = "garden"
    PETS = "pets"
    MUSIC = "music"
    READING = "reading"
    TELEVISION = "television"
    SPORT = "sport"
    GAMES = "games"
    MEMORIES = "memories"
    NEIGHBOURS = "neighbours"


class SheetFate(StrEnum):
    """What became of a call sheet."""

    RETURNED = "returned"
    DESTROYED = "destroyed"
    NOT_PRINTED = "not_printed"


class WeeklyAnswer(StrEnum):
    """« Comment ça va cette semaine ? »: one button."""

    FINE = "fine"
    CALL = "call"
    NEED = "need"


@dataclass(frozen=True)
class Standing:
    """What says when somebody is due."""

    cadence: Cadence
    news_by: NewsBy
    last_news_on: date | None
    is_silent: bool
    """The last calls stayed without an answer."""
    call_again_on: date | None


def is_due(standing: Standing, today: date) -> bool:
    """Whether an ordinary round of today calls this person."""
    due_on = next_due_on(standing, today)
    return due_on is not None and due_on <= today


def next_due_on(standing: Standing, today: date) -> date | None:
    """The day of the next ordinary call; none for whoever is called in an alert only.

    A silence is never left for later, and « rappeler tel jour » comes before the rhythm.
    """
    if standing.is_silent:
        return today
    by_rhythm = _by_rhythm(standing, today)
    days = [day for day in (by_rhythm, standing.call_again_on) if day is not None]
    return min(days, default=None)


def _by_rhythm(standing: Standing, today: date) -> date | None:
    every = standing.cadence.every
    if every is None or standing.news_by is NewsBy.MAIL:
        return None
    return today if standing.last_news_on is None else standing.last_news_on + every


ALONE_WITH_SOMEBODY = 2
"""Known for three appointments and two references: alone with somebody of the veille."""


def level_at_home(own_level: int, *, is_in_veille: bool, n_helpers: int) -> int:
    """What one needs to know of a helper at somebody's home.

    One alone with somebody of the veille: the highest level. Two together: the category's own.
    """
    is_alone = is_in_veille and n_helpers == 1
    return max(own_level, ALONE_WITH_SOMEBODY) if is_alone else own_level
