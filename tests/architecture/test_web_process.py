"""The web process stays light: the arrays belong to the worker and the command line."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.conftest import ROOT

START = """
import sys
from config import Settings
from mutualaid.app import create_app
create_app(Settings(secret_key="k" * 32, database_url="sqlite://", demo=True, testing=True))
print(sorted({"numpy", "numba", "scipy", "llvmlite"} & sys.modules.keys()))
"""


def test_the_web_process_imports_no_array_code() -> None:
    done = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]", f"import it inside the job or command: {done.stdout}"
