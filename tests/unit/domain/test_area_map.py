"""A map of squares: what is drawn follows from the centre, what is said from the count."""

from __future__ import annotations

from mutualaid.domain.area_map import AreaMap, draw
from mutualaid.domain.geo import Point, cell_centre, cell_of

CENTRE = Point(45.7612, 4.9128)


def area(points: list[Point], radius_m: int = 1500, side_m: int = 500) -> AreaMap:
    streets = [("Rue Nord", moved(900)), ("Rue Basse", CENTRE), ("Rue d'Ailleurs", moved(9000))]
    return draw(points, streets, centre=CENTRE, radius_m=radius_m, side_m=side_m)


def moved(north_m: float, east_m: float = 0.0) -> Point:
    return Point(CENTRE.lat + north_m / 111_195, CENTRE.lon + east_m / 77_560)


def test_north_is_on_top_and_east_on_the_right() -> None:
    drawn = area([moved(1000)] * 12 + [moved(0, 1000)] * 12 + [CENTRE] * 12)
    figures = {square.label: square.n for square in drawn.squares if square.n}
    assert figures == {"D2": 11, "D4": 11, "F4": 11}
    assert {square.label: square.streets for square in drawn.named if square.streets} == {
        "D2": ("Rue Nord",), "D4": ("Rue Basse",),
    }  # fmt: skip


def test_a_lone_house_at_the_edge_makes_the_map_no_larger() -> None:
    alone = area([moved(1400, 1400)])
    assert alone.is_silent
    assert (alone.n_rows, alone.n_columns) == (area([]).n_rows, area([]).n_columns) == (7, 7)
    assert alone.squares == area([]).squares, "it cannot be told from an empty one"
    assert area([moved(9000)] * 40) == area([])


def test_a_large_neighbourhood_in_small_squares_stays_readable() -> None:
    drawn = area([], radius_m=20_000, side_m=200)
    assert (drawn.n_rows, drawn.n_columns) == (13, 13)
    assert drawn.squares[-1].label == "M13"


def test_darker_as_it_grows() -> None:
    counts = (11, 20, 21, 41, 80, 85)
    points = [moved(0, 500 * n - 1500) for n, count in enumerate(counts) for _ in range(count)]
    steps = [square.step for square in area(points).squares if square.n]
    assert steps == [1, 1, 2, 3, 3, 4]


def test_a_square_is_the_one_whose_centre_matching_uses() -> None:
    for point in (CENTRE, moved(333, -777), moved(-1234, 55)):
        assert cell_of(cell_centre(point, 500), 500) == cell_of(point, 500)
