"""Reads of the veille: who takes part, who is due, rounds with their lines, silences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.checkins import RoundOrder, Standing, is_due, next_due_on
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound
from mutualaid.domain.statuses import EnrolmentStatus
from mutualaid.models import (
    Alert,
    CircleMember,
    Consent,
    ConsentPurpose,
    Enrolment,
    Relative,
    RelativeRole,
    Task,
    User,
    WeeklyNews,
)

_WHOLE = (
    joinedload(Enrolment.user).joinedload(User.place),
    joinedload(Enrolment.user).joinedload(User.neighbourhood),
    joinedload(Enrolment.user).selectinload(User.relatives),
    selectinload(Enrolment.circle).joinedload(CircleMember.neighbour),
)


def agreed(today: date) -> tuple[Any, ...]:
    """What makes that somebody may be listed: her own yes, of this year, not taken back."""
    yes = select(Consent.id).where(
        Consent.user_id == Enrolment.user_id,
        Consent.purpose == ConsentPurpose.VEILLE,
        Consent.withdrawn_at.is_(None),
    )
    return (
        Enrolment.status == EnrolmentStatus.ACTIVE,
        Enrolment.agreed_until >= today,
        User.left_at.is_(None),
        yes.exists(),
    )


def list_agreed(session: Session, home_id: int, *, today: date) -> list[Enrolment]:
    """Everybody of a neighbourhood who may be listed today."""
    rows = session.scalars(
        select(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .where(User.neighbourhood_id == home_id, *agreed(today))
        .options(*_WHOLE)
        .order_by(Enrolment.id)
    )
    return list(rows.unique())


def may_be_listed(session: Session, enrolment_id: int, *, today: date) -> bool:
    """The same question about one person."""
    found = select(Enrolment.id).join(User, User.id == Enrolment.user_id)
    return session.scalar(found.where(Enrolment.id == enrolment_id, *agreed(today))) is not None


def list_enrolments(session: Session, desk: Collection[int]) -> list[Enrolment]:
    """Everybody who is written down at these desks, whether agreed yet or not."""
    rows = session.scalars(
        select(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .where(
            User.neighbourhood_id.in_(desk),
            User.left_at.is_(None),
            Enrolment.status != EnrolmentStatus.ENDED,
        )
        .options(*_WHOLE)
        .order_by(func.lower(User.first_name), User.id)
    )
    return list(rows.unique())


def find_of(session: Session, user: User) -> Enrolment | None:
    """Her part in the veille, running or ended; none when she was never written down."""
    return session.scalar(
        select(Enrolment).where(Enrolment.user_id == user.id).options(*_WHOLE[3:])
    )


def find_whole(session: Session, user_id: int) -> Enrolment | None:
    """The same with all that a page shows of it."""
    return session.scalar(select(Enrolment).where(Enrolment.user_id == user_id).options(*_WHOLE))


def get_of(session: Session, user_id: int, desk: Collection[int]) -> Enrolment:
    """The part of one person of this desk, whatever its state."""
    row = session.scalar(
        select(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .where(
            Enrolment.user_id == user_id,
            User.neighbourhood_id.in_(desk),
            User.left_at.is_(None),
        )
        .options(*_WHOLE)
    )
    if row is None:
        raise NotFound("enrolment")
    return row


def standing_of(enrolment: Enrolment, zone: str) -> Standing:
    """What the pure rules need to know."""
    news = enrolment.last_news_at
    return Standing(
        cadence=enrolment.cadence,
        news_by=enrolment.news_by,
        last_news_on=local_date(news, zone) if news is not None else None,
        is_silent=enrolment.silent_since is not None,
        call_again_on=enrolment.call_again_on,
    )


@dataclass(frozen=True)
class DueLine:
    """Somebody who may be listed, and when the next ordinary call is."""

    enrolment: Enrolment
    due_on: date | None


@dataclass(frozen=True)
class DueList:
    """Whom a round of today calls, in order, and whom it does not."""

    due: list[Enrolment]
    later: list[DueLine]


def list_due(
    session: Session,
    home_id: int,
    *,
    today: date,
    zone: str,
    order: RoundOrder,
    everybody: bool = False,
) -> DueList:
    """The people of a round of today; in an alert it is everybody."""
    there = list_agreed(session, home_id, today=today)
    due, later = [], []
    for enrolment in there:
        standing = standing_of(enrolment, zone)
        if everybody or is_due(standing, today):
            due.append(enrolment)
        else:
            later.append(DueLine(enrolment, next_due_on(standing, today)))
    later.sort(key=lambda line: (line.due_on or date.max, line.enrolment.id))
    return DueList(in_order(due, order), later)


def in_order(people: Iterable[Enrolment], order: RoundOrder) -> list[Enrolment]:
    """From door to door, or the silent and the longest without news first."""
    if order is RoundOrder.WALKING:
        return sorted(people, key=walking_key)
    return sorted(people, key=lambda each: (*_priority_key(each), *walking_key(each)))


def _priority_key(enrolment: Enrolment) -> tuple[Any, ...]:
    silent, news = enrolment.silent_since, enrolment.last_news_at
    return (
        silent is None,
        silent.timestamp() if silent else 0.0,
        news is not None,
        news.timestamp() if news else 0.0,
    )


def walking_key(enrolment: Enrolment) -> tuple[Any, ...]:
    """Street by street, odd numbers up one side and even ones up the other, floor by floor."""
    place = enrolment.user.place
    if place is None:
        return (True, "", 0, 0, "", enrolment.id)
    digits = re.match(r"\d+", place.house_number or "")
    number = int(digits.group()) if digits else 0
    street = (place.street or place.line).casefold()
    return (False, street, number % 2 == 0, number, place.flat.casefold(), enrolment.id)


def list_enrolments_of(session: Session, user_ids: Collection[int]) -> dict[int, Enrolment]:
    """Their parts in the veille, by person."""
    rows = session.scalars(
        select(Enrolment).where(Enrolment.user_id.in_(user_ids)).options(*_WHOLE)
    )
    return {row.user_id: row for row in rows.unique()}


def list_silent(session: Session) -> list[Enrolment]:
    """Everybody whose last calls stayed without an answer."""
    rows = session.scalars(
        select(Enrolment)
        .where(Enrolment.status == EnrolmentStatus.ACTIVE, Enrolment.silent_since.is_not(None))
        .options(joinedload(Enrolment.user).joinedload(User.neighbourhood))
        .order_by(Enrolment.id)
    )
    return list(rows.unique())


def find_relative(user: User) -> Relative | None:
    """The relative to call, who has said yes to it."""
    named = [
        each
        for each in user.relatives
        if each.role is RelativeRole.TRUSTED and each.confirmed_at is not None
    ]
    return named[-1] if named else None


def find_alert(session: Session, home_id: int) -> Alert | None:
    """The alert that runs in a neighbourhood."""
    return session.scalar(
        select(Alert).where(Alert.neighbourhood_id == home_id, Alert.ended_at.is_(None))
    )


def list_alerts(session: Session) -> list[Alert]:
    """Every alert that runs."""
    return list(session.scalars(select(Alert).where(Alert.ended_at.is_(None)).order_by(Alert.id)))


def find_news(session: Session, user_id: int, week_on: date) -> WeeklyNews | None:
    """The mail of one week."""
    return session.scalar(
        select(WeeklyNews).where(WeeklyNews.user_id == user_id, WeeklyNews.week_on == week_on)
    )


def find_latest_news(session: Session, user_id: int) -> WeeklyNews | None:
    """The last mail that asked how things are."""
    return session.scalar(
        select(WeeklyNews)
        .where(WeeklyNews.user_id == user_id)
        .order_by(WeeklyNews.week_on.desc())
        .limit(1)
    )


def find_worry(session: Session, attempt_id: int) -> Task | None:
    """The task that a « Cela m'inquiète » put on the desk."""
    return session.scalar(select(Task).where(Task.reason_key == f"worry:{attempt_id}"))
