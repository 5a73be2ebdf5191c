"""`flask matching solve`: two spreadsheets in, a plan out; no database, no settings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from flask.cli import with_appcontext
from flask_babel import force_locale, gettext

from mutualaid.cli.progress import Progress

if TYPE_CHECKING:
    from mutualaid.matching.exchange.solving import Solved


NOT_PROVEN, REFUSED = 1, 2
LANGUAGES = ("fr", "en")
_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_LARGEST_CELL_M = 100_000


@click.command("solve")
@click.option("--requests", required=True, type=_FILE, help="Who needs a hand (CSV).")
@click.option("--offers", required=True, type=_FILE, help="Who offers one (CSV).")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The plan (CSV)."
)
@click.option(
    "--objective",
    type=click.Choice(["default", "distance"]),
    default="default",
    show_default=True,
    help="distance: as many as possible, then the fewest metres; nothing else counts.",
)
@click.option(
    "--cell-m",
    type=click.IntRange(0, _LARGEST_CELL_M),
    default=0,
    help="Measure between centres of squares this wide; 0 = between the points given.",
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=0, help="Draw other lots.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="fr",
    show_default=True,
    help="Of the reasons, and of what is wrong in a file.",
)
@click.option(
    "--for-spreadsheet",
    is_flag=True,
    help="Write the plan as French spreadsheets open it: semicolons, and a mark.",
)
@with_appcontext
def solve(
    *,
    requests: Path,
    offers: Path,
    out: Path,
    objective: str,
    cell_m: int,
    seed: int,
    lang: str,
    for_spreadsheet: bool,
) -> None:
    """Pair the requests and the offers of two files, and prove that no better plan exists.

    Nothing is written when anything is wrong. The last line on stderr is a summary in JSON.
    """
    with force_locale(lang):
        _check_out(out, (requests, offers))
        solved = _solved(requests, offers, objective, cell_m=cell_m, seed=seed)
        seconds = _write(out, solved, for_spreadsheet) if solved.is_proven else 0.0
        summary = json.dumps(solved.summary(seconds), ensure_ascii=False)
        click.echo(summary, err=True)
    if not solved.is_proven:
        raise click.exceptions.Exit(NOT_PROVEN)


def _check_out(out: Path, given: tuple[Path, Path]) -> None:
    """Before anything is read: the plan can be written, and over nothing that is needed."""
    is_device = str(out).startswith(("/dev/", "/proc/"))
    is_needed = out.exists() and any(out.samefile(each) for each in given)
    if is_device or is_needed or (out.exists() and not out.is_file()):
        _refuse(gettext("--out %(file)s: write the name of another file.", file=out))
    if not out.resolve().parent.is_dir():
        _refuse(gettext("--out %(file)s: write the name of a folder that exists.", file=out))


def _solved(requests: Path, offers: Path, objective: str, *, cell_m: int, seed: int) -> Solved:
    from mutualaid.matching.exchange.problems import BadFile
    from mutualaid.wording.exchange import file_problem, matching_phrase, reading_phrase

    with Progress() as shown:
        shown.now = gettext("Preparing the matcher, about a minute, the first time only")
        from mutualaid.matching.costs import TooLargeError, Weights
        from mutualaid.matching.exchange.solving import solve_files

        def on_lines(file: str, n_lines: int) -> None:
            shown.now = reading_phrase(file, n_lines)

        def on_match(n_requests: int, n_offers: int) -> None:
            shown.now = matching_phrase(n_requests, n_offers)

        try:
            return solve_files(
                requests,
                offers,
                weights=Weights.distance_only() if objective == "distance" else Weights(),
                cell_m=cell_m,
                seed=seed,
                on_lines=on_lines,
                on_match=on_match,
            )
        except BadFile as error:
            _refuse(file_problem(error))
        except TooLargeError:
            _refuse(gettext("Too many requests for one plan: cut the files by neighbourhood."))
        except OSError as error:
            _refuse(gettext("The files cannot be read: %(why)s.", why=error.strerror))


def _write(out: Path, solved: Solved, for_spreadsheet: bool) -> float:
    """The seconds that it took."""
    from time import perf_counter

    from mutualaid.matching.exchange.plan_file import write_plan
    from mutualaid.wording.exchange import PlanWords

    began, words = perf_counter(), PlanWords()
    try:
        write_plan(
            out,
            solved.answers(),
            say_pair=words.why_this_one,
            say_nobody=words.why_nobody,
            for_spreadsheet=for_spreadsheet,
        )
    except OSError as error:
        _refuse(gettext("The plan cannot be written: %(why)s.", why=error.strerror))
    return perf_counter() - began


def _refuse(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise click.exceptions.Exit(REFUSED)
