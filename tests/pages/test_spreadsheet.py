"""A coordinator brings in eighty people, nine of them there already; keyboard, or no script."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from mutualaid.domain.spreadsheets import BEGINS_A_FORMULA
from mutualaid.models import Neighbourhood, User
from tests import factories
from tests.factories import NOW, spreadsheet
from tests.pages.drivers import Driver, Finger, Keyboard
from tests.pages.quarter import Quarter
from tests.pages.site import Site

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(300)]
KNOWN = [("Jeanne", "06 39 98 19 00"), ("Ali", "06 39 98 19 01"),
         ("Nour", "06 39 98 19 02"), ("Zoé", "06 39 98 19 03")]  # fmt: skip


@pytest.fixture(scope="module")
def quarter(site: Site) -> Quarter:
    quarter = Quarter(site)
    with site.database.transaction() as session:
        home = session.get_one(Neighbourhood, quarter.home_id)
        for name, phone in KNOWN:
            factories.by_phone(session, home, name, f"+33{phone.replace(' ', '')[1:]}")
    site.sign_in("the desk", quarter.boss_id)
    return quarter


@pytest.fixture(params=[Keyboard, Finger])
def driver(site: Site, quarter: Quarter, request: pytest.FixtureRequest) -> Iterator[Driver]:
    site.now = NOW
    is_finger = request.param is Finger
    with site.context(java_script_enabled=not is_finger, has_touch=is_finger) as context:
        context.add_cookies([{"name": "fil", "value": site.cookies["the desk"], "url": site.base}])
        yield request.param(context.new_page())


def people(quarter: Quarter) -> int:
    with quarter.database.reading() as session:
        return len(session.scalars(select(User.id)).all())


def bring(driver: Driver, tmp_path: Path) -> None:
    """Choose the file and send it."""
    file = tmp_path / "voisins.csv"
    file.write_bytes(spreadsheet.content(KNOWN))
    driver.open("/coordination/voisins")
    driver.follow("/voisins/importer")
    driver.page.set_input_files("input[type=file]", file)
    driver.press()


def test_eighty_people_are_read_looked_at_and_written_once(
    quarter: Quarter, driver: Driver, tmp_path: Path
) -> None:
    before = people(quarter)
    is_first = before < spreadsheet.NEW
    bring(driver, tmp_path)
    text = driver.page.inner_text("main")
    assert "Ligne 77" in text
    assert people(quarter) == before, "nothing is written before it was looked at"
    if not is_first:
        assert "Personne n’est nouveau dans ce fichier." in text
        return
    driver.choose("all_adults", "y")
    driver.press()
    assert people(quarter) == before + spreadsheet.NEW
    assert f"{spreadsheet.NEW} personnes" in driver.page.inner_text("main")
    assert driver.page.locator("tbody tr").count() == 50


def test_the_list_is_taken_along_as_text(site: Site, quarter: Quarter) -> None:
    with quarter.database.transaction() as session:
        session.get_one(User, quarter.boss_id).last_name = "=1+1"
    with site.context(java_script_enabled=False) as context:
        context.add_cookies([{"name": "fil", "value": site.cookies["the desk"], "url": site.base}])
        page = context.new_page()
        page.goto("/coordination/voisins/exporter")
        with page.expect_download() as taken:
            page.locator("main form button").click()
        content = Path(taken.value.path()).read_text("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))
    assert len(rows) > spreadsheet.KNOWN
    assert "'=1+1" in {cell for row in rows for cell in row}
    assert not [cell for row in rows for cell in row if cell[:1] in BEGINS_A_FORMULA and cell]
    assert taken.value.suggested_filename == "voisins-2026-10-12.csv"
