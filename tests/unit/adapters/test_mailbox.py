"""The mailbox behind its port: a real Maildir, and a small IMAP server that speaks TLS."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config import MissingSetting, Settings
from mutualaid.adapters.mailbox import ImapMailbox, Maildir, make_mailbox
from mutualaid.domain.ports import MailboxDown
from tests.support import imap
from tests.support.certificates import write_certificate
from tests.support.imap import ImapServer

MAIL = b"From: karim@example.fr\r\n\r\nOui\r\n"


def settings(**values: Any) -> Settings:
    return Settings(secret_key="x" * 32, testing=True, **values)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_a_maildir_lists_what_is_new_or_unseen_by_age(folder: Path) -> None:
    (folder / "cur" / "1.old:2,RS").write_bytes(MAIL)
    (folder / "cur" / "2.replied:2,R").write_bytes(MAIL)
    (folder / "new" / "3.fresh").write_bytes(MAIL)
    (folder / "new" / ".hidden").write_bytes(MAIL)
    (folder / "tmp" / "4.half").write_bytes(MAIL)
    assert Maildir(folder).list_unread() == ["cur/2.replied:2,R", "new/3.fresh"]


def test_a_mail_of_a_maildir_is_marked_and_never_deleted(folder: Path) -> None:
    (folder / "new" / "3.fresh").write_bytes(MAIL)
    (folder / "cur" / "2.replied:2,R").write_bytes(MAIL)
    box = Maildir(folder)
    for key in box.list_unread():
        assert box.fetch(key) == MAIL
        box.mark_read(key)
    box.hang_up()
    assert box.list_unread() == []
    kept = sorted(file.name for file in (folder / "cur").iterdir())
    assert kept == ["2.replied:2,RS", "3.fresh:2,S"]


def test_a_folder_that_is_no_maildir_is_a_mailbox_that_is_down(tmp_path: Path) -> None:
    with pytest.raises(MailboxDown):
        Maildir(tmp_path / "nowhere").list_unread()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(certificate: Path) -> Iterator[ImapServer]:
    with imap.serving(certificate) as server:
        yield server


def mailbox(server: ImapServer, certificate: Path | None, **values: Any) -> ImapMailbox:
    chosen = {
        "mailbox_host": "localhost",
        "mailbox_port": server.port,
        "mailbox_username": "fil@example.fr",
        "mailbox_password": server.password,
        "mailbox_timeout_seconds": 5.0,
    }
    tls = ssl.create_default_context(cafile=str(certificate / "cert.pem")) if certificate else None
    return ImapMailbox(settings(**chosen | values), tls=tls)


def test_imap_reads_without_marking_then_marks_what_was_written_down(
    server: ImapServer, certificate: Path
) -> None:
    first, second = server.add(MAIL), server.add(MAIL + b"--\r\n)\r\n")
    box = mailbox(server, certificate)
    assert box.list_unread() == [str(first), str(second)]
    assert box.fetch(str(second)) == MAIL + b"--\r\n)\r\n"
    assert server.seen == set()
    box.mark_read(str(first))
    assert box.list_unread() == [str(second)]
    box.hang_up()
    assert server.commands[-1] == "LOGOUT"
    assert not any("DELETE" in line.upper() or "EXPUNGE" in line for line in server.commands)


def test_an_empty_imap_folder_has_nothing_to_read(server: ImapServer, certificate: Path) -> None:
    box = mailbox(server, certificate)
    assert box.list_unread() == []
    box.hang_up()
    assert box.list_unread() == []
    box.hang_up()


def test_a_certificate_that_nobody_signed_is_not_spoken_to(server: ImapServer) -> None:
    with pytest.raises(MailboxDown, match="SSLCertVerificationError"):
        mailbox(server, None).list_unread()
    assert server.commands == []


@pytest.mark.parametrize(
    ("wrong", "value"), [("mailbox_password", "guess"), ("mailbox_folder", "Elsewhere")]
)
def test_a_wrong_setting_is_a_mailbox_that_is_down(
    server: ImapServer, certificate: Path, wrong: str, value: str
) -> None:
    box = mailbox(server, certificate, **{wrong: value})
    with pytest.raises(MailboxDown) as fault:
        box.list_unread()
    box.hang_up()
    assert "guess" not in str(fault.value)


@pytest.mark.parametrize("command", ["LOGIN", "UID SEARCH", "UID FETCH"])
def test_a_server_that_hangs_is_left_in_time(
    server: ImapServer, certificate: Path, command: str
) -> None:
    server.add(MAIL)
    server.hangs_at = command
    box = mailbox(server, certificate, mailbox_timeout_seconds=0.5)
    began = time.monotonic()
    with pytest.raises(MailboxDown):
        box.fetch(box.list_unread()[0])
    box.hang_up()
    assert time.monotonic() - began < 4


def test_the_settings_name_one_mailbox_or_none(folder: Path) -> None:
    assert make_mailbox(settings()) is None
    assert isinstance(make_mailbox(settings(mailbox_path=str(folder))), Maildir)
    assert isinstance(make_mailbox(settings(mailbox_host="imap.example.org")), ImapMailbox)
    with pytest.raises(MissingSetting, match="one of the two"):
        settings(mailbox_host="imap.example.org", mailbox_path=str(folder)).check()
