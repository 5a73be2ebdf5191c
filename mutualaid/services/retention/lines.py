"""One line a table: the words that go by a clock of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, and_, cast, delete, or_, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import TaskStatus
from mutualaid.models import (
    Appointment,
    DeskClaim,
    Draft,
    Enrolment,
    Feedback,
    HelpRequest,
    JournalEntry,
    Merge,
    Offer,
    OutsideInterest,
    Place,
    Report,
    RoundAttempt,
    RoundEntry,
    Task,
    User,
    WeeklyNews,
)
from mutualaid.models.base import Base
from mutualaid.retention import RETENTION, Rule
from mutualaid.services.erasing import NO_PLACE
from mutualaid.services.retention.batches import BATCH

MOVED = "moved"
"""The journal's word for an address that was left; its number `left` is the place."""


@dataclass(frozen=True)
class Line:
    """How the columns of one table are forgotten."""

    table: type[Base]
    blank: dict[str, Any]
    """What is written over each column; empty: the whole row goes."""
    columns: tuple[str, ...]
    is_over: Callable[[datetime], Any]
    """From the instant up to which things are forgotten, the rows."""

    @property
    def rule(self) -> Rule:
        """How long, from the registry; one table has one rule."""
        return RETENTION[f"{self.table.__tablename__}.{self.columns[0]}"]

    def overdue(self, now: datetime) -> Any:
        """The rows that still hold a word although its time is over."""
        return and_(self.is_over(now - self.rule.after), self._holds_words())

    def _holds_words(self) -> Any:
        if not self.blank:
            return self._column("id").is_not(None)
        return or_(*(_differs(self._column(name), value) for name, value in self.blank.items()))

    def _column(self, name: str) -> Any:
        return getattr(self.table, name)

    def forget(self, session: Session, now: datetime) -> int:
        """One batch; how many rows."""
        number = self._column("id")
        due = session.scalars(
            select(number).where(self.overdue(now)).order_by(number).limit(BATCH)
        ).all()
        chosen = number.in_(due)
        statement = (
            update(self.table).where(chosen).values(**self.blank)
            if self.blank
            else delete(self.table).where(chosen)
        )
        session.execute(statement.execution_options(synchronize_session=False))
        return len(due)


def _differs(column: Any, blank: Any) -> Any:
    """Whether a word is left in this column; JSON has no equality on PostgreSQL."""
    if blank is None:
        return column.is_not(None)
    if blank == {}:
        return cast(column, Text) != "{}"
    return column != blank


def _feedback_of_ended(limit: datetime) -> Any:
    ended = select(Appointment.id).where(Appointment.ended_at <= limit)
    return Feedback.appointment_id.in_(ended)


def _place_left(limit: datetime) -> Any:
    """Nobody lives there, and no request that ended lately, or lives, is there."""
    lived = select(User.place_id).where(User.place_id.is_not(None))
    asked = select(HelpRequest.place_id).where(
        HelpRequest.place_id.is_not(None),
        or_(HelpRequest.ended_at.is_(None), HelpRequest.ended_at > limit),
    )
    left = select(JournalEntry.numbers["left"].as_integer()).where(
        JournalEntry.action == MOVED,
        JournalEntry.at > limit,
        JournalEntry.numbers["left"].as_integer().is_not(None),
    )
    return and_(
        Place.created_at <= limit,
        Place.id.not_in(lived),
        Place.id.not_in(asked),
        Place.id.not_in(left),
    )


_REQUEST_WORDS: dict[str, Any] = {"facts": {}, "note": "", "language": None}
PLACE_WORDS = {
    name: value for name, value in NO_PLACE.items() if name not in {"precision", "source"}
}
LINES = (
    Line(DeskClaim, {}, ("note",), lambda limit: DeskClaim.taken_at <= limit),
    Line(Draft, {}, ("answers",), lambda limit: Draft.updated_at <= limit),
    Line(
        Enrolment,
        {},
        ("mot_de_passage", "preferred_half_day", "preferred_time", "topic"),
        lambda limit: Enrolment.ended_at <= limit,
    ),
    Line(Feedback, {"thanks": ""}, ("thanks",), _feedback_of_ended),
    Line(
        HelpRequest,
        _REQUEST_WORDS,
        tuple(_REQUEST_WORDS),
        lambda limit: HelpRequest.ended_at <= limit,
    ),
    Line(Merge, {"record": {}}, ("record",), lambda limit: Merge.merged_at <= limit),
    Line(Offer, {"note": ""}, ("note",), lambda limit: Offer.withdrawn_at <= limit),
    Line(
        OutsideInterest, {}, ("commune", "email"), lambda limit: OutsideInterest.created_at <= limit
    ),
    Line(Place, PLACE_WORDS, tuple(PLACE_WORDS), _place_left),
    Line(Report, {}, ("words",), lambda limit: Report.created_at <= limit),
    Line(RoundAttempt, {}, ("outcome",), lambda limit: RoundAttempt.at <= limit),
    Line(RoundEntry, {}, ("need", "outcome"), lambda limit: RoundEntry.created_at <= limit),
    Line(WeeklyNews, {}, ("answer",), lambda limit: WeeklyNews.asked_at <= limit),
    Line(
        Task,
        {"words": "", "note": ""},
        ("words", "note"),
        lambda limit: and_(Task.status != TaskStatus.OPEN, Task.done_at <= limit),
    ),
)
"""Each table whose words go by a clock of their own. People, and the relatives that go with them,
are forgotten by `forget_silent` and `forget_unconfirmed`."""
