"""One site and one browser for all the pages of a module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.pages import site as sites
from tests.pages.site import Site
from tests.pages.town import Town

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def site(chromium_browser: Browser) -> Iterator[Site]:
    """Served for real, without a row."""
    with sites.opened(chromium_browser) as site:
        yield site


@pytest.fixture(scope="module")
def town(site: Site) -> Town:
    """The site with one of everything, in every state that a page may show."""
    return Town(site)
