"""`flask matching simulate`: weeks of an invented town under several ways of asking."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from mutualaid.simulation.settings import POLICIES, TERMS, BadSettingError, Settings

QUICK = {"weeks": 2, "people": 150, "seeds": 2}


@click.command("simulate")
@click.option("--weeks", type=int, help="Weeks in which requests arrive (12).")
@click.option("--people", type=int, help="Helpers and those who ask, together (1000).")
@click.option("--supply", type=float, help="Effective supply over demand (1.2).")
@click.option("--seeds", type=int, help="How many towns (6); every policy lives in each.")
@click.option("--first-seed", type=int, help="The number of the first town (1).")
@click.option("--p", type=float, help="How often a helper who is asked says yes (0.3).")
@click.option(
    "--policy", "policies", multiple=True, help=f"Only {', '.join(POLICIES)}; repeat for several."
)
@click.option(
    "--without", multiple=True, help=f"Switch off {', '.join(TERMS)}; repeat for several."
)
@click.option("--visits", type=float, help="Looks at a board a week, where there is one (2).")
@click.option("--hedge-hours", type=float, help="Try: one more neighbour after so many hours.")
@click.option("--another-after-no", is_flag=True, help="Try: a no is shown the next request.")
@click.option("--rest-from", type=int, help="Try: rest from so many ignored in a row.")
@click.option("--at-once", type=int, help="Try: so many asked at publication.")
@click.option("--urgent-at-once", type=int, help="Try: so many asked at once when urgent.")
@click.option("--urgent-in-flight", type=int, help="Try: so many at a time when urgent.")
@click.option("--quick", is_flag=True, help="A small town for two weeks: seconds, not figures.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the comparison as an SVG.")
@click.option("--json", "json_file", type=click.Path(path_type=Path), help="Write all figures.")
def simulate(*, quick: bool, out: Path | None, json_file: Path | None, **given: Any) -> None:
    """Compare ways of asking over weeks of a town: refusals, fatigue, churn, a heat wave.

    Needs no database and no settings. The same towns, needs and answers for every policy.
    """
    from mutualaid.simulation.comparing import as_json, compare
    from mutualaid.simulation.picture import picture_of
    from mutualaid.simulation.table import table_of

    chosen = {name: value for name, value in given.items() if value not in (None, ())}
    try:
        settings = Settings(**{**(QUICK if quick else {}), **chosen})
    except BadSettingError as error:
        raise click.ClickException(str(error)) from error
    for path in (out, json_file):
        if path is not None and not path.parent.is_dir():
            raise click.ClickException(f"There is no folder {path.parent}: make it first.")
    comparison = compare(settings, told=_tell)
    _tell("")
    click.echo(table_of(comparison))
    if out is not None:
        out.write_text(picture_of(comparison), encoding="utf-8")
    if json_file is not None:
        json_file.write_text(json.dumps(as_json(comparison), indent=1) + "\n", encoding="utf-8")


def _tell(line: str) -> None:
    """How far it is, on a screen only on one line."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{line}", err=True, nl=False)
    elif line:
        click.echo(line, err=True)
