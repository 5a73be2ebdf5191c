"""What Fatima does at her desk, page by page."""

from __future__ import annotations

from sqlalchemy import select

from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import (
    Answer,
    Channel,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.models import (
    HelpRequest,
    MatchingRun,
    Message,
    Neighbourhood,
    Proposal,
    RunRequest,
    Task,
    User,
)
from mutualaid.services import proposals
from tests import factories
from tests.blueprints.coordination.conftest import count, press, read
from tests.browser import Browser
from tests.factories import NOW, TODAY
from tests.factories.desks import CANARY, Desk


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
    fatima.submit({"level": "0"})
    assert read(database, User, ours.helper_id).level == 0


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
                n_wanted=9,
                n_expected=4,
                seconds={},
            )
        )
    page = fatima.get("coordination.today")
    assert "Dernière recherche : lundi 12 octobre, 10 h. 3 propositions faites" in page.text
    assert "9 coups de main sont attendus, pour environ 4 oui possibles cette semaine." in page.text
    with database.transaction() as session:
        session.scalars(select(MatchingRun)).one().n_expected = 9
    assert "coups de main sont attendus" not in fatima.get("coordination.today").text


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
