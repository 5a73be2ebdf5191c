"""One demo for all the journeys: it is started as a new user would, and ended by Ctrl-C."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.demo import RunningDemo


@pytest.fixture(scope="session")
def demo() -> Iterator[RunningDemo]:
    """A demo that has said Ready."""
    running = RunningDemo().wait_until_ready()
    yield running
    assert running.stop() == 0
