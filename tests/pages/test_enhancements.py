"""Small comforts where a script runs; the same pages, whole, where none does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mutualaid.blueprints.offers.forms import QUICK
from mutualaid.domain.messages import TokenPurpose
from mutualaid.models import Appointment
from tests.factories import NOW
from tests.pages.quarter import Quarter
from tests.pages.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Dialog, Page

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(300)]
SCRIPT = Path(__file__).resolve().parents[2] / "mutualaid" / "static" / "enhance.js"
MOST_BYTES = 5 * 1024
Open = Callable[..., "Page"]


@pytest.fixture(scope="module")
def quarter(site: Site) -> Quarter:
    return Quarter(site)


@pytest.fixture
def opened(site: Site) -> Iterator[Open]:
    """A page, with a script that runs or without."""
    site.now = NOW
    contexts = []

    def opened(path: str, *, with_script: bool, who: str = "") -> Page:
        contexts.append(site.context(who, java_script_enabled=with_script))
        if with_script:
            contexts[-1].grant_permissions(["clipboard-read", "clipboard-write"])
        page = contexts[-1].new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


def ticked(page: Page) -> set[int]:
    boxes = page.locator('input[name="week"]:checked').all()
    return {int(box.get_attribute("value") or "") for box in boxes}


def at_the_week(opened: Open, *, with_script: bool) -> Page:
    page = opened("/aider", with_script=with_script)
    page.locator('label[for^="categories-"]').first.click()
    page.locator("main form button").first.click()
    page.wait_for_url("**/aider/quand")
    return page


@pytest.mark.parametrize("with_script", [True, False])
@pytest.mark.parametrize("group", QUICK)
def test_one_press_ticks_a_whole_row(
    site: Site, quarter: Quarter, opened: Open, group: str, with_script: bool
) -> None:
    page = at_the_week(opened, with_script=with_script)
    site.requests.clear()
    page.locator(f'button[name="tick"][value="{group}"]').click()
    page.wait_for_load_state()
    assert ticked(page) == {box for box in range(21) if QUICK[group] >> box & 1}
    asked_the_server = any(url.endswith("/aider/quand") for url in site.requests)
    assert asked_the_server is not with_script
    if with_script:
        assert page.get_by_role("status").inner_text() == "C’est coché"


def test_a_form_that_was_written_into_is_not_left_by_mistake(
    quarter: Quarter, opened: Open
) -> None:
    page = opened("/signaler/service", with_script=True)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("textarea").click()
    page.keyboard.type("Personne ne répond")
    page.close(run_before_unload=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert not page.is_closed()
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    assert asked == ["beforeunload"], "sending is no leaving"


def test_a_form_that_nobody_touched_is_left_at_once(quarter: Quarter, opened: Open) -> None:
    page = opened("/signaler/service", with_script=True)
    page.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.type}"))
    page.goto("/")
    assert page.url.endswith("/")


def test_a_number_can_be_copied_and_is_dialled_without_a_script(
    site: Site, quarter: Quarter, opened: Open
) -> None:
    link, meeting_id = quarter.agreed(TokenPurpose.APPOINTMENT)
    with quarter.database.reading() as session:
        resident_id = session.get_one(Appointment, meeting_id).help_request.user_id
    site.sign_in("who copies", resident_id)
    plain = opened(link, with_script=False, who="who copies")
    number = plain.locator("main a.phone").first.inner_text()
    assert plain.get_by_role("button", name="Copier").count() == 0
    page = opened(link, with_script=True, who="who copies")
    page.get_by_role("button", name="Copier le numéro").click()
    page.get_by_text("Numéro copié").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == number


def test_the_script_is_small_and_asked_for_only_where_it_serves(
    site: Site, quarter: Quarter, opened: Open
) -> None:
    assert SCRIPT.stat().st_size <= MOST_BYTES
    site.requests.clear()
    for path in ("/", "/demander", quarter.asked()[0], quarter.said_yes()):
        opened(path, with_script=True)
    assert [url for url in site.requests if ".js" in url] == []
