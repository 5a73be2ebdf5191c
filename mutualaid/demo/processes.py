"""Starts the demo's programs, each in a group of its own, and stops every one of them."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

STOP_SECONDS = 5.0
WITH_PARENT = Path(__file__).with_name("with_parent.py")


class PortTaken(RuntimeError):
    """Another program listens on the port that was asked for."""


def listen(port: int) -> socket.socket:
    """Take a loopback port before anything else is started, so that nobody can take it later."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", port))
        door.listen(128)
    except (OSError, OverflowError) as error:
        door.close()
        raise PortTaken(str(error)) from error
    return door


class Program:
    """One program of ours with its own log file."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        env: Mapping[str, str],
        folder: Path,
        keep_open: tuple[int, ...] = (),
    ) -> None:
        self.name = name
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as log:
            self._process = _start(command, env, log, keep_open)

    @property
    def has_ended(self) -> bool:
        """Whether it stopped by itself."""
        return self._process.poll() is not None

    def last_words(self, lines: int = 15) -> str:
        """The end of its log, for the message that says why it stopped."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def ask_to_stop(self) -> None:
        """Tell it and everything that it started to end."""
        self._signal(signal.SIGTERM)

    def stop(self) -> None:
        """Wait for its end; force it when it does not come."""
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if not self.has_ended:
            os.killpg(self._process.pid, number)


def _start(
    command: Sequence[str], env: Mapping[str, str], log: IO[bytes], keep_open: tuple[int, ...]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, str(WITH_PARENT), *command],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=keep_open,
    )


def web(door: socket.socket, *, env: Mapping[str, str], folder: Path) -> Program:
    """Two gunicorn processes behind the port that was taken."""
    command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--threads", "4"]
    command += ["--worker-class", "gthread", "--bind", f"fd://{door.fileno()}"]
    command += ["--preload", "--no-control-socket", "--graceful-timeout", "2", "wsgi:app"]
    return Program("web", command, env=env, folder=folder, keep_open=(door.fileno(),))


def worker(*, env: Mapping[str, str], folder: Path) -> Program:
    """The one who runs the matcher and sends the mails."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return Program("worker", command, env=env, folder=folder)
