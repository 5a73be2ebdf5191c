"""What the architecture tests look at: the whole application, and every committed file."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config import Settings

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="package")
def whole_app() -> Flask:
    """Every route there is, the demo's included; no database is opened."""
    from mutualaid.app import create_app

    return create_app(
        Settings(secret_key="k" * 32, database_url="sqlite://", demo=True, testing=True)
    )


@pytest.fixture(scope="package")
def committed() -> list[Path]:
    """The files that git keeps."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]
