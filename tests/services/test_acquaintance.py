"""What the desk learns of a neighbour: nothing counts before the yes of whom it is about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.models import Appointment, LevelChange, Neighbourhood, Referee, Relative, User
from mutualaid.queries import acquaintance as queries
from mutualaid.retention import UNCONFIRMED
from mutualaid.services import acquaintance, retention, users
from mutualaid.services.households import are_one
from tests import factories as f
from tests.pages.scenes import Pair, Scenes

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
"""The pages and the checks before the database; what it does itself runs on both elsewhere."""


@pytest.fixture
def fatima(session: Session, home: Neighbourhood) -> User:
    return f.coordinator(session, home)


def hands_given(session: Session, home: Neighbourhood, fatima: User, n: int) -> User:
    """A helper with so many appointments that took place."""
    karim = f.helper(session, home, "Karim").user
    for _ in range(n):
        pair = Pair(Scenes(session, home, fatima), "agreed")
        meeting = pair.agree()
        meeting.status = AppointmentStatus.DONE
        for row in meeting.helper_rows:
            row.helper_id = karim.id
    session.flush()
    session.expire_all()
    return karim


def vouch(session: Session, person: User, name: str, fatima: User) -> Referee:
    referee = acquaintance.name_referee(session, person, name, by=fatima, now=f.NOW)
    acquaintance.hear_referee(session, person, referee, by=fatima, now=f.NOW)
    return referee


@pytest.mark.parametrize(
    ("counts", "missing"),
    [((2, 2), "too_few_appointments"), ((3, 1), "too_few_referees"), ((3, 2), "")],
)
def test_level_2_needs_three_hands_and_two_references(
    session: Session,
    home: Neighbourhood,
    fatima: User,
    counts: tuple[int, int],
    missing: str,
) -> None:
    karim = hands_given(session, home, fatima, counts[0])
    for name in ("Odette", "Paul")[: counts[1]]:
        vouch(session, karim, name, fatima)
    if missing:
        with pytest.raises(Refusal, match=missing):
            users.set_level(session, karim, 2, by=fatima, now=f.NOW)
        assert karim.level == 1
        return
    users.set_level(session, karim, 2, by=fatima, now=f.NOW)
    change, by = queries.list_level_changes(session, karim)[0]
    assert (change.before, change.after, change.changed_at, by) == (1, 2, f.NOW, "Fatima")


def test_a_reference_that_was_only_named_does_not_count(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    karim = f.helper(session, home).user
    referee = acquaintance.name_referee(session, karim, "Odette", by=fatima, now=f.NOW)
    assert queries.count_known(session, karim).n_referees == 0
    acquaintance.hear_referee(session, karim, referee, by=fatima, now=f.NOW)
    acquaintance.hear_referee(session, karim, referee, by=fatima, now=f.NOW + timedelta(days=1))
    assert queries.count_known(session, karim).n_referees == 1
    assert (referee.confirmed_on, referee.confirmed_by_id) == (f.TODAY, fatima.id)


def test_the_same_level_again_makes_no_history(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    karim = f.helper(session, home).user
    users.set_level(session, karim, 1, by=fatima, now=f.NOW)
    assert not session.scalars(select(LevelChange)).all()


def test_whoever_was_named_and_never_asked_is_forgotten_after_fifteen_days(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    karim = f.helper(session, home).user
    vouch(session, karim, "Paul", fatima)
    acquaintance.name_referee(session, karim, "Odette", by=fatima, now=f.NOW)
    acquaintance.name_trusted(session, karim, "Nora", "+33639981288", by=fatima, now=f.NOW)
    retention.forget_unconfirmed_relatives(session, f.NOW + UNCONFIRMED - timedelta(hours=1))
    assert len(session.scalars(select(Referee)).all()) == 2
    retention.forget_unconfirmed_relatives(session, f.NOW + UNCONFIRMED)
    assert [row.first_name for row in session.scalars(select(Referee))] == ["Paul"]
    assert not session.scalars(select(Relative)).all()


def test_a_trusted_person_counts_from_her_own_yes(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    jeanne = f.person(session, home)
    nora = acquaintance.name_trusted(session, jeanne, "Nora", "+33639981288", by=fatima, now=f.NOW)
    again = acquaintance.name_trusted(session, jeanne, "Nora", "+33639981288", by=fatima, now=f.NOW)
    assert again.id == nora.id
    assert nora.confirmed_at is None
    acquaintance.hear_trusted(session, jeanne, nora, by=fatima, now=f.NOW)
    assert nora.confirmed_at == f.NOW


def test_nobody_vouches_for_herself_or_for_another_desk(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    stranger = f.person(session, f.neighbourhood(session, "Cusset"), "Ali")
    for person in (fatima, stranger):
        with pytest.raises(NotFound):
            acquaintance.name_referee(session, person, "Odette", by=fatima, now=f.NOW)
        with pytest.raises(NotFound):
            acquaintance.name_trusted(
                session, person, "Odette", "+33639981288", by=fatima, now=f.NOW
            )


def test_three_of_one_household_stay_together_when_its_first_moves_out(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    lucie, marcel, nour = (f.person(session, home, name) for name in ("Lucie", "Marcel", "Nour"))
    acquaintance.live_together(session, lucie, marcel, by=fatima, now=f.NOW)
    acquaintance.live_together(session, nour, marcel, by=fatima, now=f.NOW)
    assert all(
        are_one(a, b) for a in (lucie, marcel, nour) for b in (lucie, marcel, nour) if a != b
    )
    first = next(each for each in (lucie, marcel, nour) if each.household_id is None)
    acquaintance.live_apart(session, first, by=fatima, now=f.NOW)
    rest = [each for each in (lucie, marcel, nour) if each.id != first.id]
    assert are_one(*rest)
    assert not any(are_one(first, each) for each in rest)
    assert not queries.list_household(session, first)


def test_nobody_joins_a_household_of_another_desk(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    jeanne = f.person(session, home)
    stranger = f.person(session, f.neighbourhood(session, "Cusset"), "Ali")
    with pytest.raises(NotFound):
        acquaintance.live_together(session, jeanne, stranger, by=fatima, now=f.NOW)


def test_the_hands_of_others_do_not_count(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    hands_given(session, home, fatima, 3)
    rose = f.helper(session, home, "Rose").user
    assert queries.count_known(session, rose).n_appointments == 0
    assert len(session.scalars(select(Appointment)).all()) == 3
