"""The folder that every process of one test run shares; it goes away with the run."""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

FOLDER = "FIL_TEST_RUN_FOLDER"


def begin() -> None:
    """Called once, by the process that leads the run; its children find the folder's name."""
    folder = Path(tempfile.mkdtemp(prefix="fil-tests-"))
    alive = (folder / "alive.lock").open("w")
    fcntl.flock(alive, fcntl.LOCK_EX)  # held for as long as this process lives
    os.environ[FOLDER] = str(folder)
    leader = os.getpid()

    def end() -> None:
        if os.getpid() == leader:
            shutil.rmtree(folder, ignore_errors=True)
            alive.close()

    atexit.register(end)


def folder() -> Path:
    """Where this run keeps its templates and its locks."""
    return Path(os.environ[FOLDER])


def once(name: str, make: Callable[[], None]) -> None:
    """Have `make` done by exactly one process of the run; the others wait for it."""
    done = folder() / f"{name}.done"
    with (folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make()
            done.touch()
