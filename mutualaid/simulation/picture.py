"""The comparison as one drawing that can be read by itself, on a light and on a dark page."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from xml.sax.saxutils import escape

from mutualaid.simulation.comparing import Comparison
from mutualaid.simulation.measures import MEASURES, Measure
from mutualaid.simulation.table import TITLES, cell

SHOWN = (
    "fill",
    "fill_urgent",
    "hours_median",
    "hours_urgent",
    "mails_per_filled",
    "mails_week_max",
    "wasted",
    "gini",
    "never_used",
    "metres",
)
COLUMNS = 2
PANEL = 460
NAME_WIDTH = 140
BAR_WIDTH = 200
LINE = 22
TOP = 84
BETWEEN = 56
_STYLE = """
  svg { color: #1b1b1b; background: #ffffff; font: 14px system-ui, sans-serif; }
  text { fill: currentColor; }
  .title { font-size: 18px; font-weight: 600; }
  .panel { font-weight: 600; }
  .bar { fill: currentColor; opacity: .35; }
  .ours { fill: #1f5f8b; opacity: 1; }
  .whisker { stroke: currentColor; stroke-width: 1.5; }
  @media (prefers-color-scheme: dark) {
    svg { color: #f0f0f0; background: #161616; }
    .ours { fill: #7cc0ec; }
  }
"""


def picture_of(comparison: Comparison) -> str:
    """An SVG: one panel per figure, one bar per policy, the 95 % interval as a line."""
    settings = comparison.settings
    measures = [each for each in MEASURES if each.key in SHOWN]
    panel_height = LINE * len(settings.policies) + BETWEEN
    rows = -(-len(measures) // COLUMNS)
    width, height = PANEL * COLUMNS + 20, TOP + panel_height * rows
    title = (
        f"{settings.weeks} weeks of a simulated town of {settings.people} people, "
        f"supply {settings.supply:g} × demand, {settings.seeds} seeds"
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"',
        'role="img" aria-labelledby="title about">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="about">{escape(_spoken(comparison, measures))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="20" y="32">{escape(title)}</text>',
        f'<text x="20" y="54">{escape(_subtitle(comparison))}</text>',
    ]
    for number, each in enumerate(measures):
        left = 20 + PANEL * (number % COLUMNS)
        top = TOP + panel_height * (number // COLUMNS)
        lines += _panel(comparison, each, left, top)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _subtitle(comparison: Comparison) -> str:
    settings = comparison.settings
    without = f" Ours without {', '.join(settings.without)}." if settings.without else ""
    return f"Bars: mean over seeds. Lines: 95 % interval. p = {settings.p:g}.{without}"


def _spoken(comparison: Comparison, measures: list[Measure]) -> str:
    """The figures in words, for whoever does not see the bars."""
    return " ".join(
        f"{each.title}: "
        + ", ".join(
            f"{TITLES[name]} {cell(comparison.estimate(name, each.key))}"
            for name in comparison.settings.policies
        )
        + f"{' ' + each.unit if each.unit else ''}."
        for each in measures
    )


def _panel(comparison: Comparison, each: Measure, left: int, top: int) -> Iterator[str]:
    unit = f" ({each.unit})" if each.unit else ""
    yield f'<text class="panel" x="{left}" y="{top + 8}">{escape(each.title + unit)}</text>'
    policies = comparison.settings.policies
    estimates = {name: comparison.estimate(name, each.key) for name in policies}
    known = [value for value in estimates.values() if not isnan(value.mean)]
    ends = [value.mean + (0.0 if isnan(value.half) else value.half) for value in known]
    scale = BAR_WIDTH / max([100.0 if each.unit == "%" else 1e-9, *ends])
    for number, (name, value) in enumerate(estimates.items()):
        y = top + 20 + LINE * number
        x = left + NAME_WIDTH
        yield f'<text x="{left}" y="{y + 13}">{escape(TITLES[name])}</text>'
        end = 0.0 if isnan(value.mean) else max(0.0, value.mean * scale)
        kind = "bar ours" if name == "ours" else "bar"
        yield f'<rect class="{kind}" x="{x}" y="{y + 2}" width="{end:.1f}" height="14"/>'
        if not isnan(value.half) and not isnan(value.mean):
            low, high = max(0.0, end - value.half * scale), end + value.half * scale
            yield (
                f'<line class="whisker" x1="{x + low:.1f}" x2="{x + high:.1f}" '
                f'y1="{y + 9}" y2="{y + 9}"/>'
            )
        yield f'<text x="{x + BAR_WIDTH + 12}" y="{y + 13}">{escape(cell(value))}</text>'
