"""What happens after something was sent: three steps, each with its day, no « bientôt »."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext, ngettext

from mutualaid.domain.deadlines import ANSWER_WITHIN
from mutualaid.domain.schedule import next_tick
from mutualaid.domain.slots import Slot
from mutualaid.queries.home import Desk
from mutualaid.wording.dates import moment_phrase, slot_phrase

CODE_LIFE = timedelta(minutes=30)
Steps = list[tuple[str, str]]
"""When, and what."""


@dataclass(frozen=True)
class SentPage:
    """What the last page of a form says."""

    steps: Steps
    desk: Desk | None
    email: str
    """Where a code was sent, while it waits to be confirmed."""
    lead: str
    """Else who calls, and when."""
    for_name: str = ""
    """Somebody close, for whom it was asked."""


def desk_half_day(slot: Slot | None) -> str:
    """« lundi 13 octobre, le matin »; without desk hours, « dans les 2 jours »."""
    return slot_phrase(slot.on_date, slot.half_day) if slot else gettext("within 2 days")


def open_mail(sent_at: datetime, zone: str) -> tuple[str, str]:
    """Somebody who left an e-mail confirms it."""
    return (
        gettext("Before %(moment)s", moment=moment_phrase(sent_at + CODE_LIFE, zone)),
        gettext("You open our email and confirm."),
    )


def desk_calls(slot: Slot | None, sentence: str) -> tuple[str, str]:
    """« Lundi 13 octobre, le matin : Fatima vous appelle pour confirmer. »."""
    return _capital(desk_half_day(slot)), sentence


def search(now: datetime, zone: str, *, is_urgent: bool, n_people: int = 1) -> Steps:
    """When a neighbour is looked for, and when an answer has come at the latest."""
    begins = now if is_urgent else next_tick(now, zone)
    first = (
        gettext("Now") if is_urgent else _capital(moment_phrase(begins, zone)),
        ngettext(
            "We look for a person close to your home.",
            "We look for %(num)s people close to your home, free at the same time.",
            n_people,
        ),
    )
    answered = moment_phrase(begins + ANSWER_WITHIN, zone)
    return [
        first,
        (
            gettext("Before %(moment)s", moment=answered),
            ngettext("That person answers.", "They answer.", n_people),
        ),
    ]


def hand(when: str, *, is_remote: bool) -> tuple[str, str]:
    """The hand itself, at the first half-day that was asked for."""
    return _capital(when), gettext("A neighbour calls you.") if is_remote else gettext(
        "A neighbour comes."
    )


def _capital(phrase: str) -> str:
    return phrase[:1].upper() + phrase[1:]
