"""People are met and trusted by their own team, and every step is written down."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.models import Consent, ConsentPurpose, JournalEntry, Neighbourhood
from mutualaid.services import users
from tests import factories as f


def test_meeting_somebody_is_recorded_apart_from_her_level(
    session: Session, home: Neighbourhood
) -> None:
    fatima = f.coordinator(session, home)
    karim = f.person(session, home, "Karim")
    users.mark_met(session, karim, by=fatima, now=f.NOW)
    assert (karim.met_on, karim.met_by_id, karim.level) == (f.TODAY, fatima.id, 0)


def test_a_level_needs_a_meeting_and_records_the_charter(
    session: Session, home: Neighbourhood
) -> None:
    fatima = f.coordinator(session, home)
    karim = f.person(session, home, "Karim")
    with pytest.raises(Refusal, match="not_met_yet"):
        users.set_level(session, karim, 1, by=fatima, now=f.NOW)
    users.mark_met(session, karim, by=fatima, now=f.NOW)
    users.set_level(session, karim, 1, by=fatima, now=f.NOW)
    assert (karim.level, karim.charter_accepted_at) == (1, f.NOW)
    assert session.scalars(select(Consent.purpose)).all() == [ConsentPurpose.CHARTER]
    entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.numbers) == ("level_set", {"before": 0, "after": 1})


@pytest.mark.parametrize("level", [-1, 3])
def test_there_is_no_level_below_0_or_above_2(
    session: Session, home: Neighbourhood, level: int
) -> None:
    karim = f.helper(session, home).user
    with pytest.raises(Refusal, match="no_such_level"):
        users.set_level(session, karim, level, by=None, now=f.NOW)


def test_nobody_vouches_for_herself_or_for_another_neighbourhood(
    session: Session, home: Neighbourhood
) -> None:
    fatima = f.coordinator(session, home)
    stranger = f.person(session, f.neighbourhood(session, "Cusset"), "Karim")
    for person in (fatima, stranger):
        with pytest.raises(NotFound):
            users.mark_met(session, person, by=fatima, now=f.NOW)
        with pytest.raises(NotFound):
            users.set_level(session, person, 0, by=fatima, now=f.NOW)
