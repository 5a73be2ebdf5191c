"""`flask matching solve`: a plan from two files, without settings, a database or a folder."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import Result
from scipy.optimize import linear_sum_assignment

from mutualaid.cli import progress
from mutualaid.cli.alone import commands_alone, is_looked_for
from mutualaid.domain.geo import Point, haversine_m
from mutualaid.matching.exchange.tables import OFFER_COLUMNS, REQUEST_COLUMNS
from tests.unit.exchange.written import OFFERS, REQUESTS, offers_text, requests_text, text_of

ROOT = Path(__file__).resolve().parents[2]
KEYS = [
    *("requests", "offers", "arcs", "served", "helpers_assigned", "total_distance_m", "gap"),
    *("certificate", "seconds", "peak_mb"),
]
STAGES = ["read", "candidates", "solve", "verify", "write"]


def write(folder: Path, requests: str, offers: str) -> list[str]:
    (folder / "demandes.csv").write_text(requests, encoding="utf-8", newline="")
    (folder / "offres.csv").write_text(offers, encoding="utf-8", newline="")
    return [
        *("matching", "solve", "--requests", str(folder / "demandes.csv")),
        *("--offers", str(folder / "offres.csv"), "--out", str(folder / "plan.csv")),
    ]


def solve(folder: Path, requests: str, offers: str, *more: str) -> Result:
    runner = commands_alone(RuntimeError("SECRET_KEY is missing")).test_cli_runner()
    return runner.invoke(args=[*write(folder, requests, offers), *more])


def plan(folder: Path) -> list[dict[str, str]]:
    with (folder / "plan.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def summary(ended: Result) -> dict[str, object]:
    return json.loads(ended.stderr.splitlines()[-1])


def test_the_plan_says_who_helps_whom_when_and_why(tmp_path) -> None:
    ended = solve(tmp_path, requests_text(), offers_text())
    assert ended.exit_code == 0, ended.output
    assert ended.stdout == ""
    jeanne, elodie, lost = plan(tmp_path)
    assert list(jeanne) == ["request_id", "offer_id", "slot", "distance_m", "reason"]
    expected = haversine_m(Point(45.7686, 4.9594), Point(45.7690, 4.9600))
    assert jeanne | {"reason": ""} == {
        "request_id": "Jeanne", "offer_id": "Karim", "slot": "2026-10-13M",
        "distance_m": str(int(expected + 0.5)), "reason": "",
    }  # fmt: skip
    assert jeanne["reason"] == "Tout près · libre mardi · pas encore d’appel ce mois-ci"
    assert (elodie["offer_id"], elodie["slot"]) == ("Léa", "2026-10-15S")
    assert (lost["request_id"], lost["offer_id"], lost["slot"]) == ("3", "", "")
    assert lost["reason"].startswith("1 personne")


def test_the_last_line_on_stderr_is_the_summary(tmp_path) -> None:
    ended = solve(tmp_path, requests_text(), offers_text())
    found = summary(ended)
    assert list(found) == KEYS
    assert list(found["seconds"]) == STAGES
    walks = sum(int(row["distance_m"] or 0) for row in plan(tmp_path))
    assert found | {"seconds": 0, "peak_mb": 0} == {
        "requests": 3, "offers": 2, "arcs": 2, "served": 2, "helpers_assigned": 2,
        "total_distance_m": walks, "gap": 0, "certificate": "ok", "seconds": 0, "peak_mb": 0,
    }  # fmt: skip
    assert 10 < found["peak_mb"] < 4000


def test_it_speaks_english_when_asked(tmp_path) -> None:
    solve(tmp_path, requests_text(), offers_text(), "--lang", "en")
    assert plan(tmp_path)[0]["reason"] == "Very close · free on Tuesday · not asked yet this month"
    ended = solve(
        tmp_path, requests_text().replace("45.7701", "200"), offers_text(), "--lang", "en"
    )
    assert ended.stderr == (
        f"{tmp_path / 'demandes.csv'}, line 3, column lat: instead of “200”, "
        "write a number from -90 to 90, such as 45.7686.\n"
    )


def test_a_bad_cell_is_one_sentence_and_nothing_is_written(tmp_path) -> None:
    ended = solve(tmp_path, requests_text(), offers_text().replace("2026-10-15S", "15/10/2026S"))
    assert ended.exit_code == 2
    assert ended.stderr == (
        f"{tmp_path / 'offres.csv'}, ligne 3, colonne slots\u00a0: au lieu de "
        "«\u00a015/10/2026S\u00a0», écrivez des demi-journées comme 2026-10-13M "
        "(M matin, A après-midi, S soir), séparées par une espace.\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["demandes.csv", "offres.csv"]


def test_an_older_plan_stays_whole_when_a_file_is_bad(tmp_path) -> None:
    (tmp_path / "plan.csv").write_text("yesterday's")
    assert solve(tmp_path, requests_text().replace("45.7701", "91"), offers_text()).exit_code == 2
    assert (tmp_path / "plan.csv").read_text() == "yesterday's"
    assert solve(tmp_path, requests_text(), offers_text()).exit_code == 0
    assert len(plan(tmp_path)) == 3


def test_a_plan_that_cannot_be_written_whole_is_not_written(tmp_path, monkeypatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "plan.csv").write_text("yesterday's")
    monkeypatch.setattr(os, "fsync", full)
    ended = solve(tmp_path, requests_text(), offers_text())
    assert ended.exit_code == 2
    assert "No space left on device" in ended.stderr
    assert (tmp_path / "plan.csv").read_text() == "yesterday's"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("out", ["demandes.csv", "missing/plan.csv", "/dev/null", "/dev/stdout"])
def test_nothing_that_is_needed_is_written_over(tmp_path, out) -> None:
    ended = solve(tmp_path, requests_text(), offers_text(), "--out", str(tmp_path / out))
    assert ended.exit_code == 2
    assert (tmp_path / "demandes.csv").read_text() == requests_text()


def test_a_plan_that_is_not_proven_is_not_written(tmp_path, monkeypatch) -> None:
    from mutualaid.matching import solve as solving
    from mutualaid.matching.verify import Certificate

    doubtful = Certificate(ok=False, primal=1, dual=0, gap=1, violations=("a gap",))
    monkeypatch.setattr(solving, "verify", lambda *_: doubtful)
    ended = solve(tmp_path, requests_text(), offers_text())
    assert ended.exit_code == 1
    assert summary(ended)["certificate"] == "a gap"
    assert not (tmp_path / "plan.csv").exists()


def test_two_empty_lists_give_an_empty_plan(tmp_path) -> None:
    headings = (",".join(REQUEST_COLUMNS), ",".join(OFFER_COLUMNS))
    ended = solve(tmp_path, *headings)
    assert ended.exit_code == 0, ended.output
    assert plan(tmp_path) == []
    assert solve(tmp_path, requests_text(), headings[1]).exit_code == 0
    assert [row["offer_id"] for row in plan(tmp_path)] == ["", "", ""]


def test_a_spreadsheet_opens_the_plan_and_computes_nothing_of_it(tmp_path) -> None:
    dangerous = requests_text().replace("Jeanne", "=1+1")
    solve(tmp_path, dangerous, offers_text(), "--for-spreadsheet")
    content = (tmp_path / "plan.csv").read_bytes()
    assert content.startswith("\ufeffrequest_id;offer_id".encode())
    assert b"\r\n'=1+1;Karim;2026-10-13M;" in content
    solve(tmp_path, dangerous, offers_text())
    assert plan(tmp_path)[0]["request_id"] == "=1+1"


def moving(needs: dict[str, str], capacity: str = "1") -> tuple[str, str]:
    """Some of these requests need several people at once; four neighbours are free all day."""
    slots = "2026-10-13M 2026-10-13A"
    asks = [
        {**REQUESTS[0], "id": name, "slots": slots, "helpers_needed": n}
        for name, n in needs.items()
    ]
    gives = [
        {**OFFERS[0], "id": name, "slots": slots, "capacity": capacity}
        for name in ("Karim", "Léa", "Nadia", "Paul")
    ]
    return text_of(asks, REQUEST_COLUMNS), text_of(gives, OFFER_COLUMNS)


def test_several_helpers_come_at_the_same_time_one_line_each(tmp_path) -> None:
    ended = solve(tmp_path, *moving({"wardrobe": "3", "Jeanne": "1"}))
    assert ended.exit_code == 0, ended.output
    rows = plan(tmp_path)
    assert [row["request_id"] for row in rows] == ["wardrobe"] * 3 + ["Jeanne"]
    assert len({row["offer_id"] for row in rows}) == 4
    assert len({row["slot"] for row in rows[:3]}) == 1
    found = summary(ended)
    assert (found["served"], found["helpers_assigned"], found["gap"]) == (2, 4, 0)
    assert found["total_distance_m"] == sum(int(row["distance_m"]) for row in rows)


def test_a_team_is_found_whole_or_not_at_all(tmp_path) -> None:
    ended = solve(tmp_path, *moving({"house": "5", "Jeanne": "1"}, capacity="2"), "--lang", "en")
    house, jeanne = plan(tmp_path)
    assert (house["offer_id"], house["slot"], house["distance_m"]) == ("", "", "")
    assert "4" in house["reason"]
    assert jeanne["offer_id"]
    assert summary(ended)["served"] == 1


@pytest.mark.parametrize("objective", ["default", "distance"])
def test_teams_share_the_half_days_of_their_helpers(tmp_path, objective) -> None:
    needs = moving({"morning": "4", "afternoon": "4"}, capacity="2")
    ended = solve(tmp_path, *needs, "--objective", objective)
    rows = plan(tmp_path)
    assert summary(ended)["helpers_assigned"] == 8
    assert len({(row["offer_id"], row["slot"]) for row in rows}) == 8


def town(n: int, seed: int) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Everybody is free on one half-day: an assignment, that another solver can do too."""
    random = np.random.default_rng(seed)
    places = random.uniform(0, 0.03, (2, n, 2))
    asks, gives = (
        [
            {"lat": f"{45.76 + lat:.6f}", "lon": f"{4.95 + lon:.6f}", "slots": "2026-10-13M"}
            for lat, lon in some
        ]
        for some in places
    )
    asks = [
        {**REQUESTS[0], **row, "id": f"r {number}", "waiting_days": str(number % 7)}
        for number, row in enumerate(asks)
    ]
    gives = [
        {**OFFERS[0], **row, "id": f"o {number}", "max_km": "0.5"}
        for number, row in enumerate(gives)
    ]
    return asks, gives


def test_the_distance_objective_is_what_another_solver_finds(tmp_path) -> None:
    asks, gives = town(40, seed=4)
    ended = solve(
        tmp_path,
        text_of(asks, REQUEST_COLUMNS),
        text_of(gives, OFFER_COLUMNS),
        *("--objective", "distance"),
    )
    points = [
        [Point(float(row["lat"]), float(row["lon"])) for row in rows] for rows in (asks, gives)
    ]
    metres = np.array([[int(haversine_m(a, b) + 0.5) for b in points[1]] for a in points[0]])
    out_of_reach = 10**6
    cost = np.where(metres <= 500, metres, out_of_reach)
    chosen = cost[linear_sum_assignment(cost)]
    found = summary(ended)
    assert found["served"] == (chosen < out_of_reach).sum() < 40
    assert found["total_distance_m"] == chosen[chosen < out_of_reach].sum()


def test_the_order_of_the_lines_changes_nothing_and_the_seed_may(tmp_path) -> None:
    asks, gives = town(25, seed=2)
    same = [{**row, "lat": "45.76", "lon": "4.95"} for row in gives]
    texts = text_of(asks, REQUEST_COLUMNS), text_of(same, OFFER_COLUMNS)
    solve(tmp_path, *texts)
    first = {row["request_id"]: row["offer_id"] for row in plan(tmp_path)}
    solve(tmp_path, text_of(asks[::-1], REQUEST_COLUMNS), text_of(same[::-1], OFFER_COLUMNS))
    assert {row["request_id"]: row["offer_id"] for row in plan(tmp_path)} == first
    solve(tmp_path, *texts, "--seed", "7")
    assert {row["request_id"]: row["offer_id"] for row in plan(tmp_path)} != first


def flask(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    """As a collective types it, where there is nothing at all."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", str(ROOT / "wsgi.py"), *args],
        cwd=folder,
        env={"PATH": os.defpath, "LANG": "C"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_it_works_in_an_empty_folder_without_any_setting(tmp_path) -> None:
    arguments = write(tmp_path, requests_text(), offers_text())
    empty = tmp_path / "empty"
    empty.mkdir()
    ended = flask(empty, *arguments)
    assert ended.returncode == 0, ended.stderr
    assert [row["offer_id"] for row in plan(tmp_path)] == ["Karim", "Léa", ""]
    assert json.loads(ended.stderr.splitlines()[-1])["certificate"] == "ok"
    assert list(empty.iterdir()) == []


def test_what_needs_an_instance_says_what_is_missing(tmp_path) -> None:
    ended = flask(tmp_path, "matching", "run", "--dry-run")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: SECRET_KEY is missing.")
    assert "Traceback" not in ended.stderr


def test_without_settings_nothing_is_served() -> None:
    command = click.Context(click.Group("flask"))
    assert not is_looked_for(None)
    assert is_looked_for(command)
    assert not is_looked_for(click.Context(click.Command("run"), parent=command))


def test_what_takes_long_says_what_it_is_doing(monkeypatch, capsys) -> None:
    monkeypatch.setattr(progress, "FIRST_AFTER_SECONDS", 0.01)
    with progress.Progress() as shown:
        shown.now = "Reading"
        deadline = time.monotonic() + 10
        while not shown._is_written and time.monotonic() < deadline:
            time.sleep(0.01)
    assert capsys.readouterr().err == "Reading (0 s)\n"


def test_whoever_gives_way_reads_behind_how_many_she_comes(tmp_path) -> None:
    asks = [
        {**REQUESTS[0], "id": name, "slots": "2026-10-13M", "urgent": urgent, "waiting_days": days}
        for name, urgent, days in (("urgent", "oui", "0"), ("older", "", "9"), ("newer", "", "9"))
    ]
    one = text_of([{**OFFERS[0], "capacity": "3"}], OFFER_COLUMNS)
    solve(tmp_path, text_of(asks, REQUEST_COLUMNS), one, "--lang", "en")
    rows = plan(tmp_path)
    assert [row["offer_id"] for row in rows] == ["Karim", "", ""]
    for row in rows[1:]:
        assert row["reason"].startswith("It comes after 1 request that is as pressing, or more.")
