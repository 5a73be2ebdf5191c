"""The hard rules are stated twice, for one pair and for a whole run: the two say the same."""

from __future__ import annotations

import os
import random
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from mutualaid.domain.clock import local_date
from mutualaid.domain.distance import Reach
from mutualaid.domain.requests import every_week
from mutualaid.domain.slots import FULL_WEEK, HalfDay, Slot
from mutualaid.domain.statuses import RequestStatus
from mutualaid.models import Absence, Block, HelperRefusal, HelpRequest, Offer, Recurrence
from mutualaid.services import rules
from mutualaid.services.matching import snapshot as snapshots
from mutualaid.services.matching.deciding import tables_of
from tests import factories
from tests.conftest import ONE_OR_BOTH
from tests.factories import NOW, TODAY, thursday

N_TOWNS = 40 if "CAMPAIGN" in os.environ else 4


@pytest.mark.parametrize("kind", ONE_OR_BOTH, indirect=True)
@pytest.mark.parametrize("seed", range(N_TOWNS))
def test_the_rules_for_one_pair_are_the_rules_of_the_matcher(session: Session, seed: int) -> None:
    """Every pair that `rules.obstacle` allows is an arc of the core, and the other way round.

    Of a series both ways of asking are compared: on all its dates, and with one missing.
    """
    town = _random_town(session, random.Random(seed))
    snapshot = snapshots.read(session, town.group, now=NOW)
    for help_request in town.requests:
        for offer in town.offers:
            obstacles = {
                may_miss: [
                    rules.obstacle(session, help_request, offer, slot, now=NOW, may_miss=may_miss)
                    for slot in help_request.slots
                ]
                for may_miss in (False, True)
            }
            by_rules = (None in obstacles[False], None in obstacles[True])
            by_core = _only(snapshot, help_request.id, offer.id)
            assert by_core == by_rules, (help_request.category, obstacles)


class _Town:
    def __init__(self) -> None:
        self.group: list[int] = []
        self.requests: list[HelpRequest] = []
        self.offers: list[Offer] = []


def _random_town(session: Session, rng: random.Random) -> _Town:
    town = _Town()
    homes = [factories.neighbourhood(session, name) for name in ("Brosses", "Cusset", "Loin")]
    factories.link(session, homes[0], homes[1])
    town.group = [home.id for home in homes]
    kinds = ["shopping", "papers", "phone_chat", "moving", "outing"]
    year = timedelta(days=365)
    for n in range(7):
        home = rng.choice(homes)
        offer = factories.helper(
            session,
            home,
            f"Aide{n}",
            phone=f"+3363998{n:04d}",
            categories=tuple(rng.sample(kinds, 3)),
            reach=rng.choice(list(Reach)),
            level=rng.choice([0, 1, 1]),
            met_on=rng.choice([None, TODAY, TODAY]),
            rhythm_per_month=rng.choice([None, 0, 2, 4]),
            weekly_mask=rng.getrandbits(21) | rng.choice([0, FULL_WEEK]),
            languages=rng.choice([["fr"], ["fr", "ar"]]),
            drives_declared_on=rng.choice([None, TODAY - year, TODAY - year + timedelta(days=1)]),
            place=factories.place(session, home, north_m=rng.uniform(0, 3000), flat=f"A{n}"),
            is_adult=rng.random() > 0.1,
            rest_until=rng.choice([None, NOW, NOW + timedelta(days=2)]),
        )
        if rng.random() < 0.5:
            away = TODAY + timedelta(days=rng.randrange(0, 16))
            until = away + timedelta(days=rng.randrange(0, 6))
            session.add(Absence(user_id=offer.user_id, starts_on=away, ends_on=until))
        town.offers.append(offer)
    for n in range(7):
        home = rng.choice(homes)
        resident = (
            rng.choice(town.offers).user
            if rng.random() < 0.2
            else factories.person(session, home, f"Demande{n}")
        )
        days = [Slot.of(TODAY + timedelta(days=rng.randrange(0, 9)), HalfDay.MORNING)]
        days.append(thursday(rng.choice(list(HalfDay))))
        recurrence = rng.choice(list(Recurrence))
        if recurrence is Recurrence.WEEKLY:
            days = every_week(days, None)
        need = factories.help_request(
            session,
            resident,
            rng.choice(kinds),
            facts=rng.choice([{"transport": "walk"}, {"transport": "car"}]),
            slots=tuple(dict.fromkeys(days)),
            recurrence=recurrence,
            until_on=rng.choice([None, TODAY + timedelta(days=12)]),
            n_half_days=rng.choice([1, 1, 2]),
            language=rng.choice([None, None, "ar"]),
            meeting_point_id=rng.choice([None, None, home.meeting_points[0].id]),
        )
        town.requests.append(need)
    _bar_some(session, rng, town)
    session.expire_all()
    return town


def _bar_some(session: Session, rng: random.Random, town: _Town) -> None:
    for need in rng.sample(town.requests, 3):
        helper = rng.choice(town.offers).user
        if rng.random() < 0.5:
            session.add(HelperRefusal(help_request_id=need.id, helper_id=helper.id, created_at=NOW))
        elif helper.id != need.user_id:
            session.merge(Block(blocker_id=helper.id, blocked_id=need.user_id, created_at=NOW))
    session.flush()
    assert all(need.status is RequestStatus.OPEN for need in town.requests)
    assert local_date(NOW, "Europe/Paris") == TODAY


def _only(snapshot: snapshots.Snapshot, request_id: int, offer_id: int) -> tuple[bool, bool]:
    """Whether the core pairs these two when they are alone: on all dates; with one missing."""
    from mutualaid.matching.solve import match

    one = snapshots.Snapshot(first_day=snapshot.first_day, agree=snapshot.agree)
    offers = snapshot.offers["ids"]
    column = offers.index(offer_id) if offer_id in offers else None
    for name, values in snapshot.offers.items():
        one.offers[name] = [] if column is None else [values[column]]
    for all_of, kept in ((snapshot, one), (snapshot.wide, one.wide)):
        ids = all_of.requests["ids"]
        row = ids.index(request_id) if request_id in ids else None
        for name, values in all_of.requests.items():
            kept.requests[name] = [] if row is None else [values[row]]
        kept.forbidden = [(0, 0)] if (row, column) in all_of.forbidden else []
        kept.asked = [(0, 0)] if (row, column) in all_of.asked else []
        if row is not None and all_of is snapshot.wide:
            wide = snapshot.wide
            one.wide.choices = [(0, takes) for at, takes in wide.choices if at == row]
            one.wide.books, one.wide.may_miss = [wide.books[row]], [wide.may_miss[row]]
    instance, alone = tables_of(one)
    result = match(instance, wide=alone)
    assert result.ok, result.certificate.violations
    is_whole = len(result.plan) == 1 or result.placed.missing_day.tolist() == [-1]
    return is_whole, len(result.plan) + len(result.placed) == 1
