"""No figure under 11 on a map, and none that somebody who subtracts could find."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from mutualaid.domain.suppression import BAND, FEWEST, band_of, shown

INFINITE = 10**6
Counts = Mapping[int, int]
Publish = Callable[[Counts], dict[int, tuple[int, int]]]
"""What may be printed of each square: the least and the most that it may be."""


def ours(counts: Counts) -> dict[int, tuple[int, int]]:
    return {cell: (n, n + BAND - 1) for cell, n in shown(counts).items()}


def careless(counts: Counts) -> dict[int, tuple[int, int]]:
    """Hides what is small and prints the rest as it is: the control."""
    return {cell: (n, n) for cell, n in counts.items() if n >= FEWEST}


@dataclass
class Month:
    """A map as an attacker reads it, who knows the neighbourhood's exact total too."""

    true: Counts
    bounds: dict[int, tuple[int, int]]

    def range_of(self, region: frozenset[int]) -> tuple[int, int]:
        """The least and the most that these squares hold together: exact, for one equation."""
        total, rest = sum(self.true.values()), set(self.true) - region
        least = max(self._sum(region, 0), total - self._sum(rest, 1))
        most = min(self._sum(region, 1), total - self._sum(rest, 0))
        return least, most

    def _sum(self, region: set[int] | frozenset[int], side: int) -> int:
        return min(INFINITE, sum(self.bounds.get(cell, (0, INFINITE))[side] for cell in region))


def neighbourhood(chance: random.Random) -> dict[int, int]:
    """Some squares empty, some with few, some with many."""
    sizes = (0, 0, chance.randint(1, 10), chance.randint(1, 30), chance.randint(11, 90))
    return {cell: chance.choice(sizes) for cell in range(chance.choice((4, 9, 25, 49)))}


def later(counts: Counts, chance: random.Random) -> dict[int, int]:
    """A month on: here and there somebody comes or goes."""
    return {cell: max(0, n + chance.choice((0, 0, 0, 1, 1, 2, -1))) for cell, n in counts.items()}


def derived(publish: Publish, n_pairs: int) -> Iterator[str]:
    """What an attacker finds out exactly from pairs of queries, although it is 1 to 10."""
    chance = random.Random(11)
    for _ in range(n_pairs):
        first = neighbourhood(chance)
        months = [Month(c, publish(c)) for c in (first, later(first, chance))]
        cells = list(first)
        one, other = (frozenset(chance.sample(cells, chance.randint(1, len(cells)))) for _ in "ab")
        for cell in cells:
            yield from _found(months[0].range_of(frozenset({cell})), "one square")
        for region in (one - other, other - one):
            if region and len(region) < len(cells):
                yield from _found(months[0].range_of(region), "the rest of two")
        for region in (one, frozenset({chance.choice(cells)})):
            if len(region) < len(cells):
                before, after = (month.range_of(region) for month in months)
                yield from _found((after[0] - before[1], after[1] - before[0]), "two months")


def _found(bounds: tuple[int, int], how: str) -> Iterator[str]:
    if bounds[0] == bounds[1] and 1 <= abs(bounds[0]) < FEWEST:
        yield f"{how}: {bounds[0]}"


def test_a_thousand_pairs_of_queries_derive_no_small_number() -> None:
    assert list(derived(ours, 1000)) == []


def test_the_attacker_is_no_fool() -> None:
    kinds = {found.partition(":")[0] for found in derived(careless, 1000)}
    assert kinds == {"one square", "the rest of two", "two months"}


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ({}, {}),
        ({"a": 10, "b": 3}, {}),
        ({"a": 0, "b": 0, "c": 12}, {"c": 11}),
        ({"a": 12, "b": 40}, {"a": 11, "b": 36}),
        ({"a": 4, "b": 12, "c": 40}, {"c": 36}),
        ({"a": 4, "b": 5, "c": 12, "d": 40}, {"d": 36}),
        ({"a": 6, "b": 5, "c": 12, "d": 40}, {"c": 11, "d": 36}),
        ({"a": 4, "b": 40}, {}),
    ],
)
def test_what_would_give_another_away_is_silent_too(
    counts: dict[str, int], wanted: dict[str, int]
) -> None:
    assert shown(counts) == wanted


def test_a_figure_is_the_least_of_its_band() -> None:
    assert [band_of(n) for n in (11, 15, 16, 20, 21, 99)] == [11, 11, 16, 16, 21, 96]
