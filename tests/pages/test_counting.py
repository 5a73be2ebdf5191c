"""What it costs to ask and to answer, counted in a real browser: screens, taps, fields, pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import time

import pytest

from mutualaid.models import Neighbourhood
from tests import factories
from tests.factories import NOW
from tests.pages.drivers import Finger
from tests.pages.quarter import Quarter
from tests.pages.site import NARROW, Site
from tests.pages.test_journeys import ask

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def quarter(site: Site) -> Quarter:
    return Quarter(site)


@pytest.fixture
def finger(site: Site, quarter: Quarter) -> Iterator[Callable[[str], Finger]]:
    """The hand of somebody, signed in or not."""
    site.now = NOW
    contexts = []

    def hand(who: str = "") -> Finger:
        contexts.append(site.context(who, java_script_enabled=False, has_touch=True))
        return Finger(contexts[-1].new_page())

    yield hand
    for context in contexts:
        context.close()


def before_it_is_sent(finger: Finger, *, facts: str = "") -> list[str]:
    """The screens up to the one that sends; with the category's facts left out."""
    screens = finger.screens[:-1]
    return [each for each in screens if not facts or not each.endswith(facts)]


@pytest.fixture
def known(site: Site, quarter: Quarter) -> str:
    """Somebody who lives here and has signed in."""
    with quarter.database.transaction() as session:
        home = session.get_one(Neighbourhood, quarter.home_id)
        user_id = factories.person(session, home, "Odile", phone="+33639981299").id
    site.sign_in("odile", user_id)
    return "odile"


def test_somebody_whom_we_know_asks_in_three_screens(
    finger: Callable[[str], Finger], known: str
) -> None:
    hand, facts = finger(known), 2
    hand.open("/demander")
    hand.choose("category", "shopping")
    hand.press()
    hand.choose("fact_together", "together")
    hand.choose("fact_paid", "there")
    hand.press()
    hand.choose("days", "2026-10-15")
    hand.choose("moments", "afternoon")
    hand.press()
    hand.press()
    assert hand.screens[-1].endswith("/demander/merci")
    assert len(before_it_is_sent(hand, facts="/precisions")) == 3
    assert hand.typed == 0
    assert hand.taps <= 8 + facts


def test_somebody_new_asks_in_eight_screens(finger: Callable[[], Finger]) -> None:
    hand, facts = finger(), 2
    ask(hand, "count@example.fr")
    assert hand.screens[-1].endswith("/demander/merci")
    assert len(before_it_is_sent(hand)) <= 8
    assert hand.typed <= 4
    assert hand.answers - facts <= 8
    assert hand.taps <= 18


def test_an_answer_is_two_taps_from_the_mail(
    quarter: Quarter, finger: Callable[[], Finger]
) -> None:
    link, _number = quarter.asked()
    hand = finger()
    hand.open(link)
    hand.press("answer", "yes")
    assert hand.taps + 1 == 2  # the first tap is the mail's own button
    assert all("/entrer" not in screen for screen in hand.screens)
    assert hand.page.context.cookies() == []


@pytest.mark.parametrize("language", ["", "/en"])
@pytest.mark.parametrize("side", ["helper", "resident"])
@pytest.mark.parametrize("start_time", [time(14, 30), None])
def test_yes_is_there_without_scrolling_and_no_right_below_it(
    site: Site, quarter: Quarter, side: str, language: str, start_time: time | None
) -> None:
    need = {"start_time": start_time}
    link = quarter.asked(**need)[0] if side == "helper" else quarter.said_yes(**need)
    window = site.window()
    window.set_viewport_size(NARROW)
    window.goto(language + link)
    window.evaluate("document.fonts.ready")
    yes, no = (
        window.locator(f'button[name="answer"][value="{answer}"]').bounding_box()
        for answer in ("yes", "no")
    )
    assert yes is not None
    assert no is not None
    bottom = yes["y"] + yes["height"]
    assert bottom <= NARROW["height"], f"« Oui » ends at {bottom:.0f} px"
    assert no["y"] - bottom <= 24
    assert no["height"] == yes["height"]
