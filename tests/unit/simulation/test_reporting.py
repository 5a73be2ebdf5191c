"""What a comparison says: intervals, a table, and a drawing that needs nothing beside it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from mutualaid.simulation.comparing import Comparison, as_json, compare, estimate
from mutualaid.simulation.measures import MEASURES
from mutualaid.simulation.picture import picture_of
from mutualaid.simulation.settings import Settings
from mutualaid.simulation.table import TITLES, table_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    settings = Settings(weeks=1, people=120, seeds=3, policies=("nearest", "ours"))
    heard: list[str] = []
    result = compare(settings, told=heard.append)
    assert heard == [f"Town {number} of 3…" for number in (1, 2, 3)]
    return result


def test_an_interval_is_students() -> None:
    """Three values 1, 2, 3: mean 2, 4.303 standard errors of 1/√3."""
    mean, half = estimate([1.0, 2.0, 3.0])
    assert (mean, half) == pytest.approx((2.0, 4.303 / 3**0.5), abs=1e-3)
    assert estimate([float(n % 2) for n in range(31)]).half == pytest.approx(0.1864, abs=1e-3)


def test_differences_are_taken_seed_by_seed() -> None:
    pair = Comparison(Settings(seeds=3, policies=("nearest", "ours")))
    pair.figures["nearest"] = [{"fill": value} for value in (10.0, 50.0, 90.0)]
    pair.figures["ours"] = [{"fill": value} for value in (12.0, 52.0, 92.0)]
    assert pair.difference("nearest", "fill") == pytest.approx((-2.0, 0.0))


def test_the_table_has_a_line_for_each_figure(comparison: Comparison) -> None:
    table = table_of(comparison)
    for each in MEASURES:
        assert table.count(each.title) == 2  # the means, and the differences from ours
    assert "1 weeks, 120 people, supply 1.2 × demand" in table


def test_the_drawing_is_whole_and_says_its_figures(comparison: Comparison) -> None:
    svg = picture_of(comparison)
    root = ET.fromstring(svg)  # noqa: S314  (drawn two lines above)
    words = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    described = root.find(f"{SVG}desc")
    assert described is not None
    for name in comparison.settings.policies:
        assert TITLES[name] in words
        assert TITLES[name] in (described.text or "")
    assert "prefers-color-scheme: dark" in svg
    assert not {"href", "src", "onload"} & {key for each in root.iter() for key in each.attrib}


def test_all_figures_can_be_read_by_a_program(comparison: Comparison) -> None:
    figures = as_json(comparison)["policies"]
    assert isinstance(figures, dict)
    assert set(figures) == {"nearest", "ours"}
    assert len(figures["ours"]["fill"]["seeds"]) == 3
