"""The words of the team's page: roles, desk hours, who is away and who stands in."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.models import CoordinatorRole, User
from mutualaid.queries.coordination.posts import Post
from mutualaid.queries.coordination.team import absence_on
from mutualaid.wording.dates import day_phrase, half_day_phrase, period_phrase, weekday_of

_ROLES: dict[CoordinatorRole, Any] = {
    CoordinatorRole.COORDINATOR: _l("Coordinates, called first"),
    CoordinatorRole.DEPUTY: _l("Stands in"),
}


def role_phrase(role: CoordinatorRole) -> str:
    """What somebody is in one neighbourhood."""
    return str(_ROLES[role])


def hours_lines(post: Post) -> list[str]:
    """« lundi, le matin et l'après-midi », day by day."""
    days = groupby(post.half_days, key=lambda each: each.weekday)
    return [
        f"{weekday_of(weekday)}, {_and([half_day_phrase(each.half_day) for each in rows])}"
        for weekday, rows in days
    ]


def _and(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return gettext("%(some)s and %(last)s", some=", ".join(words[:-1]), last=words[-1])


def away_phrase(person: User, post: Post, today: date) -> str:
    """Until when somebody is away, and who of this neighbourhood is there meanwhile."""
    absence = absence_on(person, today)
    if absence is None:
        return ""
    here = [
        other.first_name
        for other, _row in post.people
        if other.id != person.id and absence_on(other, today) is None
    ]
    day = day_phrase(absence.ends_on)
    if not here:
        return gettext("Away until %(day)s. Nobody stands in.", day=day)
    return gettext("Away until %(day)s. Instead: %(names)s.", day=day, names=_and(here))


def coming_absences(person: User, today: date) -> list[str]:
    """The periods that have not begun yet."""
    return [
        period_phrase(each.starts_on, each.ends_on)
        for each in person.absences
        if each.starts_on > today
    ]
