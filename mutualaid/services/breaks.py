"""What somebody says of her offer in one press: on her own page, from a mail, or to the desk."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.models import User
from mutualaid.queries import offers as queries
from mutualaid.services import offers
from mutualaid.services.last_contact import heard_from


class Word(StrEnum):
    """One button each."""

    ONE_WEEK = "1"
    FOUR_WEEKS = "4"
    UNTIL_BACK = "0"
    """A break until she comes back."""
    BACK = "back"
    RENEW = "renew"
    STOP = "stop"
    UNDO = "undo"
    """The stop was a slip."""

    @property
    def weeks(self) -> int:
        """How long a break lasts; 0: until she says otherwise."""
        return int(self) if self.isdecimal() else 0


_BREAKS = frozenset({Word.ONE_WEEK, Word.FOUR_WEEKS, Word.UNTIL_BACK})


def say(session: Session, person: User, word: Word, *, by: User, now: datetime) -> None:
    """Do it to the person's last offer; said twice is once."""
    offer = queries.find_latest(session, person)
    if offer is None:
        raise NotFound("offer")
    if word in _BREAKS:
        until = now + timedelta(weeks=word.weeks) if word.weeks else None
        offers.pause(session, offer, until, by=by, now=now)
    elif word is Word.BACK:
        offers.resume(session, offer, by=by, now=now)
    elif word is Word.RENEW:
        offers.renew(session, offer, by=by, now=now)
    elif word is Word.STOP:
        offers.withdraw(session, offer, by=by, now=now)
    else:
        offers.undo_withdraw(session, offer, by=by, now=now)
    heard_from(session, person, now=now)
