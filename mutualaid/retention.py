"""How long each personal word is kept: one line a column, for the nightly job and the tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Since(StrEnum):
    """The event from which the time is counted."""

    WRITTEN = "written"
    """The row was written."""
    ENDED = "ended"
    """The request, offer, task or appointment came to its end, whatever the end."""
    LAST_SEEN = "last_seen"
    """The person last asked, offered, answered, signed in or was spoken to."""
    REPLACED = "replaced"
    """Nobody lives at, or asks from, this place any more."""


@dataclass(frozen=True)
class Rule:
    """Blank the column once `after` has passed since the event; leaving does it at once."""

    since: Since
    after: timedelta


DRAFT = Rule(Since.WRITTEN, timedelta(hours=24))
WORDS = Rule(Since.ENDED, timedelta(days=30))
ACCOUNT = Rule(Since.LAST_SEEN, timedelta(days=730))
ROUND = Rule(Since.WRITTEN, timedelta(days=30))
VEILLE = Rule(Since.ENDED, timedelta(days=30))
PLACE = Rule(Since.REPLACED, timedelta(days=30))
UNDOING = Rule(Since.WRITTEN, timedelta(days=30))
"""How long two rows that were made one can be taken apart again."""
HANDED_ON = Rule(Since.WRITTEN, timedelta(days=30))
YEAR = Rule(Since.WRITTEN, timedelta(days=365))
UNCONFIRMED = timedelta(days=15)
"""A person, post or relative whom nobody confirmed for so long is forgotten."""
NOTICE = timedelta(days=669)
"""22 months without a word: we write that the account ends after 24."""
WARNED = timedelta(days=30)
"""Nobody is forgotten for silence who was not told at least so long before."""
PSEUDONYM = timedelta(days=365)
"""After it an ended request is nobody's: what is counted stays, who it was goes."""
ROWS = timedelta(days=365)
"""Messages, links, tasks and the journal: numbers only, and no longer than this."""
BACKUPS = timedelta(days=30)
"""What `docs/operations.md` asks of the operator: no backup lives longer."""
LOGS = timedelta(days=365)
"""What it asks for the logs of the proxy and of the mail relay: no line lives longer."""

RETENTION: dict[str, Rule] = {
    "desk_claims.note": HANDED_ON,
    "drafts.answers": DRAFT,
    "enrolments.mot_de_passage": VEILLE,
    "enrolments.preferred_half_day": VEILLE,
    "enrolments.preferred_time": VEILLE,
    "enrolments.topic": VEILLE,
    "feedbacks.thanks": WORDS,
    "help_requests.facts": WORDS,
    "help_requests.language": WORDS,
    "help_requests.note": WORDS,
    "merges.record": UNDOING,
    "offers.note": WORDS,
    "outside_interests.commune": YEAR,
    "outside_interests.email": YEAR,
    "places.commune": PLACE,
    "places.door_note": PLACE,
    "places.flat": PLACE,
    "places.house_number": PLACE,
    "places.lat": PLACE,
    "places.line": PLACE,
    "places.lon": PLACE,
    "places.postcode": PLACE,
    "places.street": PLACE,
    "referees.first_name": ACCOUNT,
    "relatives.email": ACCOUNT,
    "relatives.first_name": ACCOUNT,
    "relatives.phone": ACCOUNT,
    "reports.words": YEAR,
    "round_attempts.outcome": ROUND,
    "round_entries.need": ROUND,
    "round_entries.outcome": ROUND,
    "tasks.note": WORDS,
    "tasks.words": WORDS,
    "users.call_hours": ACCOUNT,
    "users.email": ACCOUNT,
    "users.first_name": ACCOUNT,
    "users.languages": ACCOUNT,
    "users.last_name": ACCOUNT,
    "users.phone": ACCOUNT,
    "weekly_news.answer": ROUND,
}
"""`table.column` of everything marked PERSONAL in the models; a test keeps the two equal."""
