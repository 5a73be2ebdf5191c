"""A PostgreSQL server for one test run: started when first asked for, gone when the run is gone.

`initdb` refuses root, so as root the server belongs to an unprivileged account. A supervisor
process starts it and then waits for a lock that the test run holds: however the run ends, killed
included, the system lets go of the lock and the supervisor stops the server and removes its folder.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

START_SECONDS = 60
_supervisors: list[subprocess.Popen[str]] = []
"""Kept, because a forgotten child is reported as a leak; it outlives us on purpose."""
ALONE = ("-c", "listen_addresses=")
FAST_AND_FORGETFUL = (
    *ALONE,
    *("-c", "fsync=off"),
    *("-c", "synchronous_commit=off"),
    *("-c", "full_page_writes=off"),
    *("-c", "wal_level=minimal"),
    *("-c", "max_wal_senders=0"),
    *("-c", "max_connections=200"),
    *("-c", "autovacuum=off"),
)


def binaries() -> Path | None:
    """The folder of the newest `initdb` and `postgres` of this machine."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    versions = sorted(folders, key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def unprivileged_account() -> pwd.struct_passwd | None:
    """Whom the server runs as: nobody else when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    raise LookupError("PostgreSQL refuses to run as root, and there is no account to lend it.")


def server_url(folder: Path) -> str | None:
    """The address of the run's server, started by whichever test process asks first."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return given
    if binaries() is None:
        return None
    with (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        address = folder / "postgres.url"
        if not address.exists():
            address.write_text(_start_supervisor(folder))
    return address.read_text()


def _start_supervisor(folder: Path) -> str:
    """Start the server through its supervisor and wait until it says where it listens."""
    supervisor = subprocess.Popen(
        [sys.executable, str(Path(__file__).resolve()), str(folder / "alive.lock")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _supervisors.append(supervisor)
    assert supervisor.stdout is not None
    line = supervisor.stdout.readline().strip()
    supervisor.stdout.close()
    if not line:
        raise RuntimeError("PostgreSQL did not start; its own words are above.")
    return line


def supervise(alive: Path) -> None:
    """Serve until nobody holds `alive` any more, then leave nothing behind."""
    account = unprivileged_account()
    home = Path(tempfile.mkdtemp(prefix="fil-pg-", dir="/tmp"))  # a socket's path must be short
    if account:
        os.chown(home, account.pw_uid, account.pw_gid)
    server = None
    try:
        server = _serve(home, account)
        sys.stdout.write(f"postgresql://postgres@/postgres?host={home}\n")
        sys.stdout.close()
        with alive.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast stop: clients are sent away
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=10)
            server.kill()
            server.wait()
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(alive.parent, ignore_errors=True)


def _serve(home: Path, account: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    create_cluster(home, account)
    return start(home, account, FAST_AND_FORGETFUL)


def _as(account: pwd.struct_passwd | None, home: Path) -> dict[str, object]:
    options: dict[str, object] = {"cwd": home, "stdin": subprocess.DEVNULL}
    if account:
        options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return options


def _binary(name: str) -> Path:
    folder = binaries()
    if folder is None:
        raise LookupError(f"{name} is not on this machine")
    return folder / name


def create_cluster(home: Path, account: pwd.struct_passwd | None) -> None:
    """An empty cluster in a folder of its own."""
    initdb = [_binary("initdb"), "-D", home / "cluster", "-U", "postgres", "-A", "trust"]
    _run([*initdb, "-E", "UTF8", "--locale=C", "--no-sync"], _as(account, home))


def start(
    home: Path, account: pwd.struct_passwd | None, settings: Sequence[str] = ALONE
) -> subprocess.Popen[bytes]:
    """Start the server of a cluster, and wait until it answers."""
    folder, options = _binary("postgres").parent, _as(account, home)
    command = [folder / "postgres", "-D", home / "cluster", "-k", home, *settings]
    with (home / "server.log").open("ab") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, **options)  # type: ignore[call-overload]
    deadline = time.monotonic() + START_SECONDS
    while not (home / ".s.PGSQL.5432").exists() or not _answers(folder, home):
        if server.poll() is not None or time.monotonic() > deadline:
            sys.stderr.write((home / "server.log").read_text())
            raise RuntimeError("PostgreSQL did not start")
        time.sleep(0.05)
    return server


def _answers(folder: Path, home: Path) -> bool:
    ready = [folder / "pg_isready", "-q", "-h", home, "-U", "postgres"]
    return subprocess.run(ready, check=False).returncode == 0


def _run(command: Sequence[object], options: dict[str, object]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        raise RuntimeError(f"{command[0]} failed")


if __name__ == "__main__":
    supervise(Path(sys.argv[1]))
