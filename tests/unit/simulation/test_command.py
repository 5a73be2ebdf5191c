"""`flask matching simulate`: a table, two files, and sentences for what makes no sense."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from mutualaid.cli.simulating import simulate

TINY = ("--weeks", "1", "--people", "80", "--seeds", "1", "--policy", "ours", "--policy", "exact")


def test_a_run_prints_a_table_and_writes_its_files(tmp_path: Path) -> None:
    svg, figures = tmp_path / "picture.svg", tmp_path / "figures.json"
    done = CliRunner().invoke(simulate, [*TINY, "--out", str(svg), "--json", str(figures)])
    assert done.exit_code == 0, done.output
    assert "Filled in time (%)" in done.stdout
    assert "Town 1 of 1…" in done.stderr
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    assert set(json.loads(figures.read_text(encoding="utf-8"))["policies"]) == {"ours", "exact"}


def test_a_bad_option_gets_a_sentence_and_nothing_is_written(tmp_path: Path) -> None:
    for arguments, words in (
        (["--weeks", "0"], "weeks is 0: write a number from 1 to 52."),
        (["--policy", "lottery"], "policy is 'lottery': write one of board,"),
        (["--without", "love"], "without is 'love': write one of distance,"),
        (["--out", str(tmp_path / "no" / "a.svg")], "make it first"),
    ):
        done = CliRunner().invoke(simulate, arguments)
        assert done.exit_code == 1
        assert words in done.stderr
    assert list(tmp_path.iterdir()) == []
