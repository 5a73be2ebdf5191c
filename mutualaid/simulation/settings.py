"""What one comparison is about: how long, how many people, how much help there is to give."""

from __future__ import annotations

from dataclasses import dataclass, fields

from mutualaid.domain.deadlines import MOST_IN_FLIGHT

POLICIES = (
    "board",
    "smartsort",
    "nearest",
    "nearest-kept",
    "blast",
    "phased",
    "exact",
    "distance",
    "ours",
)
TERMS = ("distance", "load", "tie", "refusal", "waiting", "hedge", "surplus")
_RANGES: dict[str, tuple[float, float]] = {
    "weeks": (1, 52),
    "people": (50, 20_000),
    "supply": (0.2, 5.0),
    "seeds": (1, 200),
    "first_seed": (0, 1_000_000),
    "p": (0.01, 1.0),
    "urgent_at_once": (1, 8),
    "urgent_in_flight": (3, 12),
    "hedge_hours": (0, 24),
    "at_once": (0, 3),
    "rest_from": (1, 5),
    "visits": (0.1, 7),
}


class BadSettingError(ValueError):
    """A setting that makes no sense, with a sentence that says what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One comparison; every number that is not here is a constant of its module."""

    weeks: int = 12
    people: int = 1000
    "Helpers and those who ask, together."
    supply: float = 1.2
    "Effective supply over demand (docs/matching.md)."
    seeds: int = 6
    first_seed: int = 1
    p: float = 0.3
    "How often a helper asked within the budgets says yes."
    visits: float = 2.0
    "How often a week a helper looks at a board, if there is one: as often as a mail may ask."
    policies: tuple[str, ...] = POLICIES
    without: tuple[str, ...] = ()
    "Terms of ours that are switched off."
    urgent_at_once: int = 1
    "A trial, not the product: neighbours asked at once when it is urgent."
    urgent_in_flight: int = MOST_IN_FLIGHT
    "A trial: how many may be asked at the same time when it is urgent."
    another_after_no: bool = False
    "A trial: whoever says no is shown the next best request on that page, once."
    rest_from: int = 1
    "A trial: a rest begins with so many proposals in a row without an answer."
    at_once: int = 0
    "A trial: neighbours asked at publication when it is not urgent; 0 = it waits for a run."
    hedge_hours: float = 0.0
    "A trial, not the product: one more neighbour after so many hours, always; 0 = its clocks."

    def __post_init__(self) -> None:
        for column in fields(self):
            if column.name in _RANGES:
                low, high = _RANGES[column.name]
                value = getattr(self, column.name)
                if not low <= value <= high:
                    raise BadSettingError(
                        f"{column.name.replace('_', '-')} is {value}: "
                        f"write a number from {low} to {high}."
                    )
        _check_words("policy", self.policies, POLICIES)
        _check_words("without", self.without, TERMS)

    @property
    def days(self) -> int:
        """Days in which requests arrive."""
        return 7 * self.weeks


def _check_words(name: str, given: tuple[str, ...], known: tuple[str, ...]) -> None:
    for word in given:
        if word not in known:
            raise BadSettingError(f"{name} is {word!r}: write one of {', '.join(known)}.")
