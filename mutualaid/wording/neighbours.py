"""The words of the neighbours' pages: how reached, which list, what pause."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from mutualaid.domain.clock import local_date
from mutualaid.domain.statuses import Channel
from mutualaid.models import User
from mutualaid.queries.coordination.duplicates import Why
from mutualaid.queries.coordination.people import Only
from mutualaid.wording.dates import day_phrase, moment_phrase

_CHANNELS: dict[Channel, Any] = {
    Channel.EMAIL: _l("By email"),
    Channel.CALL: _l("By a call from the desk"),
    Channel.LETTER: _l("By a letter"),
}
_WHY: dict[Why, Any] = {
    Why.PHONE: _l("The same phone"),
    Why.EMAIL: _l("The same email"),
    Why.DOOR: _l("The same door, almost the same first name"),
}
_ONLY: dict[Only, Any] = {
    Only.ALL: _l("Everybody"),
    Only.TO_MEET: _l("Still to meet"),
    Only.TO_CONFIRM: _l("To confirm"),
    Only.NO_EMAIL: _l("Without email"),
    Only.PAUSED: _l("Taking a break"),
}


def channel_phrase(person: User) -> str:
    """How the desk tells this person something."""
    return str(_CHANNELS[person.channel])


def which_neighbours() -> list[tuple[str, str]]:
    """The choices over the list."""
    return [(only.value, str(words)) for only, words in _ONLY.items()]


def pause_phrase(person: User, now: datetime) -> str:
    """Until when this person takes a break, or is left in peace."""
    if person.paused_until is not None and person.paused_until > now:
        until = moment_phrase(person.paused_until, person.zone)
        return gettext("Takes a break until %(moment)s", moment=until)
    if person.rest_until is not None and person.rest_until > now:
        until = moment_phrase(person.rest_until, person.zone)
        return gettext("Left in peace until %(moment)s", moment=until)
    return gettext("No break")


def row_phrase(person: User) -> str:
    """One of two rows that look alike, by its first name and by when it was written."""
    name = " ".join(filter(None, (person.first_name, person.last_name)))
    day = day_phrase(local_date(person.created_at, person.zone), with_year=True)
    return gettext("%(name)s, written down %(day)s", name=name, day=day)


def why_phrase(why: Why) -> str:
    """What two rows have in common."""
    return str(_WHY[why])
