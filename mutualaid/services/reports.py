"""A problem or a worry is told, read within a day by every coordinator there, and closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.errors import NotFound
from mutualaid.domain.ids import keyed_hash
from mutualaid.domain.statuses import TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Report, ReportKind, Task, User
from mutualaid.services import journal, rates, tasks

READ_WITHIN = timedelta(hours=24)
MOST_A_DAY = 20
"""From one network: more is a machine."""


def tell(
    session: Session,
    kind: ReportKind,
    words: str,
    *,
    neighbourhood_id: int,
    reporter: User | None,
    now: datetime,
) -> Report:
    """Write it down and put it on the desk. Without a name, nothing says who told it."""
    _allow(session, "report", now)
    report = Report(
        kind=kind,
        words=words,
        neighbourhood_id=neighbourhood_id,
        reporter_id=reporter.id if reporter is not None else None,
        created_at=now,
    )
    session.add(report)
    session.flush()
    tasks.ask_desk(
        session,
        TaskKind.REPORT,
        _key(report),
        now=now,
        neighbourhood_id=neighbourhood_id,
        due_at=now + READ_WITHIN,
        is_urgent=kind is not ReportKind.SERVICE,
    )
    journal.note(session, "report_told", report, by=None, now=now)
    return report


def note_read(session: Session, report: Report, *, by: User, now: datetime) -> None:
    """« J'ai lu »: somebody of the team takes care of it."""
    _guard(report, by)
    if report.seen_at is None:
        report.seen_at = now
        session.flush()
        journal.note(session, "report_read", report, by=by, now=now)


def close(session: Session, report: Report, *, by: User, now: datetime) -> None:
    """What had to be done is done; closing twice is once."""
    note_read(session, report, by=by, now=now)
    if report.closed_at is None:
        report.closed_at = now
        session.flush()
        task = session.scalar(select(Task).where(Task.reason_key == _key(report)))
        if task is not None:
            tasks.finish(session, task, by=by, now=now)
        journal.note(session, "report_closed", report, by=by, now=now)


def escalate_due(session: Session, *, now: datetime) -> int:
    """What nobody read within a day stands on top of every page of the team; how many."""
    unread = select(Report.id).where(Report.seen_at.is_(None))
    keys = [f"report:{number}" for number in session.scalars(unread)]
    late = session.scalars(
        update(Task)
        .where(
            Task.kind == TaskKind.REPORT,
            Task.status == TaskStatus.OPEN,
            Task.due_at <= now,
            Task.is_urgent.is_(False),
            Task.reason_key.in_(keys),
        )
        .values(is_urgent=True)
        .returning(Task.id)
        .execution_options(synchronize_session=False)
    )
    return len(late.all())


def ask_call(
    session: Session,
    *,
    neighbourhood_id: int,
    by_another: bool,
    person: User | None,
    contact: str,
    now: datetime,
) -> Task:
    """« Oui, Fatima peut m'appeler »: a name and a number, and not a word of why."""
    _allow(session, "call-me", now)
    who = f"user:{person.id}" if person is not None else f"number:{contact}"
    key = keyed_hash(session.info["secret"], "call-me", who, now.date().isoformat())
    return tasks.ask_desk(
        session,
        TaskKind.TALK,
        f"talk:{'other' if by_another else 'desk'}:{key[:40]}",
        now=now,
        neighbourhood_id=neighbourhood_id,
        user_id=person.id if person is not None else None,
        is_urgent=True,
        words=contact,
    )


def _allow(session: Session, what: str, now: datetime) -> None:
    network = session.info.get("network", "")
    if network:
        rates.allow(session, what, network, most=MOST_A_DAY, now=now)


def _key(report: Report) -> str:
    return f"report:{report.id}"


def _guard(report: Report, by: User) -> None:
    if not policies.coordinates(by, report.neighbourhood_id):
        raise NotFound("report")
