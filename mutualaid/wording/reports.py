"""What can be told, by topic, and the numbers that stand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from mutualaid.models import ReportKind
from mutualaid.wording.useful_numbers import UsefulNumber, number

NUMBERS = ("15", "17", "112", "114", "3114", "3919", "119", "3133")


@dataclass(frozen=True)
class Topic:
    """One of the three doors."""

    kind: ReportKind
    slug: str
    title: str
    text: str
    asks_who: bool
    """Not about a worry for somebody: there no name is asked."""

    @property
    def has_numbers(self) -> bool:
        """Somebody may be in danger."""
        return self.kind is not ReportKind.SERVICE


def topics() -> list[Topic]:
    """In the order of the page: a person before the service."""
    return [
        Topic(
            ReportKind.PERSON,
            "inquietude",
            gettext("Somebody worries me"),
            gettext("A neighbour who is not well, or whom somebody hurts. It may be you."),
            asks_who=False,
        ),
        Topic(
            ReportKind.CONDUCT,
            "coup-de-main",
            gettext("What happened during a hand"),
            gettext("Something that should not have happened, on one side or the other."),
            asks_who=True,
        ),
        Topic(
            ReportKind.SERVICE,
            "service",
            gettext("Our service"),
            gettext("A page, an email, a call, the way we work."),
            asks_who=True,
        ),
    ]


def find_topic(slug: str) -> Topic | None:
    """One of them, by its address."""
    return next((topic for topic in topics() if topic.slug == slug), None)


def kind_phrase(kind: ReportKind) -> str:
    """What a report is about, at the desk."""
    return next(topic.title for topic in topics() if topic.kind is kind)


def numbers() -> Sequence[UsefulNumber]:
    """For whoever cannot wait for us."""
    return [number(each) for each in NUMBERS]
