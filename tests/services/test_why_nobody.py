"""Why nobody can be asked for one request: the same words as after a whole run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.distance import Reach
from mutualaid.domain.slots import HalfDay, weekly_bit
from mutualaid.domain.statuses import ProposalStatus, RequestStatus
from mutualaid.models import (
    Absence,
    Block,
    HelperRefusal,
    HelpRequest,
    Offer,
    Proposal,
    Recurrence,
)
from mutualaid.queries import neighbours
from mutualaid.services import proposals, why_nobody
from mutualaid.services.matching import run_group
from tests import factories
from tests.factories import NOW, TODAY, thursday

Change = Callable[[Session, HelpRequest, Offer], object]
MORNINGS = 1 << weekly_bit(3, HalfDay.MORNING)


def _helps_once_a_month(session: Session, need: HelpRequest, offer: Offer) -> None:
    """She is being asked for somebody else's need already."""
    offer.user.rhythm_per_month = 1
    other = factories.help_request(
        session, factories.person(session, offer.user.neighbourhood, "Odette")
    )
    row = Proposal(
        help_request_id=other.id, offer_id=offer.id, helper_id=offer.user_id,
        on_date=TODAY + timedelta(days=5), half_day=HalfDay.MORNING, status=ProposalStatus.OPEN,
        expires_at=NOW + timedelta(days=1), created_at=NOW,
    )  # fmt: skip
    other.status = RequestStatus.PROPOSED
    session.add(row)
    session.flush()


WHY: dict[str, tuple[str, Change]] = {
    "another_kind": (
        "nobody_offers",
        lambda s, _n, o: [s.delete(row) for row in o.category_rows if row.category == "shopping"],
    ),
    "no_car": (
        "no_driver",
        lambda _s, n, _o: (
            setattr(n, "category", "outing"),
            setattr(n, "facts", {"transport": "car"}),
        ),
    ),
    "another_half_day": ("nobody_free", lambda _s, _n, o: setattr(o.user, "weekly_mask", MORNINGS)),
    "away": (
        "nobody_free",
        lambda s, _n, o: s.add(
            Absence(user_id=o.user_id, starts_on=TODAY, ends_on=TODAY + timedelta(days=9))
        ),
    ),
    "far": (
        "all_too_far",
        lambda _s, _n, o: (
            setattr(o, "reach", Reach.FIVE_MINUTES),
            setattr(o.user.place, "lat", o.user.place.lat + 0.02),
        ),
    ),
    "unknown": ("nobody_met", lambda _s, _n, o: setattr(o.user, "met_on", None)),
    "language": ("no_common_language", lambda _s, n, _o: setattr(n, "language", "ar")),
    "rest": (
        "all_asked_this_week",
        lambda _s, _n, o: setattr(o.user, "rest_until", NOW + timedelta(days=1)),
    ),
    "rhythm": ("all_at_their_rhythm", _helps_once_a_month),
    "room_for_four": (
        "all_at_their_rhythm",
        lambda _s, n, o: (
            setattr(n, "recurrence", Recurrence.WEEKLY),
            setattr(o.user, "rhythm_per_month", 3),
        ),
    ),
    "no": (
        "all_have_been_asked",
        lambda s, n, o: s.add(
            HelperRefusal(help_request_id=n.id, helper_id=o.user_id, created_at=NOW)
        ),
    ),
    "block": (
        "nobody_suits",
        lambda s, n, o: s.add(Block(blocker_id=n.user_id, blocked_id=o.user_id, created_at=NOW)),
    ),
    "same_door": ("nobody_suits", lambda _s, n, o: setattr(o.user, "household_id", n.user_id)),
    "no_point": ("not_placed", lambda _s, n, _o: setattr(n, "place_id", None)),
    "tonight": (
        "no_time_left",
        lambda _s, n, _o: setattr(n.slot_rows[0], "on_date", TODAY - timedelta(days=1)),
    ),
    "next_month": (
        "too_early",
        lambda _s, n, _o: setattr(n.slot_rows[0], "on_date", TODAY + timedelta(days=30)),
    ),
}


def ask_for(session: Session, change: Change) -> tuple[list[int], int]:
    """Jeanne's need and the only neighbour, of whom `change` makes somebody who cannot come."""
    home = factories.neighbourhood(session)
    need = factories.help_request(session, factories.person(session, home))
    offer = factories.helper(session, home)
    change(session, need, offer)
    return [home.id], need.id


def reason_for(database: Database, request_id: int) -> dict[str, object]:
    with database.reading() as session:
        need = session.get_one(HelpRequest, request_id)
        around = neighbours.exchanging_with(session, need.neighbourhood_id)
        return why_nobody.reason_for(session, need, around, now=NOW)


@pytest.mark.parametrize("why", WHY)
def test_the_reason_is_the_one_that_a_run_gives(database: Database, why: str) -> None:
    code, change = WHY[why]
    with database.transaction() as session:
        group, request_id = ask_for(session, change)
    alone = reason_for(database, request_id)
    assert run_group(database, group, now=NOW).n_proposed == 0
    with database.reading() as session:
        assert session.get_one(HelpRequest, request_id).unmatched_reason == alone
    assert alone["code"] == code


def test_what_would_unlock_it_is_the_half_day_on_which_most_are_free(database: Database) -> None:
    _code, change = WHY["another_half_day"]
    with database.transaction() as session:
        _group, request_id = ask_for(session, change)
        rose = factories.helper(session, _home(session), "Rose", phone=None)
        rose.user.weekly_mask = MORNINGS | 1
    found = reason_for(database, request_id)
    assert (found["code"], found["n"]) == ("nobody_free", 2)
    assert (found["unlock_on"], found["unlock_half_day"], found["unlock_n"]) == (
        thursday().on_date.isoformat(),
        "morning",
        2,
    )


def test_a_half_day_that_has_begun_unlocks_nothing(database: Database) -> None:
    this_morning = 1 << weekly_bit(0, HalfDay.MORNING)
    with database.transaction() as session:
        group, request_id = ask_for(
            session, lambda _s, _n, o: setattr(o.user, "weekly_mask", this_morning)
        )
    found = reason_for(database, request_id)
    assert found["unlock_on"] == (TODAY + timedelta(days=7)).isoformat()
    run_group(database, group, now=NOW)
    with database.reading() as session:
        assert session.get_one(HelpRequest, request_id).unmatched_reason == found


def test_whoever_is_being_asked_counts_as_asked(database: Database) -> None:
    with database.transaction() as session:
        _group, request_id = ask_for(session, lambda _s, _n, _o: None)
        offer = session.scalars(select(Offer)).one()
        fatima = factories.coordinator(session, _home(session))
        need = session.get_one(HelpRequest, request_id)
        proposals.propose(session, need, offer, thursday(), by=fatima, now=NOW)
    found = reason_for(database, request_id)
    assert (found["code"], found["n"]) == ("all_have_been_asked", 1)


def _home(session: Session):
    return session.scalars(select(Offer)).first().user.neighbourhood
