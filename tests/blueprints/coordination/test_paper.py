"""What hangs in a hall says what is looked for, and of nobody."""

from __future__ import annotations

from datetime import timedelta

import segno

from mutualaid.db import Database
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.models import HelpRequest, Neighbourhood, User
from mutualaid.web.qr import QUIET, poster_code
from tests import factories
from tests.browser import Browser
from tests.factories import TODAY
from tests.factories.desks import CANARY, Desk


def sheet(browser: Browser) -> str:
    """What is printed: the page after its preview."""
    assert browser.page is not None
    return browser.page.html.partition('<section class="sheet')[2].partition("</section>")[0]


def test_a_bulletin_says_what_is_looked_for_and_nothing_of_whom(
    fatima: Browser, ours: Desk, theirs: Desk
) -> None:
    page = fatima.get("coordination.bulletin")
    assert "Quelqu’un, à Les Brosses, cherche un coup de main" in page.text
    assert "Faire des courses" in sheet(fatima)
    assert "jusqu’au jeudi 15 octobre" in page.text
    for word in ("Jeanne", "Lilas", "Sonnez", "bâtiment 7", "06"):
        assert word not in sheet(fatima), word
    assert CANARY not in page.html


def test_a_bulletin_has_no_need_that_somebody_was_asked_for_or_that_is_over(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.bulletin")
    assert "Aller quelque part" not in sheet(fatima), "Rose is being asked"
    with database.transaction() as session:
        session.get_one(HelpRequest, ours.request_id).slot_rows[0].on_date = TODAY
    page = fatima.get("coordination.bulletin")
    assert "Personne ne cherche de coup de main cette semaine" in page.text


def test_the_coordinator_leaves_a_need_out_and_one_person_stands_on_it_once(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        jeanne = session.get_one(User, ours.resident_id)
        second = factories.help_request(session, jeanne, "papers")
        factories.help_request(
            session, jeanne, "repair", slots=(Slot.of(TODAY + timedelta(days=2), HalfDay.MORNING),)
        )
    fatima.get("coordination.bulletin")
    assert sheet(fatima).count("<li>") == 1
    fatima.get("coordination.bulletin", sans=ours.request_id)
    assert "Faire des courses" not in sheet(fatima)
    assert "Des papiers à remplir" in sheet(fatima)
    fatima.get("coordination.bulletin", sans=[ours.request_id, second.id, "zzz", "9" * 30])
    assert "papiers" not in sheet(fatima)


def test_a_poster_bears_the_short_address_and_the_number_on_every_strip(
    fatima: Browser, ours: Desk
) -> None:
    for size, n_strips in (("A3", 10), ("A4", 8), ("zzz", 10)):
        fatima.get("coordination.poster", format=size)
        assert sheet(fatima).count('class="strip"') == n_strips
        assert sheet(fatima).count("04\xa065\xa071\xa001\xa001") == n_strips + 1
        assert sheet(fatima).count("/q/OSSES") == n_strips + 2, "beside the code, and in its name"


def test_another_desk_and_a_neighbourhood_that_is_not_open_have_no_paper(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    for page in ("poster", "bulletin"):
        fatima.get(f"coordination.{page}", status=404, quartier=theirs.home_id)
    with database.transaction() as session:
        session.get_one(Neighbourhood, ours.home_id).opened_at = None
    for page in ("poster", "bulletin"):
        assert "pas encore ouvert" in fatima.get(f"coordination.{page}").text
        assert sheet(fatima) == ""


def test_the_code_is_what_segno_would_draw_with_white_around_it(fatima: Browser) -> None:
    with fatima.app.test_request_context():
        code = poster_code("7K2")
    assert (code.url, code.spoken) == ("http://localhost/q/7K2", "localhost/q/7K2")
    wanted = segno.make(code.url, error="m", micro=False, boost_error=False)
    assert code.side == wanted.symbol_size(border=QUIET)[0]
    assert drawn(code.path) == {
        (x + QUIET, y + QUIET)
        for y, row in enumerate(wanted.matrix)
        for x, is_black in enumerate(row)
        if is_black
    }


def drawn(path: str) -> set[tuple[int, int]]:
    """The modules that a path of runs fills."""
    black = set()
    for run in path.split("z")[:-1]:
        corner, length = run.removeprefix("M").split("v")[0].split("h")
        x, y = map(int, corner.split())
        black |= {(x + step, y) for step in range(int(length))}
    return black
