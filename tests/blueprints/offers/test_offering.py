"""`/aider` from its first to its last page, then pause, change, stop."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mutualaid.domain.distance import Reach
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import FULL_WEEK
from mutualaid.domain.statuses import OfferStatus
from mutualaid.models import Consent, ConsentPurpose, Message, Offer, User
from mutualaid.services import charter
from tests import factories
from tests.blueprints.conftest import sign_in
from tests.browser import Browser

WHERE = {"line": "12 rue des Lilas", "town": "69100"}
LILAS = "streets:12 Rue des Lilas, 69100 Villeurbanne"
CHARTER = {"charter": "y"}
KARIM = {"first_name": "Karim", "phone": "06 39 98 12 01", "is_adult": "y"}
PAGES = [
    {"categories": ["shopping", "papers"]},
    {"week": ["0", "4"]},
    {"reach": "ten_minutes"},
    {"rhythm": "2"},
    WHERE,
    {"choice": LILAS},
    KARIM,
]


def walk(browser, n_pages=7):
    page = browser.get("offers.offer")
    for answer in PAGES[:n_pages]:
        page = browser.submit(answer)
    return page


def only_offer(database):
    with database.reading() as session:
        [found] = session.scalars(select(Offer))
        _ = found.categories, found.user.first_name
        return found


def karim(database, **values):
    """Somebody with an active offer, signed in nowhere yet."""
    with database.transaction() as session:
        home = factories.neighbourhood(session, "Cusset")
        return factories.helper(session, home, **values).user


def test_somebody_new_offers_help_one_question_a_page(browser, database, brosses):
    headings = [browser.get("offers.offer").heading]
    headings += [browser.submit(answer).heading for answer in PAGES]
    assert headings == [
        "Comment pouvez-vous aider ?",
        "Quand êtes-vous libre, en général ?",
        "Jusqu’où pouvez-vous aller ?",
        "Combien de fois par mois, au plus ?",
        "Où habitez-vous ?",
        "Est-ce la bonne adresse ?",
        "Comment vous joindre ?",
        "Vérifiez votre offre, puis envoyez-la",
    ]
    for words in ("Faire des courses", "Le matin : lundi", "L’après-midi : mardi", "10 minutes"):
        assert words in browser.page.text
    page = browser.submit(CHARTER)
    assert page.heading == "Merci, votre offre est notée"
    assert "Fatima vous appelle pour faire connaissance : mardi 13 octobre, le matin." in page.text
    found = only_offer(database)
    assert (found.status, found.reach) == (OfferStatus.UNCONFIRMED, Reach.TEN_MINUTES)
    assert found.categories == ["papers", "shopping"]
    person = found.user
    assert (person.weekly_mask, person.rhythm_per_month) == (0b10001, 2)
    assert (person.neighbourhood_id, person.phone) == (brosses, "+33639981201")


def test_an_offer_left_by_mail_owes_its_confirmation(browser, database, brosses):
    walk(browser, 6)
    browser.submit({"first_name": "Ana", "email": "ana@exemple.fr", "is_adult": "y"})
    page = browser.submit(CHARTER)
    assert "ana@exemple.fr" in page.text
    with database.reading() as session:
        [message] = session.scalars(select(Message))
    assert message.kind is MessageKind.CONFIRM_OFFER


def test_sending_twice_writes_one_offer(browser, database, brosses):
    walk(browser)
    form = browser.page.post_form()
    browser.submit(CHARTER)
    answer = browser.post("/aider/verifier", dict(form.fields))
    assert (answer.status_code, answer.location) == (303, "/aider/merci")
    assert only_offer(database)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 1


@pytest.mark.parametrize(("button", "n_ticked"), [("evenings", 7), ("weekend", 6)])
def test_a_button_ticks_whole_groups_without_javascript(browser, brosses, button, n_ticked):
    walk(browser, 1)
    page = browser.submit({"week": ["0"]}, button=("tick", button))
    assert page.heading == "Quand êtes-vous libre, en général ?"
    ticked = [value for name, value in page.post_form().fields if name == "week"]
    assert len(ticked) == n_ticked + 1
    assert browser.submit().heading == "Jusqu’où pouvez-vous aller ?"


def test_weeks_that_vary_need_no_box(browser, database, brosses):
    walk(browser, 1)
    assert browser.submit({"weeks_vary": "y"}).heading == "Jusqu’où pouvez-vous aller ?"


def test_no_limit_is_a_rhythm(browser, database, brosses):
    browser.get("offers.offer")
    for answer in [*PAGES[:3], {"rhythm": "no_limit"}, *PAGES[4:]]:
        browser.submit(answer)
    assert "Pas de limite" in browser.page.text
    browser.submit(CHARTER)
    assert only_offer(database).user.rhythm_per_month is None


@pytest.mark.parametrize(
    ("n_pages", "typed", "sentence"),
    [
        (0, {}, "Cochez au moins une façon d’aider"),
        (0, {"categories": ["nursing"]}, "Choisissez parmi les réponses"),
        (1, {}, "Cochez au moins un moment, ou « Cela dépend des semaines »"),
        (1, {"week": ["21"]}, "Choisissez parmi les réponses"),
        (2, {}, "Choisissez jusqu’où vous pouvez aller"),
        (3, {"rhythm": "99"}, "Choisissez combien de fois par mois"),
        (4, {"line": "a" * 500, "town": "69100"}, "Il y en a 340 de trop"),
        (6, {"first_name": "Karim", "phone": "abc", "is_adult": "y"}, "10 chiffres"),
    ],
)
def test_a_sentence_says_what_to_correct(browser, brosses, n_pages, typed, sentence):
    walk(browser, n_pages)
    form = browser.page.post_form()
    browser.post(browser.page.path, {**dict(form.fields), **typed})
    assert browser.response.status_code == 422
    page = browser._read(browser.page.path)
    assert sentence in page.text.replace("\u00a0", " ")
    for name, value in typed.items():
        if isinstance(value, str) and name != "rhythm":
            assert (name, value) in page.post_form().fields


def test_a_later_page_without_a_draft_goes_to_the_first(client, brosses):
    for path in ("quand", "distance", "rythme", "ou", "adresse", "joindre", "verifier", "merci"):
        answer = client.get(f"/aider/{path}")
        assert (answer.status_code, answer.location) == (303, "/aider"), path


def test_changing_an_offer_opens_the_pages_filled_in(browser, database, brosses):
    sign_in(browser, karim(database, rhythm_per_month=4))
    page = browser.get("offers.offer")
    ticked = {value for name, value in page.post_form().fields if name == "categories"}
    assert "outing" in ticked
    browser.get("/aider/distance?modifier=1")
    page = browser.submit({"reach": "farther"})
    assert page.heading == "Vérifiez votre offre, puis envoyez-la"
    assert "Plus loin" in page.text
    browser.submit(CHARTER)
    found = only_offer(database)
    assert (found.status, found.reach) == (OfferStatus.ACTIVE, Reach.FARTHER)
    assert found.user.weekly_mask == FULL_WEEK
    assert found.user.rhythm_per_month == 4


def test_a_break_and_a_return(browser, database, brosses):
    sign_in(browser, karim(database))
    page = browser.get("users.my_space")
    page = browser.submit(button=("weeks", "1"))
    assert "Vous êtes en pause." in page.text
    paused = only_offer(database)
    assert (paused.status, paused.paused_until.day) == (OfferStatus.PAUSED, 19)
    action = next(form for form in page.forms if form.action == "/aider/reprendre")
    browser.post("/aider/reprendre", dict(action.fields))
    assert only_offer(database).status is OfferStatus.ACTIVE


def test_stopping_may_be_undone_within_the_hour(browser, app, database, brosses):
    sign_in(browser, karim(database))
    form = dict(browser.get("users.my_space").post_form("weeks").fields)
    browser.post("/aider/retirer", form)
    assert only_offer(database).status is OfferStatus.WITHDRAWN
    browser.post("/aider/annuler", form)
    assert only_offer(database).status is OfferStatus.ACTIVE
    browser.post("/aider/retirer", form)
    app.extensions["clock"] = lambda: factories.NOW.replace(hour=12)
    assert browser.post("/aider/annuler", form).status_code == 409


def test_buttons_need_a_signed_in_person(client, browser, brosses):
    form = dict(browser.get("offers.offer").post_form().fields)
    for path in ("pause", "reprendre", "retirer", "annuler"):
        answer = browser.post(f"/aider/{path}", form)
        assert answer.location.startswith("/entrer"), path


def test_a_stranger_who_types_a_helper_s_name_changes_nothing(browser, database, brosses):
    person = karim(database, phone_confirmed_at=factories.NOW)
    walk(browser)
    browser.submit(CHARTER)
    found = only_offer(database)
    assert (found.user_id, found.status) == (person.id, OfferStatus.ACTIVE)
    assert found.reach is Reach.TWENTY_MINUTES
    assert found.user.weekly_mask == FULL_WEEK


def test_every_page_is_whole_in_english(app, brosses):
    browser = Browser(app, language="en")
    assert walk(browser).heading == "Check what you offer, then send it"
    assert browser.submit(CHARTER).heading == "Thank you, your offer is noted"


def test_a_helper_who_moved_says_so_while_changing_the_offer(browser, database, brosses):
    person = karim(database)
    sign_in(browser, person)
    browser.get("/aider/ou?modifier=1")
    assert browser.submit(WHERE).heading == "Est-ce la bonne adresse ?"
    page = browser.submit({"choice": LILAS})
    assert page.heading == "Vérifiez votre offre, puis envoyez-la"
    browser.submit(CHARTER)
    with database.reading() as session:
        moved = session.get_one(User, person.id)
        assert (moved.place.line, moved.neighbourhood_id) == ("12 Rue des Lilas", brosses)


def test_whoever_names_a_neighbour_who_offers_already_learns_nothing(browser, database, brosses):
    karim(database)
    walk(browser, 6)
    browser.submit({"first_name": "Karim", "email": "karim@example.fr", "is_adult": "y"})
    page = browser.submit(CHARTER)
    assert "karim@example.fr" in page.text
    assert "faire connaissance" in page.text


def test_nothing_is_offered_without_the_charter(browser, database, brosses):
    walk(browser)
    page = browser.submit()
    assert browser.response.status_code == 422
    assert "Cochez la case si vous acceptez la charte" in page.text
    assert page.post_form().fields
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Offer)) == 0
    browser.submit(CHARTER)
    with database.reading() as session:
        [consent] = session.scalars(select(Consent))
    assert (consent.purpose, consent.wording_version) == (ConsentPurpose.CHARTER, charter.WORDING)
    assert only_offer(database).user.charter_accepted_at == factories.NOW


def test_the_charter_is_asked_once(browser, database, brosses):
    sign_in(browser, karim(database, charter_accepted_at=factories.NOW))
    browser.get("/aider/distance?modifier=1")
    page = browser.submit({"reach": "farther"})
    assert "charte" not in page.text
    assert browser.submit().heading == "Merci, votre offre est notée"


def test_a_car_is_declared_for_outings_and_taken_back(browser, database, brosses):
    sign_in(browser, karim(database, charter_accepted_at=factories.NOW))
    browser.get("/aider?modifier=1")
    assert "En voiture" in browser.submit({"drives": "y"}).text
    browser.submit()
    assert only_offer(database).user.drives_declared_on == factories.TODAY
    page = browser.get("/aider?modifier=1")
    assert ("drives", "y") in page.post_form().fields
    browser.submit({"drives": []})
    browser.submit()
    assert only_offer(database).user.drives_declared_on is None


def test_a_car_without_outings_is_no_declaration(browser, database, brosses):
    browser.get("offers.offer")
    for answer in [{"categories": ["shopping"], "drives": "y"}, *PAGES[1:], CHARTER]:
        browser.submit(answer)
    assert only_offer(database).user.drives_declared_on is None
