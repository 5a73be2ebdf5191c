"""Sizes, commits, addresses: what no linter knows of this house."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.conftest import ROOT

PACKAGE = ROOT / "mutualaid"
MAY_COMMIT = {"web/session.py", "db.py", "worker.py"}
MAY_COMMIT_FOLDERS = ("jobs/", "cli/")
KNOWN_HOSTS = {
    "127.0.0.1": "this machine",
    "localhost": "this machine",
    "169.254.169.254": "where clouds keep their secrets: an address that must never be opened",
    "www.w3.org": "names of SVG and XML vocabularies",
}
VENDORED = ROOT / "tests" / "support" / "axe"
"""Published by others and kept byte for byte: it names its makers and its own manual."""
URL = re.compile(r"https?://([A-Za-z0-9.-]+\.[A-Za-z]{2,}|localhost|[\d.]+)")
TEXT = {".py", ".md", ".html", ".txt", ".toml", ".in", ".cfg", ".css", ".js", ".po", ".svg", ""}


def functions() -> Iterator[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, node


HOT_LOOPS = {"mutualaid/matching/flow.py:_leave_request"}
"""The solver's innermost loop: cut in two, it would read its columns twice as often."""


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_a_file_can_be_read_in_one_sitting(committed: list[Path]) -> None:
    sources = [p for p in committed if p.suffix in {".py", ".js"} and "versions" not in p.parts]
    counts = {str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in sources}
    long = {name: n for name, n in counts.items() if n > 400}
    assert not long, f"split by what changes together, ≤ 300 lines if you can: {long}"


def test_a_function_fits_on_one_screen() -> None:
    sizes = {f"{p.relative_to(ROOT)}:{n.name}": length(n) for p, n in functions()}
    long = {name: n for name, n in sizes.items() if n > 40 and name not in HOT_LOOPS}
    assert not long, f"≤ 40 lines; give a part a name: {long}"


def test_a_view_parses_authorises_calls_one_service_and_redirects() -> None:
    views = [(p, n) for p, n in functions() if "blueprints" in p.parts and is_view(n)]
    long = [f"{p.relative_to(ROOT)}:{n.name} {length(n)}" for p, n in views if length(n) > 15]
    assert not long, f"≤ 15 lines; the rest is a service or a query: {long}"


def is_view(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    decorators = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
    return bool(re.search(r"\.(route|get|post)\(", decorators))


def test_only_the_edges_commit() -> None:
    names = [path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")]
    inside = [n for n in names if n not in MAY_COMMIT and not n.startswith(MAY_COMMIT_FOLDERS)]
    guilty = [name for name in inside if ".commit(" in (PACKAGE / name).read_text()]
    assert not guilty, f"services never commit; the web, worker, jobs and cli do: {guilty}"


def test_committed_files_name_no_unknown_host(committed: list[Path]) -> None:
    found = set()
    ours = [path for path in committed if VENDORED not in path.parents]
    licences = ("LICENSE", ".OFL.txt")  # quoted to the letter
    for path in (p for p in ours if p.suffix in TEXT and not p.name.endswith(licences)):
        for host in URL.findall(path.read_text(errors="ignore")):
            if (
                host not in KNOWN_HOSTS
                and not host.startswith("example.")
                and ".example" not in host
            ):
                found.add(f"{path.relative_to(ROOT)}: {host}")
    assert not found, f"no download address, no stranger; else a reason in KNOWN_HOSTS: {found}"


def test_requirements_are_locked_and_point_nowhere() -> None:
    for name in ("run", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "://" not in text, "lock with --no-emit-index-url"
        assert not re.search(r"^--?(index|extra|find|trusted|i\b|f\b)", text, re.MULTILINE)
        pins = [line for line in text.splitlines() if re.match(r"[a-z0-9]", line)]
        assert all("==" in pin and pin.endswith("\\") for pin in pins), "every pin has its hashes"


def test_the_tests_run_on_what_the_service_runs_on() -> None:
    locked = [(ROOT / "requirements" / f"{name}.txt").read_text() for name in ("run", "dev")]
    run, dev = ({line for line in text.splitlines() if "==" in line} for text in locked)
    assert run <= dev, f"lock both files together; they differ on {sorted(run - dev)}"
