"""The lines of a round: each person on exactly one, and off it when she stops."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.checkins import PEOPLE_A_SHEET, Outcome, RoundKind, is_due
from mutualaid.domain.clock import local_date
from mutualaid.domain.statuses import RoundStatus
from mutualaid.models import CallSheet, Enrolment, Round, RoundEntry, User
from mutualaid.queries import checkins as queries
from mutualaid.services.checkins.locking import lock_open_round


def write_lines(
    session: Session, round_: Round, people: Iterable[Enrolment], *, now: datetime
) -> None:
    """Twelve a sheet, in this order, after those who stand there already."""
    position, sheet = _last_line(session, round_)
    for enrolment in people:
        position += 1
        if sheet is None or _is_full(session, sheet):
            sheet = CallSheet(round_id=round_.id, number=(sheet.number if sheet else 0) + 1)
            session.add(sheet)
            session.flush()
        session.add(
            RoundEntry(
                round_id=round_.id,
                user_id=enrolment.user_id,
                sheet_id=sheet.id,
                position=position,
                created_at=now,
            )
        )
        session.flush()
    session.expire(round_, ["sheets"])


def _last_line(session: Session, round_: Round) -> tuple[int, CallSheet | None]:
    position = session.scalar(
        select(func.max(RoundEntry.position)).where(RoundEntry.round_id == round_.id)
    )
    sheet = session.scalar(
        select(CallSheet)
        .where(CallSheet.round_id == round_.id)
        .order_by(CallSheet.number.desc())
        .limit(1)
    )
    return position or 0, sheet


def _is_full(session: Session, sheet: CallSheet) -> bool:
    """Twelve lines, or a page that came back already: what follows stands on a new one."""
    if sheet.fate is not None:
        return True
    lines = select(func.count()).where(RoundEntry.sheet_id == sheet.id)
    return (session.scalar(lines) or 0) >= PEOPLE_A_SHEET


def join_open_round(session: Session, enrolment: Enrolment, *, now: datetime) -> None:
    """Whoever says yes while a round is under way, and is due, is called in it too."""
    person = session.get_one(User, enrolment.user_id)
    if person.neighbourhood_id is None:
        return
    round_ = lock_open_round(session, person.neighbourhood_id)
    if round_ is None:
        return
    session.flush()
    today = local_date(now, person.zone)
    if not queries.may_be_listed(session, enrolment.id, today=today):
        return
    is_for_all = round_.kind is not RoundKind.ORDINARY
    if not is_for_all and not is_due(queries.standing_of(enrolment, person.zone), today):
        return
    known = session.scalar(
        select(RoundEntry).where(
            RoundEntry.round_id == round_.id, RoundEntry.user_id == enrolment.user_id
        )
    )
    if known is not None and known.outcome is not Outcome.WITHDRAWN:
        return
    if known is not None:  # stopped, and came back: a new line at the end
        session.delete(known)
        session.flush()
    write_lines(session, round_, [enrolment], now=now)


def leave_open_round(session: Session, person: User) -> None:
    """Off the list at once; her number stays, so that the paper can be crossed out."""
    open_rounds = select(Round.id).where(Round.status == RoundStatus.OPEN)
    session.execute(
        update(RoundEntry)
        .where(RoundEntry.user_id == person.id, RoundEntry.round_id.in_(open_rounds))
        .values(outcome=Outcome.WITHDRAWN, need=None)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
