"""7 h 50: what waits at a desk, told to whoever coordinates it; nothing when nothing waits."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid import policies
from mutualaid.domain.clock import at_wall_time, local_date
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import (
    SEARCHING_REQUESTS,
    Channel,
    MessageStatus,
    TaskStatus,
)
from mutualaid.models import (
    Coordinator,
    HelpRequest,
    Message,
    Neighbourhood,
    Task,
    User,
)
from mutualaid.queries import desk as desk_queries
from mutualaid.queries.coordination.team import absence_on
from mutualaid.queries.coordination.today import WAITED_LONG
from mutualaid.services import outbox

HOUR = time(7, 50)
UNTIL = time(8, 30)
"""A worker that comes back later than that leaves it for tomorrow."""
MOST_NAMED = 3


@dataclass(frozen=True)
class Morning:
    """What waits at one desk."""

    longest: Sequence[HelpRequest]
    """The three that have waited the longest."""
    n_waiting: int
    n_to_call: int
    n_urgent: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write about."""
        return not (self.n_waiting or self.n_to_call or self.n_urgent)


def write_due(session: Session, *, now: datetime) -> int:
    """Owe each coordinator the mail of this morning, once; how many."""
    zones = set(session.scalars(select(Neighbourhood.zone).distinct()))
    days = {zone: local_date(now, zone) for zone in zones if _is_the_hour(now, zone)}
    if not days:
        return 0
    n_owed = 0
    for person in _coordinators(session, days):
        home = person.neighbourhood
        if home is None or absence_on(person, days[home.zone]) is not None:
            continue
        desk = policies.neighbourhood_ids(person)
        if not _is_open(session, desk, days[home.zone]):
            continue
        if read_morning(session, desk, now=now).is_empty:
            continue
        message = outbox.owe(
            session,
            MessageKind.DESK_MORNING,
            person,
            about=person,
            event=days[home.zone].isoformat(),
            now=now,
        )
        n_owed += message is not None
    return n_owed


def read_morning(session: Session, desk: Collection[int], *, now: datetime) -> Morning:
    """Who waits, who is to be called, what is urgent; as it is at this instant."""
    waiting = (
        HelpRequest.neighbourhood_id.in_(desk),
        HelpRequest.status.in_(SEARCHING_REQUESTS),
        HelpRequest.confirmed_at < now - WAITED_LONG,
    )
    longest = session.scalars(
        select(HelpRequest)
        .where(*waiting)
        .options(joinedload(HelpRequest.user))
        .order_by(HelpRequest.confirmed_at, HelpRequest.id)
        .limit(MOST_NAMED)
    ).all()
    people = select(func.count(HelpRequest.user_id.distinct())).where(*waiting)
    calls = select(func.count(Message.user_id.distinct())).where(
        Message.channel == Channel.CALL,
        Message.status == MessageStatus.PENDING,
        Message.send_after <= now,
        Message.neighbourhood_id.in_(desk),
    )
    urgent = select(func.count(Task.id)).where(
        Task.status == TaskStatus.OPEN, Task.is_urgent, Task.neighbourhood_id.in_(desk)
    )
    row = session.execute(
        select(people.scalar_subquery(), calls.scalar_subquery(), urgent.scalar_subquery())
    ).one()
    return Morning(longest, row[0], row[1], row[2])


def _is_the_hour(now: datetime, zone: str) -> bool:
    today = local_date(now, zone)
    return at_wall_time(today, HOUR, zone) <= now < at_wall_time(today, UNTIL, zone)


def _coordinators(session: Session, days: dict[str, date]) -> Sequence[User]:
    """Those who read mails, where it is the hour, and who were not written to today."""
    midnight = min(at_wall_time(day, time(0), zone) for zone, day in days.items())
    told = select(Message.user_id).where(
        Message.kind == MessageKind.DESK_MORNING, Message.created_at >= midnight
    )
    return session.scalars(
        select(User)
        .join(Neighbourhood, Neighbourhood.id == User.neighbourhood_id)
        .where(
            User.id.in_(select(Coordinator.user_id)),
            User.left_at.is_(None),
            User.email.is_not(None),
            User.channel == Channel.EMAIL,
            Neighbourhood.zone.in_(days),
            User.id.not_in(told),
        )
        .options(joinedload(User.neighbourhood), selectinload(User.absences))
        .order_by(User.id)
    ).all()


def _is_open(session: Session, desk: Collection[int], today: date) -> bool:
    """Whether one of her desks opens today: nothing is promised on the other days."""
    return any(
        (first := hours.next_half_day(at_wall_time(today, time(0), hours.zone))) is not None
        and first.on_date == today
        for hours in desk_queries.list_hours(session, desk).values()
    )
