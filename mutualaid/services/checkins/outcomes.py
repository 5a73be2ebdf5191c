"""What a call or a knock gave: one answer at a time, and the same answer sent again is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.categories import CATEGORIES
from mutualaid.domain.checkins import Outcome, Topic
from mutualaid.domain.clock import local_date
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, RoundStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Enrolment,
    Round,
    RoundAttempt,
    RoundEntry,
    User,
)
from mutualaid.queries.coordination.team import list_team
from mutualaid.services import journal, outbox, tasks
from mutualaid.services.checkins import ladder
from mutualaid.services.checkins.locking import guard_round, lock_enrolment, lock_round
from mutualaid.services.crashpoints import crashpoint


@dataclass(frozen=True)
class Locked:
    """One line of a round, its person's part and its round, as they are now."""

    enrolment: Enrolment
    round: Round
    entry: RoundEntry


def note_outcome(
    session: Session,
    entry: RoundEntry,
    outcome: Outcome,
    *,
    attempt: int,
    by: User,
    now: datetime,
) -> None:
    """One of the four answers to the n-th call of a line.

    The next number is a new call, made only after a silence; the last number again corrects what
    was pressed, or changes nothing; an older one changes nothing either.
    """
    if outcome is Outcome.WITHDRAWN:
        raise Refusal("no_such_answer")
    line = _locked(session, entry, by)
    entry = line.entry
    known = _attempt(session, entry, attempt)
    if known is not None and (known.outcome is outcome or attempt < entry.n_attempts):
        return
    _guard_open(line)
    if known is not None:
        _correct(session, line, known, outcome, by=by, now=now)
        return
    is_next = attempt == entry.n_attempts + 1
    if not is_next or entry.outcome not in {None, Outcome.SILENT}:
        raise Refusal("changed")
    made = _write(session, line, outcome, by=by, now=now)
    crashpoint("outcome, without what follows")
    _follow(session, line, made, now=now)
    journal.note(session, "outcome_noted", entry, by=by, now=now, attempt=attempt)


def _write(
    session: Session, line: Locked, outcome: Outcome, *, by: User, now: datetime
) -> RoundAttempt:
    made = RoundAttempt(
        entry_id=line.entry.id,
        number=line.entry.n_attempts + 1,
        outcome=outcome,
        streak=line.enrolment.streak,
        at=now,
        by_id=by.id,
    )
    session.add(made)
    line.entry.outcome, line.entry.n_attempts = outcome, made.number
    session.flush()
    return made


def _locked(session: Session, entry: RoundEntry, by: User) -> Locked:
    enrolment = lock_enrolment(session, entry.user_id)
    round_ = lock_round(session, entry.round_id)
    guard_round(round_, by)
    now_entry = session.scalar(
        select(RoundEntry)
        .where(RoundEntry.id == entry.id)
        .execution_options(populate_existing=True)
    )
    if now_entry is None:
        raise NotFound("round_entry")
    return Locked(enrolment, round_, now_entry)


def _guard_open(line: Locked) -> None:
    if line.round.status is not RoundStatus.OPEN:
        raise Refusal("round_closed")
    if line.entry.outcome is Outcome.WITHDRAWN:
        raise Refusal("veille_ended")


def _attempt(session: Session, entry: RoundEntry, number: int) -> RoundAttempt | None:
    return session.scalar(
        select(RoundAttempt).where(RoundAttempt.entry_id == entry.id, RoundAttempt.number == number)
    )


def _follow(session: Session, line: Locked, made: RoundAttempt, *, now: datetime) -> None:
    """What one answer causes, in its own transaction."""
    enrolment = line.enrolment
    if enrolment.call_again_on is not None and enrolment.call_again_on <= line.round.on_date:
        enrolment.call_again_on = None
    if made.outcome is Outcome.SILENT:
        enrolment.silent_since = enrolment.silent_since or made.at
        session.flush()
        ladder.climb(session, enrolment, now=now)
    else:
        ladder.note_news(session, enrolment, now=now)
    _tell_desk(session, line, made, now=now)


def _correct(
    session: Session,
    line: Locked,
    made: RoundAttempt,
    outcome: Outcome,
    *,
    by: User,
    now: datetime,
) -> None:
    """A slip of the thumb: what the first answer caused is taken back."""
    before, enrolment, entry = made.outcome, line.enrolment, line.entry
    made.outcome, entry.outcome = outcome, outcome
    if before is Outcome.NEEDS:
        entry.need = None
        tasks.drop(session, need_key(entry), now=now)
    if before is Outcome.WORRYING:
        tasks.drop(session, worry_key(made), now=now)
    session.flush()
    if outcome is Outcome.SILENT and enrolment.streak == made.streak + 1:
        enrolment.streak = made.streak
        enrolment.silent_since = ladder.first_silence(session, enrolment)
        session.flush()
        ladder.reopen(session, enrolment)
        ladder.climb(session, enrolment, now=now)
    elif before is Outcome.SILENT and enrolment.streak == made.streak:
        ladder.note_news(session, enrolment, now=now)
    _tell_desk(session, line, made, now=now)
    journal.note(session, "outcome_corrected", entry, by=by, now=now, attempt=made.number)


def _tell_desk(session: Session, line: Locked, made: RoundAttempt, *, now: datetime) -> None:
    if made.outcome is Outcome.WORRYING:
        _worry(session, line.round, line.entry, made, now=now)
    if made.outcome is Outcome.NEEDS:
        _need(session, line.round, line.entry, now=now)
    session.flush()


def worry_key(made: RoundAttempt) -> str:
    """One worry a call."""
    return f"worry:{made.id}"


def need_key(entry: RoundEntry) -> str:
    """One need a line."""
    return f"need_heard:{entry.id}"


def _worry(
    session: Session, round_: Round, entry: RoundEntry, made: RoundAttempt, *, now: datetime
) -> None:
    """« Cela m'inquiète »: on top of the desk, and a mail to everybody who coordinates there."""
    tasks.ask_desk(
        session,
        TaskKind.WORRY,
        worry_key(made),
        now=now,
        neighbourhood_id=round_.neighbourhood_id,
        user_id=entry.user_id,
        is_urgent=True,
        due_at=now,
    )
    for coordinator in list_team(session, [round_.neighbourhood_id]):
        if outbox.channel_of(coordinator) is Channel.EMAIL:
            outbox.owe(
                session,
                MessageKind.WORRY,
                coordinator,
                about=coordinator,
                now=now,
                event=str(made.id),
            )


def _need(session: Session, round_: Round, entry: RoundEntry, *, now: datetime) -> None:
    tasks.ask_desk(
        session,
        TaskKind.NEED_HEARD,
        need_key(entry),
        now=now,
        neighbourhood_id=round_.neighbourhood_id,
        user_id=entry.user_id,
    )


def note_need(
    session: Session, entry: RoundEntry, category: str, *, by: User, now: datetime
) -> None:
    """« A besoin de… »: a category of help, nothing written."""
    if category not in {each.key for each in CATEGORIES}:
        raise Refusal("no_such_answer")
    line = _locked(session, entry, by)
    _guard_open(line)
    entry = line.entry
    if entry.outcome is not Outcome.NEEDS:
        raise Refusal("changed")
    entry.need = category
    session.flush()
    journal.note(session, "need_noted", entry, by=by, now=now)


def note_call_again(
    session: Session, entry: RoundEntry, on_date: date, *, by: User, now: datetime
) -> None:
    """« Rappeler tel jour »."""
    line = _locked(session, entry, by)
    _guard_open(line)
    person = session.get_one(User, entry.user_id)
    if on_date <= local_date(now, person.zone):
        raise Refusal("day_is_past")
    line.enrolment.call_again_on = on_date
    session.flush()
    journal.note(session, "call_again_noted", entry, by=by, now=now)


def note_topic(
    session: Session, entry: RoundEntry, topic: Topic | None, *, by: User, now: datetime
) -> None:
    """« Préfère parler de… »."""
    line = _locked(session, entry, by)
    _guard_open(line)
    line.enrolment.topic = topic
    session.flush()
    journal.note(session, "topic_noted", entry, by=by, now=now)
