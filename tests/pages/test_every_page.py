"""Every page in every state, for an eye that sees little, a hand that shakes, a small telephone.

Each is opened once: axe on the narrowest screen, then the same page with doubled and with spaced
text, then in other settings (all of them with CAMPAIGN=1, else one more for every other page).
"""

from __future__ import annotations

import pytest

from tests.factories import NOW
from tests.pages import inventory
from tests.pages.looking import Setting, faults_of, faults_on_screen
from tests.pages.site import Site
from tests.pages.town import Town
from tests.pages.visit import Visit

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.timeout(3600)]
PARTS = 12


@pytest.fixture(scope="module")
def visits(site: Site, town: Town) -> list[Visit]:
    return inventory.every_visit(site, town)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_read_and_used_by_everybody(
    site: Site, visits: list[Visit], part: int
) -> None:
    faults = [
        f"{visit.name} ({visit.path[:60]}): {fault}"
        for n, visit in enumerate(visits)
        if n % PARTS == part
        for fault in faults_of(site, visit, n // PARTS)
    ]
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults)


def test_no_page_is_missing(site: Site, visits: list[Visit]) -> None:
    there = {rule.endpoint for rule in inventory.rules(site)}
    missing = there - inventory.endpoints(site, visits)
    assert not missing, f"add them to tests/pages/inventory.py: {sorted(missing)}"


def test_no_reason_outlives_its_page(site: Site) -> None:
    there = set(site.app.view_functions)
    named = inventory.NO_PAGE.keys() | inventory.NEVER_WRONG.keys() | inventory.WALKED.keys()
    assert named <= there


def test_two_visits_never_look_at_the_same_thing(visits: list[Visit]) -> None:
    seen = [(visit.path, visit.who, visit.at, visit.is_wrong) for visit in visits]
    assert sorted({str(each) for each in seen if seen.count(each) > 1}) == []


def test_a_spoiled_page_is_seen_for_what_it_is(site: Site) -> None:
    found = "\n".join(faults_of(site, Visit("spoiled", "/gatee"), 0))
    for sign in (
        "asks a stranger",
        "the title",
        "lang is 'en'",
        "has no label",
        "a script without src",
        "no csrf_field()",
        "Content Security Policy",
        "label: <input",
        "small: <a> « alone »",
        "small: <button> « Send »",
        "too wide: ",
        "text × 2, too wide: ",
        "text spaced, too wide: ",
    ):
        assert sign in found, found


def test_other_colours_and_sizes_are_really_looked_at(site: Site) -> None:
    window = site.window()
    site.now = NOW
    window.emulate_media(color_scheme="light")
    window.goto("/")
    window.evaluate("document.querySelector('h1').style.color = '#767676'")
    found = "\n".join(faults_on_screen(window, [Setting(1280), Setting(390, is_dark=True)]))
    assert "\ncolor-contrast-enhanced: <h1" in f"\n{found}"
    assert "1280 px, light: color-contrast-enhanced: <h1" in found
    assert "390 px, dark: color-contrast-enhanced: <h1" in found
