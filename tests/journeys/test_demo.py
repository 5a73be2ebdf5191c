"""The demo, from one command to Ctrl-C, as a new user meets it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.demo import LABELS, RunningDemo, Visitor, fetch

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("demo")]


def summary(demo: RunningDemo) -> str:
    return demo.line("Run")


def test_it_says_where_to_look_one_line_each(demo: RunningDemo) -> None:
    for label in LABELS:
        assert re.fullmatch(r"http://127.0.0.1:\d+(/\S*)?", demo.line(label)), label
    assert re.fullmatch(
        r"90 requests, 110 offers, \d+ pairs, \d+ unmatched \(most often: [a-z ]+\), "
        r"\d+\.\d\d s, certificate ok",
        summary(demo),
    )


def test_the_first_run_s_mails_are_there_when_it_says_ready(demo: RunningDemo) -> None:
    pairs = int(re.findall(r"(\d+) pairs", summary(demo))[0])
    mails = demo.mails()
    assert pairs >= 60
    assert len(mails) >= pairs
    assert [mail["id"] for mail in mails] == sorted((m["id"] for m in mails), reverse=True)
    assert {"id", "to", "subject", "at"} == set(mails[0])


def test_every_mail_is_whole(demo: RunningDemo) -> None:
    for listed in demo.mails():
        mail = demo.mail(listed["id"])
        assert mail["To"], listed
        assert mail["Message-ID"], listed
        assert mail.get_body(("html",)) is not None, listed
        assert mail.get_body(("plain",)) is not None, listed


def test_the_inbox_is_a_page_for_people(demo: RunningDemo) -> None:
    page = fetch(demo.line("Inbox")).decode()
    assert "Courrier de la démonstration" in page
    assert demo.mails()[0]["to"] in page


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("resident", "/mon-espace"),
        ("volunteer", "/mon-espace"),
        ("coordinator", "/coordination"),
    ],
)
def test_a_role_is_taken_by_one_press(demo: RunningDemo, role: str, place: str) -> None:
    visitor = Visitor(demo.line("Ready"))
    visitor.take_role(demo.line(f"Sign in as {role}"))
    assert (visitor.status, visitor.page.path) == (200, place)


def test_a_port_in_use_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        second = RunningDemo(port)
        assert second.process.wait(timeout=60) == 2
    (said,) = second.stop_reading()
    assert said.startswith(f"Port {port} is in use")
    assert "PORT=8080 make demo" in said


def group_of(pid: int) -> list[str]:
    """Programs whose parent is the demo: what Ctrl-C must take along."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.split()


def test_a_second_one_is_the_same_town_and_ending_it_ends_all(demo: RunningDemo) -> None:
    second = RunningDemo().wait_until_ready()
    port = urlsplit(second.line("Ready")).port
    programs = group_of(second.process.pid)
    same = [re.sub(r"\d+\.\d\d s", "", summary(each)) for each in (demo, second)]
    received = [sorted((m["to"], m["subject"]) for m in each.mails()) for each in (demo, second)]
    assert second.stop(signal.SIGTERM) == 0
    assert same[0] == same[1]
    assert set(received[1]) <= set(received[0])
    assert len(programs) == 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in programs)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port or 0), timeout=1)
