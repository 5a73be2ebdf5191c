from collections import Counter
from datetime import date, timedelta

import pytest

from mutualaid.demo.errands import Errand
from mutualaid.demo.people import ALI, JEANNE, KARIM, ROSE, Cast
from mutualaid.demo.town import Town, build
from mutualaid.domain.categories import CATEGORIES, category
from mutualaid.domain.facts import Fact, FactKind
from mutualaid.domain.geo import Point, haversine_m
from mutualaid.domain.slots import HORIZON_DAYS, HalfDay

TODAY = date(2026, 10, 13)


@pytest.fixture(scope="module")
def town() -> Town:
    return build(TODAY)


def test_two_towns_of_one_day_are_equal_and_another_seed_is_another_town(town: Town) -> None:
    assert build(TODAY) == town
    assert build(TODAY, seed=1) != town


def test_the_town_has_the_people_offers_and_requests_it_promises(town: Town) -> None:
    assert (len(town.people), len(town.offers), len(town.needs)) == (160, 110, 90)
    assert sum(person.email is None for person in town.people) == 25
    assert [person.rank for person in town.people] == list(range(160))


def test_the_people_and_offers_do_not_depend_on_the_day(town: Town) -> None:
    later = build(TODAY + timedelta(days=3))
    assert (later.people, later.offers) == (town.people, town.offers)


def test_every_contact_is_fictional(town: Town) -> None:
    for person in town.people:
        assert person.phone.startswith(("+3363998", "+3346571")), person
        assert len(person.phone) == 12, person
        assert person.email is None or person.email.endswith(("@example.fr", "@exemple.org"))


def test_only_couples_share_a_mailbox_and_they_share_the_landline_and_the_home(town: Town) -> None:
    mailboxes = Counter(person.email for person in town.people if person.email)
    assert sorted(mailboxes.values(), reverse=True)[:9] == [2] * 8 + [1]
    couples = [person for person in town.people if person.household is not None]
    assert len(couples) == 8
    for second in couples:
        first = town.people[second.household or 0]
        assert (first.home, first.email, first.phone) == (second.home, second.email, second.phone)
        assert first.phone.startswith("+3346571")


def test_no_helper_offers_twice_and_most_are_met(town: Town) -> None:
    helpers = [offer.helper for offer in town.offers]
    assert len({helper.rank for helper in helpers}) == 110
    assert 0.82 <= sum(helper.met_days_ago is not None for helper in helpers) / 110 <= 0.92
    assert all(helper.level == 0 for helper in helpers if helper.met_days_ago is None)


def test_every_kind_of_help_is_asked_for_and_offered(town: Town) -> None:
    assert {need.errand.category for need in town.needs} == {kind.key for kind in CATEGORIES}
    offered = {key for offer in town.offers for key in offer.categories}
    assert offered == {kind.key for kind in CATEGORIES if kind.goes_to_matcher}


def test_five_movings_need_one_helper_and_three_need_several(town: Town) -> None:
    moving = [need.errand.helpers_needed for need in town.needs if need.errand.category == "moving"]
    assert moving.count(1) == 5
    assert len(moving) == 8


def test_some_requests_are_urgent_weekly_or_long(town: Town) -> None:
    assert sum(need.is_urgent for need in town.needs) == 6
    assert sum(need.is_weekly for need in town.needs) == 5
    assert sum(need.n_half_days == 2 for need in town.needs) == 3


@pytest.mark.parametrize("day", range(7))
def test_no_slot_comes_before_the_day_after_tomorrow(day: int) -> None:
    today = TODAY + timedelta(days=day)
    for need in build(today).needs:
        for slot in need.slots:
            assert slot.on_date >= today + timedelta(days=2), need
        assert need.slots[0].on_date < today + timedelta(days=HORIZON_DAYS), need
        assert need.start is None or HalfDay.of(need.start) is need.slots[0].half_day
        assert need.n_half_days == 1 or len({slot.on_date for slot in need.slots}) == 1


def test_every_fact_that_a_category_asks_for_is_given_as_it_asks(town: Town) -> None:
    for errand in {id(need.errand): need.errand for need in town.needs}.values():
        assert set(errand.facts) <= {fact.key for fact in category(errand.category).facts}
        assert errand.helpers_needed <= category(errand.category).most_helpers
        assert len(errand.note) <= 300
        for fact in category(errand.category).facts:
            assert _fits(errand, fact), (errand, fact.key)


def _fits(errand: Errand, fact: Fact) -> bool:
    value = errand.facts.get(fact.key, "")
    if not value:
        return fact.is_optional
    if fact.kind is FactKind.CHOICE:
        return value in dict(fact.choices)
    return fact.kind is FactKind.TEXT or 0 <= int(value) <= fact.maximum


@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize(("resident", "helper"), [(JEANNE, KARIM), (ROSE, ALI)])
def test_two_pairs_are_sure_whatever_the_day(day: int, resident: Cast, helper: Cast) -> None:
    town = build(TODAY + timedelta(days=day))
    (need,) = (each for each in town.needs if each.resident.rank == resident.rank)
    (slot,) = need.slots
    able = [
        offer.helper.rank
        for offer in town.offers
        if need.errand.category in offer.categories
        and (slot.on_date.weekday(), slot.half_day) in offer.free
    ]
    assert able == [helper.rank]


def test_rose_and_ali_have_a_telephone_only(town: Town) -> None:
    assert [town.people[cast.rank].email for cast in (ROSE, ALI)] == [None, None]


def test_nobody_asks_twice_for_the_same_kind_of_help(town: Town) -> None:
    asked = Counter((need.resident.rank, need.errand.category) for need in town.needs)
    assert max(asked.values()) == 1


def test_the_two_quarters_are_neighbours_and_about_a_kilometre_wide(town: Town) -> None:
    one, other = town.quarters
    assert 600 < haversine_m(Point(one.lat, one.lon), Point(other.lat, other.lon)) < 2000
    assert len(one.roads) + len(other.roads) >= 45
    for quarter in town.quarters:
        centre = Point(quarter.lat, quarter.lon)
        assert all(haversine_m(centre, Point(road.lat, road.lon)) < 1000 for road in quarter.roads)


def test_two_addresses_are_left_for_a_coordinator_to_place(town: Town) -> None:
    listed = {road.name for quarter in town.quarters for road in quarter.roads}
    assert sum(person.home.street not in listed for person in town.people) == 2
