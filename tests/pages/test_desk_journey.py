"""A neighbour without e-mail telephones: posted, printed, asked, and both yeses said by voice."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from mutualaid.domain.statuses import Channel
from mutualaid.models import Appointment, Consent, HelpRequest, Neighbourhood, User
from tests import factories
from tests.factories import NOW
from tests.pages.drivers import Finger
from tests.pages.quarter import Quarter
from tests.pages.site import Site

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(300)]
FEW = 60
"""Taps and typed words of posting: what a minute has room for."""


@pytest.fixture(scope="module")
def quarter(site: Site) -> Quarter:
    """Les Brosses with Rose, who helps and has a telephone only."""
    quarter = Quarter(site)
    with quarter.database.transaction() as session:
        home = session.get_one(Neighbourhood, quarter.home_id)
        factories.helper(
            session, home, "Rose", email=None, phone="+33639981211", phone_confirmed_at=NOW,
            channel=Channel.CALL,
        )  # fmt: skip
    site.sign_in("fatima", quarter.boss_id)
    return quarter


@pytest.fixture
def fatima(site: Site, quarter: Quarter) -> Iterator[Finger]:
    """Her telephone, on which no script runs."""
    site.now = NOW
    with site.context("fatima", java_script_enabled=False, has_touch=True) as context:
        yield Finger(context.new_page())


def test_a_neighbour_without_email_is_helped_by_voice_and_paper(
    site: Site, quarter: Quarter, fatima: Finger
) -> None:
    post_for_odile(fatima)
    assert "À dire à Odile" in fatima.page.title()
    assert fatima.taps + fatima.typed <= FEW
    with quarter.database.reading() as session:
        odile = session.scalars(select(User).where(User.first_name == "Odile")).one()
        need = session.scalars(select(HelpRequest).where(HelpRequest.user_id == odile.id)).one()
        consent = session.scalars(select(Consent).where(Consent.user_id == odile.id)).one()
        assert (odile.email, need.status, need.agreed_in_advance_at) == (None, "open", None)
        assert (consent.purpose, consent.channel, consent.recorded_by_id) == (
            "spoken_for", "phone", quarter.boss_id,
        )  # fmt: skip
    print_letter(site, need.id)
    fatima.open(f"/coordination/demandes/{need.id}/qui")
    tap(fatima, f"/demandes/{need.id}/proposer")
    say_yes(fatima, "Rose")
    say_yes(fatima, "Odile")
    with quarter.database.reading() as session:
        meeting = session.scalars(select(Appointment)).one()
        assert (meeting.help_request_id, meeting.status) == (need.id, "planned")
    told = fatima.page.inner_text("main")
    assert "C’est entendu" in told
    assert "06\u00a039\u00a098\u00a012\u00a011" in told
    fatima.open("/coordination/chercher?mots=98 12 44")
    assert "Odile" in fatima.page.inner_text("main h2")


def post_for_odile(fatima: Finger) -> None:
    fatima.open("/coordination")
    fatima.follow("/nouvelle-demande")
    fatima.page.select_option("main [name=category]", "shopping")
    fatima.press("etape", "besoin")
    fatima.choose("person", "new")
    fatima.write("first_name", "Odile")
    fatima.write("phone", "06 39 98 12 44")
    fatima.write("line", "5 rue des Lilas")
    fatima.write("town", "69100 Villeurbanne")
    for name, value in (("age", "adult"), ("fact_together", "together"), ("fact_paid", "there")):
        fatima.page.select_option(f"main [name={name}]", value)
        fatima.taps += 2
    fatima.choose("slots", "2026-10-15:1")
    fatima.choose("channel", "call")
    fatima.choose("said_by", "phone")
    with fatima.page.expect_navigation():
        fatima.page.get_by_role("button", name="Envoyer la demande").tap()


def print_letter(site: Site, request_id: int) -> None:
    """One sheet of A4, with her name and the desk's number on it."""
    window = site.window("fatima")
    window.goto(f"/coordination/demandes/{request_id}/lettre")
    assert "Bonjour Odile" in window.inner_text("main")
    pdf = window.pdf(prefer_css_page_size=True).decode("latin-1")
    assert len(re.findall(r"/Type /Page\b", pdf)) == 1


def say_yes(fatima: Finger, name: str) -> None:
    """What this person answered on the telephone, from the queue of the day."""
    fatima.open("/coordination")
    with fatima.page.expect_navigation():
        fatima.page.get_by_role("link", name=f"Appeler {name}").first.tap()
    yes = 'form:has(input[name="reponse"][value="yes"]) button'
    with fatima.page.expect_navigation():
        fatima.page.locator(yes).first.tap()


def tap(fatima: Finger, action: str) -> None:
    """The first button whose form goes there."""
    with fatima.page.expect_navigation():
        fatima.page.locator(f'main form[action$="{action}"] button').first.tap()
