"""Nobody waits in silence: 48 h for those with a mailbox, four open half-days on the phone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import Exists, exists, or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.clock import local_date
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import (
    SEARCHING_REQUESTS,
    Answer,
    Channel,
    MessageStatus,
    ProposalStatus,
)
from mutualaid.models import (
    DeskAbsence,
    DeskHalfDay,
    HelpRequest,
    Message,
    Proposal,
    Task,
    User,
)

SILENCE = timedelta(hours=48)
SHORTEST = timedelta(hours=24)
"""Four half-days take longer than that."""
A_STEP = timedelta(hours=2, minutes=1)
A_NIGHT = timedelta(hours=11)
HALF_DAYS = 4


class OpenHours:
    """How many open half-days of a desk lie between two moments."""

    def __init__(self, session: Session, zone: str) -> None:
        self.zone = zone
        self._open: dict[int, set[tuple[int, HalfDay]]] = defaultdict(set)
        for row in session.scalars(select(DeskHalfDay)):
            self._open[row.neighbourhood_id].add((row.weekday, row.half_day))
        self._away: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for absence in session.scalars(select(DeskAbsence)):
            self._away[absence.neighbourhood_id].append((absence.starts_on, absence.ends_on))

    def between(self, neighbourhood_id: int, begins: datetime, ends: datetime) -> int:
        """Half-days that began after `begins` and ended before `ends`."""
        day, found = local_date(begins, self.zone), 0
        while day <= local_date(ends, self.zone):
            for half_day in HalfDay:
                slot = Slot.of(day, half_day)
                is_open = (day.weekday(), half_day) in self._open[neighbourhood_id]
                away = any(a <= day <= b for a, b in self._away[neighbourhood_id])
                whole = begins <= slot.starts_at(self.zone) and slot.ends_at(self.zone) <= ends
                found += is_open and not away and whole
            day += timedelta(days=1)
        return found


def broken(session: Session, now: datetime, zone: str) -> list[str]:
    """Every promise that is broken at this moment."""
    hours = OpenHours(session, zone)
    return [
        *_residents(session, now, hours),
        *_helpers_who_said_yes(session, now),
        *_calls(session, now, hours),
    ]


def _residents(session: Session, now: datetime, hours: OpenHours) -> Iterable[str]:
    """Somebody searched for is told, or stands on the desk."""
    by_mail = (User.channel == Channel.EMAIL) & User.email.is_not(None)
    rows = session.execute(
        select(HelpRequest.id, HelpRequest.searching_since, HelpRequest.neighbourhood_id, by_mail)
        .join(User, User.id == HelpRequest.user_id)
        .where(
            HelpRequest.status.in_(SEARCHING_REQUESTS),
            HelpRequest.searching_since < now - SHORTEST,
            ~_told(),
            ~_on_desk(),
        )
    )
    for number, since, neighbourhood_id, has_mail in rows:
        if has_mail and now - since <= SILENCE + A_NIGHT + A_STEP:
            continue
        if not has_mail and hours.between(neighbourhood_id or 0, since, now) <= HALF_DAYS:
            continue
        yield f"request {number} waits in silence since {since}"


def _told() -> Exists:
    return exists().where(
        Message.help_request_id == HelpRequest.id,
        Message.user_id == HelpRequest.user_id,
        Message.status == MessageStatus.SENT,
        Message.ended_at >= HelpRequest.searching_since,
    )


def _on_desk() -> Exists:
    return exists().where(
        Task.help_request_id == HelpRequest.id,
        or_(Task.created_at >= HelpRequest.searching_since, Task.done_at.is_(None)),
    )


def _helpers_who_said_yes(session: Session, now: datetime) -> Iterable[str]:
    """A yes is answered, whatever the answer."""
    rows = session.scalars(
        select(Proposal).where(
            Proposal.status == ProposalStatus.OPEN,
            Proposal.helper_answer == Answer.YES,
            Proposal.expires_at < now - A_STEP,
        )
    )
    for proposal in rows:
        yield f"proposal {proposal.id}: a yes of {proposal.helper_answered_at} without an answer"


def _calls(session: Session, now: datetime, hours: OpenHours) -> Iterable[str]:
    """Whoever is on the phone is called while the desk is open."""
    rows = session.scalars(
        select(Message).where(
            Message.channel == Channel.CALL,
            Message.status == MessageStatus.PENDING,
            Message.attempts == 0,
        )
    )
    for call in rows:
        if hours.between(call.neighbourhood_id or 0, call.send_after, now) > HALF_DAYS:
            yield f"call {call.id} ({call.kind}) waits since {call.send_after}"
