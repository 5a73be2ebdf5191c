"""The ways of asking that are compared, by name."""

from __future__ import annotations

from mutualaid.simulation.policies.base import Policy
from mutualaid.simulation.policies.boards import OpenBoard, SmartSort
from mutualaid.simulation.policies.mailing import Blast, Nearest, NearestKept, Phased
from mutualaid.simulation.policies.plans import DistanceOnly, Exact, Ours, Trial
from mutualaid.simulation.settings import Settings


def policy_of(name: str, settings: Settings) -> Policy:
    """A new one, as each run needs; KeyError for an unknown name."""
    trial = Trial(
        settings.urgent_at_once,
        settings.urgent_in_flight,
        settings.at_once,
        settings.another_after_no,
        settings.hedge_hours,
    )
    made: dict[str, Policy] = {
        "board": OpenBoard(),
        "nearest": Nearest(),
        "nearest-kept": NearestKept(),
        "smartsort": SmartSort(),
        "blast": Blast(),
        "phased": Phased(),
        "exact": Exact(),
        "distance": DistanceOnly(settings.without, trial),
        "ours": Ours(settings.without, trial),
    }
    return made[name]
