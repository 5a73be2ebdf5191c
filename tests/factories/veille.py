"""People who take part in the veille, rounds, and what each call gave."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from mutualaid.domain.checkins import (
    AlertLevel,
    Cadence,
    EnteredBy,
    Outcome,
    RoundKind,
    RoundOrder,
    SheetFate,
    Topic,
    WeeklyAnswer,
)
from mutualaid.domain.ladder import Rung
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import EnrolmentStatus, RoundStatus
from mutualaid.models import (
    CallSheet,
    CircleMember,
    Enrolment,
    LadderRung,
    Neighbourhood,
    Round,
    RoundAttempt,
    RoundEntry,
    User,
    WeeklyNews,
)
from mutualaid.queries import checkins as queries
from mutualaid.services import checkins
from tests.factories import NOW


def takes_part(
    session: Session,
    person: User,
    *,
    by: User,
    now: datetime = NOW,
    cadence: Cadence = Cadence.DAILY,
    says_yes: bool = True,
    **terms: Any,
) -> Enrolment:
    """Written down, with her own yes on the phone unless told otherwise."""
    own_yes = checkins.OwnYes("phone") if says_yes else None
    wanted = checkins.Terms(cadence, **terms)
    return checkins.enrol(session, person, wanted, own_yes=own_yes, by=by, now=now)


def begin(
    session: Session,
    home: Neighbourhood,
    *,
    by: User,
    now: datetime = NOW,
    kind: RoundKind = RoundKind.ORDINARY,
    level: AlertLevel | None = None,
    order: RoundOrder = RoundOrder.WALKING,
) -> Round:
    """A round for which `by` answers."""
    opening = checkins.Opening(home.id, by.id, kind, level, order)
    return checkins.open_round(session, opening, by=by, now=now)


def lines(session: Session, round_: Round) -> list[RoundEntry]:
    return queries.list_entries(session, round_.id)


def note(
    session: Session,
    entry: RoundEntry,
    outcome: Outcome,
    *,
    by: User,
    now: datetime = NOW,
    attempt: int | None = None,
) -> None:
    """The next call of this line, unless a number says which."""
    number = entry.n_attempts + 1 if attempt is None else attempt
    checkins.note_outcome(session, entry, outcome, attempt=number, by=by, now=now)


def close(session: Session, round_: Round, *, by: User, now: datetime = NOW) -> None:
    """Every sheet was never printed, and the round closes."""
    for sheet in queries.get_round(session, round_.id, [round_.neighbourhood_id]).sheets:
        checkins.note_sheet(session, sheet, SheetFate.NOT_PRINTED, by=by, now=now)
    checkins.close_round(session, round_, by=by, now=now)


def take_part_for_a_day(
    session: Session, people: tuple[User, User], home: Neighbourhood, mark: str, now: datetime
) -> None:
    """She took part in the veille for a day; the other was in her circle."""
    person, other = people
    enrolment = Enrolment(
        user_id=person.id,
        status=EnrolmentStatus.ENDED,
        entered_by=EnteredBy.PERSON,
        recorded_by_id=other.id,
        cadence=Cadence.DAILY,
        preferred_half_day=HalfDay.MORNING,
        preferred_time=time(10),
        topic=Topic.GARDEN,
        mot_de_passage=f"{mark} bleu",
        created_at=now,
        ended_at=now,
    )
    round_ = Round(
        neighbourhood_id=home.id,
        responsible_id=other.id,
        kind=RoundKind.ORDINARY,
        order=RoundOrder.WALKING,
        status=RoundStatus.CLOSED,
        on_date=now.date(),
        opened_at=now,
        opened_by_id=other.id,
        closed_at=now,
    )
    session.add_all([enrolment, round_])
    session.flush()
    sheet = CallSheet(round_id=round_.id, number=1)
    session.add(sheet)
    session.flush()
    line = RoundEntry(
        round_id=round_.id,
        user_id=person.id,
        sheet_id=sheet.id,
        position=1,
        outcome=Outcome.NEEDS,
        n_attempts=1,
        need="shopping",
        created_at=now,
    )
    session.add(line)
    session.flush()
    session.add_all(
        [
            CircleMember(enrolment_id=enrolment.id, neighbour_id=other.id, created_at=now),
            RoundAttempt(
                entry_id=line.id, number=1, outcome=Outcome.NEEDS, streak=1, at=now, by_id=other.id
            ),
            LadderRung(
                enrolment_id=enrolment.id,
                streak=1,
                rung=Rung.RELATIVE,
                responsible_id=other.id,
                due_at=now,
                deadline_at=now,
                climbed_at=now,
            ),
            WeeklyNews(
                user_id=person.id,
                week_on=now.date(),
                answer=WeeklyAnswer.FINE,
                asked_at=now,
                call_after=now,
            ),
        ]
    )
    session.flush()
