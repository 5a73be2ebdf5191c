"""Who did what: internal numbers only, in a chain of seals that shows what was changed later.

The seal of a line is a keyed hash of the line and of the seal before it. Whoever changes, adds or
takes away a line with the database alone breaks the chain; the oldest lines go after a year, and
the last of them stays as an empty anchor, from which the rest is still verified.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from mutualaid.domain.ids import keyed_hash, same
from mutualaid.models import JournalEntry, User
from mutualaid.models.base import Base
from mutualaid.retention import ROWS

SEAL_AFTER = timedelta(minutes=1)
"""By then whoever began to write an earlier line has committed it."""
MOST_AT_ONCE = 500
ANCHOR = "anchor"


def note(
    session: Session, action: str, subject: Base, *, by: User | None, now: datetime, **numbers: int
) -> None:
    """Write one line; `numbers` are ids and counts, never words."""
    session.add(
        JournalEntry(
            at=now,
            actor_id=by.id if by is not None else None,
            action=action,
            subject_kind=subject.__tablename__,
            subject_id=getattr(subject, "id", None),
            numbers=numbers,
        )
    )


def count_lately(session: Session, action: str, subject: User, *, by: User, since: datetime) -> int:
    """How often somebody did this to a person since then."""
    found = select(func.count()).where(
        JournalEntry.at > since,
        JournalEntry.action == action,
        JournalEntry.subject_kind == subject.__tablename__,
        JournalEntry.subject_id == subject.id,
        JournalEntry.actor_id == by.id,
    )
    return session.scalar(found) or 0


def seal_due(session: Session, *, now: datetime) -> int:
    """Close the lines of more than a minute ago, in order. How many."""
    head = session.execute(
        select(JournalEntry.seal_number, JournalEntry.seal)
        .where(JournalEntry.seal_number.is_not(None))
        .order_by(JournalEntry.seal_number.desc())
        .limit(1)
    ).first()
    number, seal = (head[0] or 0, head[1] or "") if head is not None else (0, "")
    rows = session.scalars(
        select(JournalEntry)
        .where(JournalEntry.seal_number.is_(None), JournalEntry.at <= now - SEAL_AFTER)
        .order_by(JournalEntry.id)
        .limit(MOST_AT_ONCE)
    ).all()
    for row in rows:
        number += 1
        seal = _seal_of(session, row, number, seal)
        row.seal_number, row.seal = number, seal
    session.flush()
    return len(rows)


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found."""

    n_lines: int
    head: str
    """The last seal: written down elsewhere, it shows that no line was taken from the end."""
    broken_at: int | None = None
    """The seal number of the first line that does not fit."""


def verify(session: Session) -> Verdict:
    """Walk the whole chain from its beginning, or from its anchor."""
    number, seal, n_lines = 0, "", 0
    while rows := _sealed_after(session, number):
        for row in rows:
            n_lines += 1
            begins_here = n_lines == 1 and row.action == ANCHOR
            expected = row.seal or "" if begins_here else _seal_of(session, row, number + 1, seal)
            is_next = begins_here or row.seal_number == number + 1
            if not is_next or not same(row.seal or "", expected):
                return Verdict(n_lines, seal, broken_at=row.seal_number)
            number, seal = row.seal_number or 0, expected
    return Verdict(n_lines, seal)


def _sealed_after(session: Session, number: int) -> Sequence[JournalEntry]:
    return session.scalars(
        select(JournalEntry)
        .where(JournalEntry.seal_number > number)
        .order_by(JournalEntry.seal_number)
        .limit(MOST_AT_ONCE)
    ).all()


def purge(session: Session, now: datetime) -> int:
    """Drop the sealed lines of more than a year ago; the last one stays as an empty anchor."""
    last = session.scalar(
        select(func.max(JournalEntry.seal_number)).where(JournalEntry.at <= now - ROWS)
    )
    if last is None:
        return 0
    gone = session.scalars(
        delete(JournalEntry).where(JournalEntry.seal_number < last).returning(JournalEntry.id)
    ).all()
    session.execute(
        update(JournalEntry)
        .where(JournalEntry.seal_number == last)
        .values(action=ANCHOR, actor_id=None, subject_kind="journal", subject_id=None, numbers={})
        .execution_options(synchronize_session=False)
    )
    return len(gone)


def _seal_of(session: Session, row: JournalEntry, number: int, before: str) -> str:
    line = [
        number,
        row.id,
        row.at.astimezone(UTC).isoformat(),
        row.actor_id,
        row.action,
        row.subject_kind,
        row.subject_id,
        row.numbers,
    ]
    words = json.dumps(line, sort_keys=True, separators=(",", ":"))
    return keyed_hash(session.info["secret"], "journal", before, words)
