"""What is done more often than anybody needs is refused with a sentence; nobody is locked out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import Refusal
from mutualaid.domain.geo import Point, Precision
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Neighbourhood, Place, Task, User
from mutualaid.services import neighbourhoods, rates, users
from mutualaid.services.coordination import place_on_grid
from mutualaid.wording.refusals import SENTENCES
from tests import factories
from tests.factories import NOW


def move(session: Session, person: User, number: int, *, days: float = 0) -> bool:
    home = person.neighbourhood
    assert home is not None
    place = factories.place(session, home, number=str(number))
    return users.move(session, person, place, by=person, now=NOW + timedelta(days=days))


def test_the_most_is_allowed_and_one_more_is_not(session: Session) -> None:
    for _ in range(3):
        rates.allow(session, "knock", 7, most=3, now=NOW)
    with pytest.raises(Refusal, match="too_often"):
        rates.allow(session, "knock", 7, most=3, now=NOW)
    rates.allow(session, "knock", 8, most=3, now=NOW)
    rates.allow(session, "knock", 7, most=3, now=NOW + timedelta(days=1))
    assert "too_often" in SENTENCES


def test_the_third_address_of_a_month_waits_for_a_coordinator(
    session: Session, home: Neighbourhood
) -> None:
    jeanne = factories.person(session, home)
    assert [move(session, jeanne, n, days=n) for n in (1, 2, 3)] == [True, True, False]
    assert jeanne.place is not None
    assert jeanne.place.house_number == "2"
    task = session.scalars(select(Task).where(Task.kind == TaskKind.PLACE_ADDRESS)).one()
    boss = factories.coordinator(session, home)
    place = session.get_one(Place, task.place_id)
    place_on_grid(session, place, Point(home.lat, home.lon), by=boss, now=NOW + timedelta(days=4))
    session.refresh(jeanne)
    assert jeanne.place.house_number == "3"
    assert jeanne.place.precision is Precision.ADDRESS


def test_thirty_days_later_one_moves_freely_again(session: Session, home: Neighbourhood) -> None:
    jeanne = factories.person(session, home)
    assert move(session, jeanne, 1, days=0)
    assert move(session, jeanne, 2, days=10)
    assert not move(session, jeanne, 3, days=29)
    assert move(session, jeanne, 4, days=31)


def test_the_desk_moves_somebody_as_often_as_needed(session: Session, home: Neighbourhood) -> None:
    jeanne, boss = factories.person(session, home), factories.coordinator(session, home)
    for n in range(5):
        place = factories.place(session, home, number=str(n))
        assert users.move(session, jeanne, place, by=boss, now=NOW)


def test_one_mailbox_does_not_fill_the_house_with_strangers(
    session: Session, home: Neighbourhood
) -> None:
    def join(name: str) -> User:
        return users.join(
            session, first_name=name, email="jeanne@example.fr", phone=None, is_adult=True,
            language="fr", place=None, neighbourhood_id=home.id, by=None, now=NOW,
        )  # fmt: skip

    jeanne = join("Jeanne")
    for n in range(users.MOST_NEWCOMERS - 1):
        join(f"Stranger{n}")
    with pytest.raises(Refusal, match="too_often"):
        join("One more")
    assert join("Jeanne").id == jeanne.id, "she herself still comes in"
    assert session.scalar(select(func.count()).select_from(User)) == users.MOST_NEWCOMERS


def test_one_mailbox_waits_for_a_few_towns_only(session: Session) -> None:
    for n in range(neighbourhoods.MOST_LETTERS):
        neighbourhoods.leave_email(session, email="a@example.fr", commune=f"Town {n}", now=NOW)
    with pytest.raises(Refusal, match="too_often"):
        neighbourhoods.leave_email(session, email="a@example.fr", commune="Lyon", now=NOW)
