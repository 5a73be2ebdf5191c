"""Several seeds under several policies: means, intervals, and paired differences from ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from mutualaid.simulation.loop import run
from mutualaid.simulation.measures import MEASURES, Figures, measure
from mutualaid.simulation.needs import town_of
from mutualaid.simulation.policies import policy_of
from mutualaid.simulation.settings import Settings

_T = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)
"""Student's 97.5 % quantile for 1 to 10 degrees of freedom."""


class Estimate(NamedTuple):
    """A mean over seeds, and half the width of its 95 % interval (nan with one seed)."""

    mean: float
    half: float


@dataclass
class Comparison:
    """The figures of every run, seed by seed."""

    settings: Settings
    figures: dict[str, list[Figures]] = field(default_factory=dict)
    "By policy, one entry per seed."
    n_requests: list[int] = field(default_factory=list)
    n_possible: list[int] = field(default_factory=list)
    "Requests for which somebody suits at all, by seed."

    def values(self, policy: str, key: str) -> list[float]:
        """One figure of one policy, seed by seed."""
        return [figures[key] for figures in self.figures[policy]]

    def estimate(self, policy: str, key: str) -> Estimate:
        """The mean with its interval."""
        return estimate(self.values(policy, key))

    def difference(self, policy: str, key: str, base: str = "ours") -> Estimate:
        """This policy less the base, seed by seed: the same town, the same answers."""
        pairs = zip(self.values(policy, key), self.values(base, key), strict=True)
        return estimate([one - other for one, other in pairs])


def estimate(values: list[float]) -> Estimate:
    """Student's interval over what is a number."""
    known = np.array([value for value in values if not np.isnan(value)])
    if len(known) < 2:
        return Estimate(float(known[0]) if len(known) else float("nan"), float("nan"))
    error = float(known.std(ddof=1)) / len(known) ** 0.5
    return Estimate(float(known.mean()), _student(len(known) - 1) * error)


def _student(freedom: int) -> float:
    """The 97.5 % quantile: from the table, then by its expansion around the normal one."""
    if freedom <= len(_T):
        return _T[freedom - 1]
    z = 1.959964
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def compare(settings: Settings, *, told: Callable[[str], None]) -> Comparison:
    """Run every policy on every seed's town; `told` hears how far it is."""
    comparison = Comparison(settings, {name: [] for name in settings.policies})
    for seed in range(settings.first_seed, settings.first_seed + settings.seeds):
        told(f"Town {len(comparison.n_requests) + 1} of {settings.seeds}…")
        town = town_of(settings, seed)
        comparison.n_requests.append(len(town.needs))
        comparison.n_possible.append(town.count_possible())
        for name in settings.policies:
            comparison.figures[name].append(measure(run(town, policy_of(name, settings))))
    return comparison


def as_json(comparison: Comparison) -> dict[str, object]:
    """Everything measured, for another program."""
    settings = comparison.settings
    return {
        "settings": {name: getattr(settings, name) for name in settings.__slots__},
        "requests": comparison.n_requests,
        "possible": comparison.n_possible,
        "policies": {
            policy: {
                each.key: {
                    "mean": _plain(comparison.estimate(policy, each.key).mean),
                    "half": _plain(comparison.estimate(policy, each.key).half),
                    "seeds": [_plain(value) for value in comparison.values(policy, each.key)],
                }
                for each in MEASURES
            }
            for policy in settings.policies
        },
    }


def _plain(value: float) -> float | None:
    """JSON knows no nan."""
    return None if np.isnan(value) else round(value, 6)
