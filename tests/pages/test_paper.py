"""What is printed: each sheet on its paper, one page each, with nothing of the screen around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from mutualaid.models import Neighbourhood
from tests import factories
from tests.factories.desks import Desk, furnish_ours
from tests.pages.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.xdist_group("paper"), pytest.mark.timeout(300)]
MM = 25.4 / 72
A3, A4 = (297, 420), (210, 297)
LONG = "Les Hauts-de-Saint-Barthélemy-et-de-la-Croix-Rousse-du-Plateau"


@dataclass
class Printed:
    """What came out of the printer."""

    sizes: list[tuple[int, int]]
    """Millimetres, a page each."""


@pytest.fixture(scope="module")
def desk(site: Site) -> Desk:
    """Fatima's, in a neighbourhood with a long name, where many look for a hand."""
    desk = furnish_ours(site.database)
    with site.database.transaction() as session:
        home = session.get_one(Neighbourhood, desk.home_id)
        home.name, home.place_phrase, home.code = LONG, f"aux {LONG}"[:80], "7K2"
        for n in range(9):
            person = factories.person(session, home, f"Voisin {n}", email=f"v{n}@example.fr")
            factories.help_request(session, person, "outing", created_at=factories.NOW)
    site.sign_in("fatima", desk.coordinator.id)
    return desk


def printed(site: Site, path: str) -> Printed:
    """The page as paper."""
    window = site.window("fatima")
    assert window.goto(path).status == 200
    pdf = window.pdf(prefer_css_page_size=True).decode("latin-1")
    boxes = re.findall(r"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(boxes) == len(re.findall(r"/Type /Page\b", pdf)) > 0
    return Printed([(round(float(w) * MM), round(float(h) * MM)) for w, h in boxes])


def on_paper(site: Site, path: str) -> Page:
    """The same, to be measured: a sheet as wide as what an A3 or A4 printer leaves."""
    window = site.window("fatima")
    window.goto(path)
    window.emulate_media(media="print")
    window.set_viewport_size({"width": 1032 if "A4" not in path else 703, "height": 1000})
    return window


@pytest.mark.parametrize(
    ("path", "sizes"),
    [
        ("/coordination/affiche", [A3]),
        ("/coordination/affiche?format=A4", [A4]),
        ("/en/coordination/affiche?format=A4", [A4]),
        ("/coordination/bulletin", [A4]),
        ("/en/coordination/bulletin", [A4]),
        ("/coordination/porte-a-porte/feuille?rue=Rue+des+Lilas", [A4]),
        ("/coordination/demandes/1/lettre", [A4]),
        ("/coordination/voisins/4/lettre", [A4]),
        ("/coordination/coupons", [A4]),
        ("/en/coordination/coupons", [A4]),
    ],
)
def test_every_sheet_comes_out_on_its_own_paper(
    site: Site, desk: Desk, path: str, sizes: list[tuple[int, int]]
) -> None:
    assert printed(site, path).sizes == sizes


def test_a_poster_is_read_from_the_other_side_of_the_hall(site: Site, desk: Desk) -> None:
    page = on_paper(site, "/coordination/affiche")
    try:
        size = "e => parseFloat(getComputedStyle(e).fontSize)"
        assert page.locator(".sheet h2").evaluate(size) * 72 / 96 >= 72, "points"
        qr = page.locator(".qr").bounding_box()
        assert qr is not None
        assert 80 <= qr["width"] * 25.4 / 96 <= 100, "millimetres: read from one metre"
        assert page.locator(".strip").count() == 10
        assert not page.locator(".site-header, .site-footer, .preview").first.is_visible()
    finally:
        page.emulate_media(media="screen")


def test_a_bulletin_has_a_number_to_call_and_a_code_to_photograph(site: Site, desk: Desk) -> None:
    page = on_paper(site, "/coordination/bulletin")
    try:
        phone = page.locator(".paper-phone")
        points = phone.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") * 72 / 96
        assert points >= 40
        assert phone.inner_text().replace("\xa0", " ") == "04 65 71 01 01"
        qr = page.locator(".qr").bounding_box()
        assert qr is not None
        assert qr["width"] * 25.4 / 96 >= 40
        assert page.locator(".bulletin-needs li").count() == 5, "never a wall of needs"
    finally:
        page.emulate_media(media="screen")


def test_where_a_script_runs_a_button_prints_and_it_is_not_on_the_paper(
    site: Site, desk: Desk
) -> None:
    window = site.window("fatima")
    window.goto("/coordination/bulletin")
    button = window.locator(".preview button")
    assert button.inner_text() == "Imprimer"
    window.evaluate("window.print = () => { document.title = 'printed'; }")
    button.click()
    assert window.title() == "printed"
    window.emulate_media(media="print")
    try:
        assert not button.is_visible()
        assert window.locator(".sheet").is_visible()
    finally:
        window.emulate_media(media="screen")
