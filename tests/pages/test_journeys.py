"""Ask, offer, accept, decline, cancel, say how it was: by keyboard alone, and without a script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from mutualaid.domain.messages import TokenPurpose
from mutualaid.models import Appointment, Feedback, HelpRequest, Offer, Proposal, User
from tests.factories import NOW
from tests.pages.drivers import Driver, Finger, Keyboard
from tests.pages.quarter import Quarter
from tests.pages.scenes import AFTER
from tests.pages.site import Site

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def quarter(site: Site) -> Quarter:
    return Quarter(site)


@pytest.fixture(params=[Keyboard, Finger])
def driver(site: Site, request: pytest.FixtureRequest) -> Iterator[Driver]:
    site.now = NOW
    is_finger = request.param is Finger
    with site.context(java_script_enabled=not is_finger, has_touch=is_finger) as context:
        yield request.param(context.new_page())


def ask(driver: Driver, email: str) -> None:
    driver.open("/demander")
    driver.choose("category", "shopping")
    driver.press()
    driver.choose("fact_together", "together")
    driver.choose("fact_paid", "there")
    driver.press()
    driver.choose("days", "2026-10-15")
    driver.choose("moments", "afternoon")
    driver.press()
    where(driver)
    driver.press()
    driver.write("first_name", "Jeanne")
    driver.write("email", email)
    driver.choose("is_adult", "y")
    driver.press()
    driver.press()


def where(driver: Driver) -> None:
    driver.write("line", "12 rue des Lilas")
    driver.write("town", "69100")
    driver.press()


def offer(driver: Driver, email: str) -> None:
    driver.open("/aider")
    driver.choose("categories", "shopping")
    driver.press()
    driver.choose("week", "0")
    driver.choose("week", "4")
    driver.press()
    driver.choose("reach", "ten_minutes")
    driver.press()
    driver.choose("rhythm", "2")
    driver.press()
    where(driver)
    driver.press()
    driver.write("first_name", "Karim")
    driver.write("email", email)
    driver.choose("is_adult", "y")
    driver.press()
    driver.choose("charter", "y")
    driver.press()


def mailbox(driver: Driver, name: str) -> str:
    return f"{name}-{type(driver).__name__}@example.fr".lower()


def test_ask_for_a_hand(quarter: Quarter, driver: Driver) -> None:
    email = mailbox(driver, "ask")
    ask(driver, email)
    assert driver.page.url.endswith("/demander/merci")
    driver.open(quarter.confirmation_link(email))
    driver.press()
    with quarter.database.reading() as session:
        need = session.scalars(
            select(HelpRequest).join(HelpRequest.user).where(User.email == email)
        ).one()
        assert need.status == "open"


def test_offer_a_hand(quarter: Quarter, driver: Driver) -> None:
    email = mailbox(driver, "offer")
    offer(driver, email)
    assert driver.page.url.endswith("/aider/merci")
    driver.open(quarter.confirmation_link(email))
    driver.press()
    with quarter.database.reading() as session:
        offered = session.scalars(select(Offer).join(Offer.user).where(User.email == email)).one()
        assert offered.status == "active"


def test_two_say_yes(quarter: Quarter, driver: Driver) -> None:
    link, proposal_id = quarter.asked()
    driver.open(link)
    driver.press("answer", "yes")
    driver.open(quarter.resident_link(proposal_id))
    driver.press("answer", "yes")
    with quarter.database.reading() as session:
        assert session.get_one(Proposal, proposal_id).status == "agreed"


def test_say_no_and_take_it_back(quarter: Quarter, driver: Driver) -> None:
    link, proposal_id = quarter.asked()
    driver.open(link)
    driver.press("answer", "no")
    with quarter.database.reading() as session:
        assert session.get_one(Proposal, proposal_id).status == "declined"
    driver.press("answer", "undo")
    with quarter.database.reading() as session:
        assert session.get_one(Proposal, proposal_id).status == "open"


def test_cancel_what_was_agreed(quarter: Quarter, driver: Driver) -> None:
    link, meeting_id = quarter.agreed(TokenPurpose.APPOINTMENT)
    driver.open(link)
    driver.follow("/annuler")
    driver.press()
    assert quarter.status(Appointment, meeting_id) == "cancelled"


def test_say_how_it_was(site: Site, quarter: Quarter, driver: Driver) -> None:
    link, meeting_id = quarter.agreed(TokenPurpose.FEEDBACK)
    site.now = AFTER
    driver.open(link)
    driver.press("feeling", "good")
    driver.press("again", "yes")
    driver.press("thanks", "good_to_me")
    with quarter.database.reading() as session:
        said = session.scalars(select(Feedback).where(Feedback.appointment_id == meeting_id)).one()
        assert (said.took_place, said.wants_again, said.thanks_phrase) == (True, True, "good_to_me")
