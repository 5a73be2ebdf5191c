"""Coming in: by link or by code, alone or from a shared mailbox, and out again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.domain.statuses import OfferStatus, RequestStatus
from mutualaid.models import HelpRequest, JournalEntry, Message, Neighbourhood, User, UserSession
from tests import factories as f
from tests.blueprints.users.conftest import Mailed, sign_in
from tests.browser import Browser

MAIL = "jeanne@example.fr"
pytestmark = pytest.mark.usefixtures("jeanne")
ReadMail = Callable[[], Mailed]


def n_signed_in(store: Database) -> int:
    with store.reading() as session:
        living = select(func.count()).where(
            UserSession.user_id.is_not(None), UserSession.revoked_at.is_(None)
        )
        return session.scalar(living) or 0


def test_the_code_of_the_mail_opens_my_space(browser: Browser, mailed: ReadMail) -> None:
    browser.get("/entrer")
    page = browser.submit({"email": " Jeanne@Example.FR "})
    assert page.heading == "Regardez vos e-mails"
    page = browser.submit({"code": mailed().code})
    assert page.heading == "Bonjour Jeanne"
    assert "Voici votre espace" in page.text


def test_the_link_opens_a_page_whose_button_signs_in(
    browser: Browser, mailed: ReadMail, store: Database
) -> None:
    browser.get("/entrer")
    browser.submit({"email": MAIL})
    link = mailed().link
    for _ in range(3):
        browser.client.head(link)
        browser.get(link)
    assert n_signed_in(store) == 0
    assert browser.submit().heading == "Bonjour Jeanne"
    assert browser.get(link).heading == "Ce lien a déjà servi"


def test_a_link_opened_elsewhere_says_to_use_the_code(
    app: Flask, browser: Browser, mailed: ReadMail
) -> None:
    browser.get("/entrer")
    browser.submit({"email": MAIL})
    other = Browser(app)
    page = other.get(mailed().link)
    assert page.heading == "Ouvrez ce lien là où vous l’avez demandé"
    other.get("/entrer/code")
    page = other.submit({"email": MAIL, "code": mailed().code})
    assert page.heading == "Bonjour Jeanne"


def test_an_old_link_says_since_when_and_offers_a_new_one(
    app: Flask, browser: Browser, mailed: ReadMail
) -> None:
    browser.get("/entrer")
    browser.submit({"email": MAIL})
    app.extensions["clock"] = lambda: f.NOW + timedelta(hours=2)
    page = browser.get(mailed().link)
    assert page.heading == "Ce lien n’est plus valable"
    assert "depuis le lundi 12 octobre, 10 h 30" in page.text


def test_known_and_unknown_mailboxes_get_the_same_bytes(app: Flask) -> None:
    def answers(email: str) -> list[bytes]:
        browser = Browser(app)
        pages = []
        for path, typed in (("/entrer", {"email": email}), ("/entrer/code", {"code": "000000"})):
            browser.get(path)
            browser.submit(typed)
            assert browser.response is not None
            pages.append(browser.response.get_data())
        csrf = re.compile(rb'name="csrf" value="\w+"')
        return [csrf.sub(b"", page).replace(email.encode(), b"EMAIL") for page in pages]

    assert answers(MAIL) == answers("unknown@example.fr")


def test_nothing_is_written_for_an_unknown_mailbox(browser: Browser, store: Database) -> None:
    browser.get("/entrer")
    browser.submit({"email": "unknown@example.fr"})
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_a_sixth_link_within_the_hour_is_refused_with_a_sentence(browser: Browser) -> None:
    for _ in range(5):
        browser.get("/entrer")
        browser.submit({"email": MAIL})
    browser.get("/entrer")
    page = browser.submit({"email": MAIL})
    assert "réessayez dans une heure" in page.text
    assert MAIL in page.html


def test_a_shared_mailbox_asks_who_is_there_and_signs_nobody_in_before(
    browser: Browser, mailed: ReadMail, store: Database
) -> None:
    with store.transaction() as session:
        home = session.scalars(select(User)).one().neighbourhood
        assert home is not None
        ali = f.person(session, home, "Ali", email=MAIL).id
    browser.get("/entrer")
    browser.submit({"email": MAIL})
    page = browser.submit({"code": mailed().code})
    assert page.heading == "Qui êtes-vous ?"
    assert n_signed_in(store) == 0
    assert browser.submit({}).heading == "Qui êtes-vous ?"
    assert browser.submit({"person": "999999"}).heading == "Qui êtes-vous ?"
    assert browser.submit({"person": str(ali)}).heading == "Bonjour Ali"
    assert browser.client.get("/entrer/qui").status_code == 303


def test_nobody_chooses_who_she_is_without_having_used_a_code(browser: Browser) -> None:
    browser.get("/entrer")
    browser.submit({"email": MAIL})
    assert browser.client.get("/entrer/qui").status_code == 303


def test_the_page_that_was_wanted_comes_after_signing_in(
    browser: Browser, mailed: ReadMail
) -> None:
    answer = browser.client.get("/mon-espace/adresse")
    browser.get(answer.location)
    browser.submit({"email": MAIL})
    assert browser.submit({"code": mailed().code}).path == "/mon-espace/adresse"


@pytest.mark.parametrize(
    "wanted", ["https://example.com", "//example.com", "/\\example.com", "/\t/example.com", "x"]
)
def test_signing_in_never_leads_to_another_site(
    browser: Browser, mailed: ReadMail, wanted: str
) -> None:
    browser.get("users.enter", next=wanted)
    browser.submit({"email": MAIL})
    assert browser.submit({"code": mailed().code}).heading == "Bonjour Jeanne"


def test_the_cookie_from_before_signing_in_is_worth_nothing_after(
    app: Flask, browser: Browser, mailed: ReadMail
) -> None:
    browser.get("/entrer")
    browser.submit({"email": MAIL})
    before = browser.client.get_cookie("fil")
    assert before is not None
    browser.submit({"code": mailed().code})
    thief = app.test_client()
    thief.set_cookie("fil", before.value)
    assert thief.get("/mon-espace").status_code == 303


def test_signing_out_ends_the_session_on_every_copy_of_the_cookie(
    app: Flask, browser: Browser, mailed: ReadMail
) -> None:
    sign_in(browser, mailed, MAIL)
    cookie = browser.client.get_cookie("fil")
    assert cookie is not None
    browser.get("/mon-espace")
    form = next(form for form in browser.page.forms if form.action == "/sortir")  # type: ignore[union-attr]
    browser.post("/sortir", dict(form.fields))
    copy = app.test_client()
    copy.set_cookie("fil", cookie.value)
    assert copy.get("/mon-espace").status_code == 303


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": ""}, "Écrivez un e-mail complet, comme nom@exemple.fr"),
        ({"email": "jeanne"}, "Écrivez un e-mail complet, comme nom@exemple.fr"),
        ({"email": "jeanne@example.fr\r\nBcc: x@example.fr"}, "Écrivez un e-mail complet"),
        ({"email": "a" * 5000 + "@example.fr"}, "signes au plus"),
        ({"email": "jeanne@orange.f"}, "Vouliez-vous écrire jeanne@orange.fr ?"),
    ],
)
def test_an_email_that_cannot_be_read_comes_back_with_its_sentence(
    browser: Browser, typed: dict[str, str], sentence: str
) -> None:
    browser.get("/entrer")
    page = browser.submit(typed)
    assert browser.response is not None
    assert browser.response.status_code == 422
    assert sentence in page.text
    assert "Il reste une chose à corriger" in page.text


@pytest.mark.parametrize("code", ["", "12", "abcdef", "٤٨٢٩١٦", "9" * 5000, "000000"])
def test_a_wrong_code_says_what_to_do(browser: Browser, mailed: ReadMail, code: str) -> None:
    browser.get("/entrer")
    browser.submit({"email": MAIL})
    assert mailed().code != code
    page = browser.submit({"code": code})
    assert browser.response is not None
    assert browser.response.status_code == 422
    assert "Il reste une chose à corriger" in page.text


def test_a_field_of_ten_megabytes_is_refused_with_a_page(browser: Browser) -> None:
    browser.get("/entrer")
    answer = browser.post("/entrer", {"email": "a" * 10_000_000})
    assert answer.status_code == 413


def test_a_form_without_its_csrf_field_is_refused(browser: Browser) -> None:
    browser.get("/entrer")
    assert browser.post("/entrer", {"email": MAIL}).status_code == 400


@pytest.mark.parametrize("path", ["/entrer/lien/wrong", "/confirmer/wrong"])
def test_a_link_that_fits_nothing_gets_the_same_kind_page(browser: Browser, path: str) -> None:
    page = browser.get(path, status=404)
    assert page.heading == "Cette page n’existe pas ou a changé d’adresse"


def test_confirming_a_request_opens_it_and_lets_its_person_in(
    app: Flask,
    store: Database,
    confirm_path: Callable[[HelpRequest], str],
) -> None:
    with store.transaction() as session:
        person = session.scalars(select(User)).one()
        need = f.help_request(session, person, status=RequestStatus.UNCONFIRMED, confirmed_at=None)
    path = confirm_path(need)
    browser = Browser(app)
    page = browser.get(path)
    assert page.heading == "Confirmez votre demande"
    assert "jeudi 15 octobre" in page.text
    assert n_signed_in(store) == 0
    assert browser.submit().heading == "Bonjour Jeanne"
    with store.reading() as session:
        assert session.scalars(select(HelpRequest.status)).one() is RequestStatus.OPEN


def test_a_confirmation_link_signs_nobody_in_once_it_has_served(
    app: Flask, store: Database, confirm_path: Callable[[HelpRequest], str]
) -> None:
    with store.transaction() as session:
        need = f.help_request(session, session.scalars(select(User)).one())
    path = confirm_path(need)
    browser = Browser(app)
    page = browser.get(path)
    assert page.heading == "C’est déjà confirmé"
    csrf = app.test_client()
    assert csrf.post(path, data={}).status_code == 400
    assert n_signed_in(store) == 0


def test_pressing_twice_at_once_confirms_once_and_both_read_the_normal_page(
    app: Flask, store: Database, confirm_path: Callable[[HelpRequest | User], str]
) -> None:
    def press(path: str, csrf: str) -> int:
        page = app.test_client().post(path, data={"csrf": csrf})
        assert page.location.split("?")[0] in {"/mon-espace", path}
        return page.status_code

    for number in range(5):
        with store.transaction() as session:
            home = session.scalars(select(Neighbourhood)).one()
            waiting = f.helper(session, home, f"Karim {number}")
            waiting.status = OfferStatus.UNCONFIRMED
            need = f.help_request(session, waiting.user, status=RequestStatus.UNCONFIRMED)
        path = confirm_path(need)
        csrf = dict(Browser(app).get(path).post_form("").fields)["csrf"]
        with ThreadPoolExecutor(6) as six:
            assert set(six.map(press, [path] * 6, [csrf] * 6)) == {303}
    with store.reading() as session:
        done = Counter(session.scalars(select(JournalEntry.action)))
    assert done["request_opened"] == done["offer_activated"] == 5


def test_every_page_of_coming_in_is_whole_in_english(app: Flask, mailed: ReadMail) -> None:
    browser = Browser(app, language="en")
    browser.get("users.enter")
    page = browser.submit({"email": MAIL})
    assert page.heading == "Look at your emails"
    browser.get("users.code")
    page = browser.submit({"code": mailed().code})
    assert (page.path, page.heading) == ("/en/mon-espace?fait=signed_in", "Hello Jeanne")


def test_who_signs_in_from_an_english_page_comes_back_to_it(
    browser: Browser, mailed: ReadMail
) -> None:
    browser.get("/en/entrer?next=/en/mon-espace/joindre")
    browser.submit({"email": MAIL})
    assert browser.submit({"code": mailed().code}).path == "/en/mon-espace/joindre"
