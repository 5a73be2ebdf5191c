"""Two rows made one, and taken apart: nothing is lost, nothing left behind, nobody mixed up."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.errors import NotFound, Refusal
from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import OfferStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import (
    Absence,
    Base,
    Block,
    JournalEntry,
    Merge,
    Message,
    Neighbourhood,
    Offer,
    Task,
    Tie,
    User,
)
from mutualaid.queries.tokens import get_token
from mutualaid.services import appointments, leaving, merging, tasks, tokens
from mutualaid.services.merging.record import plain
from mutualaid.services.merging.treatments import TREATED, Treatment, keys_to_people, name_of
from tests import factories as f
from tests.factories.whole_life import columns_with, live
from tests.pages.scenes import Pair, Scenes

NOT_TAKEN_BACK = {"journal", "merges"}
"""What says that it happened."""
GROWS = {"version", "revoked_at", "expires_at"}
"""Versions only grow, and whoever was signed out comes in again."""


@pytest.fixture
def fatima(session: Session, home: Neighbourhood) -> User:
    return f.coordinator(session, home)


def make_one(session: Session, kept: User, gone: User, fatima: User, **options: Any) -> Merge:
    asked = {"names_are_checked": True, "now": f.NOW} | options
    return merging.merge(session, kept, gone, by=fatima, **asked)


def everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Each row of each table, but for what only grows."""
    session.flush()
    return {
        table.name: [
            {name: plain(value) for name, value in row.items() if name not in GROWS}
            for row in session.execute(
                select(table).order_by(*table.primary_key.columns)
            ).mappings()
        ]
        for table in Base.metadata.sorted_tables
        if table.name not in NOT_TAKEN_BACK
    }


def pointing_at(session: Session, number: int) -> set[str]:
    """The columns in which some row still points at this person."""
    return {
        name_of(column)
        for column in keys_to_people()
        if session.scalar(select(sa.func.count()).where(column == number))
    }


def test_every_key_to_a_person_says_what_becomes_of_it() -> None:
    there = {name_of(column) for column in keys_to_people()}
    missing = sorted(there - TREATED.keys())
    assert not missing, f"name them in mutualaid/services/merging/treatments.py: {missing}"
    assert not sorted(TREATED.keys() - there), "these keys are gone from the schema"


def test_a_new_key_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TREATED, "offers.user_id")
    with pytest.raises(AssertionError, match=r"offers\.user_id"):
        test_every_key_to_a_person_says_what_becomes_of_it()


def test_nothing_of_a_whole_life_is_left_behind(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    life = live(session, home, "Odette", at_work=True)
    kept = f.person(session, home, "Odette", place=None, email=None)
    gone = session.get_one(User, life.person_id)
    before = pointing_at(session, gone.id) - pointing_at(session, kept.id)
    make_one(session, kept, gone, fatima)
    stays = {name for name, each in TREATED.items() if each in {Treatment.STAY, Treatment.SIGN_OUT}}
    team = {name for name, each in TREATED.items() if each is Treatment.TEAM}
    assert pointing_at(session, gone.id) - stays - team == set()
    assert len(before) >= 14
    lost = before - stays - team - pointing_at(session, kept.id)
    assert lost <= {"ties.low_id", "ties.high_id"}
    assert session.scalars(select(Tie)).one().high_id == kept.id
    words = [gone.first_name, gone.last_name, gone.email, gone.phone, gone.call_hours]
    assert [word for word in words if word] == []
    assert (kept.email, kept.phone) == ("odette@example.fr", "+33639981277")
    assert kept.place_id == life.place_id


@pytest.mark.parametrize("at_work", [True, False])
def test_taken_apart_everything_is_as_it_was(
    session: Session, home: Neighbourhood, fatima: User, at_work: bool
) -> None:
    gone = session.get_one(User, live(session, home, "Odette", at_work=at_work).person_id)
    kept = f.helper(session, home, "Simone", phone="+33639981266").user
    f.help_request(session, kept)
    before = everything(session)
    row = make_one(session, kept, gone, fatima)
    assert everything(session) != before
    merging.undo(session, row, by=fatima, now=f.NOW + timedelta(days=29))
    after = everything(session)
    for name, rows in before.items():
        assert after[name] == rows, name


def random_rows(
    session: Session, home: Neighbourhood, fatima: User, seed: int
) -> tuple[User, User]:
    """Two rows with this and that, and neighbours between whom things hang."""
    rng = random.Random(seed)
    others = [f.person(session, home, f"Ana{n}") for n in range(4)]
    rows = []
    for name in ("Jeanne", "Jeannine"):
        person = f.person(
            session, home, name, phone=rng.choice([None, "+33639981290"]),
            email=rng.choice([None, "deux@example.fr"]), last_name=rng.choice(["", "Petit"]),
            met_on=rng.choice([None, f.TODAY]), weekly_mask=rng.choice([0, 7]),
            call_hours=rng.choice(["", "le matin"]), languages=rng.choice([["fr"], ["fr", "ar"]]),
            rhythm_per_month=rng.choice([None, 2]), n_ignored=rng.randint(0, 2),
        )  # fmt: skip
        if rng.random() < 0.6:
            f.helper(session, home, "Nobody", place=None, phone=None)
            offer = session.scalars(select(Offer).order_by(Offer.id.desc())).first()
            assert offer is not None
            offer.user_id = person.id
            offer.status = rng.choice([OfferStatus.ACTIVE, OfferStatus.PAUSED])
        for _ in range(rng.randint(0, 2)):
            f.help_request(session, person)
        for other in rng.sample(others, rng.randint(0, 3)):
            low, high = sorted((person.id, other.id))
            session.add(Tie(low_id=low, high_id=high, n_meetings=rng.randint(1, 3),
                            is_mutual=rng.random() < 0.5, created_at=f.NOW,
                            removed_at=rng.choice([None, f.NOW])))  # fmt: skip
        for other in rng.sample(others, rng.randint(0, 2)):
            pair = (person.id, other.id) if rng.random() < 0.5 else (other.id, person.id)
            session.add(Block(blocker_id=pair[0], blocked_id=pair[1], created_at=f.NOW))
        for kind in rng.sample([TaskKind.MEET, TaskKind.CONFIRM], rng.randint(0, 2)):
            tasks.ask_desk(session, kind, f"{kind}:user:{person.id}", now=f.NOW,
                           neighbourhood_id=home.id, user_id=person.id)  # fmt: skip
        if rng.random() < 0.5:
            rng.choice(others).household_id = person.id
        session.add(Absence(user_id=person.id, starts_on=f.TODAY, ends_on=f.TODAY))
        rows.append(person)
    session.flush()
    session.expire_all()
    return rows[0], rows[1]


@pytest.mark.parametrize("seed", range(200 if "CAMPAIGN" in os.environ else 3))
def test_whatever_two_rows_hold_they_come_apart_as_they_were(
    session: Session, home: Neighbourhood, fatima: User, seed: int
) -> None:
    kept, gone = random_rows(session, home, fatima, seed)
    before = everything(session)
    row = make_one(session, kept, gone, fatima)
    living = session.scalars(
        select(Offer).where(
            Offer.user_id == kept.id, Offer.status.in_((OfferStatus.ACTIVE, OfferStatus.PAUSED))
        )
    ).all()
    assert len(living) <= 1
    keys = session.scalars(select(Task.reason_key)).all()
    assert len(keys) == len(set(keys))
    merging.undo(session, row, by=fatima, now=f.NOW)
    after = everything(session)
    for name, rows in before.items():
        assert after[name] == rows, name


def test_what_happened_meanwhile_stays(session: Session, home: Neighbourhood, fatima: User) -> None:
    kept, gone = f.person(session, home, "Jeanne"), f.person(session, home, "jeanne", email=None)
    need = f.help_request(session, gone)
    row = make_one(session, kept, gone, fatima)
    later = f.help_request(session, kept)
    kept.last_name = "Petit"
    session.flush()
    merging.undo(session, row, by=fatima, now=f.NOW)
    assert need.user_id == gone.id
    assert later.user_id == kept.id
    assert (kept.last_name, gone.first_name) == ("Petit", "jeanne")


def test_pressing_twice_makes_one_once(database: Database) -> None:
    with database.transaction() as session:
        home = f.neighbourhood(session)
        numbers = [f.coordinator(session, home).id, *(
            f.person(session, home, "Jeanne", email=email).id for email in (None, "j@example.fr")
        )]  # fmt: skip
    for is_second in (False, True):
        with database.transaction() as session:
            fatima, kept, gone = (session.get_one(User, number) for number in numbers)
            if is_second:
                with pytest.raises(NotFound):
                    make_one(session, kept, gone, fatima)
            else:
                make_one(session, kept, gone, fatima)
    with database.reading() as session:
        assert len(session.scalars(select(Merge)).all()) == 1
        assert session.get_one(User, numbers[1]).email == "j@example.fr"


def test_a_block_of_one_row_is_not_forgotten_by_the_other(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    kept, gone = f.person(session, home, "Jeanne"), f.person(session, home, "jeanne", email=None)
    paul = f.person(session, home, "Paul")
    session.add(Block(blocker_id=gone.id, blocked_id=paul.id, created_at=f.NOW))
    session.flush()
    make_one(session, kept, gone, fatima)
    assert session.get(Block, (kept.id, paul.id)) is not None


def test_after_thirty_days_it_stays_and_no_word_is_left_of_what_was(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    kept, gone = f.person(session, home, "Jeanne"), f.person(session, home, "jeanne", email=None)
    row = make_one(session, kept, gone, fatima)
    late = f.NOW + merging.UNDONE_WITHIN
    with pytest.raises(Refusal, match="too_late_to_undo"):
        merging.undo(session, row, by=fatima, now=late)
    assert not merging.may_undo(row, now=late)


def test_what_is_still_to_be_said_names_the_one_who_stays(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    pair = Pair(Scenes(session, home, fatima), "agreed")
    meeting = pair.agree()
    gone = pair.offer.user
    appointments.cancel(session, meeting, by=gone, now=f.NOW, person=gone)
    kept = f.person(session, home, "Karim", email="k@example.fr")
    row = make_one(session, kept, gone, fatima)
    told = select(Message).where(Message.kind == "cancelled", Message.user_id == pair.resident.id)
    message = session.scalars(told).one()
    assert message.event_number == kept.id
    merging.undo(session, row, by=fatima, now=f.NOW)
    session.refresh(message)
    assert message.event_number == gone.id


def test_whoever_leaves_takes_both_entries_along(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    kept = f.person(session, home, "Canariword", place=f.place(session, home, street="rue Canari"))
    other = f.place(session, home, street="rue Canari Deux")
    gone = f.person(session, home, "Canarione", email="canari@example.fr", place=other)
    make_one(session, kept, gone, fatima)
    leaving.leave(session, kept, by=kept, now=f.NOW)
    assert not columns_with(session, "canari")


def test_a_mailed_link_goes_on_working_for_the_one_who_stays(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    kept = f.person(session, home, "Jeanne", email_version=3)
    gone = f.person(session, home, "jeanne", email="autre@example.fr", email_version=2)
    need = f.help_request(session, gone)
    text = tokens.grant(session, TokenPurpose.CONFIRM, need, gone, now=f.NOW)
    gone.email_version = 1
    old = tokens.grant(session, TokenPurpose.CONFIRM, need, gone, now=f.NOW)
    gone.email_version = 2
    session.flush()
    make_one(session, kept, gone, fatima)
    assert get_token(session, text, TokenPurpose.CONFIRM)[1].id == kept.id
    with pytest.raises(NotFound):
        get_token(session, old, TokenPurpose.CONFIRM)


def test_it_is_written_in_the_journal_both_times(
    session: Session, home: Neighbourhood, fatima: User
) -> None:
    kept, gone = f.person(session, home, "Jeanne"), f.person(session, home, "jeanne", email=None)
    row = make_one(session, kept, gone, fatima)
    merging.undo(session, row, by=fatima, now=f.NOW)
    merging.undo(session, row, by=fatima, now=f.NOW)
    said = session.scalars(
        select(JournalEntry.action).where(JournalEntry.actor_id == fatima.id)
    ).all()
    assert [each for each in said if each.startswith("merge")] == ["merged", "merge_undone"]
