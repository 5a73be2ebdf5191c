from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from mutualaid.models import Neighbourhood, OutsideInterest
from tests.browser import Browser


@pytest.fixture
def brosses(database):
    """An open neighbourhood, and one that is not open yet."""
    long_ago = datetime(2026, 1, 5, tzinfo=UTC)
    common = {
        "commune": "Villeurbanne", "postcode": "69100", "lat": 45.76, "lon": 4.91,
        "created_at": long_ago,
    }  # fmt: skip
    with database.transaction() as session:
        session.add_all(
            [
                Neighbourhood(
                    slug="brosses", code="7K2", name="Les Brosses", place_phrase="aux Brosses",
                    desk_name="Fatima", desk_phone="+33465710203", opened_at=long_ago, **common,
                ),
                Neighbourhood(
                    slug="cusset", code="9X1", name="Cusset", place_phrase="à Cusset",
                    desk_name="Rose", desk_phone="+33465710204", **common,
                ),
            ]
        )  # fmt: skip


PUBLIC_PAGES = (
    "/", "/q/7K2", "/comment-ca-marche", "/accessibilite", "/plan-du-site", "/reglages",
    "/charte", "/ce-que-nous-ne-faisons-pas", "/numeros-utiles",
    "/numeros-utiles/violences", "/ailleurs",
    "/ailleurs/merci",
)  # fmt: skip


def test_the_first_page_opens_three_doors_and_names_whom_to_call(app, brosses):
    page = Browser(app).get("/")
    assert page.heading == "Un coup de main entre voisins, tout près de chez vous"
    doors = {link.attributes["href"] for link in page.all("a")}
    assert {"/demander", "/aider", "/inscription"} <= doors
    assert "Vous préférez parler ? Appelez Fatima : 04 65 71 02 03" in page.text
    assert "Rose" not in page.text


def test_every_public_page_is_whole_in_both_languages(app, brosses):
    for language in ("fr", "en"):
        for path in PUBLIC_PAGES:
            browser = Browser(app, language=language)
            browser.get(browser.prefix + path)


def test_the_language_link_leads_to_the_same_page(app, brosses):
    page = Browser(app).get("/q/7K2?de=affiche")
    [link] = [a for a in page.all("a") if a.attributes.get("hreflang") == "en"]
    assert link.attributes["href"] == "/en/q/7K2?de=affiche"
    back = Browser(app).get(link.attributes["href"])
    [link] = [a for a in back.all("a") if a.attributes.get("hreflang") == "fr"]
    assert link.attributes["href"] == "/q/7K2?de=affiche"


def test_a_poster_s_code_is_read_in_any_case(app, brosses):
    assert "Les Brosses" in Browser(app).get("/q/7k2").text


@pytest.mark.parametrize("code", ["nope", "9X1"])
def test_a_code_of_no_open_neighbourhood_is_not_found(app, brosses, code):
    page = Browser(app).get(f"/q/{code}", status=404)
    assert page.heading == "Cette page n’existe pas ou a changé d’adresse"
    assert "Vous pouvez aussi appeler Fatima : 04 65 71 02 03" in page.text


def test_danger_is_one_touch_away_on_every_page(app, brosses):
    hrefs = {a.attributes["href"] for a in Browser(app).get("/nulle-part", status=404).all("a")}
    assert {"tel:15", "tel:112", "/numeros-utiles"} <= hrefs


def test_somebody_outside_leaves_an_email_once(app, database, brosses):
    for _ in range(2):
        browser = Browser(app)
        browser.get("/ailleurs")
        page = browser.submit({"commune": "Bron", "email": "jeanne@exemple.fr"})
        assert page.heading == "Votre e-mail est noté"
    with database.reading() as session:
        rows = session.scalars(select(OutsideInterest)).all()
    assert [(row.email, row.commune) for row in rows] == [("jeanne@exemple.fr", "Bron")]


def test_a_form_with_errors_says_what_to_fix_and_keeps_what_was_typed(app, brosses):
    browser = Browser(app)
    browser.get("/ailleurs")
    page = browser.submit({"commune": "", "email": "jeanne@"})
    assert browser.response.status_code == 422
    assert page.all("title")[0].text.startswith("Erreur\u00a0:")
    assert "Il reste 2 choses à corriger" in page.text
    assert page.text.count("Écrivez le code postal ou la ville") == 2
    assert ("email", "jeanne@") in page.post_form().fields


def test_a_page_that_fails_still_says_whom_to_call(app, brosses):
    def broken():
        raise ZeroDivisionError

    broken.access = "public"
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/casse", "broken", broken)
    page = Browser(app).get("/casse", status=500)
    assert page.heading == "Le site a un problème"
    assert "Réessayez dans 5 minutes." in page.text
    assert "Vous pouvez aussi appeler Fatima : 04 65 71 02 03" in page.text


def test_an_error_page_needs_no_database(app, client, brosses):
    with app.extensions["database"].transaction() as session:
        session.execute(text("ALTER TABLE neighbourhoods RENAME COLUMN desk_name TO lost"))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = client.get("/")
    assert response.status_code == 500
    assert "Le site a un problème" in response.text


@pytest.mark.parametrize(
    "path", ["/", "/nulle-part", "/static/style.css", "/en/", "/ailleurs", "/q/nope"]
)
def test_every_answer_carries_its_headers(app, client, brosses, path):
    for ask in (client.get, client.head, client.post):
        with ask(path) as response:
            headers = response.headers
        assert headers["Content-Security-Policy"] == (
            "default-src 'self'; object-src 'none'; base-uri 'none'; "
            "frame-ancestors 'none'; form-action 'self'"
        )
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert response.status_code < 500
        if response.status_code >= 300 or "static" not in path:
            assert headers["Cache-Control"] == "no-store"


def test_a_fingerprinted_file_may_stay_in_the_browser(app, client, brosses):
    [link] = [
        e for e in Browser(app).get("/en/").all("link") if e.attributes["rel"] == "stylesheet"
    ]
    address = link.attributes["href"]
    assert address.startswith("/static/style.css?v=")
    with client.get(address) as response:
        assert "immutable" in response.headers["Cache-Control"]


def test_reading_sets_no_cookie_until_a_form_is_begun(client, brosses):
    for path in ("/", "/q/7K2", "/numeros-utiles", "/nulle-part"):
        assert "Set-Cookie" not in client.get(path).headers
