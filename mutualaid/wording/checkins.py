"""The veille in words: rhythms, answers, levels, rungs, openers and what to say on the phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from mutualaid.domain.checkins import (
    WORDING,
    AfterHours,
    AlertLevel,
    Cadence,
    EnteredBy,
    NewsBy,
    Outcome,
    RoundKind,
    RoundOrder,
    SheetFate,
    Topic,
    WeeklyAnswer,
)
from mutualaid.domain.clock import local_date
from mutualaid.domain.ladder import Rung
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import EnrolmentStatus, RoundStatus
from mutualaid.models import Round, RoundEntry
from mutualaid.wording.categories import category_title
from mutualaid.wording.dates import day_phrase, half_day_phrase, time_phrase

Badge = tuple[str, str]
__all__ = ["WORDING"]

WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    Cadence: {
        Cadence.DAILY: _l("Every day"),
        Cadence.TWICE_A_WEEK: _l("Twice a week"),
        Cadence.WEEKLY: _l("Once a week"),
        Cadence.FORTNIGHTLY: _l("Every two weeks"),
        Cadence.ALERTS_ONLY: _l("Only in great heat or cold"),
    },
    NewsBy: {
        NewsBy.ROUND: _l("A call, or a knock at the door"),
        NewsBy.MAIL: _l("A mail each Monday, and a call without an answer"),
    },
    AfterHours: {
        AfterHours.NOBODY: _l("Nobody: 15, 18 or 112 in danger"),
        AfterHours.RELATIVE: _l("The named relative"),
        AfterHours.CIRCLE: _l("A neighbour of the circle"),
    },
    EnteredBy: {
        EnteredBy.PERSON: _l("The person"),
        EnteredBy.OTHER: _l("Somebody else"),
    },
    RoundKind: {
        RoundKind.ORDINARY: _l("Ordinary round"),
        RoundKind.HEAT: _l("Great heat"),
        RoundKind.COLD: _l("Great cold"),
    },
    AlertLevel: {
        AlertLevel.YELLOW: _l("Yellow: stay watchful"),
        AlertLevel.ORANGE: _l("Orange: danger, a round every day"),
        AlertLevel.RED: _l("Red: great danger, a round every day"),
    },
    RoundOrder: {
        RoundOrder.WALKING: _l("From door to door"),
        RoundOrder.PRIORITY: _l("Those without news first"),
    },
    RoundStatus: {RoundStatus.OPEN: _l("Under way"), RoundStatus.CLOSED: _l("Closed")},
    Outcome: {
        Outcome.FINE: _l("All is well"),
        Outcome.NEEDS: _l("Needs something"),
        Outcome.SILENT: _l("No answer"),
        Outcome.WORRYING: _l("It worries me"),
        Outcome.WITHDRAWN: _l("Does not take part any more"),
    },
    Topic: {
        Topic.WEATHER: _l("the weather"),
        Topic.COOKING: _l("cooking"),
        Topic.GARDEN: _l("plants and gardens"),
        Topic.PETS: _l("animals"),
        Topic.MUSIC: _l("music"),
        Topic.READING: _l("books and newspapers"),
        Topic.TELEVISION: _l("television and radio"),
        Topic.SPORT: _l("sport"),
        Topic.GAMES: _l("games"),
        Topic.MEMORIES: _l("memories"),
        Topic.NEIGHBOURS: _l("the neighbourhood"),
    },
    SheetFate: {
        SheetFate.RETURNED: _l("Returned"),
        SheetFate.DESTROYED: _l("Destroyed"),
        SheetFate.NOT_PRINTED: _l("Not printed"),
    },
    WeeklyAnswer: {
        WeeklyAnswer.FINE: _l("All is well"),
        WeeklyAnswer.CALL: _l("I would like a call"),
        WeeklyAnswer.NEED: _l("I need something"),
    },
    Rung: {
        Rung.RELATIVE: _l("Call the named relative"),
        Rung.DOOR: _l("Somebody goes to the door"),
        Rung.SERVICES: _l("The town’s social service, or the police"),
    },
    EnrolmentStatus: {
        EnrolmentStatus.WAITING: _l("Waits for the person’s own yes"),
        EnrolmentStatus.ACTIVE: _l("Takes part"),
        EnrolmentStatus.ENDED: _l("Does not take part any more"),
    },
}
_BADGES = {
    Outcome.FINE: "ok",
    Outcome.NEEDS: "info",
    Outcome.SILENT: "wait",
    Outcome.WORRYING: "alert",
    Outcome.WITHDRAWN: "info",
    EnrolmentStatus.WAITING: "wait",
    EnrolmentStatus.ACTIVE: "ok",
    EnrolmentStatus.ENDED: "info",
}
_OPENERS: tuple[Any, ...] = (
    _l("How did you sleep, with this weather?"),
    _l("What did you have for lunch?"),
    _l("Did you see somebody you like this week?"),
    _l("What do you hear from your window?"),
    _l("What made you smile lately?"),
    _l("Is there something that you wait for this week?"),
    _l("What is on the radio these days?"),
    _l("Did you go out a little?"),
    _l("Who rang you last, and what did they tell?"),
    _l("What would make tomorrow a good day?"),
)
"""A question a day: nobody likes the same one twice."""


def phrase(value: StrEnum | None) -> str:
    """A word of the veille as people read it."""
    return str(WORDS[type(value)][value]) if value is not None else ""


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """All words of one kind, to choose from."""
    return [(str(value), str(words)) for value, words in WORDS[kind].items()]


def badge_of(value: StrEnum) -> Badge:
    """The shape of a badge and its words."""
    return _BADGES[value], phrase(value)


def round_title(kind: RoundKind, on_date: date) -> str:
    """« Tournée du mardi 13 octobre »."""
    day = day_phrase(on_date)
    if kind is RoundKind.HEAT:
        return gettext("Round in great heat, %(day)s", day=day)
    if kind is RoundKind.COLD:
        return gettext("Round in great cold, %(day)s", day=day)
    return gettext("Round, %(day)s", day=day)


def opener(day: date) -> str:
    """The question of that day."""
    return str(_OPENERS[day.toordinal() % len(_OPENERS)])


def last_news_phrase(outcome: Outcome | None, at: datetime | None, zone: str) -> str:
    """« Dernières nouvelles : mardi 6 octobre, tout va bien »."""
    if outcome is None or at is None:
        return gettext("First call")
    day = day_phrase(local_date(at, zone))
    return gettext("%(day)s: %(words)s", day=day, words=phrase(outcome))


def short_news_phrase(outcome: Outcome | None, at: datetime | None, zone: str) -> str:
    """The same on paper: « 6 octobre : tout va bien » has to fit in a column."""
    if outcome is None or at is None:
        return gettext("First call")
    there = local_date(at, zone)
    return gettext("%(day)s: %(words)s", day=f"{there:%d/%m}", words=phrase(outcome))


def n_people(n: int) -> str:
    """« 12 personnes »."""
    return ngettext("%(num)d person", "%(num)d people", n)


def moment_phrase(half_day: HalfDay | None, around: time | None) -> str:
    """« Préfère le matin, vers 10 h 30 »."""
    if half_day is not None and around is not None:
        return gettext(
            "Prefers %(half_day)s, around %(time)s",
            half_day=half_day_phrase(half_day),
            time=time_phrase(around),
        )
    if half_day is not None:
        return gettext("Prefers %(half_day)s", half_day=half_day_phrase(half_day))
    if around is not None:
        return gettext("Prefers around %(time)s", time=time_phrase(around))
    return gettext("At any time")


def figures_phrase(round_: Round) -> str:
    """What stays of a closed round."""
    return gettext(
        "%(people)s, %(news)s with news, %(silent)s without an answer.",
        people=n_people(round_.n_people),
        news=round_.n_news,
        silent=round_.n_silent,
    )


def progress_phrase(entries: Sequence[RoundEntry], left: Sequence[RoundEntry]) -> str:
    """« Réponses : 7 sur 12 »."""
    listed = [each for each in entries if each.outcome is not Outcome.WITHDRAWN]
    return gettext("Answers: %(n)s of %(all)s", n=len(listed) - len(left), all=len(listed))


def category_choices(keys: Iterable[str]) -> list[tuple[str, str]]:
    """« A besoin de… »."""
    return [(key, category_title(key)) for key in keys]


def day_choices(days: Iterable[date]) -> list[tuple[str, str]]:
    """« Rappeler tel jour »."""
    return [(day.isoformat(), day_phrase(day)) for day in days]


def topic_choices(topics: Iterable[Topic]) -> list[tuple[str, str]]:
    """« Préfère parler de… »."""
    return [(topic.value, phrase(topic)) for topic in topics]


def gone_phrase() -> str:
    """What stands on a line that is nobody's any more."""
    return phrase(Outcome.WITHDRAWN)
