"""Fatima runs a round of twelve in a real browser, on a telephone; then a day of great heat."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from mutualaid.domain.statuses import RoundStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Round, RoundEntry, Task
from tests import factories
from tests.factories import veille
from tests.pages.site import Site

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.xdist_group("rounds"), pytest.mark.timeout(300)]
NAMES = (
    "Jeanne", "Odette", "Rose", "Ali", "Lucie", "Simone", "Paul", "Ana", "Léa", "Marcel", "Inès",
    "Marie-Antoinette-Victorine-Joséphine",
)  # fmt: skip


@dataclass
class Desk:
    """Fatima's window, and what the database says."""

    site: Site
    page: Page
    home_id: int

    def tasks(self, kind: TaskKind) -> list[Task]:
        with self.site.database.reading() as session:
            wanted = select(Task).where(Task.kind == kind, Task.status == TaskStatus.OPEN)
            return list(session.scalars(wanted))

    def outcomes(self) -> dict[int, str | None]:
        with self.site.database.reading() as session:
            rows = session.scalars(select(RoundEntry).order_by(RoundEntry.position))
            return {row.position: row.outcome for row in rows}

    def say(self, position: int, words: str) -> None:
        """One of the four buttons of a line."""
        line = self.page.locator(f"#ligne-{position}")
        line.get_by_role("button", name=re.compile(f"^{words}")).first.click()


@pytest.fixture(scope="module")
def desk(site: Site) -> Desk:
    with site.database.transaction() as session:
        home = factories.neighbourhood(session)
        fatima = factories.coordinator(session, home)
        for n, name in enumerate(NAMES):
            place = factories.place(session, home, number=str(2 * n + 1), flat=f"{n}e étage")
            person = factories.by_phone(
                session, home, name[:40], f"+3363998{4000 + n}", place=place
            )
            veille.takes_part(session, person, by=fatima)
        home_id, fatima_id = home.id, fatima.id
    site.sign_in("fatima", fatima_id)
    return Desk(site, site.window("fatima"), home_id)


def test_a_round_of_twelve_its_sheet_of_paper_and_a_day_of_great_heat(desk: Desk) -> None:
    run_a_round_of_twelve(desk)
    twelve_people_fit_on_one_sheet_of_paper(desk)
    a_day_of_great_heat_ends_with_the_names_left(desk)


def run_a_round_of_twelve(desk: Desk) -> None:
    page = desk.page
    page.goto("/coordination")
    page.get_by_role("link", name="Tournées").click()
    page.get_by_role("link", name="Ouvrir une tournée").click()
    for label in ("Tournée ordinaire", "De porte en porte", "Fatima"):
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Ouvrir la tournée").click()
    assert "0 sur 12" in page.inner_text("main")

    desk.say(1, "Pas de réponse")
    desk.say(1, "Pas de réponse")
    assert [task.is_urgent for task in desk.tasks(TaskKind.CALL_RELATIVE)] == [True]
    desk.say(2, "Cela m’inquiète")
    page.goto("/coordination")
    first = page.locator("#queue + ol > li").first.inner_text()
    assert "Cela m’inquiète" in first, "on top of the desk at once"
    assert "Odette" in first
    page.go_back()
    for position in range(3, 13):
        desk.say(position, "Tout va bien")
    assert list(desk.outcomes().values()) == ["silent", "worrying", *["fine"] * 10]

    page.get_by_role("button", name="Terminer la tournée").click()
    assert "Dites d’abord ce qu’est devenue chaque feuille" in page.inner_text("main")
    page.go_back()
    page.get_by_role("button", name="Détruite").click()
    page.get_by_role("button", name="Terminer la tournée").click()
    assert "Terminée" in page.inner_text("main") or "10" in page.inner_text("main")
    with desk.site.database.reading() as session:
        round_ = session.scalars(select(Round)).one()
        assert round_.status is RoundStatus.CLOSED
        assert (round_.n_people, round_.n_news, round_.n_silent) == (12, 11, 1)


def twelve_people_fit_on_one_sheet_of_paper(desk: Desk) -> None:
    with desk.site.database.reading() as session:
        round_id = session.scalars(select(Round.id)).one()
    desk.page.goto(f"/coordination/tournees/{round_id}/feuilles")
    desk.page.emulate_media(media="print")
    desk.page.set_viewport_size({"width": 703, "height": 1000})
    tall = desk.page.locator(".sheet-calls").first.bounding_box()
    assert tall is not None
    assert tall["height"] * 25.4 / 96 <= 279, "millimetres of an A4 sheet"
    pdf = desk.page.pdf(prefer_css_page_size=True).decode("latin-1")
    assert len(re.findall(r"/Type /Page\b", pdf)) == 1
    points = desk.page.locator(".call-lines td").first.evaluate(
        "e => parseFloat(getComputedStyle(e).fontSize) * 72 / 96"
    )
    desk.page.emulate_media(media="screen")
    assert points >= 14


def a_day_of_great_heat_ends_with_the_names_left(desk: Desk) -> None:
    page = desk.page
    page.goto("/coordination/canicule")
    page.get_by_role("button", name="Rouge : grand danger").first.click()
    page.get_by_role("link", name="Tournée").first.wait_for()
    page.goto(f"/coordination/tournees/ouvrir?quartier={desk.home_id}&motif=heat")
    page.get_by_label("Rouge : grand danger, une tournée chaque jour", exact=True).check()
    for label in ("D’abord les personnes sans nouvelles", "Fatima"):
        page.get_by_label(label, exact=True).check()
    page.get_by_role("button", name="Ouvrir la tournée").click()
    assert "1. Jeanne" in page.inner_text("#ligne-1"), "the silent one first"
    desk.say(1, "Pas de réponse")
    for position in range(2, 11):
        desk.say(position, "Tout va bien")
    page.goto("/coordination/canicule")
    words = page.inner_text("main")
    assert "Ce n’est pas le registre de la mairie" in words
    assert "Encore à appeler" in words
    assert "Jeanne" in words
    desk.page.goto("/coordination/tournees")
    page.get_by_role("link", name="Tournée canicule").first.click()
    desk.say(1, "Pas de réponse")
    assert [task.user_id for task in desk.tasks(TaskKind.GO_TO_DOOR)] != []
