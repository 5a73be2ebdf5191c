import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mutualaid.demo.processes import PortTaken, Program, listen

SLEEPER = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("on", flush=True)
time.sleep(60)
"""
LAUNCHER = """
import os, sys, time
from pathlib import Path
from mutualaid.demo.processes import Program
command = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
Program("child", command, env=dict(os.environ), folder=Path(sys.argv[1]))
time.sleep(60)
"""


def started(folder: Path, code: str) -> Program:
    program = Program("sleeper", [sys.executable, "-c", code], env=dict(os.environ), folder=folder)
    wait_for(lambda: bool(program.last_words()))
    return program


def wait_for(condition: object, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


def test_a_port_that_is_taken_is_told_at_once() -> None:
    with listen(0) as door, pytest.raises(PortTaken):
        listen(door.getsockname()[1])


def test_a_port_beyond_all_ports_is_told_too() -> None:
    with pytest.raises(PortTaken):
        listen(70_000)


def test_a_port_is_free_again_once_the_door_is_closed() -> None:
    door = listen(0)
    port = door.getsockname()[1]
    door.close()
    with listen(port) as again:
        assert isinstance(again, socket.socket)


def test_stopping_a_program_stops_what_it_started(tmp_path: Path) -> None:
    program = started(tmp_path, SLEEPER)
    grandchild = int(program.last_words())
    program.ask_to_stop()
    program.stop()
    assert program.has_ended
    wait_for(lambda: not is_running(grandchild))


def test_a_program_that_will_not_end_is_forced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mutualaid.demo.processes.STOP_SECONDS", 0.2)
    program = started(tmp_path, STUBBORN)
    program.ask_to_stop()
    program.stop()
    assert program.has_ended


def test_the_log_keeps_the_last_words_of_a_program_that_failed(tmp_path: Path) -> None:
    program = started(tmp_path, "raise SystemExit('the relay is gone')")
    wait_for(lambda: program.has_ended)
    assert program.last_words().endswith("the relay is gone")


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel tells children on Linux only")
def test_a_launcher_killed_outright_leaves_nothing_behind(tmp_path: Path) -> None:
    launcher = subprocess.Popen([sys.executable, "-c", LAUNCHER, str(tmp_path)])
    log = tmp_path / "child.log"
    wait_for(lambda: log.exists() and log.read_text().strip())
    child = int(log.read_text())
    launcher.send_signal(signal.SIGKILL)
    launcher.wait()
    wait_for(lambda: not is_running(child))
