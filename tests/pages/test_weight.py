"""What a visit costs on a slow line, measured by the browser: bytes, requests, strangers, cookies.

Style sheet and drawings leave the application compressed; pages do not (a form's secret field
beside words that a visitor chooses tells itself by its length), so they are weighed as they are.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from mutualaid.models import Neighbourhood
from tests import factories
from tests.factories import NOW
from tests.pages.quarter import Quarter
from tests.pages.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(300)]
KB = 1024
RESIDENT, DESK, NEXT, STYLE, LETTERS = 70 * KB, 120 * KB, 15 * KB, 12 * KB, 40 * KB
REQUESTS = 6


class Line:
    """Everything that comes over it, headers included; what the browser kept weighs nothing."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.urls: dict[str, str] = {}
        self.n_bytes_of: dict[str, int] = {}
        self.body_of: dict[str, int] = {}
        session = page.context.new_cdp_session(page)
        session.on("Network.responseReceived", self._note)
        session.on("Network.loadingFinished", self._weigh)
        session.send("Network.enable")

    def _note(self, event: dict[str, Any]) -> None:
        response = event["response"]
        self.urls[event["requestId"]] = response["url"]
        lengths = {name.lower(): value for name, value in response["headers"].items()}
        self.body_of[response["url"]] = int(lengths.get("content-length", 0))

    def _weigh(self, event: dict[str, Any]) -> None:
        url = self.urls.get(event["requestId"], "")
        if event["encodedDataLength"]:
            self.n_bytes_of[url] = int(event["encodedDataLength"])

    def open(self, path: str) -> dict[str, int]:
        """What this page costs, by address."""
        self.n_bytes_of.clear()
        self.body_of.clear()
        self.page.goto(path, wait_until="networkidle")
        return dict(self.n_bytes_of)

    def of(self, ending: str) -> int:
        """The files of one kind, as they were sent, without their headers."""
        return sum(n for url, n in self.body_of.items() if url.partition("?")[0].endswith(ending))


@pytest.fixture(scope="module")
def quarter(site: Site) -> Quarter:
    quarter = Quarter(site)
    with quarter.database.transaction() as session:
        home = session.get_one(Neighbourhood, quarter.home_id)
        resident_id = factories.person(session, home, "Odile").id
    site.sign_in("odile", resident_id)
    site.sign_in("fatima", quarter.boss_id)
    site.now = NOW
    return quarter


@pytest.fixture
def line(site: Site) -> Iterator[Callable[..., Line]]:
    """Somebody's first visit."""
    contexts = []

    def line(who: str = "") -> Line:
        contexts.append(site.context(who))
        return Line(contexts[-1].new_page())

    yield line
    for context in contexts:
        context.close()


def first_pages(quarter: Quarter) -> dict[str, tuple[str, int]]:
    """Where people come in, and what that may weigh."""
    return {
        "/": ("", RESIDENT),
        "/demander": ("", RESIDENT),
        "/aider": ("", RESIDENT),
        "/entrer": ("", RESIDENT),
        "/numeros-utiles": ("", RESIDENT),
        "/vie-privee": ("", RESIDENT),
        quarter.asked()[0]: ("", RESIDENT),
        quarter.said_yes(): ("", RESIDENT),
        "/mon-espace": ("odile", RESIDENT),
        "/coordination": ("fatima", DESK),
        "/coordination/nouvelle-demande": ("fatima", DESK),
    }


def test_a_first_visit_is_light(quarter: Quarter, line: Callable[..., Line]) -> None:
    faults = []
    for path, (who, most) in first_pages(quarter).items():
        visit = line(who)
        load = visit.open(path)
        if sum(load.values()) > most:
            faults.append(f"{path}: {sum(load.values())} bytes")
        if most == RESIDENT and len(load) > REQUESTS:
            faults.append(f"{path}: {sorted(load)}")
        if visit.of(".css") > STYLE or visit.of(".woff2") > LETTERS:
            faults.append(f"{path}: style {visit.of('.css')}, letters {visit.of('.woff2')}")
        if most == RESIDENT and visit.of(".js"):
            faults.append(f"{path}: {visit.of('.js')} bytes of script")
    assert not faults, "\n".join(faults)


def test_the_next_pages_cost_little_more(quarter: Quarter, line: Callable[..., Line]) -> None:
    visit = line()
    visit.open("/")
    costs = {}
    for path in ("/demander", "/aider", "/charte", "/entrer", "/numeros-utiles", "/signaler"):
        costs[path] = sum(visit.open(path).values())
    assert {path: n for path, n in costs.items() if n > NEXT} == {}


def test_the_application_itself_compresses_its_files(
    site: Site, quarter: Quarter, line: Callable[..., Line]
) -> None:
    visit = line()
    load = visit.open("/")
    style = next(url for url in load if ".css" in url)
    with site.app.test_client().get(style.removeprefix(site.base)) as answer:
        whole = answer.data
    assert visit.of(".css") < 0.5 * len(whole)
    assert abs(visit.of(".css") - len(gzip.compress(whole))) < KB


def test_looking_around_leaves_no_cookie_and_writing_leaves_one(
    quarter: Quarter, line: Callable[..., Line]
) -> None:
    visit = line()
    for path in ("/", "/numeros-utiles", "/charte", "/signaler", quarter.asked()[0]):
        visit.open(path)
        assert visit.page.context.cookies() == [], path
    visit.open("/demander")
    assert [each["name"] for each in visit.page.context.cookies()] == ["fil"]
