"""The comparison as text: one line per figure, one column per policy."""

from __future__ import annotations

from math import isnan

from mutualaid.simulation.comparing import Comparison, Estimate
from mutualaid.simulation.measures import MEASURES, Measure

TITLES = {
    "board": "open board",
    "nearest": "nearest",
    "nearest-kept": "nearest, budgets",
    "smartsort": "SmartSort-like",
    "blast": "blast of 8",
    "phased": "phased 7",
    "exact": "exact plan alone",
    "distance": "ours, distance only",
    "ours": "ours",
}
_WIDEST = 100.0


def table_of(comparison: Comparison) -> str:
    """Means with their 95 % intervals, then the paired differences from ours."""
    settings = comparison.settings
    lines = [_headline(comparison), ""]
    lines += _block(comparison, "Mean, ± half of the 95 % interval over seeds")
    if "ours" in settings.policies and len(settings.policies) > 1 and settings.seeds > 1:
        lines += ["", *_block(comparison, "Less ours, seed by seed", is_difference=True)]
    return "\n".join(lines)


def _headline(comparison: Comparison) -> str:
    settings = comparison.settings
    requests, possible = sum(comparison.n_requests), sum(comparison.n_possible)
    without = f", ours without {', '.join(settings.without)}" if settings.without else ""
    return (
        f"{settings.weeks} weeks, {settings.people} people, supply {settings.supply:g} × demand, "
        f"p = {settings.p:g}, seeds {settings.first_seed} to "
        f"{settings.first_seed + settings.seeds - 1}{without}: {requests} requests, "
        f"{100 * possible / max(1, requests):.1f} % with somebody who suits at all"
    )


def _block(comparison: Comparison, title: str, *, is_difference: bool = False) -> list[str]:
    policies = [
        name for name in comparison.settings.policies if not (is_difference and name == "ours")
    ]
    rows = [[title, *(TITLES[name] for name in policies)]]
    for each in MEASURES:
        of = comparison.difference if is_difference else comparison.estimate
        rows.append([_label(each), *(cell(of(name, each.key)) for name in policies)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            text.ljust(width) if column == 0 else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _label(each: Measure) -> str:
    return f"{each.title} ({each.unit})" if each.unit else each.title


def cell(value: Estimate) -> str:
    """A mean and its interval, with as many digits as mean something."""
    if isnan(value.mean):
        return "–"
    digits = 0 if abs(value.mean) >= _WIDEST else 2 if abs(value.mean) < 1 else 1
    if isnan(value.half):
        return f"{value.mean:.{digits}f}"
    return f"{value.mean:.{digits}f} ±{value.half:.{digits}f}"
