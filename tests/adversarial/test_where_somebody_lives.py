"""T22: an offer moved around a house, and who is proposed: nobody learns where the house is."""

from __future__ import annotations

import math
import os
import random
from statistics import median

import pytest
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.domain.distance import Reach
from mutualaid.domain.geo import Point, cell_centre, haversine_m, reach_with_cells_m
from mutualaid.models import Place, Proposal, User
from mutualaid.services import users
from mutualaid.services.matching import run_group
from tests import factories
from tests.factories import NOW

LONG = "CAMPAIGN" in os.environ
PROBES = 45
CELL_M = 500
REACH = Reach.FIVE_MINUTES.metres
HOME = Point(factories.LAT, factories.LON)


def shifted(point: Point, east_m: float, north_m: float) -> Point:
    per_degree = 111_195
    lat = point.lat + north_m / per_degree
    return Point(lat, point.lon + east_m / (per_degree * math.cos(math.radians(lat))))


def around(point: Point, number: int, of: int = PROBES) -> Point:
    """The n-th place of a spiral that reaches as far as an offer does."""
    turn, far = number * 2.4, 1200 * math.sqrt((number + 0.5) / of)
    return shifted(point, far * math.cos(turn), far * math.sin(turn))


def test_somebody_nobody_met_is_never_paired_with_a_home_wherever_she_says_she_lives(
    database: Database,
) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        factories.help_request(session, factories.person(session, home))
        offer = factories.helper(session, home, met_on=None, level=0, reach=Reach.FIVE_MINUTES)
        attacker = session.get_one(User, offer.user_id)
        place_id, group = attacker.place_id, [home.id]
    for number in range(PROBES if LONG else 9):
        point = around(HOME, number)
        with database.transaction() as session:
            place = session.get_one(Place, place_id)
            place.lat, place.lon = point.lat, point.lon
        assert run_group(database, group, now=NOW).n_proposed == 0
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Proposal)) == 0


def test_somebody_who_was_met_would_have_been_paired(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        factories.help_request(session, factories.person(session, home))
        factories.helper(session, home, reach=Reach.FIVE_MINUTES)
        group = [home.id]
    assert run_group(database, group, now=NOW).n_proposed == 1


def test_and_moves_no_more_than_twice_in_a_month(database: Database) -> None:
    with database.transaction() as session:
        home = factories.neighbourhood(session)
        met = session.get_one(User, factories.helper(session, home).user_id)
        done = [
            users.move(session, met, factories.place(session, home, number=str(n)), by=met, now=NOW)
            for n in range(PROBES)
        ]
    assert done == [True, True] + [False] * (PROBES - 2)


def is_proposed(target: Point, said: Point) -> bool:
    """All that an attacker can see."""
    metres = haversine_m(cell_centre(target, CELL_M), cell_centre(said, CELL_M))
    return metres <= reach_with_cells_m(REACH, CELL_M)


def guess(target: Point, centre: Point, probes: list[Point]) -> Point:
    """The middle of everywhere that fits what was seen."""
    seen = [is_proposed(target, probe) for probe in probes]
    fits: dict[Point, bool] = {}
    points = []
    for east in range(-900, 901, 60):
        for north in range(-900, 901, 60):
            point = shifted(centre, east, north)
            cell = cell_centre(point, CELL_M)
            if cell not in fits:
                fits[cell] = [is_proposed(cell, probe) for probe in probes] == seen
            if fits[cell]:
                points.append(point)
    if not points:
        return centre
    return Point(
        sum(point.lat for point in points) / len(points),
        sum(point.lon for point in points) / len(points),
    )


def errors(n_trials: int, *, attacker_knows: float = 400.0) -> list[float]:
    """How far the best guess is from the door, trial by trial."""
    chance = random.Random(22)
    found = []
    for _ in range(n_trials):
        target = shifted(HOME, chance.uniform(-2000, 2000), chance.uniform(-2000, 2000))
        off = (chance.uniform(-attacker_knows, attacker_knows) for _ in range(2))
        centre = shifted(target, *off)
        probes = [around(centre, number) for number in range(PROBES)]
        found.append(haversine_m(target, guess(target, centre, probes)))
    return found


def test_forty_five_answers_find_a_square_and_no_door() -> None:
    found = errors(500 if LONG else 60)
    near = sum(metres < 100 for metres in found) / len(found)
    assert near <= (0.15 if LONG else 0.25), "a guess within a square of 500 m: 12.6 %"
    assert median(found) >= (190 if LONG else 165)


def test_without_squares_the_same_attacker_finds_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "CELL_M", 20)
    assert median(errors(8)) < 100


def test_a_square_is_never_drawn_anew() -> None:
    assert len({cell_centre(HOME, CELL_M) for _ in range(100)}) == 1
