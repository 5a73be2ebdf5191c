"""What neighbours wrote back and which mails failed, as Fatima reads them at her desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from mutualaid.db import Database
from mutualaid.domain.incoming import ReadMail
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.slots import HalfDay, Slot
from mutualaid.domain.statuses import Answer, MessageStatus, ProposalStatus, TaskStatus
from mutualaid.domain.tasks import TaskKind
from mutualaid.models import Message, Offer, Proposal, RunRequest, Task, User
from mutualaid.services import delivery, incoming, proposals
from tests.blueprints.coordination.conftest import count, press
from tests.browser import Browser
from tests.factories import NOW, TODAY
from tests.factories.desks import CANARY, Desk


def ask_karim(database: Database, desk: Desk) -> str:
    """Karim is asked by mail, and it left; its Message-ID."""
    with database.transaction() as session:
        offer = session.get_one(Offer, desk.offer_id)
        request = session.get_one(Proposal, desk.proposal_id).help_request
        slot = Slot.of(TODAY + timedelta(days=3), HalfDay.AFTERNOON)
        asked = proposals.propose(session, request, offer, slot, by=desk.coordinator, now=NOW)
        mail = session.scalars(select(Message).where(Message.proposal_id == asked.id)).one()
        mail.status, mail.outcome = MessageStatus.SENT, "250"
        return mail.message_id


def take_in(database: Database, answers: str, words: str, sender: str = "8@example.fr") -> None:
    mail = ReadMail(f"hash of {words}", (answers,) if answers else (), sender, words=words)
    with database.transaction() as session:
        incoming.take_in(session, mail, now=NOW)


def proposal_of(database: Database, message_id: str) -> Proposal:
    with database.reading() as session:
        asked = select(Proposal).join(Message, Message.proposal_id == Proposal.id)
        return session.scalars(asked.where(Message.message_id == message_id)).one()


def reply_task(database: Database) -> Task:
    with database.reading() as session:
        return session.scalars(select(Task).where(Task.kind == TaskKind.REPLY)).one()


@pytest.mark.parametrize(("answer", "status"), [("yes", Answer.YES), ("no", Answer.NO)])
def test_the_words_are_read_and_the_answer_is_pressed_for_whoever_wrote(
    fatima: Browser, ours: Desk, database: Database, answer: str, status: Answer
) -> None:
    asked = ask_karim(database, ours)
    take_in(database, asked, "Oui !\n<b>À 15 h</b> & merci")
    page = fatima.get("coordination.today")
    assert "Lire la réponse : Karim" in page.text
    assert "<b>À 15 h</b> & merci" in page.text
    assert "La question attend jusqu’à ce moment : jeudi 15 octobre" in page.text
    assert "Rappeler" in page.text
    page = press(fatima, f"/taches/{reply_task(database).id}/reponse", reponse=answer)
    assert "La réponse est notée." in page.text
    assert proposal_of(database, asked).helper_answer is status
    assert reply_task(database).status is TaskStatus.DONE


def test_a_reply_from_elsewhere_says_so_and_has_no_answer_buttons(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    take_in(database, ask_karim(database, ours), "Non", sender="forger@example.net")
    page = fatima.get("coordination.today")
    assert "Écrit depuis une autre adresse" in page.text
    assert "C’est oui" not in page.text
    number = reply_task(database).id
    answer = fatima.post("coordination.answer_reply", {"reponse": "yes"}, task_id=number)
    assert answer.status_code in {400, 403, 409, 422}


def test_when_nothing_is_asked_any_more_only_the_words_are_left(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    asked = ask_karim(database, ours)
    take_in(database, asked, "Finalement non")
    with database.transaction() as session:
        session.execute(
            update(Proposal).where(Proposal.helper_id == ours.helper_id)
            .values(status=ProposalStatus.CANCELLED)
        )  # fmt: skip
    page = fatima.get("coordination.today")
    assert "Finalement non" in page.text
    assert "C’est oui" not in page.text
    press(fatima, "/fait")
    assert "Finalement non" not in fatima.get("coordination.today").text


def test_a_new_mail_of_a_neighbour_is_read_too(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    take_in(database, "", "Je déménage", sender="7@example.fr")
    page = fatima.get("coordination.today")
    assert "Je déménage" in page.text
    assert "C’est oui" not in page.text


def test_another_desk_reads_none_of_it(
    fatima: Browser, ours: Desk, theirs: Desk, database: Database
) -> None:
    take_in(
        database, ask_karim(database, theirs), f"{CANARY} !", sender=f"{CANARY}8@example.fr".lower()
    )
    assert CANARY not in fatima.get("coordination.today").html
    number = reply_task(database).id
    answer = fatima.post("coordination.answer_reply", {"reponse": "yes"}, task_id=number)
    assert answer.status_code in {400, 403, 404}


def test_a_question_that_came_back_says_why_and_offers_no_call_about_it(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    asked = ask_karim(database, ours)
    with database.transaction() as session:
        session.execute(update(Task).values(status=TaskStatus.DONE))
        mail = session.scalars(select(Message).where(Message.message_id == asked)).one()
        mail.status = MessageStatus.SENDING
        mail.lease_owner = "worker"
        session.flush()
        taken = delivery.Taken(mail.id, "worker", mail.fence, 1)
        delivery.refused(session, taken, outcome="550 5.1.1", now=NOW)
    page = fatima.get("coordination.today")
    assert "Cette adresse e-mail n’existe pas (550 5.1.1)." in page.text
    assert "appelez pour savoir comment joindre cette personne" in page.text
    assert "Appeler à la place" not in page.text
    assert count(database, RunRequest) == 1


def test_a_resident_s_question_that_came_back_is_still_called(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    asked = ask_karim(database, ours)
    with database.transaction() as session:
        karim = session.get_one(User, ours.helper_id)
        proposal = session.scalars(select(Proposal).where(Proposal.helper_id == karim.id)).one()
        proposals.answer_as_helper(session, proposal, True, by=karim, now=NOW)
        told = session.scalars(
            select(Message).where(Message.kind == MessageKind.HELPER_SAID_YES)
        ).one()
        told.status, told.lease_owner = MessageStatus.SENDING, "worker"
        session.flush()
        delivery.refused(
            session, delivery.Taken(told.id, "worker", told.fence, 1), outcome="552", now=NOW
        )
    assert asked
    page = fatima.get("coordination.today")
    assert "La boîte e-mail est pleine (552)." in page.text


def test_words_that_answer_nothing_leave_the_question_a_day(
    fatima: Browser, ours: Desk, database: Database
) -> None:
    """« Merci, à bientôt »: ticked without yes or no, it does not wait until the day itself."""
    asked = ask_karim(database, ours)
    before = proposal_of(database, asked).expires_at
    take_in(database, asked, "Merci, à bientôt")
    assert proposal_of(database, asked).expires_at > before
    fatima.get("coordination.today")
    press(fatima, f"/taches/{reply_task(database).id}/fait")
    proposal = proposal_of(database, asked)
    assert proposal.helper_answer is Answer.NONE
    assert proposal.expires_at <= NOW + timedelta(hours=24, minutes=1)
