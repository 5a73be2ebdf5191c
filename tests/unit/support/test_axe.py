"""The accessibility engine is the one that was published, byte for byte, with its licence."""

from __future__ import annotations

import hashlib
import json

from tests.support.axe import FOLDER, SCRIPT

MANIFEST = json.loads((FOLDER / "manifest.json").read_text())


def test_every_file_is_the_one_of_the_manifest() -> None:
    read = {
        name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest()
        for name in MANIFEST["sha256"]
    }
    assert read == MANIFEST["sha256"]


def test_nothing_else_was_taken_along() -> None:
    found = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert found == {"__init__.py", "manifest.json", *MANIFEST["sha256"]}


def test_its_version_and_its_licence_are_the_ones_it_states_itself() -> None:
    head = SCRIPT.read_text()[:1000]
    assert f"axe v{MANIFEST['version']}\n" in head
    assert "Mozilla Public" in head
    assert "Mozilla Public License" in (FOLDER / "LICENSE").read_text()
    assert MANIFEST["licence"] == "MPL-2.0"
