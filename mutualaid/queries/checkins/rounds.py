"""Reads of rounds: their lines, what each call gave, silences and the rungs climbed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from mutualaid.domain.checkins import Outcome
from mutualaid.domain.errors import NotFound
from mutualaid.domain.ladder import Silence
from mutualaid.domain.statuses import RoundStatus
from mutualaid.models import (
    CallSheet,
    Enrolment,
    LadderRung,
    Round,
    RoundAttempt,
    RoundEntry,
    User,
)

LAST_ROUNDS = 20


def find_open(session: Session, home_id: int) -> Round | None:
    """The round under way; a neighbourhood has one at most."""
    return session.scalar(
        select(Round).where(Round.neighbourhood_id == home_id, Round.status == RoundStatus.OPEN)
    )


def find_of_day(session: Session, home_id: int, day: date) -> Round | None:
    """The last round of a day."""
    return session.scalar(
        select(Round)
        .where(Round.neighbourhood_id == home_id, Round.on_date == day)
        .order_by(Round.id.desc())
        .limit(1)
    )


def list_climbing(session: Session, home_id: int) -> list[LadderRung]:
    """The highest rung of each silence that lasts in this neighbourhood."""
    rows = session.scalars(
        select(LadderRung)
        .join(Enrolment, Enrolment.id == LadderRung.enrolment_id)
        .join(User, User.id == Enrolment.user_id)
        .where(
            User.neighbourhood_id == home_id,
            Enrolment.silent_since.is_not(None),
            LadderRung.streak == Enrolment.streak,
        )
        .options(
            joinedload(LadderRung.responsible),
            joinedload(LadderRung.enrolment).joinedload(Enrolment.user),
        )
        .order_by(LadderRung.id)
    )
    return list({rung.enrolment_id: rung for rung in rows}.values())


def list_rounds(session: Session, desk: Collection[int]) -> list[Round]:
    """The last rounds of these desks, the newest first."""
    rows = session.scalars(
        select(Round)
        .where(Round.neighbourhood_id.in_(desk))
        .options(joinedload(Round.responsible), joinedload(Round.neighbourhood))
        .order_by(Round.status.desc(), Round.opened_at.desc(), Round.id.desc())
        .limit(LAST_ROUNDS)
    )
    return list(rows)


def get_round(session: Session, round_id: int, desk: Collection[int]) -> Round:
    """One round of these desks."""
    row = session.scalar(
        select(Round)
        .where(Round.id == round_id, Round.neighbourhood_id.in_(desk))
        .options(
            joinedload(Round.responsible),
            joinedload(Round.neighbourhood),
            selectinload(Round.sheets),
        )
    )
    if row is None:
        raise NotFound("round")
    return row


def get_entry(session: Session, entry_id: int, round_id: int, desk: Collection[int]) -> RoundEntry:
    """One line of a round of these desks."""
    row = session.scalar(
        select(RoundEntry)
        .join(Round, Round.id == RoundEntry.round_id)
        .where(
            RoundEntry.id == entry_id,
            RoundEntry.round_id == round_id,
            Round.neighbourhood_id.in_(desk),
        )
        .options(joinedload(RoundEntry.user))
    )
    if row is None:
        raise NotFound("round_entry")
    return row


def get_sheet(session: Session, number: int, round_id: int) -> CallSheet:
    """One page of a round."""
    row = session.scalar(
        select(CallSheet).where(CallSheet.round_id == round_id, CallSheet.number == number)
    )
    if row is None:
        raise NotFound("call_sheet")
    return row


def list_entries(session: Session, round_id: int) -> list[RoundEntry]:
    """The lines of a round in order, with what a page says of each person."""
    rows = session.scalars(
        select(RoundEntry)
        .where(RoundEntry.round_id == round_id)
        .options(
            joinedload(RoundEntry.user).joinedload(User.place),
            joinedload(RoundEntry.user).joinedload(User.neighbourhood),
        )
        .order_by(RoundEntry.position)
    )
    return list(rows.unique())


@dataclass(frozen=True)
class LastNews:
    """What the round before gave."""

    outcome: Outcome
    at: datetime


def list_last_news(
    session: Session, user_ids: Collection[int], *, before_round: int
) -> dict[int, LastNews]:
    """The last answer of each person in an earlier round."""
    rows = session.execute(
        select(RoundEntry.user_id, RoundAttempt.outcome, RoundAttempt.at)
        .join(RoundAttempt, RoundAttempt.entry_id == RoundEntry.id)
        .where(RoundEntry.user_id.in_(user_ids), RoundEntry.round_id < before_round)
        .order_by(RoundAttempt.at, RoundAttempt.id)
    )
    return {user_id: LastNews(outcome, at) for user_id, outcome, at in rows}


def list_silences(session: Session, enrolments: Sequence[Enrolment]) -> dict[int, list[Silence]]:
    """The unanswered calls of the silence of each of these, in order, by person."""
    found: dict[int, list[Silence]] = defaultdict(list)
    streaks = {each.user_id: each.streak for each in enrolments}
    rows = session.execute(
        select(RoundEntry.user_id, RoundAttempt.streak, RoundAttempt.at, Round.level)
        .join(RoundAttempt, RoundAttempt.entry_id == RoundEntry.id)
        .join(Round, Round.id == RoundEntry.round_id)
        .where(RoundEntry.user_id.in_(streaks), RoundAttempt.outcome == Outcome.SILENT)
        .order_by(RoundAttempt.at, RoundAttempt.id)
    )
    for user_id, streak, at, level in rows:
        if streak == streaks[user_id]:
            found[user_id].append(Silence(at, level is not None and level.is_daily))
    return found


def list_rungs(session: Session, enrolment_ids: Collection[int]) -> dict[int, list[LadderRung]]:
    """The rungs climbed in the silence of each of these, by enrolment."""
    found: dict[int, list[LadderRung]] = defaultdict(list)
    rows = session.scalars(
        select(LadderRung)
        .join(Enrolment, Enrolment.id == LadderRung.enrolment_id)
        .where(LadderRung.enrolment_id.in_(enrolment_ids), LadderRung.streak == Enrolment.streak)
        .options(joinedload(LadderRung.responsible))
        .order_by(LadderRung.id)
    )
    for rung in rows:
        found[rung.enrolment_id].append(rung)
    return found


@dataclass(frozen=True)
class OwnLine:
    """What a round wrote about somebody, as she reads it."""

    at: datetime
    outcome: Outcome
    need: str | None


def list_own(session: Session, user: User) -> list[OwnLine]:
    """Every answer of hers that is still kept, the newest first."""
    rows = session.execute(
        select(RoundAttempt.at, RoundAttempt.outcome, RoundEntry.need)
        .join(RoundEntry, RoundEntry.id == RoundAttempt.entry_id)
        .where(RoundEntry.user_id == user.id)
        .order_by(RoundAttempt.at.desc(), RoundAttempt.id.desc())
    )
    return [OwnLine(at, outcome, need) for at, outcome, need in rows]
