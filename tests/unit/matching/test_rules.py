"""Each hard rule forbids a pair, alone, and the pair stands without it."""

from dataclasses import replace

import pytest

from mutualaid.matching.solve import match
from tests.unit.matching.small import Ask, Give, instance

ASK = Ask(ids=1)
GIVE = Give(ids=1)
NEAR_1_KM = 47.0 + 1000 / 111_195


def is_served(ask: Ask, give: Give, **more) -> bool:
    result = match(instance([ask], [give], **more))
    assert result.ok
    return len(result.plan) == 1


def test_the_plain_pair_stands():
    assert is_served(ASK, GIVE)


def test_the_help_must_be_offered():
    assert not is_served(replace(ASK, category=1), GIVE)
    assert is_served(replace(ASK, category=63), replace(GIVE, categories=1 << 63))


def test_a_half_day_must_be_free_on_both_sides():
    assert not is_served(replace(ASK, slots=0b0110), replace(GIVE, slots=0b1001))
    assert is_served(replace(ASK, slots=0b0110), replace(GIVE, slots=0b0100))
    assert is_served(replace(ASK, slots=1 << 62), replace(GIVE, slots=1 << 62))


def test_a_place_must_lie_within_reach():
    give = replace(GIVE, lat=NEAR_1_KM)
    assert is_served(ASK, replace(give, reach_m=1001.0))
    assert not is_served(ASK, replace(give, reach_m=998.0))


def test_a_place_must_lie_within_the_reach_of_the_request_too():
    give = replace(GIVE, lat=NEAR_1_KM, reach_m=5000.0)
    assert is_served(replace(ASK, reach_m=1001.0), give)
    assert not is_served(replace(ASK, reach_m=998.0), give)


def test_remote_help_knows_no_distance():
    ask = replace(ASK, has_place=False, lat=float("nan"), lon=float("nan"))
    assert is_served(ask, replace(GIVE, lat=-33.0, lon=151.0, reach_m=0.0))
    assert is_served(ask, replace(GIVE, lat=float("nan"), lon=float("nan")))


def test_a_helper_who_is_not_placed_gives_remote_help_only():
    assert not is_served(ASK, replace(GIVE, lat=float("nan"), lon=float("nan"), reach_m=2e7))


def test_the_level_must_be_high_enough():
    assert not is_served(replace(ASK, level=1), GIVE)
    assert is_served(replace(ASK, level=1), replace(GIVE, level=2))


def test_no_home_is_disclosed_to_someone_nobody_has_met():
    stranger = replace(GIVE, met=False)
    assert not is_served(ASK, stranger)
    assert is_served(replace(ASK, needs_met=False), stranger)


def test_the_neighbourhoods_must_agree():
    give = replace(GIVE, neighbourhood=1)
    assert not is_served(ASK, give, agree=[[1, 0], [0, 1]])
    assert is_served(ASK, give, agree=[[1, 1], [0, 1]])
    assert not is_served(ASK, give, agree=[[1, 0], [1, 1]])


def test_a_language_must_be_shared_when_asked_for():
    assert not is_served(replace(ASK, language=0b110), replace(GIVE, languages=0b001))
    assert is_served(replace(ASK, language=0b110), replace(GIVE, languages=0b011))
    assert is_served(ASK, replace(GIVE, languages=0))


@pytest.mark.parametrize("kind", ["forbidden", "asked"])
def test_a_forbidden_pair_is_never_made(kind):
    assert not is_served(ASK, GIVE, **{kind: [(0, 0)]})


def test_a_forbidden_pair_forbids_only_itself():
    asks, gives = [Ask(ids=1), Ask(ids=2)], [Give(ids=1), Give(ids=2)]
    plan = match(instance(asks, gives, forbidden=[(0, 0), (1, 1)])).plan
    assert plan.offer_row.tolist() == [1, 0]


def test_a_helper_gets_no_more_than_her_capacity():
    asks = [Ask(ids=row, slots=0b111) for row in range(3)]
    assert not is_served(ASK, replace(GIVE, capacity=0))
    result = match(instance(asks, [replace(GIVE, slots=0b111, capacity=2)]))
    assert len(result.plan) == 2


def test_a_half_day_is_given_once():
    asks = [Ask(ids=row, slots=0b1) for row in range(3)]
    result = match(instance(asks, [replace(GIVE, slots=0b111, capacity=3)]))
    assert len(result.plan) == 1


@pytest.mark.parametrize(
    ("lat", "lon", "other_lat", "other_lon"),
    [
        (47.0, 179.9999, 47.0, -179.9999),
        (89.9999, 0.0, 89.9999, 180.0),
        (-89.9999, -90.0, -89.9999, 90.0),
        (0.0, -180.0, 0.0, 180.0),
        (47.0, 2.0, 47.0, 2.0),
        (69.9, 20.0, 69.904, 20.0),
    ],
)
def test_near_is_near_everywhere_on_the_globe(lat, lon, other_lat, other_lon):
    ask, give = replace(ASK, lat=lat, lon=lon), replace(GIVE, lat=other_lat, lon=other_lon)
    assert is_served(ask, give)
    assert not is_served(replace(ask, lat=lat / 2 + 20), give)
