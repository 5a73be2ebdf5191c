"""A line on the screen while something takes long, so that nobody believes it has stopped."""

from __future__ import annotations

import sys
import time
from threading import Event, Thread
from typing import Self

FIRST_AFTER_SECONDS = 2.0
EVERY_SECONDS = 1.0
EVERY_SECONDS_IN_A_FILE = 10.0


class Progress:
    """What is being done now; a thread says it while the block lasts, and wipes it off a screen."""

    def __init__(self) -> None:
        self.now = ""
        self._thread = Thread(target=self._say, daemon=True)
        self._began = time.monotonic()
        self._ended = Event()
        self._is_screen = sys.stderr.isatty()
        self._is_written = False

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        if self._is_screen and self._is_written:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _say(self) -> None:
        wait = FIRST_AFTER_SECONDS
        while not self._ended.wait(wait):
            wait = EVERY_SECONDS if self._is_screen else EVERY_SECONDS_IN_A_FILE
            seconds = int(time.monotonic() - self._began)
            begins, ends = ("\r\x1b[K", "") if self._is_screen else ("", "\n")
            sys.stderr.write(f"{begins}{self.now} ({seconds} s){ends}")
            sys.stderr.flush()
            self._is_written = True
