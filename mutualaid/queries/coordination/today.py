"""The figures of the day, and the last run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from mutualaid.domain.statuses import SEARCHING_REQUESTS, AppointmentStatus
from mutualaid.models import (
    Appointment,
    HelpRequest,
    MatchingRun,
    Neighbourhood,
    RunRequest,
)

WAITED_LONG = timedelta(days=2)


@dataclass(frozen=True)
class Counts:
    """The figures on top of the page of the day."""

    n_waiting_long: int
    n_searching: int
    n_planned_today: int
    is_run_asked: bool


def list_neighbourhoods(session: Session, desk: Collection[int]) -> list[Neighbourhood]:
    """Her neighbourhoods, by name."""
    return list(
        session.scalars(
            select(Neighbourhood).where(Neighbourhood.id.in_(desk)).order_by(Neighbourhood.name)
        )
    )


def count_today(session: Session, desk: Collection[int], *, today: date, now: datetime) -> Counts:
    """How many wait, and how many coups de main take place today."""
    searching = (
        select(func.count())
        .select_from(HelpRequest)
        .where(HelpRequest.neighbourhood_id.in_(desk), HelpRequest.status.in_(SEARCHING_REQUESTS))
    )
    planned = (
        select(func.count())
        .select_from(Appointment)
        .join(HelpRequest, HelpRequest.id == Appointment.help_request_id)
        .where(
            HelpRequest.neighbourhood_id.in_(desk),
            Appointment.status == AppointmentStatus.PLANNED,
            Appointment.on_date == today,
        )
    )
    asked = (
        select(func.count())
        .select_from(RunRequest)
        .where(
            RunRequest.finished_at.is_(None),
            or_(RunRequest.neighbourhood_id.in_(desk), RunRequest.neighbourhood_id.is_(None)),
        )
    )
    waiting = searching.where(HelpRequest.confirmed_at < now - WAITED_LONG)
    row = session.execute(
        select(
            waiting.scalar_subquery(),
            searching.scalar_subquery(),
            planned.scalar_subquery(),
            asked.scalar_subquery(),
        )
    ).one()
    return Counts(row[0], row[1], row[2], row[3] > 0)


def find_last_run(session: Session, group_keys: Collection[str]) -> MatchingRun | None:
    """The latest finished run of these neighbourhood groups."""
    return session.scalar(
        select(MatchingRun)
        .where(MatchingRun.group_key.in_(group_keys), MatchingRun.finished_at.is_not(None))
        .order_by(MatchingRun.finished_at.desc(), MatchingRun.id.desc())
        .limit(1)
    )
