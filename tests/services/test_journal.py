"""The journal's chain: whatever is changed afterwards shows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from mutualaid.models import JournalEntry, Neighbourhood
from mutualaid.services import journal
from tests.factories import NOW


def write(session: Session, home: Neighbourhood, n_lines: int, *, at: datetime = NOW) -> None:
    for n in range(n_lines):
        journal.note(session, "seen", home, by=None, now=at, n=n)
    session.flush()


def later(**ahead: float) -> datetime:
    return NOW + timedelta(**ahead)


def test_lines_are_sealed_after_a_minute_in_order(session: Session, home: Neighbourhood) -> None:
    write(session, home, 3)
    assert journal.seal_due(session, now=later(seconds=59)) == 0
    assert journal.seal_due(session, now=later(seconds=60)) == 3
    write(session, home, 2, at=later(minutes=5))
    assert journal.seal_due(session, now=later(minutes=6)) == 2
    numbers = session.scalars(select(JournalEntry.seal_number).order_by(JournalEntry.id)).all()
    assert numbers == [1, 2, 3, 4, 5]
    verdict = journal.verify(session)
    assert (verdict.n_lines, verdict.broken_at) == (5, None)


@pytest.mark.parametrize(
    "changed",
    [{"action": "not_seen"}, {"actor_id": 7}, {"subject_id": 9}, {"numbers": {"n": 4}},
     {"at": NOW + timedelta(hours=1)}],
    ids=["action", "actor", "subject", "numbers", "instant"],
)  # fmt: skip
def test_a_changed_line_breaks_the_chain(
    session: Session, home: Neighbourhood, changed: dict[str, object]
) -> None:
    write(session, home, 5)
    journal.seal_due(session, now=later(minutes=2))
    session.execute(update(JournalEntry).where(JournalEntry.seal_number == 3).values(**changed))
    session.expire_all()
    assert journal.verify(session).broken_at == 3


def test_a_line_taken_away_or_put_in_breaks_the_chain(
    session: Session, home: Neighbourhood
) -> None:
    write(session, home, 5)
    journal.seal_due(session, now=later(minutes=2))
    head = journal.verify(session).head
    session.execute(delete(JournalEntry).where(JournalEntry.seal_number == 2))
    assert journal.verify(session).broken_at == 3
    session.execute(update(JournalEntry).where(JournalEntry.seal_number == 3).values(seal_number=2))
    session.expire_all()
    assert journal.verify(session).broken_at == 2
    session.execute(delete(JournalEntry).where(JournalEntry.seal_number > 1))
    assert journal.verify(session).head != head, "a head written down elsewhere shows a cut end"


def test_the_chain_cannot_be_forged_without_the_secret(
    session: Session, home: Neighbourhood
) -> None:
    write(session, home, 2)
    secret = session.info["secret"]
    session.info["secret"] = "what a thief of the database guesses"
    journal.seal_due(session, now=later(minutes=2))
    session.info["secret"] = secret
    assert journal.verify(session).broken_at == 1


def test_after_the_oldest_lines_went_the_rest_is_still_verified(
    session: Session, home: Neighbourhood
) -> None:
    write(session, home, 3)
    write(session, home, 3, at=later(days=200))
    journal.seal_due(session, now=later(days=201))
    assert journal.purge(session, later(days=366)) == 2
    session.expire_all()
    kept = session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()
    assert [line.action for line in kept] == [journal.ANCHOR, "seen", "seen", "seen"]
    assert kept[0].numbers == {}
    assert journal.verify(session).broken_at is None
    assert journal.purge(session, later(days=366)) == 0
    write(session, home, 1, at=later(days=366))
    journal.seal_due(session, now=later(days=367))
    assert journal.verify(session).broken_at is None
    session.execute(update(JournalEntry).where(JournalEntry.seal_number == 5).values(actor_id=3))
    session.expire_all()
    assert journal.verify(session).broken_at == 5


def test_a_year_of_purges_leaves_one_anchor(session: Session, home: Neighbourhood) -> None:
    for day in range(0, 800, 50):
        write(session, home, 2, at=later(days=day))
        journal.seal_due(session, now=later(days=day, minutes=2))
        journal.purge(session, later(days=day, minutes=3))
        session.expire_all()
        assert journal.verify(session).broken_at is None
    anchors = select(JournalEntry).where(JournalEntry.action == journal.ANCHOR)
    assert len(session.scalars(anchors).all()) == 1
