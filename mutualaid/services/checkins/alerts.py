"""Great heat, great cold: the level is the coordinator's word, and a round follows each day."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.checkins import AlertLevel, RoundKind
from mutualaid.domain.clock import at_wall_time, local_date
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import Channel
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Alert, Neighbourhood, Round, Task, User
from mutualaid.queries import checkins as queries
from mutualaid.services import journal, outbox, tasks, tokens
from mutualaid.services.checkins.locking import lock_home
from mutualaid.services.conditional import took

DAILY_AT = time(9)
"""From then on the desk reads that the round of the day is not open yet."""


def set_alert(
    session: Session,
    neighbourhood_id: int,
    kind: RoundKind,
    level: AlertLevel,
    *,
    by: User,
    now: datetime,
) -> Alert:
    """Heat or cold at this level from now on; the same again changes nothing."""
    if not policies.coordinates(by, neighbourhood_id):
        raise NotFound("neighbourhood")
    if kind is RoundKind.ORDINARY:
        raise Refusal("no_such_answer")
    home = lock_home(session, neighbourhood_id)
    running = queries.find_alert(session, home.id)
    if running is not None and (running.kind, running.level) == (kind, level):
        return running
    if running is not None:
        _end(session, running, now=now)
    alert = Alert(neighbourhood_id=home.id, kind=kind, level=level, set_by_id=by.id, started_at=now)
    session.add(alert)
    session.flush()
    journal.note(session, "alert_set", alert, by=by, now=now)
    if kind is RoundKind.HEAT:
        _advise(session, home, now=now)
    return alert


def end_alert(session: Session, neighbourhood_id: int, *, by: User, now: datetime) -> None:
    """It is over; ending it twice is once."""
    if not policies.coordinates(by, neighbourhood_id):
        raise NotFound("neighbourhood")
    home = lock_home(session, neighbourhood_id)
    running = queries.find_alert(session, home.id)
    if running is not None and _end(session, running, now=now):
        outbox.void(session, now=now, kind=MessageKind.HEAT_ADVICE, neighbourhood_id=home.id)
        tasks.drop(session, daily_key(home.id, local_date(now, home.zone)), now=now)
        journal.note(session, "alert_ended", running, by=by, now=now)


def _end(session: Session, alert: Alert, *, now: datetime) -> bool:
    ended = update(Alert).where(Alert.id == alert.id, Alert.ended_at.is_(None))
    is_ours = took(session, ended.values(ended_at=now))
    session.expire(alert, ["ended_at"])
    return is_ours


def _advise(session: Session, home: Neighbourhood, *, now: datetime) -> None:
    """Three gestures by mail, once a day at most, to those who asked for it."""
    today = local_date(now, home.zone)
    for enrolment in queries.list_agreed(session, home.id, today=today):
        person = enrolment.user
        if enrolment.wants_alert_mail and outbox.channel_of(person) is Channel.EMAIL:
            tokens.grant(session, TokenPurpose.NEWS, person, person, now=now)
            outbox.owe(
                session,
                MessageKind.HEAT_ADVICE,
                person,
                about=person,
                now=now,
                event=today.isoformat(),
            )


def daily_key(home_id: int, day: date) -> str:
    """One reminder a day and neighbourhood."""
    return f"daily_round:{home_id}:{day.isoformat()}"


def ask_daily_rounds(session: Session, *, now: datetime) -> int:
    """Orange or red, nine o'clock, and no round yet: the desk is told, once a day."""
    n_asked = 0
    for alert in queries.list_alerts(session):
        home = session.get_one(Neighbourhood, alert.neighbourhood_id)
        today = local_date(now, home.zone)
        if not alert.level.is_daily or now < at_wall_time(today, DAILY_AT, home.zone):
            continue
        key = daily_key(home.id, today)
        made = select(Round.id).where(Round.neighbourhood_id == home.id, Round.on_date == today)
        if session.scalar(made.limit(1)) or session.scalar(
            select(Task.id).where(Task.reason_key == key)
        ):
            continue
        if not queries.list_agreed(session, home.id, today=today):
            continue
        tasks.ask_desk(
            session, TaskKind.DAILY_ROUND, key, now=now, neighbourhood_id=home.id, is_urgent=True
        )
        n_asked += 1
    return n_asked
