"""The grid finds exactly whom a look at everyone finds."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mutualaid.matching.candidates import Arcs
from mutualaid.matching.costs import Weights
from mutualaid.matching.distance import distance_m
from tests.unit.matching.small import Ask, Give, instance, metres

LATS = st.one_of(st.floats(-90, 90), st.floats(47, 47.1))
LONS = st.one_of(st.floats(-180, 180), st.floats(2, 2.1))
REACHES = st.one_of(st.floats(0, 2.1e7), st.floats(0, 9000), st.just(400.0 + 500 / 2**0.5))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(LATS, LONS), min_size=1, max_size=6),
    st.lists(st.tuples(LATS, LONS, REACHES), max_size=12),
)
def test_all_in_reach_and_nobody_else_anywhere_on_the_globe(points, helpers):
    asks = [Ask(ids=row, lat=lat, lon=lon) for row, (lat, lon) in enumerate(points)]
    gives = [
        Give(ids=row, lat=lat, lon=lon, reach_m=reach)
        for row, (lat, lon, reach) in enumerate(helpers)
    ]
    arcs = Arcs(instance(asks, gives), Weights(), wanted=20)
    for row, ask in enumerate(asks):
        near = {col for col, give in enumerate(gives) if metres(ask, give) <= give.reach_m}
        assert set(arcs.offers_of(row).tolist()) == near


def test_distances_are_whole_metres_rounded_half_up():
    assert distance_m(47.0, 2.0, 47.0, 2.0) == 0
    assert distance_m(48.8566, 2.3522, 45.764, 4.8357) == 391_499
    assert distance_m(0.0, 0.0, 0.0, 180.0) == round(np.pi * 6_371_008.8)


def test_the_cheapest_arcs_come_first_and_the_rest_on_demand():
    gives = [Give(ids=row, lat=47.0 + 0.002 * row, reach_m=5000.0) for row in range(20)]
    arcs = Arcs(instance([Ask()], gives), Weights(), wanted=4)
    whole = Arcs(instance([Ask()], gives), Weights(), wanted=40)
    assert arcs.offers_of(0).tolist() == whole.offers_of(0)[:4].tolist()
    assert arcs.beyond[0] == whole.pool[4] >> 32
    arcs.ask_more(0)
    assert arcs.offers_of(0).tolist() == whole.offers_of(0).tolist()
