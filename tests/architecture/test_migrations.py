"""Migrations are one numbered line: their order can be read from their names."""

from __future__ import annotations

import re

from alembic.script import ScriptDirectory

from mutualaid.db import alembic_config
from tests.architecture.conftest import ROOT

VERSIONS = ROOT / "migrations" / "versions"
SCRIPTS = ScriptDirectory.from_config(alembic_config("sqlite://"))


def test_migrations_are_numbered_without_a_gap() -> None:
    names = sorted(path.stem for path in VERSIONS.glob("*.py"))
    numbers = [name[:4] for name in names]
    assert numbers == [f"{n:04}" for n in range(1, len(names) + 1)], numbers


def test_a_migration_is_named_after_its_file_and_follows_the_one_before() -> None:
    names = sorted(path.stem for path in VERSIONS.glob("*.py"))
    for before, name in zip([None, *names], names, strict=False):
        revision = SCRIPTS.get_revision(name)
        assert revision is not None, f"{name}.py: write revision = {name!r}"
        assert revision.down_revision == before, f"{name}.py: write down_revision = {before!r}"


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1, "two branches: renumber yours after the other"


def test_a_migration_says_why_and_imports_nothing_of_the_application() -> None:
    for path in VERSIONS.glob("*.py"):
        text = path.read_text()
        assert re.match(r'"""\S.{10,}', text), f"{path.name}: begin with the reason"
        assert "mutualaid" not in text, f"{path.name}: models will change, migrations must not"
