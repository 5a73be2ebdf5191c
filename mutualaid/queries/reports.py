"""Reads of what was reported."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound
from mutualaid.models import Report, User


def get_report(session: Session, report_id: int, desk: Collection[int]) -> Report:
    """One report of these neighbourhoods."""
    report = session.scalar(
        select(Report).where(Report.id == report_id, Report.neighbourhood_id.in_(desk))
    )
    if report is None:
        raise NotFound("report")
    return report


def list_reports(session: Session, desk: Collection[int]) -> Sequence[Report]:
    """The open ones first, then the latest."""
    return session.scalars(
        select(Report)
        .where(Report.neighbourhood_id.in_(desk))
        .order_by(Report.closed_at.is_not(None), Report.created_at.desc(), Report.id.desc())
        .limit(100)
    ).all()


def find_reporter(session: Session, report: Report) -> User | None:
    """Who told it, when that person gave her name."""
    return session.get(User, report.reporter_id) if report.reporter_id is not None else None
