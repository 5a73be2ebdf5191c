"""Mail leaves this machine encrypted, to a relay that proves who it is, or not at all."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from mutualaid.domain.mail import RelayDown
from tests.support.certificates import write_certificate
from tests.unit.adapters.relaying import MAIL, OnFreePort, Refusing, relay, send, serving


def test_mail_never_leaves_this_machine_in_clear_text() -> None:
    with pytest.raises(ValueError, match="clear text"):
        relay(25, mail_host="relay.example.org")


def test_a_relay_without_encryption_gets_nothing() -> None:
    handler = Refusing("", "")
    with serving(handler) as port, pytest.raises(RelayDown):
        relay(port, mail_security="starttls").send(MAIL)
    assert handler.n_data == 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("tls"))


@contextmanager
def serving_tls(certificate: Path, handler: Any) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    controller = OnFreePort(handler, hostname="127.0.0.1", loop=asyncio.new_event_loop())
    controller.factory = lambda: SMTP(handler, tls_context=context, require_starttls=True)  # type: ignore[method-assign]
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def test_a_certificate_that_nobody_signed_gets_nothing(certificate: Path) -> None:
    handler = Refusing("", "")
    with serving_tls(certificate, handler) as port, pytest.raises(RelayDown):
        relay(port, mail_host="localhost", mail_security="starttls").send(MAIL)
    assert handler.n_data == 0


def test_a_trusted_certificate_lets_the_mail_through(certificate: Path) -> None:
    handler = Refusing("", "")
    trusting = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    with serving_tls(certificate, handler) as port:
        send(MAIL, port, trusting, mail_host="localhost", mail_security="starttls")
    assert handler.n_data == 1
