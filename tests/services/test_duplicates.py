"""Who may be one person and who never is; which entries are shown, and which not again."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.models import (
    Block,
    HelpRequest,
    Merge,
    Message,
    Neighbourhood,
    Tie,
    User,
)
from mutualaid.queries.coordination.duplicates import Why, list_suspicions
from mutualaid.services import acquaintance, merging
from tests import factories as f
from tests.factories.whole_life import live
from tests.pages.scenes import Pair, Scenes


@pytest.fixture
def fatima(session: Session, home: Neighbourhood) -> User:
    return f.coordinator(session, home)


def make_one(session: Session, kept: User, gone: User, fatima: User, **options: Any) -> Merge:
    asked = {"names_are_checked": True, "now": f.NOW} | options
    return merging.merge(session, kept, gone, by=fatima, **asked)


def test_a_couple_that_shares_everything_is_never_made_one_by_mistake(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    shared = {"email": "ensemble@example.fr", "phone": "+33472000000"}
    lucie = f.person(session, home, "Lucie", **shared)
    marcel = f.person(session, home, "Marcel", **shared)
    (pair,) = list_suspicions(session, [home.id])
    assert (pair.why, pair.has_same_name) == (Why.PHONE, False)
    with pytest.raises(Refusal, match="merge_names"):
        make_one(session, lucie, marcel, fatima, names_are_checked=False)
    acquaintance.live_together(session, lucie, marcel, by=fatima, now=f.NOW)
    assert not list_suspicions(session, [home.id])
    with pytest.raises(Refusal, match="merge_household"):
        make_one(session, lucie, marcel, fatima)


def test_who_was_said_to_be_two_is_not_asked_about_again(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    one = f.person(session, home, "Marie", email="m@example.fr")
    other = f.person(session, home, "marie", email="m@example.fr")
    assert len(list_suspicions(session, [home.id])) == 1
    merging.are_two(session, one, other, by=fatima, now=f.NOW)
    merging.are_two(session, other, one, by=fatima, now=f.NOW)
    assert not list_suspicions(session, [home.id])
    assert len(session.scalars(select(Merge)).all()) == 1


@pytest.mark.parametrize(
    ("names", "is_suspected"),
    [(("Jeannine", "Jeanine"), True), (("Élodie", "elodie"), True), (("Marie", "Jean"), False)],
)
def test_the_same_door_and_almost_the_same_name_are_shown(
    session: Session, home: Neighbourhood, names: tuple[str, str], is_suspected: bool
) -> None:
    for name in names:
        f.person(session, home, name, email=None, place=f.place(session, home, flat=name))
    assert bool(list_suspicions(session, [home.id])) is is_suspected


def test_two_who_have_to_do_with_each_other_are_two(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    karim = f.helper(session, home, "Jeanne").user
    jeanne = f.person(session, home, "Jeanne", email=None)
    low, high = sorted((karim.id, jeanne.id))
    tie = Tie(low_id=low, high_id=high, n_meetings=1, created_at=f.NOW)
    session.add(tie)
    session.flush()
    with pytest.raises(Refusal, match="merge_two_people"):
        make_one(session, karim, jeanne, fatima)


def test_two_agreements_to_the_veille_are_not_joined(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    one, other = (
        session.get_one(User, live(session, home, name).person_id) for name in ("Odette", "Odile")
    )
    with pytest.raises(Refusal, match="merge_veille"):
        make_one(session, one, other, fatima)


def test_no_contact_wanted_by_one_entry_is_no_contact_for_the_other(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    pair = Pair(Scenes(session, home, fatima), "asked")
    again = f.person(session, home, "Jeanne", email=None)
    session.add(Block(blocker_id=pair.offer.user_id, blocked_id=again.id, created_at=f.NOW))
    session.flush()
    with pytest.raises(Refusal, match="merge_blocked"):
        make_one(session, again, pair.resident, fatima)
    pair.says(yes=False)
    make_one(session, again, pair.resident, fatima)
    assert session.get(Block, (pair.offer.user_id, again.id)) is not None


def test_somebody_of_16_and_an_adult_are_not_one_person(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    young = f.person(session, home, "Léo", is_adult=False)
    grown = f.person(session, home, "Léo", email=None)
    with pytest.raises(Refusal, match="merge_ages"):
        make_one(session, grown, young, fatima)


def test_nobody_of_the_team_and_nobody_of_another_desk_is_made_one(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    jeanne = f.person(session, home)
    away = f.person(session, f.neighbourhood(session, "Cusset"), "Jeanne", email=None)
    boss = f.coordinator(session, home, "Paul")
    for other, error in ((away, NotFound), (fatima, NotFound), (boss, Refusal), (jeanne, Refusal)):
        with pytest.raises(error):
            make_one(session, jeanne, other, fatima)
    assert not session.scalars(select(Merge)).all()


def test_two_who_are_asked_about_one_need_wait_for_an_answer(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    pair = Pair(Scenes(session, home, fatima), "asked")
    second = pair.helper("karim")
    pair.propose(second)
    assert len(session.scalars(select(Message)).all()) >= 2
    with pytest.raises(Refusal, match="merge_both_asked"):
        make_one(session, pair.offer.user, second.user, fatima)
    assert session.get_one(HelpRequest, pair.need.id).user_id == pair.resident.id
