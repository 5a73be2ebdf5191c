"""The figures of one run, each a number; docs/matching.md says which are sought."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mutualaid.matching.instance import Array
from mutualaid.simulation.cases import Case, Status
from mutualaid.simulation.town import weekly_supply
from mutualaid.simulation.world import World

EIGHT_WEEKS_H = 8 * 168.0
NOTHING = float("nan")


class Measure(NamedTuple):
    """One column of the table."""

    key: str
    title: str
    unit: str
    "percent, hours, or a plain number."


MEASURES = (
    Measure("fill", "Filled in time", "%"),
    Measure("fill_urgent", "Urgent filled", "%"),
    Measure("hours_median", "Hours to both yeses, median", "h"),
    Measure("hours_p90", "Hours, 9 in 10", "h"),
    Measure("hours_urgent", "Urgent, median hours", "h"),
    Measure("mails_per_filled", "Mails per filled request", ""),
    Measure("mails_week_mean", "Mails per helper and week, mean", ""),
    Measure("mails_week_max", "Most mails to one helper in 7 days", ""),
    Measure("wasted", "Yeses too many, per 100 filled", ""),
    Measure("gini", "Gini of load", ""),
    Measure("gini_mails", "Gini of mails", ""),
    Measure("never_used", "Never used in 8 weeks", "%"),
    Measure("never_asked", "Never asked in 8 weeks", "%"),
    Measure("new_ties", "New pairs, one-off help", "%"),
    Measure("metres", "Metres to walk, mean", "m"),
    Measure("supply", "Supply over demand, realised", ""),
    Measure("in_hand", "Helpers who may be asked, mean of days", "%"),
    Measure("left", "Helpers who stopped", "%"),
)
Figures = dict[str, float]


def measure(world: World) -> Figures:
    """All figures of one run."""
    filled = [case for case in world.cases if case.status is Status.AGREED]
    urgent = [case for case in world.cases if case.need.was_urgent]
    hours = _hours(filled)
    n_filled = max(1, len(filled))
    weeks_present = world.days_present / 7.0
    return {
        "fill": _share(len(filled), len(world.cases)),
        "fill_urgent": _share(sum(c.status is Status.AGREED for c in urgent), len(urgent)),
        "hours_median": _quantile(hours, 0.5),
        "hours_p90": _quantile(hours, 0.9),
        "hours_urgent": _quantile(_hours([c for c in filled if c.need.was_urgent]), 0.5),
        "mails_per_filled": sum(case.n_mails for case in world.cases) / n_filled,
        "mails_week_mean": _mails(world) / max(1.0, float(weeks_present.sum())),
        "mails_week_max": float(_most_in_a_week(world)),
        "wasted": 100.0 * world.wasted / n_filled,
        "gini": gini(_relative(world, _jobs(world, filled))),
        "gini_mails": gini(_relative(world, np.array([len(each) for each in world.asked_at]))),
        "never_used": _idle(world, _first_jobs(world, filled)),
        "never_asked": _idle(world, np.array([min(a, default=np.inf) for a in world.asked_at])),
        "new_ties": _new_ties(filled),
        "metres": _metres(filled),
        "supply": _supply(world),
        "in_hand": 100.0 * float(np.mean(world.left_in_hand)),
        "left": _share(int(np.isfinite(world.left_at).sum()), len(world.left_at)),
    }


def gini(loads: Array) -> float:
    """0 = all the same, near 1 = one does everything."""
    total = float(loads.sum())
    if not len(loads) or total <= 0.0:
        return NOTHING
    ranks = np.arange(1, len(loads) + 1)
    return float(((2 * ranks - len(loads) - 1) * np.sort(loads)).sum() / (len(loads) * total))


def _share(part: int, whole: int) -> float:
    return 100.0 * part / whole if whole else NOTHING


def _quantile(values: Array, q: float) -> float:
    return float(np.quantile(values, q)) if len(values) else NOTHING


def _hours(cases: list[Case]) -> Array:
    return np.array([case.agreed_at - case.need.at for case in cases])


def _mails(world: World) -> int:
    """Within the weeks in which requests arrive."""
    ends = 24.0 * world.town.settings.days
    return sum(at < ends for times in world.asked_at for at in times)


def _most_in_a_week(world: World) -> int:
    """The most mails that anybody had within any seven days."""
    most = 0
    for times in world.asked_at:
        first = 0
        for last, at in enumerate(times):
            while times[first] <= at - 168.0:
                first += 1
            most = max(most, last - first + 1)
    return most


def _jobs(world: World, filled: list[Case]) -> Array:
    helpers = [case.agreed.helper for case in filled if case.agreed is not None]
    return np.bincount(helpers, minlength=len(world.present)).astype(float)


def _relative(world: World, counts: Array) -> Array:
    """Counts over what her own rhythm and the budgets allow in the weeks she was there.

    Of those who were there for eight weeks: a newcomer's load says little.
    """
    weeks = world.days_present / 7.0
    supply = weekly_supply(world.town.helpers.rhythm, world.p)
    long_there = weeks >= min(8.0, world.town.settings.weeks * 2 / 3)
    result: Array = counts[long_there] / (weeks * supply)[long_there]
    return result


def _first_jobs(world: World, filled: list[Case]) -> Array:
    """At which hour each helper first agreed to something."""
    first = np.full(len(world.present), np.inf)
    for case in filled:
        if case.agreed is not None:
            first[case.agreed.helper] = min(first[case.agreed.helper], case.agreed_at)
    return first


def _idle(world: World, first: Array) -> float:
    """Of offers that stood for eight weeks, those to whom it (`first`) did not happen in them.

    Only where something suited: a kind she offers, near and on a half-day of hers.
    """
    helpers, settings = world.town.helpers, world.town.settings
    span = min(EIGHT_WEEKS_H, 24.0 * settings.days)
    until = helpers.joins + span
    stood = (until <= 24.0 * settings.days) & (world.left_at >= until)
    suited = np.zeros(len(helpers), dtype=bool)
    for need in world.town.needs:
        rows = need.near[(helpers.joins[need.near] <= need.at) & (need.at < until[need.near])]
        suited[rows] |= helpers.free[rows[:, None], need.slots].any(axis=1)
    idle = stood & suited & (first >= until)
    return _share(int(idle.sum()), int((stood & suited).sum()))


def _new_ties(filled: list[Case]) -> float:
    once = [case for case in filled if not case.need.kind.prefers_same_person]
    return _share(sum(case.is_new_pair for case in once), len(once))


def _metres(filled: list[Case]) -> float:
    walked = [
        int(case.need.metres[case.need.place_of[case.agreed.helper]])
        for case in filled
        if case.agreed is not None and not case.need.kind.is_remote
    ]
    return float(np.mean(walked)) if walked else NOTHING


def _supply(world: World) -> float:
    """Σ min(rhythm, 2 p) of those who were there and not away, over the requests."""
    helpers, days = world.town.helpers, world.town.settings.days
    day = np.arange(days)[None, :]
    there = (helpers.joins[:, None] <= 24.0 * day) & (24.0 * day < world.left_at[:, None])
    not_away = helpers.free[:, : 3 * days].reshape(len(helpers), days // 7, 21).any(axis=2)
    there &= np.repeat(not_away, 7, axis=1)
    weekly = weekly_supply(helpers.rhythm, world.p)
    given = float((there.sum(axis=1) / 7.0 * weekly).sum())
    return given / max(1, len(world.cases))
