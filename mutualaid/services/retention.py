"""What the night forgets: every personal word whose time in `mutualaid/retention.py` is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, and_, cast, delete, false, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import (
    MessageStatus,
    OfferStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.models import (
    Appointment,
    Coordinator,
    Draft,
    ErasureReason,
    Feedback,
    HelpRequest,
    JournalEntry,
    Message,
    Offer,
    OutsideInterest,
    Place,
    Relative,
    RelativeRole,
    Report,
    Task,
    User,
)
from mutualaid.models.base import Base
from mutualaid.retention import NOTICE, RETENTION, UNCONFIRMED, WARNED, Rule
from mutualaid.services import outbox, tasks, tokens
from mutualaid.services.erasing import NO_NEED, NO_PLACE, erase
from mutualaid.services.leaving import end_everything
from mutualaid.services.transitions import try_change

BATCH = 200
"""Rows of one transaction: the web writes in between."""
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
_PLACE_WORDS = {
    name: value for name, value in NO_PLACE.items() if name not in {"precision", "source"}
}
LINES = (
    Line(Draft, {}, ("answers",), lambda limit: Draft.updated_at <= limit),
    Line(Feedback, {"thanks": ""}, ("thanks",), _feedback_of_ended),
    Line(
        HelpRequest,
        _REQUEST_WORDS,
        tuple(_REQUEST_WORDS),
        lambda limit: HelpRequest.ended_at <= limit,
    ),
    Line(Offer, {"note": ""}, ("note",), lambda limit: Offer.withdrawn_at <= limit),
    Line(
        OutsideInterest, {}, ("commune", "email"), lambda limit: OutsideInterest.created_at <= limit
    ),
    Line(Place, _PLACE_WORDS, tuple(_PLACE_WORDS), _place_left),
    Line(Report, {}, ("words",), lambda limit: Report.created_at <= limit),
    Line(
        Task,
        {"words": "", "note": ""},
        ("words", "note"),
        lambda limit: and_(Task.status != TaskStatus.OPEN, Task.done_at <= limit),
    ),
)
"""Each table whose words go by a clock of their own. People, and the relatives that go with them,
are forgotten by `forget_silent` and `forget_unconfirmed`."""


def last_contact() -> Any:
    """When somebody last asked, offered, answered, signed in or was spoken to."""
    return func.coalesce(User.last_contact_at, User.created_at)


def _may_be_forgotten() -> Any:
    """Whoever coordinates is in contact for as long as that lasts."""
    office = select(Coordinator.user_id)
    return and_(User.left_at.is_(None), User.is_admin == false(), User.id.not_in(office))


def warn_silent(session: Session, now: datetime) -> int:
    """22 months without a word: a mail, or a call, says when the account will end."""
    told = aliased(Message)
    due = session.scalars(
        select(User)
        .where(
            _may_be_forgotten(),
            or_(User.email_confirmed_at.is_not(None), User.phone_confirmed_at.is_not(None)),
            last_contact() <= now - NOTICE,
            ~select(told.id)
            .where(
                told.user_id == User.id,
                told.kind == MessageKind.INACTIVE_NOTICE,
                told.created_at > last_contact(),
            )
            .exists(),
        )
        .order_by(User.id)
        .limit(BATCH)
    ).all()
    for person in due:
        since = person.last_contact_at or person.created_at
        tokens.grant(session, TokenPurpose.RENEW, person, person, now=now)
        outbox.owe(
            session,
            MessageKind.INACTIVE_NOTICE,
            person,
            about=person,
            now=now,
            event=since.date().isoformat(),
        )
    return len(due)


def forget_silent(session: Session, now: datetime) -> int:
    """24 months without a word, and told so a month before: the account ends."""
    told = aliased(Message)
    after = RETENTION["users.first_name"].after
    due = session.scalars(
        select(User)
        .where(
            _may_be_forgotten(),
            last_contact() <= now - after,
            select(told.id)
            .where(
                told.user_id == User.id,
                told.kind == MessageKind.INACTIVE_NOTICE,
                told.created_at > last_contact(),
                told.created_at <= now - WARNED,
            )
            .exists(),
        )
        .order_by(User.id)
        .limit(BATCH // 10)
    ).all()
    return _forget(session, [person.id for person in due], ErasureReason.INACTIVE, now=now)


def forget_unconfirmed(session: Session, now: datetime) -> int:
    """Somebody typed a name and nobody ever confirmed it."""
    due = session.scalars(
        select(User.id)
        .where(
            _may_be_forgotten(),
            User.email_confirmed_at.is_(None),
            User.phone_confirmed_at.is_(None),
            User.created_at <= now - UNCONFIRMED,
        )
        .order_by(User.id)
        .limit(BATCH // 10)
    ).all()
    return _forget(session, list(due), ErasureReason.UNCONFIRMED, now=now)


def forget_without_parent(session: Session, now: datetime) -> int:
    """Between 15 and 17, and no parent said yes in all that time."""
    agreed = select(Relative.id).where(
        Relative.user_id == User.id,
        Relative.role == RelativeRole.PARENT,
        Relative.confirmed_at.is_not(None),
    )
    due = session.scalars(
        select(User.id)
        .where(
            _may_be_forgotten(),
            User.is_adult == false(),
            last_contact() <= now - UNCONFIRMED,
            ~agreed.exists(),
        )
        .order_by(User.id)
        .limit(BATCH // 10)
    ).all()
    return _forget(session, list(due), ErasureReason.UNCONFIRMED, now=now)


def _forget(session: Session, numbers: list[int], reason: ErasureReason, *, now: datetime) -> int:
    for number in numbers:
        person = session.get_one(User, number)
        end_everything(session, person, by=person, now=now)
        erase(session, person, reason, now=now)
    return len(numbers)


def forget_unconfirmed_relatives(session: Session, now: datetime) -> int:
    """Somebody named as a relative who never said yes."""
    gone = session.scalars(
        delete(Relative)
        .where(Relative.confirmed_at.is_(None), Relative.created_at <= now - UNCONFIRMED)
        .returning(Relative.id)
    )
    return len(gone.all())


def end_unconfirmed_posts(session: Session, now: datetime) -> int:
    """What was posted in somebody's name and never confirmed: its words go with it."""
    limit = now - UNCONFIRMED
    needs = session.scalars(
        select(HelpRequest)
        .where(HelpRequest.status == RequestStatus.UNCONFIRMED, HelpRequest.created_at <= limit)
        .order_by(HelpRequest.id)
        .limit(BATCH)
    ).all()
    for need in needs:
        if try_change(session, need, RequestStatus.EXPIRED, ended_at=now, **NO_NEED):
            tasks.drop_of_request(session, need, tasks.ENDS_WITH_REQUEST, now=now)
    posts = session.scalars(
        select(Offer)
        .where(Offer.status == OfferStatus.UNCONFIRMED, Offer.created_at <= limit)
        .order_by(Offer.id)
        .limit(BATCH)
    ).all()
    for offer in posts:
        try_change(session, offer, OfferStatus.WITHDRAWN, withdrawn_at=now, note="")
    return max(len(needs), len(posts))


def void_stale_notices(session: Session, now: datetime) -> int:
    """Whoever came back need not be told that the account ends."""
    rows = session.scalars(
        select(Message)
        .join(User, User.id == Message.user_id)
        .where(
            Message.kind == MessageKind.INACTIVE_NOTICE,
            Message.status == MessageStatus.PENDING,
            last_contact() > Message.created_at,
        )
    ).all()
    return sum(try_change(session, row, MessageStatus.CANCELLED, ended_at=now) for row in rows)
