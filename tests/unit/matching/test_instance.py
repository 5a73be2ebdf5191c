"""Wrong input is named by array and row."""

from dataclasses import replace

import numpy as np
import pytest

from mutualaid.matching.instance import (
    N_CATEGORIES,
    N_PARTS,
    OFFER_COLUMNS,
    REQUEST_COLUMNS,
    instance_of,
)
from tests.unit.matching.small import Ask, Give, instance


def changed(table, column, values):
    some = instance([Ask(ids=1), Ask(ids=2)], [Give(ids=1), Give(ids=2)])
    return replace(getattr(some, table), **{column: values})


@pytest.mark.parametrize(
    ("table", "column", "values", "sentence"),
    [
        ("requests", "category", [0, 64], "requests.category row 1 is 64"),
        ("requests", "lat", [47.0, 91.0], "requests.lat row 1 is 91.0"),
        ("requests", "lat", [47.0, float("nan")], "requests.lon row 1: lat and lon go together"),
        ("requests", "slots", np.array([1, 1 << 63], np.uint64), "requests.slots row 1"),
        ("requests", "waiting_days", [-1.0, 0.0], "requests.waiting_days row 0 is -1.0"),
        ("requests", "waiting_days", [0.0, float("nan")], "requests.waiting_days row 1 is nan"),
        ("requests", "ids", [7, 7], "requests.ids row 1 is 7: an earlier row has that id"),
        ("requests", "level", [0], "requests.level has shape"),
        ("offers", "reach_m", [float("inf"), 1.0], "offers.reach_m row 0 is inf"),
        ("offers", "capacity", [1, -1], "offers.capacity row 1 is -1"),
        ("offers", "load", [[1, 2]], "offers.load has shape"),
    ],
)
def test_a_value_out_of_range_is_named(table, column, values, sentence):
    with pytest.raises(ValueError, match=sentence.replace("[", r"\[")):
        changed(table, column, values)


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("requests", "category", [0.0, 1.0]),
        ("requests", "urgent", [0, 1]),
        ("offers", "met", ["yes", "no"]),
        ("offers", "lat", ["47", "47"]),
    ],
)
def test_a_wrong_type_is_named(table, column, values):
    with pytest.raises(TypeError, match=f"{table}.{column} holds"):
        changed(table, column, values)


@pytest.mark.parametrize("masks", [[1, 2**63 | 1], [2**63, 3], [1, 2], []])
def test_masks_with_and_without_their_last_bit_stay_whole_numbers(masks):
    columns = {name: [] for name in REQUEST_COLUMNS}
    plain = {"lat": 45.7, "lon": 4.8, "met": True, "neighbourhood": 0}
    offers = {name: [plain.get(name, 1)] * len(masks) for name in OFFER_COLUMNS}
    offers |= {"ids": list(range(len(masks))), "categories": masks}
    made = instance_of(columns, offers, agree=[[True]])
    assert made.offers.categories.tolist() == masks


def test_a_request_with_a_place_needs_a_point():
    with pytest.raises(ValueError, match=r"requests\.lat row 0 is nan: has_place needs a point"):
        instance([Ask(lat=float("nan"), lon=float("nan"))], [])


def test_a_neighbourhood_that_agree_does_not_know_is_named():
    with pytest.raises(ValueError, match=r"offers\.neighbourhood row 0 is 1: agree knows 1"):
        instance([], [Give(neighbourhood=1)])


@pytest.mark.parametrize("agree", [[[1, 0]], [1]])
def test_agree_must_be_square(agree):
    with pytest.raises(ValueError, match="agree is bool"):
        instance([], [], agree=agree)


def test_a_forbidden_pair_of_nobody_is_named():
    with pytest.raises(ValueError, match=r"forbidden row 1 is \[0, 1\]"):
        instance([Ask()], [Give()], forbidden=[(0, 0), (0, 1)])
    with pytest.raises(ValueError, match=r"asked row 0 is \[-1, 0\]"):
        instance([Ask()], [Give()], asked=[(-1, 0)])
    with pytest.raises(ValueError, match=r"acquainted row 0 is \[1, 0\]"):
        instance([Ask()], [Give()], acquainted=[(1, 0)])


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (np.zeros((3, 64), np.int32), "refusal is int32"),
        (np.zeros((64, 3)), "refusal is float64"),
        (np.full((64, 3), 1001), "parts of a thousand"),
        (np.full((64, 3), -1), "parts of a thousand"),
    ],
)
def test_a_table_of_refusals_out_of_shape_or_range_is_refused(refusal, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(instance([Ask()], [Give()]), refusal=refusal)


def test_the_core_holds_nothing_else_about_a_person():
    some = instance([Ask()], [Give()])
    columns = {name.split(".")[1] for name, _ in some.arrays() if "." in name}
    others = {name: array.shape for name, array in some.arrays() if "." not in name}
    assert others.pop("refusal") == (N_CATEGORIES, N_PARTS)
    assert others.keys() == {"agree", "forbidden", "asked", "acquainted"}
    assert columns == {
        *("ids", "category", "lat", "lon", "slots", "level", "waiting_days", "urgent"),
        *("at_deadline", "has_place", "needs_met", "neighbourhood", "language", "prefers"),
        *("categories", "reach_m", "capacity", "load", "rhythm", "met", "languages"),
    }
