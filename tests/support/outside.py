"""Fixtures for what stands outside the application: a mail server, a browser with a window."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support import smtp

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Browser as Chromium
    from playwright.sync_api import Page as ChromiumPage

    from tests.support.smtp import SmtpInbox


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a real page is a browser test, whether it says so or not."""
    for item in items:
        if "chromium_browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


_watch: list[object] | None = None
_allowed: frozenset[object] = frozenset()


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    """Every connection that Python opens passes here; an audit hook cannot be taken off."""
    if event == "socket.connect" and _watch is not None:
        _watch.append(arguments[1])
        if arguments[1] not in _allowed:
            raise AssertionError(f"a connection to {arguments[1]}")


@contextmanager
def _only(*allowed: object) -> Iterator[list[object]]:
    global _watch, _allowed  # noqa: PLW0603  one hook for the whole process
    _watch, _allowed = [], frozenset(allowed)
    try:
        yield _watch
    finally:
        _watch = None


@pytest.fixture(scope="session")
def only_connections() -> Callable[..., AbstractContextManager[list[object]]]:
    """`with only_connections((host, port)) as opened`: any other connection is a fault."""
    sys.addaudithook(_hear)
    return _only


@pytest.fixture(scope="session")
def smtp_server() -> Iterator[SmtpInbox]:
    """One mail server for all the tests of this process."""
    with smtp.serving() as inbox:
        yield inbox


@pytest.fixture
def smtp_inbox(smtp_server: SmtpInbox) -> SmtpInbox:
    """A real mail server, emptied for this test."""
    smtp_server.clear()
    return smtp_server


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Chromium]:
    """The system's Chromium, started once for this process."""
    from tests.support import chromium

    with chromium.running() as browser:
        yield browser


@pytest.fixture
def chromium_page(app: Flask, chromium_browser: Chromium) -> Iterator[ChromiumPage]:
    """A real page of 320 px, the narrowest we promise, on the application served for real."""
    from tests.support import chromium

    with (
        chromium.serving(app) as address,
        chromium_browser.new_context(
            base_url=address, viewport={"width": 320, "height": 640}, locale="fr-FR"
        ) as context,
    ):
        yield context.new_page()
