"""Reads of the matcher's runs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from mutualaid.models import MatchingRun


def was_run(session: Session, group_key: str, local_date: date, tick: str) -> bool:
    """Whether this tick of this day had its run, or has begun it."""
    same = (MatchingRun.group_key == group_key, MatchingRun.local_date == local_date)
    return bool(session.scalar(select(exists().where(*same, MatchingRun.tick == tick))))


def find_last(session: Session, group_key: str) -> MatchingRun | None:
    """The group's newest run."""
    return session.scalar(
        select(MatchingRun)
        .where(MatchingRun.group_key == group_key)
        .order_by(MatchingRun.id.desc())
        .limit(1)
    )


def count_unfinished(session: Session, group_key: str, local_date: date) -> int:
    """How many of a day's runs never came to their end."""
    return (
        session.scalar(
            select(func.count())
            .select_from(MatchingRun)
            .where(
                MatchingRun.group_key == group_key,
                MatchingRun.local_date == local_date,
                MatchingRun.finished_at.is_(None),
            )
        )
        or 0
    )
