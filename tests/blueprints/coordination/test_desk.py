"""What Fatima does at her desk, page by page."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from mutualaid.db import Database
from mutualaid.domain.distance import Reach
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay
from mutualaid.domain.statuses import (
    Answer,
    Channel,
    MessageStatus,
    OfferStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.models import (
    Consent,
    HelpRequest,
    MatchingRun,
    Message,
    Neighbourhood,
    Offer,
    Place,
    Proposal,
    RunRequest,
    Task,
    User,
)
from mutualaid.services import proposals
from tests import factories
from tests.blueprints.conftest import add_street
from tests.browser import Browser
from tests.factories import NOW, TODAY
from tests.factories.desks import CANARY, Desk

GRID = "2026-10-15:1"
"""Thursday afternoon, as the grid of the posting page sends it."""


def read(database: Database, table: type, number: int):
    with database.reading() as session:
        return session.get_one(table, number)


def count(database: Database, table: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def press(browser: Browser, action: str, **sent: str):
    """Press the button of the open page whose form goes there and sends this."""
    assert browser.page is not None
    for form in browser.page.forms:
        fields = dict(form.fields)
        if form.action.endswith(action) and sent.items() <= fields.items():
            answer = browser.client.post(form.action, data=fields)
            assert answer.status_code == 303, browser._what_came()
            return browser.get(answer.location)
    raise AssertionError(f"no button to {action} with {sent}")


def test_a_yes_on_the_phone_holds_the_request(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.today")
    page = press(fatima, f"/messages/{ours.call_id}/reponse", reponse="yes")
    assert "La réponse est notée." in page.text
    assert read(database, Proposal, ours.proposal_id).helper_answer is Answer.YES
    assert read(database, Message, ours.call_id).status is MessageStatus.SENT


def test_no_answer_keeps_the_call_with_its_attempt(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.today")
    page = press(fatima, f"/appels/{ours.phone_helper_id}/silence")
    assert "Pas de réponse lundi 12 octobre, 10 h" in page.text
    assert read(database, Message, ours.call_id).status is MessageStatus.PENDING


def test_with_an_advance_agreement_the_call_goes_on_with_contacts(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        session.get_one(HelpRequest, ours.asked_request_id).agreed_in_advance_at = NOW
    before = fatima.get("coordination.today")
    assert "rue des Lilas" not in before.text
    page = press(fatima, f"/messages/{ours.call_id}/reponse", reponse="yes")
    assert page.heading == "Appeler Rose"
    assert "L’appel continue" in page.text
    assert "C’est entendu avec Jeanne, jeudi 15 octobre, l’après-midi." in page.text
    assert "06 39 98 12 10" in page.text
    assert "L’adresse : 7 rue des Lilas, 69100 Villeurbanne, 7." in page.text
    assert "À la porte, dites :" in page.text


def test_before_two_yeses_the_words_to_say_name_nobody_of_the_other_side(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    page = fatima.get("coordination.call", user_id=ours.phone_helper_id)
    assert "Rose" in page.text
    for word in ("Jeanne", "Lilas", "06 39 98 12 10", "Sonnez"):
        assert word not in page.text


def test_two_calls_already_are_said_at_the_next_occasion(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        for hours in (1, 3):
            session.add(
                Message(
                    kind=MessageKind.SUPERSEDED,
                    event_key=f"before:{hours}",
                    user_id=ours.phone_helper_id,
                    channel=Channel.CALL,
                    neighbourhood_id=ours.home_id,
                    help_request_id=ours.asked_request_id,
                    status=MessageStatus.SENT,
                    send_after=NOW,
                    message_id=f"before-{hours}@example.fr",
                    created_at=NOW,
                    ended_at=NOW.replace(hour=hours),
                )
            )
    page = fatima.get("coordination.call", user_id=ours.phone_helper_id)
    assert "Déjà deux appels : à dire au prochain appel, ou par SMS" in page.text


def test_somebody_to_meet_is_met(fatima: Browser, ours: Desk, database: Database) -> None:
    with database.transaction() as session:
        session.get_one(User, ours.helper_id).met_on = None
    fatima.get("coordination.today")
    page = press(fatima, f"/voisins/{ours.helper_id}/rencontre")
    assert "Rencontre avec l’équipe : lundi 12 octobre 2026" in page.text
    assert read(database, User, ours.helper_id).met_on == TODAY
    assert read(database, Task, ours.task_id).status is not TaskStatus.OPEN


def test_a_level_is_kept(fatima: Browser, ours: Desk, database: Database) -> None:
    fatima.get("coordination.show_neighbour", user_id=ours.helper_id)
    fatima.submit({"level": "2"})
    assert read(database, User, ours.helper_id).level == 2


def test_a_level_without_a_meeting_is_refused_with_a_sentence(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.show_neighbour", user_id=ours.resident_id)
    page = fatima.submit({"level": "1"})
    assert "Personne de l’équipe" in page.text
    assert read(database, User, ours.resident_id).level == 0


def test_a_failed_mail_becomes_a_call(fatima: Browser, ours: Desk) -> None:
    page = fatima.get("coordination.today")
    assert "L’e-mail disait : nous demandons à quelqu’un." in page.text
    page = press(fatima, f"/taches/{ours.failed_task_id}/appeler")
    assert page.heading == "Appeler Jeanne"
    assert "Nous demandons à une personne près de chez vous" in page.text
    assert "D’accord d’avance" in page.html


def test_an_unmet_request_shows_its_reason_and_what_would_unlock_it(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        session.get_one(HelpRequest, ours.request_id).unmatched_reason = {
            "code": "nobody_free",
            "n": 4,
            "unlock_on": "2026-10-16",
            "unlock_half_day": "morning",
            "unlock_n": 3,
        }
    page = fatima.get("coordination.today")
    assert "4 personnes le proposent, aucune n’est libre à ce moment." in page.text
    assert "Un autre jour : 3 personnes sont libres vendredi 16 octobre, le matin." in page.text


def test_a_neighbour_is_asked_by_hand(fatima: Browser, ours: Desk, database: Database) -> None:
    fatima.get("coordination.choose_helper", request_id=ours.request_id)
    page = press(fatima, f"/demandes/{ours.request_id}/proposer", offre=str(ours.offer_id))
    assert "La proposition est partie." in page.text
    assert "Karim" in page.text
    assert read(database, HelpRequest, ours.request_id).status is RequestStatus.PROPOSED


def test_of_another_desk_only_the_first_name_the_quarter_and_the_meeting_are_read(
    fatima: Browser, ours: Desk, theirs: Desk
) -> None:
    page = fatima.get("coordination.choose_helper", request_id=ours.request_id)
    assert "Samir" in page.text
    assert "Les Buers, rencontre faite avec l’équipe" in page.text
    assert CANARY not in page.html
    page = press(fatima, f"/demandes/{ours.request_id}/proposer", offre=str(theirs.offer_id))
    assert "C’est l’équipe de ce quartier qui appelle." in page.text
    assert CANARY not in page.html


def test_after_two_yeses_both_desks_read_the_contact(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    with database.transaction() as session:
        session.get_one(HelpRequest, ours.request_id).agreed_in_advance_at = NOW
    fatima.get("coordination.choose_helper", request_id=ours.request_id)
    press(fatima, f"/demandes/{ours.request_id}/proposer", offre=str(theirs.offer_id))
    with database.transaction() as session:
        proposal = session.scalars(select(Proposal).order_by(Proposal.id.desc())).first()
        session.info["secret"] = "a secret"
        proposals.answer_as_helper(session, proposal, True, by=proposal.helper, now=NOW)
    page = fatima.get("coordination.show_request", request_id=ours.request_id)
    assert "06 39 98 12 01" in page.text


def test_the_search_is_started_once_and_its_result_is_shown(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.today")
    page = press(fatima, "/recherche")
    assert "Une recherche est en cours" in page.text
    assert count(database, RunRequest) == 1
    with database.transaction() as session:
        asked = session.scalars(select(RunRequest)).one()
        asked.finished_at = NOW
        session.add(
            MatchingRun(
                group_key=str(ours.home_id),
                local_date=TODAY,
                started_at=NOW,
                finished_at=NOW,
                n_proposed=3,
                n_unmatched=1,
                certificate="ok",
                seconds={},
            )
        )
    page = fatima.get("coordination.today")
    assert "Dernière recherche : lundi 12 octobre, 10 h. 3 propositions faites" in page.text


def test_another_group_s_run_is_not_shown(fatima: Browser, ours: Desk, database: Database) -> None:
    with database.transaction() as session:
        far = factories.neighbourhood(session, "Les Gratte-Ciel")
        session.add(
            MatchingRun(
                group_key=str(far.id),
                local_date=TODAY,
                started_at=NOW,
                finished_at=NOW,
                certificate="ok",
                seconds={},
            )
        )
    assert "Aucune recherche" in fatima.get("coordination.today").text


def test_a_request_is_urgent_then_solved_otherwise(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.show_request", request_id=ours.asked_request_id)
    page = press(fatima, "/urgence", urgent="oui")
    assert "Urgent" in page.text
    page = press(fatima, "/fermer", pourquoi="autrement")
    assert "Résolu autrement" in page.text
    assert read(database, HelpRequest, ours.asked_request_id).status is RequestStatus.CLOSED
    assert read(database, Proposal, ours.proposal_id).status is ProposalStatus.CANCELLED


def test_a_request_is_withdrawn_for_somebody(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.show_request", request_id=ours.request_id)
    press(fatima, "/fermer", pourquoi="retiree")
    assert read(database, HelpRequest, ours.request_id).status is RequestStatus.CANCELLED


def post_page(fatima: Browser) -> None:
    """The page with the questions of the shopping."""
    fatima.get("coordination.post_request", category="shopping")


NEWCOMER = {
    "person": "new",
    "first_name": "Odile",
    "phone": "06 39 98 12 44",
    "line": "5 rue des Lilas",
    "town": "69100 Villeurbanne",
    "fact_together": "together",
    "fact_paid": "there",
    "slots": [GRID],
    "channel": "call",
    "said_by": "phone",
}


def test_a_request_is_posted_for_a_newcomer_on_one_page(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    post_page(fatima)
    page = fatima.submit(NEWCOMER)
    assert page.heading == "Faire des courses, pour Odile"
    assert "La demande est ouverte" in page.text
    with database.reading() as session:
        posted = session.scalars(select(HelpRequest).order_by(HelpRequest.id.desc())).first()
        assert posted.status is RequestStatus.OPEN
        assert [slot.half_day for slot in posted.slots] == [HalfDay.AFTERNOON]
        assert posted.place.neighbourhood_id == ours.home_id
        consent = session.scalars(select(Consent).where(Consent.user_id == posted.user_id)).one()
        assert consent.channel == "phone"


def test_sending_the_same_page_twice_posts_once(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    post_page(fatima)
    before = count(database, HelpRequest)
    sent = dict(fatima.page.post_form("person").fields) | {
        name: value if isinstance(value, str) else value[0] for name, value in NEWCOMER.items()
    }
    for _ in range(2):
        assert fatima.post("coordination.post_request", sent).status_code == 303
    assert count(database, HelpRequest) == before + 1


def test_the_questions_come_with_the_need_and_what_was_typed_stays(
    fatima: Browser, ours: Desk
) -> None:
    fatima.get("coordination.post_request")
    page = fatima.submit({"first_name": "Odile", "category": "moving"}, button=("etape", "besoin"))
    assert "Combien d’objets lourds ?" in page.text
    assert 'value="Odile"' in page.html
    assert "à corriger" not in page.text


def test_somebody_known_is_found_by_name_or_number(fatima: Browser, ours: Desk) -> None:
    fatima.get("coordination.post_request")
    page = fatima.submit({"search": "jean"}, button=("etape", "chercher"))
    assert "Jeanne, 7 rue des Lilas" in page.text
    page = fatima.submit({"search": "0639981211"}, button=("etape", "chercher"))
    assert "Rose, 9 rue des Lilas" in page.text


def test_somebody_of_another_desk_is_not_found(fatima: Browser, ours: Desk, theirs: Desk) -> None:
    fatima.get("coordination.post_request")
    page = fatima.submit({"search": "Odette"}, button=("etape", "chercher"))
    assert "Odette" not in page.text
    fatima.get("coordination.post_request", personne=theirs.resident_id, status=404)


def test_a_request_is_posted_for_somebody_known(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    fatima.get("coordination.post_request", category="shopping", personne=ours.resident_id)
    known = {"person": str(ours.resident_id)}
    wanted = ("fact_together", "fact_paid", "slots", "channel", "said_by")
    fatima.submit(known | {name: NEWCOMER[name] for name in wanted})
    with database.reading() as session:
        posted = session.scalars(select(HelpRequest).order_by(HelpRequest.id.desc())).first()
        assert posted.user_id == ours.resident_id
        assert posted.place_id == ours.place_id


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first_name": "  "}, "Écrivez le prénom"),
        ({"phone": "zéro six"}, "Écrivez un numéro à 10 chiffres"),
        ({"line": ""}, "Écrivez le numéro et la rue"),
        ({"slots": []}, "Choisissez un jour et un moment de la journée"),
        ({"other_day": "27 octobre 1999"}, "aujourd’hui ou plus tard"),
        ({"slots": [], "other_day": "le jour de gloire"}, "Écrivez une date comme"),
        ({"said_by": []}, "Demandez d’abord à la personne"),
        ({"channel": "email"}, "Écrivez un e-mail, ou choisissez un appel"),
        ({"fact_paid": ""}, "à corriger"),
        ({"person": []}, "Choisissez une personne"),
        ({"note": "a" * 312}, "Il y en a 12 de trop"),
    ],
)
def test_a_wrong_answer_gets_a_sentence_and_keeps_what_was_typed(
    fatima: Browser, ours: Desk, database: Database, wrong: dict, sentence: str
) -> None:
    post_page(fatima)
    before = count(database, HelpRequest)
    page = fatima.submit(NEWCOMER | {"last_name": "Mercier"} | wrong)
    assert fatima.response.status_code == 422
    assert sentence in page.text
    assert 'value="Mercier"' in page.html
    assert count(database, HelpRequest) == before


def test_an_unknown_street_is_accepted_and_becomes_a_task(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    post_page(fatima)
    fatima.submit(NEWCOMER | {"line": "3 rue de nulle part"})
    page = fatima.get("coordination.today")
    assert "Adresses à placer" in page.text
    with database.reading() as session:
        place = session.scalars(select(Place).order_by(Place.id.desc())).first()
    page = fatima.get("coordination.place_address", place_id=place.id)
    page = fatima.get(f"/coordination/adresses/{place.id}?rue=lilas")
    assert "Rue des Lilas" in page.text
    press(fatima, f"/adresses/{place.id}/rue")
    assert read(database, Place, place.id).precision.is_matchable


@pytest.mark.parametrize("lat", ["quarante-cinq", "999", ""])
def test_degrees_that_are_none_get_a_sentence(fatima: Browser, ours: Desk, lat: str) -> None:
    fatima.get("coordination.place_address", place_id=ours.place_id)
    page = fatima.submit({"lat": lat, "lon": "4,9128"})
    assert fatima.response.status_code == 422
    assert "la latitude" in page.text or "des degrés comme" in page.text
    assert 'value="4,9128"' in page.html


def test_an_offer_is_posted_for_a_newcomer(fatima: Browser, ours: Desk, database: Database) -> None:
    fatima.get("coordination.post_offer")
    who = ("person", "first_name", "phone", "line", "town", "channel", "said_by")
    fatima.submit(
        {name: NEWCOMER[name] for name in who}
        | {
            "categories": ["shopping", "chat"],
            "week": ["0", "4"],
            "reach": Reach.TEN_MINUTES.value,
            "rhythm": "no_limit",
        }
    )
    with database.reading() as session:
        offer = session.scalars(select(Offer).order_by(Offer.id.desc())).first()
        assert offer.status is OfferStatus.ACTIVE
        assert offer.categories == ["chat", "shopping"]
        assert (offer.user.weekly_mask, offer.user.rhythm_per_month) == (0b10001, None)


def test_a_contact_is_changed(fatima: Browser, ours: Desk, database: Database) -> None:
    fatima.get("coordination.edit_contact", user_id=ours.resident_id)
    fatima.submit(
        {
            "phone": "06 39 98 12 77",
            "channel": "call",
            "contact_choice": "desk",
            "line": "9 rue des Lilas",
            "town": "Villeurbanne",
        }
    )
    person = read(database, User, ours.resident_id)
    assert (person.phone, person.channel) == ("+33639981277", Channel.CALL)
    assert read(database, Place, person.place_id).house_number == "9"


def test_a_street_of_another_desk_is_refused_with_a_sentence(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    with database.transaction() as session:
        add_street(session, session.get_one(Neighbourhood, theirs.home_id), "Rue des Tulipes")
    fatima.get("coordination.edit_contact", user_id=ours.resident_id)
    page = fatima.submit({"line": "2 rue des Tulipes", "town": "Villeurbanne"})
    assert fatima.response.status_code == 422
    assert "Cette rue dépend de l’équipe d’un autre quartier" in page.text


def test_a_hundred_requests_ask_no_more_questions_than_one(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        home = session.get_one(Neighbourhood, ours.home_id)
        for number in range(100):
            person = factories.person(session, home, f"P{number}", email=f"p{number}@example.fr")
            factories.help_request(session, person)
        for number in range(40):
            factories.helper(session, home, f"H{number}", email=f"h{number}@example.fr")
    fatima.get("coordination.today")
    fatima.get("coordination.list_requests")
    fatima.get("coordination.list_neighbours")
    fatima.get("coordination.choose_helper", request_id=ours.request_id)
    fatima.get("coordination.show_request", request_id=ours.asked_request_id)


def test_the_resident_s_call_goes_on_with_the_name_and_the_words_at_the_door(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        session.get_one(User, ours.resident_id).channel = Channel.CALL
    fatima.get("coordination.today")
    page = press(fatima, f"/messages/{ours.call_id}/reponse", reponse="yes")
    page = fatima.get("coordination.call", user_id=ours.resident_id)
    assert "Rose peut vous aider jeudi 15 octobre, l’après-midi. Cela vous va ?" in page.text
    assert "Fatima connaît cette personne." in page.text
    assert "06 39 98 12 11" not in page.text
    with database.reading() as session:
        due = select(Message.id).where(Message.kind == MessageKind.HELPER_SAID_YES)
        message_id = session.scalars(due).one()
    page = press(fatima, f"/messages/{message_id}/reponse", reponse="yes")
    assert "C’est entendu : Rose vient jeudi 15 octobre, l’après-midi." in page.text
    assert "Pour joindre Rose : 06 39 98 12 11." in page.text
    assert "Rose vous dira : " in page.text
    assert "Sinon, n’ouvrez pas et appelez Fatima." in page.text


def test_somebody_who_cannot_come_any_more_is_noted_and_the_other_is_called(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    with database.transaction() as session:
        session.get_one(HelpRequest, ours.asked_request_id).agreed_in_advance_at = NOW
        session.get_one(User, ours.resident_id).channel = Channel.CALL
    fatima.get("coordination.today")
    press(fatima, f"/messages/{ours.call_id}/reponse", reponse="yes")
    fatima.get("coordination.show_neighbour", user_id=ours.phone_helper_id)
    page = press(fatima, f"/voisins/{ours.phone_helper_id}/annuler")
    assert "Le rendez-vous est annulé" in page.text
    assert read(database, HelpRequest, ours.asked_request_id).status is RequestStatus.OPEN
    page = fatima.get("coordination.call", user_id=ours.resident_id)
    assert "Le rendez-vous prévu jeudi 15 octobre, l’après-midi n’aura pas lieu." in page.text
    assert "Nous cherchons quelqu’un d’autre." in page.text


def test_an_exact_time_outside_the_ticked_half_day_gets_a_sentence(
    fatima: Browser, ours: Desk
) -> None:
    post_page(fatima)
    page = fatima.submit(NEWCOMER | {"start": "9 h"})
    assert fatima.response.status_code == 422
    assert "9 h" in page.text
    page = fatima.submit({"start": "14 h 30"})
    assert page.heading == "Faire des courses, pour Odile"
    assert "14 h 30" in page.text
