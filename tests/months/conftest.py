"""The town's web and its workers sign with one secret, in whatever process they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config import Settings
from tests.campaign.crew import SECRET


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As for every test, with the secret of the campaign's processes."""
    return replace(settings, secret_key=SECRET)
