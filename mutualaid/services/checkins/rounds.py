"""A round opens with a named person, and closes when everybody has an outcome."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid import policies
from mutualaid.domain.checkins import AlertLevel, Outcome, RoundKind, RoundOrder, SheetFate
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import RoundStatus
from mutualaid.models import (
    CallSheet,
    Coordinator,
    Enrolment,
    Neighbourhood,
    Round,
    RoundEntry,
    User,
)
from mutualaid.queries import checkins as queries
from mutualaid.services import journal, tasks
from mutualaid.services.checkins.alerts import daily_key
from mutualaid.services.checkins.listing import write_lines
from mutualaid.services.checkins.locking import guard_round, lock_home, lock_round
from mutualaid.services.crashpoints import crashpoint
from mutualaid.services.transitions import change


@dataclass(frozen=True)
class Opening:
    """What a coordinator says when a round begins."""

    neighbourhood_id: int
    responsible_id: int
    """Who answers for it: no round without a name."""
    kind: RoundKind = RoundKind.ORDINARY
    level: AlertLevel | None = None
    order: RoundOrder = RoundOrder.WALKING


def open_round(session: Session, opening: Opening, *, by: User, now: datetime) -> Round:
    """Everybody who agreed and is due, each on one line; in an alert everybody who agreed.

    A neighbourhood has one round at a time: opening it twice gives the same one.
    """
    if not policies.coordinates(by, opening.neighbourhood_id):
        raise NotFound("neighbourhood")
    responsible = _responsible(session, opening)
    home = lock_home(session, opening.neighbourhood_id)
    running = queries.find_open(session, home.id)
    if running is not None:
        return running
    today = local_date(now, home.zone)
    due = _whom_to_call(session, opening, home, today)
    round_ = Round(
        neighbourhood_id=home.id,
        responsible_id=responsible.id,
        kind=opening.kind,
        level=opening.level,
        order=opening.order,
        status=RoundStatus.OPEN,
        on_date=today,
        opened_at=now,
        opened_by_id=by.id,
    )
    session.add(round_)
    session.flush()
    crashpoint("round opened, without its lines")
    write_lines(session, round_, due, now=now)
    tasks.drop(session, daily_key(home.id, today), now=now)
    journal.note(session, "round_opened", round_, by=by, now=now, people=len(due))
    return round_


def _whom_to_call(
    session: Session, opening: Opening, home: Neighbourhood, today: date
) -> list[Enrolment]:
    """Whoever is due; in an alert, which has a level, everybody who agreed."""
    is_alert = opening.kind is not RoundKind.ORDINARY
    if is_alert is (opening.level is None):
        raise Refusal("alert_without_level" if is_alert else "level_without_alert")
    found = queries.list_due(
        session, home.id, today=today, zone=home.zone, order=opening.order, everybody=is_alert
    )
    if not found.due:
        raise Refusal("nobody_to_call")
    return found.due


def _responsible(session: Session, opening: Opening) -> User:
    """A coordinator of that neighbourhood."""
    person = session.scalar(
        select(User)
        .join(Coordinator, Coordinator.user_id == User.id)
        .where(
            User.id == opening.responsible_id,
            User.left_at.is_(None),
            Coordinator.neighbourhood_id == opening.neighbourhood_id,
        )
    )
    if person is None:
        raise Refusal("round_without_a_name")
    return person


def take_over(session: Session, round_: Round, *, by: User, now: datetime) -> None:
    """« Je m'en occupe »: the round gets another name."""
    guard_round(round_, by)
    round_ = lock_round(session, round_.id)
    if round_.status is RoundStatus.OPEN and round_.responsible_id != by.id:
        round_.responsible_id = by.id
        session.flush()
        journal.note(session, "round_taken_over", round_, by=by, now=now)


def note_sheet(
    session: Session, sheet: CallSheet, fate: SheetFate, *, by: User, now: datetime
) -> None:
    """The paper came back, was destroyed, or never was."""
    round_ = lock_round(session, sheet.round_id)
    guard_round(round_, by)
    if sheet.fate is fate:
        return
    sheet.fate, sheet.fate_at, sheet.fate_by_id = fate, now, by.id
    session.flush()
    journal.note(session, "sheet_noted", sheet, by=by, now=now)


def close_round(session: Session, round_: Round, *, by: User, now: datetime) -> None:
    """Once everybody has an outcome and every sheet is accounted for; twice is once."""
    guard_round(round_, by)
    lock_home(session, round_.neighbourhood_id)
    round_ = lock_round(session, round_.id)
    if round_.status is RoundStatus.CLOSED:
        return
    entries = session.scalars(
        select(RoundEntry)
        .where(RoundEntry.round_id == round_.id)
        .execution_options(populate_existing=True)
    ).all()
    left = sum(entry.outcome is None for entry in entries)
    if left:
        raise Refusal("people_without_outcome", n=left)
    if any(sheet.fate is None for sheet in _sheets(session, round_)):
        raise Refusal("sheets_out")
    counted = Counter(entry.outcome for entry in entries)
    change(
        session,
        round_,
        RoundStatus.CLOSED,
        closed_at=now,
        closed_by_id=by.id,
        n_people=len(entries) - counted[Outcome.WITHDRAWN],
        n_news=sum(n for outcome, n in counted.items() if outcome and outcome.is_news),
        n_silent=counted[Outcome.SILENT],
        n_worrying=counted[Outcome.WORRYING],
    )
    journal.note(session, "round_closed", round_, by=by, now=now, people=len(entries))


def _sheets(session: Session, round_: Round) -> list[CallSheet]:
    return list(session.scalars(select(CallSheet).where(CallSheet.round_id == round_.id)))
