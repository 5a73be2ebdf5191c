"""Three years of nights: each morning, nothing is kept longer than the registry says.

The fast version takes a step of two weeks; `make campaign` takes one of a day.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Text, and_, cast, func, inspect, or_, select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.statuses import OfferStatus, RequestStatus, TaskStatus
from mutualaid.jobs.retention import NIGHTLY
from mutualaid.models import (
    Appointment,
    DeskClaim,
    Draft,
    Enrolment,
    Feedback,
    HelpRequest,
    JournalEntry,
    Merge,
    Message,
    Neighbourhood,
    Offer,
    OutsideInterest,
    Place,
    Referee,
    Relative,
    Report,
    RoundAttempt,
    RoundEntry,
    Task,
    User,
    WeeklyNews,
)
from mutualaid.retention import RETENTION
from mutualaid.services import expiry, journal, users
from tests import factories
from tests.factories import NOW
from tests.factories.whole_life import live

STEP = timedelta(days=1 if "CAMPAIGN" in os.environ else 14)
YEARS = timedelta(days=3 * 365 + 40)
Overdue = dict[str, Callable[[datetime], Any]]


def _ago(now: datetime, **time: float) -> datetime:
    return now - timedelta(**time)


def _is_said(column: Any) -> Any:
    """Whether a word is left, in whatever type."""
    text = cast(column, Text)
    return and_(column.is_not(None), text.not_in(["", "{}", "[]", "null"]))


def _in(table: Any, columns: str, is_over: Callable[[datetime], Any]) -> Overdue:
    """Overdue rows of some columns of one table."""
    return {
        f"{table.__tablename__}.{name}": lambda now, name=name: and_(  # type: ignore[misc]
            is_over(now), _is_said(getattr(table, name))
        )
        for name in columns.split()
    }


def _silent(now: datetime) -> Any:
    contact = func.coalesce(User.last_contact_at, User.created_at)
    return and_(contact <= _ago(now, days=730), User.email != "fatima@example.fr")


def _left() -> Any:
    return select(User.id).where(User.left_at.is_not(None))


def _place_is_left(now: datetime) -> Any:
    """Nobody lives there, nobody left it this month, and no request of this month is there."""
    lives = select(User.place_id).where(User.place_id.is_not(None))
    asks = select(HelpRequest.place_id).where(
        HelpRequest.place_id.is_not(None),
        or_(HelpRequest.ended_at.is_(None), HelpRequest.ended_at > _ago(now, days=30)),
    )
    moved = select(JournalEntry.numbers["left"].as_integer()).where(
        JournalEntry.action == "moved",
        JournalEntry.at > _ago(now, days=30),
        JournalEntry.numbers["left"].as_integer().is_not(None),
    )
    old = Place.created_at <= _ago(now, days=30)
    return and_(old, Place.id.not_in(lives), Place.id.not_in(asks), Place.id.not_in(moved))


def _ended_meeting(now: datetime) -> Any:
    ended = select(Appointment.id).where(Appointment.ended_at <= _ago(now, days=30))
    return Feedback.appointment_id.in_(ended)


OVERDUE: Overdue = {
    **_in(DeskClaim, "note", lambda now: DeskClaim.taken_at <= _ago(now, days=30)),
    **_in(Draft, "answers", lambda now: Draft.updated_at <= _ago(now, hours=24)),
    **_in(
        Enrolment,
        "mot_de_passage preferred_half_day preferred_time topic",
        lambda now: Enrolment.ended_at <= _ago(now, days=30),
    ),
    **_in(Feedback, "thanks", _ended_meeting),
    **_in(
        HelpRequest, "facts language note", lambda now: HelpRequest.ended_at <= _ago(now, days=30)
    ),
    **_in(Merge, "record", lambda now: Merge.merged_at <= _ago(now, days=30)),
    **_in(Offer, "note", lambda now: Offer.withdrawn_at <= _ago(now, days=30)),
    **_in(
        OutsideInterest,
        "commune email",
        lambda now: OutsideInterest.created_at <= _ago(now, days=365),
    ),
    **_in(
        Place, "commune door_note flat house_number lat line lon postcode street", _place_is_left
    ),
    **_in(Referee, "first_name", lambda _now: Referee.user_id.in_(_left())),
    **_in(
        Relative,
        "email first_name phone",
        lambda now: or_(
            Relative.user_id.in_(_left()),
            and_(Relative.confirmed_at.is_(None), Relative.created_at <= _ago(now, days=15)),
        ),
    ),
    **_in(Report, "words", lambda now: Report.created_at <= _ago(now, days=365)),
    **_in(RoundAttempt, "outcome", lambda now: RoundAttempt.at <= _ago(now, days=30)),
    **_in(RoundEntry, "need outcome", lambda now: RoundEntry.created_at <= _ago(now, days=30)),
    **_in(WeeklyNews, "answer", lambda now: WeeklyNews.asked_at <= _ago(now, days=30)),
    **_in(
        Task,
        "note words",
        lambda now: and_(Task.status != TaskStatus.OPEN, Task.done_at <= _ago(now, days=30)),
    ),
    **_in(User, "call_hours email first_name languages last_name phone", _silent),
}
"""Each line of the registry, as the law would ask it, written without the code that obeys it."""

ROWS: Overdue = {
    "users": lambda now: and_(
        User.email_confirmed_at.is_(None),
        User.phone_confirmed_at.is_(None),
        User.left_at.is_(None),
        User.created_at <= _ago(now, days=15),
    ),
    "help_requests": lambda now: or_(
        and_(
            HelpRequest.status == RequestStatus.UNCONFIRMED,
            HelpRequest.created_at <= _ago(now, days=15),
        ),
        and_(
            HelpRequest.ended_at <= _ago(now, days=365),
            HelpRequest.user_id.in_(select(User.id).where(User.created_at > _ago(now, days=9999))),
        ),
    ),
    "offers": lambda now: and_(
        Offer.status == OfferStatus.UNCONFIRMED, Offer.created_at <= _ago(now, days=15)
    ),
    "messages": lambda now: Message.ended_at <= _ago(now, days=365),
    "tasks": lambda now: and_(Task.status != TaskStatus.OPEN, Task.done_at <= _ago(now, days=365)),
    "journal": lambda now: and_(
        JournalEntry.at <= _ago(now, days=365), JournalEntry.action != journal.ANCHOR
    ),
}
"""Rows that must be gone, or be nobody's."""


def count_overdue(session: Session, now: datetime) -> dict[str, int]:
    tables = {mapper.class_.__tablename__: mapper.class_ for mapper in _mappers()}
    counted = {
        name: session.scalar(
            select(func.count()).select_from(tables[name.split(".")[0]]).where(is_over(now))
        )
        or 0
        for name, is_over in (OVERDUE | ROWS).items()
    }
    return {name: found for name, found in counted.items() if found}


def _mappers() -> list[Any]:
    return list(inspect(User).registry.mappers)


def test_the_test_knows_every_line_of_the_registry() -> None:
    assert OVERDUE.keys() == RETENTION.keys()


class Years:
    """A quarter in which something happens every few weeks."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = NOW
        self.n_lives = 0
        with database.transaction() as session:
            home = factories.neighbourhood(session)
            factories.coordinator(session, home)
            self.home_id = home.id

    def night(self) -> None:
        """What the worker does, in the order in which it does it."""
        for work in (journal.seal_due, expiry.purge):
            self.database.run(lambda session, work=work: work(session, now=self.now))  # type: ignore[misc]
        for _name, work in NIGHTLY:
            while self.database.run(lambda session, work=work: work(session, self.now)):  # type: ignore[misc]
                pass

    def something_happens(self, session: Session) -> None:
        home = session.get_one(Neighbourhood, self.home_id)
        self.n_lives += 1
        life = live(session, home, f"Life{self.n_lives}x", now=self.now)
        known = session.get_one(User, life.person_id)
        if self.n_lives % 3 == 0:
            known.last_contact_at = self.now + timedelta(days=200)
        if self.n_lives % 4 == 0:
            place = factories.place(session, home, number=str(self.n_lives))
            place.created_at = self.now
            users.move(session, known, place, by=known, now=self.now)
        typed = factories.helper(
            session, home, f"Typed{self.n_lives}x", email_confirmed_at=None, created_at=self.now
        )
        typed.status, typed.created_at = OfferStatus.UNCONFIRMED, self.now
        nowhere = factories.place(session, home, number="1", flat="3e étage")
        nowhere.door_note, nowhere.created_at = "Porte bleue", self.now
        factories.help_request(
            session,
            known,
            status=RequestStatus.UNCONFIRMED,
            confirmed_at=None,
            note="never confirmed",
            created_at=self.now,
        )


@pytest.mark.timeout(3000)
def test_three_years_of_nights_leave_nothing_overdue(database: Database) -> None:
    years, last = Years(database), NOW + YEARS
    next_event, n_nights = NOW, 0
    while years.now < last:
        if years.now >= next_event and years.now < last - timedelta(days=90):
            with database.transaction() as session:
                years.something_happens(session)
            next_event += timedelta(days=100)
        years.now += STEP
        years.night()
        n_nights += 1
        with database.reading() as session:
            assert count_overdue(session, years.now) == {}, f"on the morning of {years.now:%F}"
            if n_nights % 10 == 0:
                assert journal.verify(session).broken_at is None
    assert n_nights > 75
    with database.reading() as session:
        gone = session.scalar(select(func.count()).where(User.left_at.is_not(None)))
        assert gone is not None
        assert gone > years.n_lives, "people were forgotten, typed ones and silent ones"


def test_without_the_nights_the_same_years_leave_something_in_every_line(
    database: Database,
) -> None:
    years = Years(database)
    with database.transaction() as session:
        years.something_happens(session)
    years.now += YEARS
    with database.reading() as session:
        found = count_overdue(session, years.now).keys()
    missed = (OVERDUE.keys() | ROWS.keys()) - found
    go_with_account = {
        "referees.first_name",
        "relatives.email",
        "relatives.first_name",
        "relatives.phone",
    }
    assert missed <= go_with_account
