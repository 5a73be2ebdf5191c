"""« Comment ça va cette semaine ? »: asked by mail on Monday, and by a call when Thursday comes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid.domain.checkins import NewsBy, WeeklyAnswer
from mutualaid.domain.clock import at_wall_time, local_date
from mutualaid.domain.errors import Refusal
from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import Channel, EnrolmentStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Enrolment, User, WeeklyNews
from mutualaid.queries import checkins as queries
from mutualaid.services import journal, outbox, tasks, tokens
from mutualaid.services.checkins import ladder
from mutualaid.services.checkins.enrolling import void_mails
from mutualaid.services.checkins.locking import lock_enrolment
from mutualaid.services.conditional import took

ASK_AT = time(10)
"""On Monday, on the person's own clock."""
CALL_AT = time(12)
"""On Thursday."""
_THURSDAY = timedelta(days=3)
_TASKS = {WeeklyAnswer.CALL: TaskKind.NEWS_CALL, WeeklyAnswer.NEED: TaskKind.NEED_HEARD}


def monday_of(day: date) -> date:
    """The week of a day, by its Monday."""
    return day - timedelta(days=day.weekday())


def ask_due(session: Session, *, now: datetime) -> int:
    """From Monday at 10 to Wednesday: one mail a week to whoever chose it. How many."""
    rows = session.scalars(
        select(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .where(Enrolment.news_by == NewsBy.MAIL, *queries.agreed(now.date()))
        .order_by(Enrolment.id)
    ).all()
    return sum(_ask_one(session, each, now=now) for each in rows)


def _ask_one(session: Session, enrolment: Enrolment, *, now: datetime) -> bool:
    person = session.get_one(User, enrolment.user_id)
    week_on = monday_of(local_date(now, person.zone))
    asks_at = at_wall_time(week_on, ASK_AT, person.zone)
    call_after = at_wall_time(week_on + _THURSDAY, CALL_AT, person.zone)
    is_time = asks_at <= now < call_after - timedelta(hours=24)
    if not is_time or outbox.channel_of(person) is not Channel.EMAIL:
        return False
    if queries.find_news(session, person.id, week_on) is not None:
        return False
    session.add(WeeklyNews(user_id=person.id, week_on=week_on, asked_at=now, call_after=call_after))
    session.flush()
    tokens.grant(session, TokenPurpose.NEWS, person, person, now=now)
    outbox.owe(
        session,
        MessageKind.WEEKLY_NEWS,
        person,
        about=person,
        now=now,
        event=week_on.isoformat(),
    )
    return True


def answer(session: Session, person: User, said: WeeklyAnswer, *, now: datetime) -> None:
    """One of the three buttons; the same again changes nothing, another one is believed."""
    enrolment = lock_enrolment(session, person.id)
    if enrolment.status is not EnrolmentStatus.ACTIVE:
        raise Refusal("veille_ended")
    row = queries.find_latest_news(session, person.id)
    if row is None:
        row = _unasked(session, person, now=now)
    session.refresh(row)
    if row.answer is said:
        return
    row.answer, row.answered_at = said, now
    session.flush()
    for kind in set(_TASKS.values()):
        if kind is not _TASKS.get(said):
            tasks.drop(session, f"{kind}:week:{row.id}", now=now)
    ladder.note_news(session, enrolment, now=now)
    if said in _TASKS:
        _ask_desk(session, row, person, _TASKS[said], now=now)
    journal.note(session, "news_answered", person, by=person, now=now)


def _unasked(session: Session, person: User, *, now: datetime) -> WeeklyNews:
    """The mail about heat leads to the same three buttons, in a week that asked nothing."""
    row = WeeklyNews(
        user_id=person.id,
        week_on=monday_of(local_date(now, person.zone)),
        asked_at=now,
        call_after=now,
        called_for_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _ask_desk(
    session: Session, row: WeeklyNews, person: User, kind: TaskKind, *, now: datetime
) -> None:
    tasks.ask_desk(
        session,
        kind,
        f"{kind}:week:{row.id}",
        now=now,
        neighbourhood_id=person.neighbourhood_id,
        user_id=person.id,
        due_at=now + timedelta(hours=24),
    )


def call_due(session: Session, *, now: datetime) -> int:
    """Thursday noon, and no answer: the desk calls. How many."""
    rows = session.scalars(
        select(WeeklyNews)
        .join(Enrolment, Enrolment.user_id == WeeklyNews.user_id)
        .where(
            Enrolment.status == EnrolmentStatus.ACTIVE,
            WeeklyNews.answer.is_(None),
            WeeklyNews.called_for_at.is_(None),
            WeeklyNews.call_after <= now,
        )
        .order_by(WeeklyNews.id)
    ).all()
    return sum(_call_one(session, row, now=now) for row in rows)


def _call_one(session: Session, row: WeeklyNews, *, now: datetime) -> bool:
    ours = update(WeeklyNews).where(
        WeeklyNews.id == row.id, WeeklyNews.called_for_at.is_(None), WeeklyNews.answer.is_(None)
    )
    if not took(session, ours.values(called_for_at=now)):
        return False
    person = session.get_one(User, row.user_id)
    _ask_desk(session, row, person, TaskKind.NEWS_CALL, now=now)
    return True


def stop_mails(session: Session, person: User, *, now: datetime) -> None:
    """No more of these mails; the desk calls instead, at the same rhythm. Twice is once."""
    enrolment = lock_enrolment(session, person.id)
    if enrolment.news_by is NewsBy.ROUND and not enrolment.wants_alert_mail:
        return
    enrolment.news_by, enrolment.wants_alert_mail = NewsBy.ROUND, False
    session.flush()
    void_mails(session, person, now=now)
    journal.note(session, "veille_mails_stopped", person, by=person, now=now)


def resume_mails(session: Session, person: User, *, now: datetime) -> None:
    """It was a slip: the mail of the week again."""
    enrolment = lock_enrolment(session, person.id)
    if enrolment.status is not EnrolmentStatus.ACTIVE:
        raise Refusal("veille_ended")
    if enrolment.news_by is not NewsBy.MAIL:
        enrolment.news_by = NewsBy.MAIL
        session.flush()
        journal.note(session, "veille_mails_resumed", person, by=person, now=now)
