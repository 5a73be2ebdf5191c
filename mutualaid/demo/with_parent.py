"""Becomes the program of its arguments, which ends should the one who started it be killed."""

import ctypes
import os
import signal
import sys

SET_PARENT_DEATH_SIGNAL = 1

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606 — the launcher's own command
