"""One pair closed by telephone in the demo: the coordinator calls, notes, and calls again."""

from __future__ import annotations

import pytest

from mutualaid.demo.people import ALI, ROSE
from mutualaid.demo.place import ZONE
from mutualaid.demo.town import build
from mutualaid.domain.clock import local_date, now_utc
from mutualaid.wording.phones import phone_in_pairs
from tests.support.demo import RunningDemo, Visitor, plain
from tests.support.page import Form, Page

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("demo")]


def call_to(desk: Visitor, first_name: str) -> Page:
    """The page of the call to somebody, found on the day's page."""
    page = desk.open("/coordination")
    assert f"{first_name} " in page.text
    for form in page.forms:
        if form.action.endswith("/silence"):
            call = desk.open(form.action.removesuffix("/silence"))
            if call.heading.endswith(first_name):
                return call
    raise AssertionError(f"nobody has to call {first_name}")


def answer(page: Page, value: str) -> Form:
    return next(form for form in page.forms if ("reponse", value) in form.fields)


def test_a_spoken_yes_of_each_side_gives_contacts_to_both(demo: RunningDemo) -> None:
    people = build(local_date(now_utc(), ZONE)).people
    rose, ali = people[ROSE.rank], people[ALI.rank]
    desk = Visitor(demo.line("Ready"))
    desk.take_role(demo.line("Sign in as coordinator"))

    asked = call_to(desk, "Ali")
    assert "Rose" not in asked.text
    assert plain(phone_in_pairs(rose.phone)) not in asked.text

    agreed = desk.send(answer(asked, "yes"))
    assert "Rose" in agreed.text
    assert plain(phone_in_pairs(rose.phone)) in agreed.text
    desk.send(answer(agreed, "said"))

    told = call_to(desk, "Rose")
    assert "Ali" in told.text
    assert plain(phone_in_pairs(ali.phone)) in told.text
    desk.send(answer(told, "said"))
    assert desk.status == 200
    assert "Rose Collomb" not in desk.page.text
