"""A dozen neighbours of Les Brosses in the veille, a round of last week, one under way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from mutualaid.demo.names import Generation
from mutualaid.demo.people import N_COORDINATORS
from mutualaid.demo.place import BROSSES
from mutualaid.demo.town import Town
from mutualaid.domain.checkins import AfterHours, Cadence, Outcome, SheetFate, Topic
from mutualaid.domain.slots import HalfDay
from mutualaid.models import Neighbourhood, Round, RoundEntry, User
from mutualaid.queries import checkins as queries
from mutualaid.services import checkins

A_DOZEN = 12
ANSWERS = (
    Outcome.FINE, Outcome.SILENT, Outcome.FINE, Outcome.NEEDS, Outcome.FINE, Outcome.FINE,
)  # fmt: skip
"""What today's round has given so far; the others are still to be called."""
NEED = "shopping"


def choose(town: Town) -> list[int]:
    """Ranks of old people who offer a hand and ask for none: no pair changes because of it."""
    ask = {need.resident.rank for need in town.needs}
    found = [
        person.rank
        for person in town.people
        if person.quarter == BROSSES
        and person.rank >= N_COORDINATORS
        and person.rank not in ask
        and person.generation is not Generation.YOUNG
    ]
    return found[:A_DOZEN]


def fill_veille(
    session: Session,
    home: Neighbourhood,
    people: list[User],
    *,
    by: User,
    last_week: datetime,
    today: datetime,
) -> None:
    """Each with a spoken yes; everybody was well last week."""
    topics = list(Topic)
    for n, person in enumerate(people):
        terms = checkins.Terms(
            cadence=Cadence.DAILY if n == 1 else Cadence.WEEKLY,
            preferred_half_day=HalfDay.MORNING if n % 2 else None,
            topic=topics[n % len(topics)] if n % 3 else None,
            after_hours=AfterHours.NOBODY,
        )
        said = checkins.OwnYes("phone" if n % 2 else "door")
        checkins.enrol(session, person, terms, own_yes=said, by=by, now=last_week)
    checkins.add_to_circle(session, people[1], people[0], by=by, now=last_week)
    before = _begin(session, home, by, last_week)
    for line in _lines(session, before):
        checkins.note_outcome(session, line, Outcome.FINE, attempt=1, by=by, now=last_week)
    for sheet in queries.get_round(session, before.id, [home.id]).sheets:
        checkins.note_sheet(session, sheet, SheetFate.DESTROYED, by=by, now=last_week)
    checkins.close_round(session, before, by=by, now=last_week)
    running = _begin(session, home, by, today)
    for line, outcome in zip(_lines(session, running), ANSWERS, strict=False):
        checkins.note_outcome(session, line, outcome, attempt=1, by=by, now=today)
        if outcome is Outcome.NEEDS:
            checkins.note_need(session, line, NEED, by=by, now=today)


def _begin(session: Session, home: Neighbourhood, by: User, now: datetime) -> Round:
    opening = checkins.Opening(home.id, by.id)
    return checkins.open_round(session, opening, by=by, now=now)


def _lines(session: Session, round_: Round) -> Iterator[RoundEntry]:
    yield from queries.list_entries(session, round_.id)
