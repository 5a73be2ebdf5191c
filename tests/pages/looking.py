"""What is looked at on a page: first whole, on the narrowest telephone, then in other settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser import MAX_QUERIES, OF_TODAY
from tests.pages.site import NARROW, Site
from tests.pages.visit import Visit
from tests.support import axe
from tests.support.page import Page
from tests.support.queries import recorded_queries

if TYPE_CHECKING:
    from playwright.sync_api import Page as Window
    from playwright.sync_api import Response

LOOK = axe.SCRIPT.read_text() + Path(__file__).with_name("look.js").read_text()
MANY_QUERIES = {"/mon-espace/mes-donnees": 50, "/coordination": OF_TODAY}
"""Reads every table that may hold a word about somebody; holds everything that there is to do."""
OF_A_SEARCH = 30
"""« Que ferait la recherche ? » is a whole search for one need."""
_BAD = """
() => {
  const own = document.querySelector("main form[method=post]:not([action])");
  const form = own || document.querySelector("main form[method=post]");
  for (const one of form.elements) {
    if (["checkbox", "radio"].includes(one.type)) one.checked = false;
    else if (one.type === "email") one.value = "nom arobase exemple";
    else if (one.type === "tel") one.value = "12";
    else if (one.tagName === "SELECT") one.selectedIndex = 0;
    else if (one.type !== "hidden" && one.type !== "submit") one.value = "";
  }
  form.querySelector("button:not([name])").click();
}
"""


@dataclass(frozen=True)
class Setting:
    """How somebody reads: width, colours, size of the letters."""

    width: int
    is_dark: bool = False
    is_large: bool = False

    def __str__(self) -> str:
        words = [f"{self.width} px", "dark" if self.is_dark else "light"]
        return ", ".join(words + ["large text"] * self.is_large)


FIRST = Setting(320)
OTHERS = [
    Setting(*each) for each in product((320, 390, 1280), (False, True), (False, True))
    if Setting(*each) != FIRST
]  # fmt: skip
ROTATED = [
    Setting(320, is_dark=True, is_large=True),
    Setting(1280),
    Setting(390, is_dark=True),
    Setting(320, is_large=True),
    Setting(1280, is_dark=True),
    Setting(390),
]
"""In the order in which pages meet them when each meets two settings."""


def settings_of(n: int) -> list[Setting]:
    """All of them in a campaign; else one more for every other page, another each time."""
    if "CAMPAIGN" in os.environ:
        return OTHERS
    return [] if n % 2 else [ROTATED[n // 2 % len(ROTATED)]]


def faults_of(site: Site, visit: Visit, n: int) -> list[str]:
    """Everything that is wrong with this page, each with the setting in which it shows."""
    window = site.window(visit.who)
    site.now = visit.at
    site.said.clear()
    site.requests.clear()
    window.set_viewport_size(NARROW)
    window.emulate_media(color_scheme="light")
    with recorded_queries(site.database.engine) as queries:
        came = window.goto(visit.path)
    assert came is not None
    n_queries = len(queries)
    if visit.is_wrong:
        with window.expect_response(lambda answer: answer.request.method == "POST") as posted:
            window.evaluate(_BAD)
        came = posted.value
        window.wait_for_load_state()
    if came.status != visit.status:
        return [f"answers {came.status}, not {visit.status}: {came.url}"]
    if came.request.redirected_from is not None:
        return [f"leads elsewhere: {came.url}"]
    most = MANY_QUERIES.get(visit.path.partition("?")[0], MAX_QUERIES)
    most = OF_A_SEARCH if "essai=" in visit.path else most
    found = [f"{n_queries} questions to the database"] * (n_queries > most)
    found += [*_faults_of_answer(site, visit, came), *_faults_of_house(visit, came)]
    return found + list(faults_on_screen(window, settings_of(n)))


def _faults_of_answer(site: Site, visit: Visit, came: Response) -> Iterator[str]:
    """Its policy; nothing from elsewhere, nothing refused."""
    policy = came.headers.get("content-security-policy", "")
    if "default-src 'self'" not in policy or "unsafe" in policy:
        yield f"content policy: {policy}"
    yield from (f"asks a stranger: {url}" for url in site.requests if not _is_ours(site, url))
    yield from (line for line in site.said if "Failed to load resource" not in line)


def _is_ours(site: Site, url: str) -> bool:
    return url.startswith((f"{site.base}/", "data:", "about:"))


def _faults_of_house(visit: Visit, came: Response) -> list[str]:
    """The rules that `browser.get` holds every page against, on the very same answer."""
    path = came.url.split("://", 1)[1].partition("/")[2]
    return Page(came.text(), f"/{path}").faults()


def faults_on_screen(window: Window, settings: list[Setting]) -> Iterator[str]:
    """What axe and a ruler find, first as the page is opened, then in these settings."""
    window.evaluate(LOOK)
    yield from window.evaluate("look.first", axe.EVERYTHING)
    for setting in settings:
        window.set_viewport_size({"width": setting.width, "height": 800})
        window.emulate_media(color_scheme="dark" if setting.is_dark else "light")
        found = window.evaluate("([o, l]) => look.again(o, l)", [axe.CONTRAST, setting.is_large])
        yield from (f"{setting}: {each}" for each in found)
