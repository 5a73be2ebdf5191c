"""The map of a neighbourhood: squares with figures, and a table of the same numbers."""

from __future__ import annotations

import gzip
import re
from datetime import date

from mutualaid.db import Database
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import AppointmentStatus
from mutualaid.models import Appointment, Neighbourhood, User
from tests import factories
from tests.browser import Browser
from tests.factories import NOW
from tests.factories.desks import Desk
from tests.support.page import Page


def settle(database: Database, ours: Desk, north_m: float, n: int, **values: object) -> None:
    """So many households in one place, a month ago."""
    with database.transaction() as session:
        home = session.get_one(Neighbourhood, ours.home_id)
        for number in range(n):
            place = factories.place(session, home, north_m=north_m)
            mail = f"{north_m}.{number}.{n}@example.fr"
            factories.person(session, home, "Ana", place=place, email=mail, **values)


def figures_of(page: Page) -> list[str]:
    """What stands in the squares of the drawing, the silent ones left out."""
    drawn = page.html.partition('<svg class="map"')[2].partition("</svg>")[0].partition("<g")[2]
    return [text for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawn) if text != "–"]


def test_the_table_has_the_figures_of_the_map_and_the_streets_to_find_them(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    settle(database, ours, 0, 12)
    settle(database, ours, 600, 23)
    page = fatima.get("coordination.area")
    assert page.heading == "La carte, à Les Brosses"
    assert figures_of(page) == ["21", "16"], "the four of the desk live there too"
    assert "D4Rue des Lilas16" in page.text.replace(" Rue", "Rue").replace("Lilas ", "Lilas")
    assert "Au jeudi 1er octobre." in page.text
    assert "<circle" not in page.html
    assert not re.search(r"45\.7\d", page.html), "no coordinate"


def test_a_square_with_few_is_silent_and_so_is_the_one_that_would_betray_it(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    page = fatima.get("coordination.area")
    assert "Moins de 11 foyers par carré" in page.text
    settle(database, ours, 0, 12)
    settle(database, ours, 600, 3)
    settle(database, ours, -600, 40)
    page = fatima.get("coordination.area")
    assert figures_of(page) == ["36"]
    assert "un chiffre qui en trahirait un autre" in page.text


def test_who_came_this_month_who_left_and_a_household_twice_do_not_move_the_map(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    settle(database, ours, 0, 12)
    before = figures_of(fatima.get("coordination.area"))
    assert before == ["16"]
    settle(database, ours, 0, 30, created_at=NOW)
    settle(database, ours, 0, 29, left_at=NOW)
    settle(database, ours, 0, 28, household_id=ours.resident_id, level=1)
    assert figures_of(fatima.get("coordination.area")) == before


def test_hands_are_counted_for_a_year_where_they_were_given(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        jeanne = session.get_one(User, ours.resident_id)
        for n in range(14):
            need = factories.help_request(session, jeanne)
            session.add(
                Appointment(
                    help_request_id=need.id,
                    on_date=date(2026, 9, 30) if n < 13 else date(2025, 9, 1),
                    half_day=HalfDay.MORNING, minutes=60, uid=f"u{n}", mot_de_passage="x y",
                    status=AppointmentStatus.DONE, created_at=NOW, ended_at=NOW,
                )
            )  # fmt: skip
    page = fatima.get("coordination.area", quoi="coups-de-main")
    assert figures_of(page) == ["11"]
    assert "Coups de main depuis un an, par carré" in page.html
    assert figures_of(fatima.get("coordination.area", quoi="zzz")) == []


def test_another_desks_map_is_not_found(fatima: Browser, ours: Desk, theirs: Desk) -> None:
    fatima.get("coordination.area", status=404, quartier=theirs.home_id)
    fatima.get("coordination.area", status=404, quartier="zzz")


def test_the_largest_map_is_light(fatima: Browser, ours: Desk, database: Database) -> None:
    with database.transaction() as session:
        home = session.get_one(Neighbourhood, ours.home_id)
        home.radius_m, home.cell_unknown_m = 9000, 200
    for n in range(-5, 6):
        settle(database, ours, 200 * n, 12)
    page = fatima.get("coordination.area")
    drawn = re.search(r'<svg class="map".*?</svg>', page.html, re.DOTALL)
    assert drawn is not None
    assert page.html.count("<rect") >= 13 * 13
    assert len(gzip.compress(drawn[0].encode(), mtime=0)) <= 15 * 1024
